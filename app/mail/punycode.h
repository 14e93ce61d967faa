/* mail/punycode: letters of all scripts in ASCII (RFC 3492); private to mail; uses base/text.
 *
 * libidn2 refuses labels that browsers take (symbols such as U+2215, hyphens in third place), so those are spelled here. */
#ifndef KAKEKOMI_MAIL_PUNYCODE_H
#define KAKEKOMI_MAIL_PUNYCODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum { LABEL_MOST = 256 }; /* characters of one label; DNS has 63 */

/* Appends the label without "xn--". False when it is longer than LABEL_MOST. */
bool punycode_encode(const char *label, size_t len, struct buf *out);

/* Appends what the text behind "xn--" spells. False when it spells nothing. */
bool punycode_decode(const char *text, size_t len, struct buf *out);

#endif
