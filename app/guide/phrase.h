/* guide/phrase: phrases of the data found in what somebody wrote; uses guide/model and base/text.
 *
 * A phrase is parts between blanks, in this order within one clause; "a|b" are alternatives, "@name" a row of them (words.json,
 * "phrases"). Matching is after folding, whole words for ASCII. */
#ifndef KAKEKOMI_GUIDE_PHRASE_H
#define KAKEKOMI_GUIDE_PHRASE_H

#include "guide/model.h"

enum { PARTS_MAX = 6 };

struct span {
	const char *from, *to;
};

/* What was found of a phrase, part by part. */
struct match {
	struct span parts[PARTS_MAX];
	size_t count;
	size_t weight; /* bytes matched */
};

/* The heaviest match of any of the phrases in any clause of the folded `line`; weight 0 when there is none. `negatable`: one that
 * the sentence takes back ("入れていない", "did not enter") is none. */
struct match phrase_match(const struct catalog *c, const char *line, const struct words *phrases, bool negatable);

#endif
