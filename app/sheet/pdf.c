/* A document as PDF, made by the helper program: what kills a typesetter does not end the case. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/path.h"
#include "sheet/printer.h"
#include "sheet/wire.h"

#include "base/banned.h"

enum { SEND_BYTES = 64 * 1024, WAIT_MS = 60 * 1000, STATUS_NO_FONT = 3 };

/* Where the fonts are, and what is known of them. */
static const char *const passed[] = { "HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH", NULL };

struct pdf_helper {
	struct child child;
	int64_t until_ms;
	struct buf wire;
	bool gone;
};

static bool ready(const struct pdf_helper *h, short what)
{
	return child_wait(&h->child, what, h->until_ms) == 0;
}

static void send_wire(struct pdf_helper *h)
{
	for (size_t at = 0; at < h->wire.len && !h->gone;) {
		ssize_t n = ready(h, POLLOUT) ? send(h->child.fd, h->wire.text + at, h->wire.len - at, MSG_NOSIGNAL | MSG_DONTWAIT) : -1;
		if (n > 0)
			at += (size_t)n;
		else if (n == 0 || (errno != EAGAIN && errno != EINTR) || clock_steady_ms() >= h->until_ms)
			h->gone = true;
	}
	buf_clear(&h->wire);
}

static bool take_block(void *to, const struct block *b)
{
	struct pdf_helper *h = to;

	wire_block(b, &h->wire);
	if (h->wire.len >= SEND_BYTES)
		send_wire(h);
	return true;
}

static bool receive(struct pdf_helper *h, struct sink *out)
{
	for (;;) {
		buf_reserve(&out->buf, SEND_BYTES);
		ssize_t n = ready(h, POLLIN) ? read(h->child.fd, out->buf.text + out->buf.len, SEND_BYTES) : -1;
		if (n <= 0)
			return n == 0;
		out->buf.len += (size_t)n;
		out->buf.text[out->buf.len] = '\0';
		sink_rest(out);
	}
}

/* Its exit status; -1 when it was killed. */
static int end_helper(struct pdf_helper *h, bool late)
{
	int status = late ? child_end(&h->child) : child_finish(&h->child);

	buf_free(&h->wire);
	free(h);
	return status;
}

static struct pdf_helper *new_helper(struct err *e)
{
	struct pdf_helper *h = mem_alloc(sizeof *h);
	char *path = path_helper("kakekomi-pdf");
	int error = child_start(path, passed, CHILD_NO_FILE, &h->child);

	if (error) {
		err_set(e, ERR_UNAVAILABLE, "pdf.helper", path, NULL, NULL);
		free(h);
		h = NULL;
	}
	free(path);
	return h;
}

struct pdf_helper *pdf_start(void)
{
	return new_helper(NULL);
}

void pdf_stop(struct pdf_helper *h)
{
	if (h)
		end_helper(h, true);
}

/* Its time begins when it has something to do. */
static bool send_document(struct pdf_helper *h, const struct document *d, const struct say *say, struct err *e)
{
	const struct wire_words words = { say_text(say, "paper.page"), say_text(say, "paper.mark") };

	h->until_ms = clock_steady_ms() + WAIT_MS;
	wire_head(d, &words, &h->wire);
	if (!document_each(d, take_block, h, e))
		return false;
	wire_end(&h->wire);
	send_wire(h);
	shutdown(h->child.fd, SHUT_WR);
	return true;
}

bool print_pdf(const struct document *d, const struct say *say, const struct print_options *o, struct sink *out, struct err *e)
{
	struct pdf_helper *h = o && o->helper ? o->helper : new_helper(e);

	if (!h)
		return false;
	bool ok = send_document(h, d, say, e), whole = ok && receive(h, out);
	int status = end_helper(h, !whole);
	if (ok && status == STATUS_NO_FONT)
		return err_set(e, ERR_UNAVAILABLE, "pdf.font", NULL, NULL, NULL);
	if (ok && (!whole || status != 0))
		return err_set(e, ERR_UNAVAILABLE, "pdf.failed", NULL, NULL, NULL);
	return ok;
}
