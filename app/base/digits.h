/* base/digits: numbers as people write them: digits of any script and width, in groups; which of them are
 * phone numbers, dates, counts; uses base/text (reading UTF-8) only. Every look ahead is bounded. */
#ifndef KAKEKOMI_BASE_DIGITS_H
#define KAKEKOMI_BASE_DIGITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GROUP_MOST = 64 };

/* A run of digits with nothing between them. ４ and 4 are the same; 四 is told apart, since it is a word too. */
struct group {
	const char *start, *end;
	size_t count; /* at most GROUP_MOST: a longer run is read in pieces */
	char value[GROUP_MOST];
	bool kanji;
};

bool group_read(const char *p, struct group *g); /* false when there is no digit at `p` */

/* What stands between two digits, GAP_NONE when it is not what people put there. */
enum gap {
	GAP_NONE,
	GAP_BLANK,
	GAP_HYPHEN,
	GAP_DOT,
	GAP_SLASH,
	GAP_LINE,
	GAP_COMMA,
	GAP_UNSEEN, /* zero-width characters */
	GAP_MIXED,
};
enum gap gap_of(uint32_t c);

/* The digits behind a gap of at most `most` characters at `p`; NULL when there are none. */
const char *gap_skip(const char *p, size_t most, enum gap *kind);

/* 03-1234-5678, 09012345678, 0120-444-444 … as they are written in Japan. */
bool phone_at(const char *p, const char **end);

/* `p` is behind a "+": 81 90 1234 5678. */
bool phone_abroad_at(const char *p, const char **end);

/* 2025-11-21, 2025/1/2, 20251121, 20251121103000. */
bool date_at(const char *p, const char **end);

/* 250-1234567-1234567: an order of a large shop, the only long number in common use grouped like this. */
bool order_at(const char *p, const char **end);

/* A number that counts something: 円, 年, 回, けた … is at `p`. */
bool unit_at(const char *p);

#endif
