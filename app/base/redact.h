/* base/redact: cuts secrets out of a text before anything is stored, printed, logged or sent;
 * uses base/buf, base/text (folding of widths) only.
 *
 * Card numbers keep their last four digits ("[カード番号 末尾1111]"); PINs, passwords, security codes,
 * one-time codes and My Numbers next to their words leave nothing ("[暗証番号]"). Full-width digits,
 * spaces, hyphens and dots between digits are seen through. Phone numbers, dates, amounts and
 * reference numbers stay. */
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
