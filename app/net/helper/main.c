/* kakekomi-net: one job comes in on standard input, is done within limits, and its answer goes out on standard output. */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "net/helper/transfer.h"

#include "base/banned.h"

/* Sanitizers map terabytes. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif
#ifndef UNDER_SANITIZER
#define UNDER_SANITIZER 0
#endif

enum { MEMORY_MOST = 400 * 1024 * 1024, FILES_MOST = 64, CPU_SECONDS = 120, READ_BYTES = 64 * 1024, GRACE_SECONDS = 3 };

static void limit(int what, rlim_t most)
{
	struct rlimit r;

	if (getrlimit((__rlimit_resource_t)what, &r) != 0)
		return;
	if (r.rlim_max == RLIM_INFINITY || r.rlim_max > most)
		r = (struct rlimit){ most, most };
	setrlimit((__rlimit_resource_t)what, &r);
}

static void raise_walls(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_DUMPABLE, 0);
	limit(RLIMIT_CORE, 0);
	if (!UNDER_SANITIZER) {
		limit(RLIMIT_AS, MEMORY_MOST);
		limit(RLIMIT_NOFILE, FILES_MOST);
		limit(RLIMIT_CPU, CPU_SECONDS);
	}
	/* A full disk and a peer that hangs up are told as what they are, not by a signal. */
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
}

static bool read_all(struct buf *in)
{
	for (;;) {
		buf_reserve(in, READ_BYTES);
		ssize_t n = read(STDIN_FILENO, in->text + in->len, READ_BYTES);
		if (n <= 0)
			return n == 0;
		in->len += (size_t)n;
		if (in->len > JOB_BYTES_MOST + ANSWER_BYTES_MOST)
			return false;
	}
}

/* False when nobody is there any more to read it. */
static bool say(struct buf *out)
{
	for (size_t at = 0; at < out->len;) {
		ssize_t n = write(STDOUT_FILENO, out->text + at, out->len - at);
		if (n <= 0)
			return false;
		at += (size_t)n;
	}
	buf_clear(out);
	return true;
}

static void report(uint64_t got, uint64_t whole)
{
	struct buf out = { 0 };

	wire_progress(got, whole, &out);
	if (!say(&out))
		_exit(1);
	buf_free(&out);
}

int main(void)
{
	struct buf in = { 0 }, out = { 0 };
	struct job j;
	struct answer a;

	raise_walls();
	if (!read_all(&in) || !wire_read_job(buf_str(&in), in.len, &j))
		return 2;
	alarm((unsigned)(j.most_seconds + GRACE_SECONDS));
	transfer(&j, report, &a);
	wire_answer(&a, &out);
	bool ok = say(&out);
	buf_wipe(&in);
	buf_free(&out);
	return ok ? 0 : 1;
}
