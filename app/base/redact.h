/* base/redact: cuts secrets out of a text before anything is stored, printed, logged or sent; uses base/buf,
 * base/text, base/digits, base/cards, base/secret_words, base/secret_values, base/secret_told only.
 *
 * Card numbers keep their last four digits ("[カード番号 末尾1111]"); PINs, passwords, security codes,
 * one-time codes and My Numbers next to their words leave nothing ("[暗証番号]"). The rules:
 *
 * - a card: 13 to 19 digits from 2 to 6 that pass Luhn's check, of any script and width, whatever stands between them
 *   (blanks, hyphens, ー, dots, slashes, line ends, zero-width characters); a plain 4-4-4-4 even when a digit is
 *   wrong; 12 to 19 digits behind "カード番号"; the code behind its expiry ("12/25 123");
 * - a PIN or code: 3 to 8 digits behind its word and は、が、を、「、(、: and the like, or before it ("1234が暗証番号",
 *   "123456 is your code"), in kanji or spelled too, or some words behind it ("いつもの1234"), but not with a unit (円, 年, 回 …), not a date, time or phone
 *   number; a My Number: 12 digits behind its word;
 * - a password: four or more ASCII characters of either width behind its word; behind a blank or を only with a digit or
 *   a sign among them ("password reset" is no password).
 *
 * The words are the table in secret_words.c, found in any width and kana. Phone numbers, dates, amounts and reference
 * numbers stay. The time is linear in the length. */
#ifndef KAKEKOMI_BASE_REDACT_H
#define KAKEKOMI_BASE_REDACT_H

#include <stdbool.h>

#include "base/buf.h"

enum redact_kind {
	REDACT_CARD = 1u << 0,
	REDACT_PIN = 1u << 1,
	REDACT_PASSWORD = 1u << 2,
	REDACT_SECURITY_CODE = 1u << 3,
	REDACT_ONE_TIME_CODE = 1u << 4,
	REDACT_MY_NUMBER = 1u << 5,
};

/* Appends `in` (valid UTF-8 or not; bad bytes are passed on as they are) to `out` without its
 * secrets. Returns the enum redact_kind bits of what was cut, 0 when nothing was. Running it on
 * its own output changes nothing. */
unsigned redact(const char *in, struct buf *out);

#endif
