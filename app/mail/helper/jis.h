/* mail/helper/jis: Japanese encodings brought to CP932 by arithmetic, and what tells them apart; private to mail.
 *
 * Source: JIS X 0202 (ISO 2022), RFC 1468; rows 13, 89-92 and 115-119 are NEC's and IBM's. */
#ifndef KAKEKOMI_MAIL_HELPER_JIS_H
#define KAKEKOMI_MAIL_HELPER_JIS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Appends as CP932; a byte that has no place there becomes JIS_BAD, which CP932 does not have either. */
enum { JIS_BAD = 0xFF };
void jis_to_cp932(const char *bytes, size_t len, struct buf *out);
void euc_to_cp932(const char *bytes, size_t len, struct buf *out);

/* Holds an escape sequence of ISO-2022-JP. */
bool jis_is_likely(const char *bytes, size_t len);

/* How well bytes above 127 fit: kana tell much, half-width kana and what is not allowed tell against. */
long sjis_fits(const char *bytes, size_t len);
long euc_fits(const char *bytes, size_t len);

#endif
