/* mail/helper/charset: bytes as mail really holds them, as UTF-8; the one door to iconv; private to mail.
 *
 * In the wild Shift_JIS means CP932, EUC-JP means CP51932, and ISO-2022-JP holds NEC's and IBM's rows and half-width kana; names are
 * wrong or missing. A declared charset is believed when it fits the bytes, else the one that fits best is taken. */
#ifndef KAKEKOMI_MAIL_HELPER_CHARSET_H
#define KAKEKOMI_MAIL_HELPER_CHARSET_H

#include <stddef.h>

#include "base/buf.h"

/* Loads the converters; afterwards no file is needed. */
void charset_open(void);

/* Appends the bytes as valid UTF-8, what cannot be read as U+FFFD. `name` is the declared charset, "" when there is none.
 * Returns FINDING_BAD_CHARSET and FINDING_FOREIGN_CHARSET bits. */
unsigned charset_decode(const char *name, const char *bytes, size_t len, struct buf *out);

#endif
