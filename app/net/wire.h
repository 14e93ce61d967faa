/* net/wire: what the program and its helper kakekomi-net say to each other; private to net; uses net/trouble.
 *
 * Fields: one byte which, 4 bytes how long (big-endian), the bytes, a NUL that is not counted; END closes the message. Numbers are
 * decimal digits. A field that is unknown, twice there, too long or broken off makes the whole message worth nothing. */
#ifndef KAKEKOMI_NET_WIRE_H
#define KAKEKOMI_NET_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "net/trouble.h"

enum job_kind { JOB_GET, JOB_POST, JOB_MAIL, JOB_KINDS };

enum { JOB_BYTES_MOST = 48 * 1024 * 1024, ANSWER_BYTES_MOST = 4096, FILE_FD = 3 };

/* One thing to be done. GET writes into the open file FILE_FD. Strings may be NULL. */
struct job {
	enum job_kind kind;
	const char *url;
	const char *ca_file;
	const char *etag;       /* GET: a tag in quotes, or a date */
	uint64_t resume_from;   /* GET: bytes in the file already, of what `etag` names */
	uint64_t most_bytes;    /* GET */
	int most_seconds;
	const char *header;     /* POST: one more line of the head */
	const char *from, *to;  /* MAIL */
	const char *user, *password;
	const char *body;       /* POST, MAIL */
	size_t body_len;
};

struct answer {
	enum trouble trouble;
	int status;         /* of HTTP or SMTP, 0 when none came */
	uint64_t bytes;     /* in the file now */
	bool handed_over;   /* MAIL: the peer had the whole message, whatever it said then */
	char etag[256], last_modified[64];
	char proxy[256];    /* which one was used, or "" */
	char detail[300];   /* what the peer or the library said */
};

void wire_job(const struct job *j, struct buf *out);
void wire_progress(uint64_t got, uint64_t whole, struct buf *out);
void wire_answer(const struct answer *a, struct buf *out);

/* `bytes` are pointed into. */
bool wire_read_job(const char *bytes, size_t len, struct job *out);

/* What has come in so far: takes one message off the front and gives its length in *used, 0 while it is not whole. False for nonsense. */
enum said { SAID_PROGRESS, SAID_ANSWER };
bool wire_read_said(const char *bytes, size_t len, size_t *used, enum said *what, uint64_t progress[2], struct answer *out);

#endif
