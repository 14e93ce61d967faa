#include "net/helper.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/path.h"
#include "base/text.h"

#include "base/banned.h"

enum { GRACE_SECONDS = 5, READ_BYTES = 4096 };

_Static_assert((int)FILE_FD == (int)CHILD_FILE, "where the helper finds its file");

/* What of the environment the helper may see. */
static const char *const passed[] = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY", NULL };

struct running {
	struct child child;
	int64_t until_ms;
};

static bool send_job(const struct running *r, const struct job *j)
{
	struct buf wire = { 0 };
	size_t at = 0;

	wire_job(j, &wire);
	while (at < wire.len && child_wait(&r->child, POLLOUT, r->until_ms) == 0) {
		ssize_t n = send(r->child.fd, wire.text + at, wire.len - at, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n > 0)
			at += (size_t)n;
		else if (n == 0 || (errno != EAGAIN && errno != EINTR))
			break;
	}
	bool ok = at == wire.len && shutdown(r->child.fd, SHUT_WR) == 0;
	buf_wipe(&wire);
	return ok;
}

/* Messages in `in` as they come; true with the answer. */
static bool take_said(struct buf *in, helper_progress_fn *progress, void *context, struct answer *out, bool *nonsense)
{
	uint64_t numbers[2];
	enum said what;
	size_t used;

	while (wire_read_said(buf_str(in), in->len, &used, &what, numbers, out)) {
		if (!used)
			return false;
		if (what == SAID_ANSWER) {
			*nonsense = used != in->len;
			return true;
		}
		if (progress)
			progress(context, numbers[0], numbers[1]);
		memmove(in->text, in->text + used, in->len - used);
		in->len -= used;
	}
	*nonsense = true;
	return true;
}

static enum trouble receive(const struct running *r, helper_progress_fn *progress, void *context, struct answer *out)
{
	struct buf in = { 0 };
	bool nonsense = false, done = false;
	enum trouble t = TROUBLE_NONE;

	while (!done && t == TROUBLE_NONE) {
		buf_reserve(&in, READ_BYTES);
		bool come = child_wait(&r->child, POLLIN, r->until_ms) == 0;
		ssize_t n = come ? read(r->child.fd, in.text + in.len, READ_BYTES) : 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			t = come ? TROUBLE_HELPER : TROUBLE_TOO_SLOW;
		else
			in.len += (size_t)n;
		if (n > 0)
			done = take_said(&in, progress, context, out, &nonsense);
	}
	buf_free(&in);
	return nonsense ? TROUBLE_HELPER : t;
}

void helper_run(const struct job *j, int file, helper_progress_fn *progress, void *context, struct answer *out)
{
	struct running r = { 0 };
	char *path = path_helper("kakekomi-net");

	*out = (struct answer){ .trouble = TROUBLE_HELPER };
	int error = child_start(path, passed, file, &r.child);
	free(path);
	if (error)
		return;
	r.until_ms = clock_steady_ms() + (int64_t)(j->most_seconds + GRACE_SECONDS) * 1000;
	bool sent = send_job(&r, j);
	enum trouble t = sent ? receive(&r, progress, context, out) : TROUBLE_HELPER;
	if (t != TROUBLE_NONE)
		*out = (struct answer){ .trouble = t, .handed_over = sent };
	child_end(&r.child);
}

/* The name of the machine that was asked: what a person recognizes. */
static void host_of(const char *url, char *out, size_t size)
{
	const char *scheme = strstr(url, "://"), *host = scheme ? scheme + 3 : url;
	size_t len = strcspn(host, "/?#");

	if (len >= size)
		len = size - 1;
	memcpy(out, host, len);
	out[len] = '\0';
}

bool helper_failed(const char *url, const struct answer *a, struct err *e)
{
	char host[256];
	struct buf detail = { 0 };

	host_of(url, host, sizeof host);
	text_clean(a->detail, false, &detail);
	trouble_tell(a->trouble, a->status, a->trouble == TROUBLE_PROXY ? a->proxy : host, buf_str(&detail), e);
	buf_free(&detail);
	return false;
}
