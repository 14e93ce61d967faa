/* sheet/unnamed: a mail without the addresses of who received it, for a desk that needs the mail and not the person; uses base.
 *
 * The values of To, Cc, Bcc, Delivered-To, X-Original-To, Envelope-To and their like are replaced whole; the addresses that stood in them,
 * and behind "for" in Received, are replaced wherever else they stand, in the head and in what can be read of the body. What is encoded
 * (base64, quoted-printable) keeps what it holds. All else stays byte by byte. */
#ifndef KAKEKOMI_SHEET_UNNAMED_H
#define KAKEKOMI_SHEET_UNNAMED_H

#include "base/buf.h"

#define UNNAMED_ADDRESS "redacted@redacted.invalid"

/* `own`: an address to be taken out besides, or NULL. Returns how many places were replaced. */
size_t unnamed_mail(const struct buf *mail, const char *own, struct buf *out);

#endif
