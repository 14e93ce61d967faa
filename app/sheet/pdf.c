/* A document as PDF, made by the helper program: what kills a typesetter does not end the case. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "sheet/printer.h"
#include "sheet/wire.h"

#include "base/banned.h"

enum { SEND_BYTES = 64 * 1024, WAIT_SECONDS = 60, STATUS_NO_FONT = 3 };

struct pdf_helper {
	pid_t pid;
	int fd; /* its standard input and output */
	struct timespec until;
	struct buf wire;
	bool gone;
};

static int left_ms(const struct pdf_helper *h)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	long ms = (long)(h->until.tv_sec - now.tv_sec) * 1000 + (h->until.tv_nsec - now.tv_nsec) / 1000000;
	return ms > 0 ? (int)ms : 0;
}

static void set_deadline(struct pdf_helper *h)
{
	clock_gettime(CLOCK_MONOTONIC, &h->until);
	h->until.tv_sec += WAIT_SECONDS;
}

static bool start(struct pdf_helper *h, struct err *e)
{
	extern char **environ;
	char *path = path_helper("kakekomi-pdf"), *const argv[] = { path, NULL };
	posix_spawn_file_actions_t actions;
	int pair[2];
	bool ok = false;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		err_errno(e, "pdf.failed", "socketpair");
		goto out;
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, pair[1], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, pair[1], STDOUT_FILENO);
	ok = posix_spawn(&h->pid, path, &actions, NULL, argv, environ) == 0;
	posix_spawn_file_actions_destroy(&actions);
	close(pair[1]);
	if (ok)
		h->fd = pair[0];
	else
		close(pair[0]);
	if (!ok)
		err_set(e, ERR_UNAVAILABLE, "pdf.helper", path, NULL, NULL);
out:
	free(path);
	return ok;
}

static bool ready(const struct pdf_helper *h, short what)
{
	struct pollfd p = { h->fd, what, 0 };
	int n;

	do
		n = poll(&p, 1, left_ms(h));
	while (n < 0 && errno == EINTR);
	return n > 0;
}

static void send_wire(struct pdf_helper *h)
{
	for (size_t at = 0; at < h->wire.len && !h->gone;) {
		ssize_t n = ready(h, POLLOUT) ? send(h->fd, h->wire.text + at, h->wire.len - at, MSG_NOSIGNAL | MSG_DONTWAIT) : -1;
		if (n > 0)
			at += (size_t)n;
		else if (n == 0 || (errno != EAGAIN && errno != EINTR) || !left_ms(h))
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
		ssize_t n = ready(h, POLLIN) ? read(h->fd, out->buf.text + out->buf.len, SEND_BYTES) : -1;
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
	int status = 0;

	if (late)
		kill(h->pid, SIGKILL);
	close(h->fd);
	while (waitpid(h->pid, &status, 0) < 0 && errno == EINTR)
		;
	buf_free(&h->wire);
	free(h);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static struct pdf_helper *new_helper(struct err *e)
{
	struct pdf_helper *h = mem_alloc(sizeof *h);

	if (start(h, e))
		return h;
	free(h);
	return NULL;
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

	set_deadline(h);
	wire_head(d, &words, &h->wire);
	if (!document_each(d, take_block, h, e))
		return false;
	wire_end(&h->wire);
	send_wire(h);
	shutdown(h->fd, SHUT_WR);
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
