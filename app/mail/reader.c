#include "mail/reader.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/child.h"
#include "base/clock.h"
#include "base/mem.h"
#include "mail/wire.h"

#include "base/banned.h"

/* Sanitizers slow everything down. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SLOWER 10
#endif
#endif
#ifndef SLOWER
#define SLOWER 1
#endif

enum {
	START_MS = 10 * 1000,         /* a cold disk */
	READ_MS = 1000 * SLOWER,      /* one mail */
	READ_MS_PER_MIB = 20 * SLOWER, /* and for its way through the pipe */
	RETIRE_MS = 30 * 1000,        /* a helper that has worked this long is replaced, before its own limit ends it */
	KEEP_ROOM = 256 * 1024,
};

struct reader {
	char *path;
	struct child child;
	bool ready; /* it has said hello */
	unsigned walls;
	int64_t worked_ms;
	struct buf answer;
	/* the mail between reader_begin() and reader_end() */
	const void *bytes;
	size_t len, whole;
	bool sent;
	int64_t deadline;
	unsigned char sha256[HASH_SIZE];
};

struct reader *reader_open(const char *helper_path)
{
	struct reader *r = mem_alloc(sizeof *r);

	r->path = mem_strdup(helper_path);
	r->child.fd = -1;
	return r;
}

void reader_dismiss(struct reader *r)
{
	child_dismiss(&r->child);
}

static void stop(struct reader *r)
{
	child_end(&r->child);
	r->ready = false;
	r->worked_ms = 0;
}

void reader_close(struct reader *r)
{
	if (!r)
		return;
	stop(r);
	buf_free(&r->answer);
	free(r->path);
	free(r);
}

static bool no_helper(const struct reader *r, int number, struct err *e)
{
	char reason[128];

	return err_set(e, ERR_UNAVAILABLE, "mail.no-helper", r->path, strerror_r(number, reason, sizeof reason), NULL);
}

static bool start(struct reader *r, struct err *e)
{
	int error = child_start(r->path, NULL, CHILD_NO_FILE, &r->child);

	return !error || no_helper(r, error, e);
}

enum io { IO_DONE, IO_ENDED, IO_LATE };

static enum io wait_for(const struct reader *r, short events, int64_t deadline)
{
	int error = child_wait(&r->child, events, deadline);

	return !error ? IO_DONE : error == ETIMEDOUT ? IO_LATE : IO_ENDED;
}

static enum io send_all(struct reader *r, const void *bytes, size_t len, int64_t deadline)
{
	const char *at = bytes;

	while (len) {
		ssize_t n = send(r->child.fd, at, len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
			enum io waited = wait_for(r, POLLOUT, deadline);
			if (waited != IO_DONE)
				return waited;
			continue;
		}
		if (n < 0)
			return IO_ENDED;
		at += n;
		len -= (size_t)n;
	}
	return IO_DONE;
}

static enum io receive_all(struct reader *r, void *bytes, size_t len, int64_t deadline)
{
	char *at = bytes;

	while (len) {
		ssize_t n = recv(r->child.fd, at, len, MSG_DONTWAIT);
		if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
			enum io waited = wait_for(r, POLLIN, deadline);
			if (waited != IO_DONE)
				return waited;
			continue;
		}
		if (n <= 0)
			return IO_ENDED;
		at += n;
		len -= (size_t)n;
	}
	return IO_DONE;
}

static uint32_t number(const unsigned char b[4])
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* A helper that does not get as far as its hello is not there at all: no mail's fault. */
static bool greet(struct reader *r, struct err *e)
{
	unsigned char hello[WIRE_HELLO];

	if (r->ready)
		return true;
	if (receive_all(r, hello, sizeof hello, clock_steady_ms() + START_MS) != IO_DONE || number(hello) != WIRE_MAGIC) {
		stop(r);
		return no_helper(r, ENOEXEC, e);
	}
	r->walls = hello[4];
	r->ready = true;
	return true;
}

/* The beginning of a mail goes into the pipe's own room before the helper is up; a long one waits for it. */
static enum io send_mail(struct reader *r)
{
	const unsigned char length[4] = { (unsigned char)(r->len >> 24), (unsigned char)(r->len >> 16),
		                          (unsigned char)(r->len >> 8), (unsigned char)r->len };
	int64_t allowed = READ_MS + (int64_t)(r->len >> 20) * READ_MS_PER_MIB;

	r->deadline = clock_steady_ms() + allowed + (r->ready ? 0 : START_MS);
	enum io sent = send_all(r, length, sizeof length, r->deadline);
	return sent == IO_DONE ? send_all(r, r->bytes, r->len, r->deadline) : sent;
}

static void hash_mail(struct reader *r)
{
	struct hash h;

	hash_begin(&h);
	hash_bytes(&h, r->bytes, r->whole);
	hash_end(&h, r->sha256);
}

bool reader_begin(struct reader *r, const void *bytes, size_t len, struct err *e)
{
	if (r->worked_ms > RETIRE_MS || r->child.fd < 0)
		stop(r);
	if (!r->child.pid && !start(r, e))
		return false;
	r->bytes = bytes;
	r->whole = len;
	r->len = len > READER_MOST ? READER_MOST : len;
	r->sent = send_mail(r) == IO_DONE;
	hash_mail(r); /* while the helper reads */
	return true;
}

static enum io receive_answer(struct reader *r)
{
	unsigned char length[4];
	enum io got = receive_all(r, length, sizeof length, r->deadline);

	if (got != IO_DONE)
		return got;
	uint32_t len = number(length);
	if (len > WIRE_MOST)
		return IO_ENDED;
	buf_clear(&r->answer);
	buf_reserve(&r->answer, len);
	got = receive_all(r, r->answer.text, len, r->deadline);
	r->answer.len = got == IO_DONE ? len : 0;
	return got;
}

/* One answer to the mail of reader_begin(). `again`: the helper had died, perhaps of something else, and this is a new one. */
static bool ask(struct reader *r, bool again, enum io *got, struct err *e)
{
	if (again) {
		if (!start(r, e))
			return false;
		r->sent = send_mail(r) == IO_DONE;
	}
	if (!greet(r, e))
		return false;
	int64_t begun = clock_steady_ms();
	r->deadline = begun + READ_MS + (int64_t)(r->len >> 20) * READ_MS_PER_MIB;
	*got = r->sent ? receive_answer(r) : IO_ENDED;
	r->worked_ms += clock_steady_ms() - begun;
	return true;
}

bool reader_end(struct reader *r, struct arena *a, struct message *out, struct err *e)
{
	enum io got;

	if (!ask(r, false, &got, e))
		return false;
	if (got == IO_ENDED) {
		stop(r);
		if (!ask(r, true, &got, e))
			return false;
	}
	if (got != IO_DONE || !message_decode((const unsigned char *)r->answer.text, r->answer.len, a, out)) {
		stop(r);
		message_clear(out);
		out->findings = FINDING_BROKE_READER;
	}
	if (r->answer.cap > KEEP_ROOM)
		buf_free(&r->answer);
	if (r->whole > r->len)
		out->findings |= FINDING_CUT_SHORT;
	memcpy(out->sha256, r->sha256, HASH_SIZE);
	out->bytes = r->whole;
	return true;
}

bool reader_read(struct reader *r, const void *bytes, size_t len, struct arena *a, struct message *out, struct err *e)
{
	return reader_begin(r, bytes, len, e) && reader_end(r, a, out, e);
}

unsigned reader_walls(const struct reader *r)
{
	return r->walls;
}
