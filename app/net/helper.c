#include "net/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/path.h"
#include "base/text.h"

#include "base/banned.h"

enum { GRACE_SECONDS = 5, READ_BYTES = 4096 };

/* What of the environment the helper may see. */
static const char *const passed[] = { "https_proxy", "HTTPS_PROXY", "all_proxy",    "ALL_PROXY",
	                              "no_proxy",    "NO_PROXY",    "ASAN_OPTIONS", "UBSAN_OPTIONS" };
enum { PASSED = sizeof passed / sizeof *passed };

struct running {
	pid_t pid;
	int fd;
	int64_t until_ms;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int spawn(char *path, int end, int file, char *const env[], pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	char *argv[] = { path, NULL };

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, end, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, end, STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (file >= 0)
		posix_spawn_file_actions_adddup2(&actions, file, FILE_FD);
	posix_spawn_file_actions_addclosefrom_np(&actions, file >= 0 ? FILE_FD + 1 : FILE_FD);
	int error = posix_spawn(pid, path, &actions, &attributes, argv, env);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return error;
}

static bool start(struct running *r, int file)
{
	struct buf room[PASSED] = { 0 };
	char *env[PASSED + 1] = { NULL }, *path = path_helper("kakekomi-net");
	int pair[2], error = -1;
	size_t count = 0;

	for (size_t i = 0; i < PASSED; i++)
		if (getenv(passed[i])) {
			buf_addf(&room[i], "%s=%s", passed[i], getenv(passed[i]));
			env[count++] = room[i].text;
		}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0) {
		error = spawn(path, pair[1], file, env, &r->pid);
		close(pair[1]);
		r->fd = pair[0];
		if (error)
			close(pair[0]);
	}
	for (size_t i = 0; i < PASSED; i++)
		buf_free(&room[i]);
	free(path);
	return error == 0;
}

static bool ready(const struct running *r, short what)
{
	struct pollfd p = { r->fd, what, 0 };
	int n;

	do {
		int64_t left = r->until_ms - now_ms();
		n = poll(&p, 1, left > 0 ? (int)left : 0);
	} while (n < 0 && errno == EINTR);
	return n > 0;
}

static bool send_job(const struct running *r, const struct job *j)
{
	struct buf wire = { 0 };
	size_t at = 0;

	wire_job(j, &wire);
	while (at < wire.len && ready(r, POLLOUT)) {
		ssize_t n = send(r->fd, wire.text + at, wire.len - at, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n > 0)
			at += (size_t)n;
		else if (n == 0 || (errno != EAGAIN && errno != EINTR))
			break;
	}
	bool ok = at == wire.len && shutdown(r->fd, SHUT_WR) == 0;
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
		bool come = ready(r, POLLIN);
		ssize_t n = come ? read(r->fd, in.text + in.len, READ_BYTES) : 0;
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

	*out = (struct answer){ .trouble = TROUBLE_HELPER };
	if (!start(&r, file))
		return;
	r.until_ms = now_ms() + (int64_t)(j->most_seconds + GRACE_SECONDS) * 1000;
	bool sent = send_job(&r, j);
	enum trouble t = sent ? receive(&r, progress, context, out) : TROUBLE_HELPER;
	if (t != TROUBLE_NONE)
		*out = (struct answer){ .trouble = t, .handed_over = sent };
	kill(r.pid, SIGKILL);
	close(r.fd);
	while (waitpid(r.pid, NULL, 0) < 0 && errno == EINTR)
		;
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
