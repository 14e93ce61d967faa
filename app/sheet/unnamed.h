/* sheet/unnamed: a mail without the addresses of who received it, for a desk that needs the mail and not the person; uses base.
 *
 * The values of To, Cc, Bcc, Delivered-To, X-Original-To, Envelope-To and their like are replaced whole; the addresses that stood in them,
 * and behind "for" in Received, are replaced wherever else they can be read: in the head, in encoded words, in text in base64 or
 * quoted-printable (decoded, cut out, encoded again), as %40 or &#64; in links and pages, in base64 within a link, in mails within the
 * mail. What does not hold them stays byte by byte. Nobody can look into pictures and documents here: those are named. */
#ifndef KAKEKOMI_SHEET_UNNAMED_H
#define KAKEKOMI_SHEET_UNNAMED_H

#include <stdbool.h>

#include "base/buf.h"

#define UNNAMED_ADDRESS "redacted@redacted.invalid"

struct unnamed {
	size_t places;      /* that were replaced */
	struct buf where;   /* "To, Subject, text/html": each once */
	struct buf unread;  /* "image/png, application/pdf": what may hold an address and was left as it is */
	struct addresses *addresses;
};

/* `own`: an address to be taken out besides, or NULL. The caller ends `u` with unnamed_free(). */
void unnamed_mail(const struct buf *mail, const char *own, struct buf *out, struct unnamed *u);

/* One of the mail's addresses stands in this text. */
bool unnamed_is_in(const struct unnamed *u, const char *text);
void unnamed_free(struct unnamed *u);

#endif
