/* sheet/part: what the head of a mail, or of a part of one, says of its body (RFC 2045); private to sheet; uses sheet/encoded. */
#ifndef KAKEKOMI_SHEET_PART_H
#define KAKEKOMI_SHEET_PART_H

#include "sheet/encoded.h"

enum { PART_WORD_SIZE = 64, PART_BOUNDARY_SIZE = 200 };

enum coding { CODING_NONE, CODING_BASE64, CODING_PRINTABLE, CODING_UNKNOWN };

/* What the head of a part says of its body. */
struct part {
	char type[PART_WORD_SIZE], boundary[PART_BOUNDARY_SIZE], charset[PART_WORD_SIZE]; /* "" when it does not say */
	enum coding coding;
	const char *eol; /* how its lines end */
};

bool part_head_ends(const char *p, const char *end);          /* a blank line, or nothing any more */
struct span part_field(const char *p, const char *end);       /* the line at `p`, with those that go on from it */
bool part_field_is(struct span field, const char *name);
void part_read(struct part *part, struct span field);          /* takes in what a field says */
bool part_is_wide(const struct part *part);                    /* its letters are not ASCII's: an address in it looks otherwise */
const char *part_skip_blanks(const char *p, const char *end);

#endif
