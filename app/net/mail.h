/* net/mail: one message by SMTP through the person's own mail server, by the helper program; uses net/helper and net/retry.
 *
 * TLS from the first byte, or STARTTLS, which is required; certificates are verified; no proxy. The name said to the server is
 * "localhost". What may have been taken is never handed over twice. */
#ifndef KAKEKOMI_NET_MAIL_H
#define KAKEKOMI_NET_MAIL_H

#include "base/buf.h"
#include "base/err.h"

struct mail_wish {
	const char *host;
	int port;
	bool tls;              /* from the first byte; else STARTTLS */
	const char *user;      /* or NULL: no login */
	const char *password;
	const char *from, *to;
	const struct buf *message; /* RFC 5322, lines ended by CR LF */
	const char *ca_file;   /* or NULL */
	int most_seconds;
};

enum mail_fate {
	MAIL_SENT,    /* the server has taken it */
	MAIL_FAILED,  /* it did not, and the same again would end the same */
	MAIL_RETRY,   /* it did not; later it may */
	MAIL_UNKNOWN, /* the connection broke off behind the last byte: it may have, or not */
};

enum { MAIL_ANSWER_SIZE = 300, MAIL_MOST = 40 * 1024 * 1024 };

/* Sets *e for everything but MAIL_SENT; `answer`: what the server said last, cleaned, or "". */
enum mail_fate mail_send(const struct mail_wish *wish, char answer[MAIL_ANSWER_SIZE], struct err *e);

/* An address that can stand in a command of SMTP: one @, no blanks, no brackets, ASCII. */
bool mail_is_address(const char *text);

#endif
