/* mail/helper/words: header values as people see them: folding, raw 8-bit, encoded words (RFC 2047), parameters (RFC 2045, 2231);
 * private to mail.
 *
 * Each appends UTF-8 and returns the charset's findings. */
#ifndef KAKEKOMI_MAIL_HELPER_WORDS_H
#define KAKEKOMI_MAIL_HELPER_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Unfolds and reads raw 8-bit; encoded words stay as they are. */
unsigned words_raw(const char *value, size_t len, struct buf *out);

/* Decodes encoded words in such text. Neighbours of the same charset are put together first, since mailers cut them in the middle
 * of a character. */
unsigned words_encoded(const char *text, size_t len, struct buf *out);

/* Both. */
unsigned words_decode(const char *value, size_t len, struct buf *out);

/* The decoded value of a parameter of a Content-Type or Content-Disposition ("name", "filename"); false when it is not there. */
bool words_parameter(const char *value, const char *name, struct buf *out);

#endif
