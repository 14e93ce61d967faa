/* mail/squeeze: text as it is compared with the words of signs and brands: one width, one case, one kana, no blanks, no
 * invisible characters, look-alike letters as what they look like; every byte knows where it came from. Uses base and
 * mail/domain.
 *
 * Japanese writes without blanks, and who hides from filters puts them, or what nobody sees, between the letters. */
#ifndef KAKEKOMI_MAIL_SQUEEZE_H
#define KAKEKOMI_MAIL_SQUEEZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

/* What stood before a byte and was dropped. */
enum squeeze_gap { GAP_NONE, GAP_BLANK, GAP_LINE };

struct squeezed {
	char *text;           /* NUL-terminated */
	uint32_t *from;       /* offset in the original of each byte's character, and of the end */
	unsigned char *gap;   /* enum squeeze_gap before each byte, and before the end */
	unsigned char *odd;   /* the character was a look-alike letter */
	size_t len, cap;
	size_t invisible;     /* invisible characters that stood between letters */
	size_t first_invisible; /* the original offset of the first */
	size_t odd_count;
	size_t spaced;        /* single blanks between two Japanese letters */
	size_t fillers;       /* "##word_10##" between letters */
};

/* More than this of a text is not looked at. */
enum { SQUEEZE_MOST = 128 * 1024 };

/* Squeezes `in` (UTF-8, bad bytes allowed) into the arena. */
void squeeze(const char *in, struct arena *a, struct squeezed *out);

/* Squeezes the `len` bytes of a word of small letters, kana and ideographs into `out` (room for as many): what most words of
 * a list are made of, at a tenth of the price. Returns their length; 0 when there is anything else in it, or nothing. */
size_t squeeze_plain(const char *in, size_t len, char *out);

#endif
