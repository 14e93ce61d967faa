/* guide/understand: what a typed line means: numbers and words at a question, and facts in a free
 * sentence; uses guide/facts and base/text.
 *
 * The words are data (interview.json, brands.json); matching is after NFKC, case folding and katakana as
 * hiragana, whole words for ASCII. */
#ifndef KAKEKOMI_GUIDE_UNDERSTAND_H
#define KAKEKOMI_GUIDE_UNDERSTAND_H

#include "guide/facts.h"

enum { PICKS_MAX = 24 };

enum picked {
	PICKED_NOTHING, /* no number and no word of this question in it */
	PICKED,         /* see the list */
	PICKED_BAD,     /* numbers, but not of this question, or two where one is wanted */
};

struct picks {
	size_t at[PICKS_MAX]; /* indexes of choices, each once, in order of the choices */
	size_t count;
	bool by_number;
};

/* "3", "1,3", "1-3", "１、３", "2と4", or words of the choices. When a choice with the excluding value
 * ("none", "nothing") stands beside others, the others win. */
enum picked understand_choice(const struct catalog *c, const struct question *q, const char *line, struct picks *out);

/* Whether the line says no more than one of the words of a phrase of words.json ("unsure": "わからない"). */
bool understand_phrase(const struct catalog *c, const char *line, const char *name);

/* Adds to `out` (a cleared or empty set) the facts that the sentence states. Returns how many facts were found. The
 * catalog must be read whole, since brands have names. */
size_t understand_text(const char *line, struct facts *out);

#endif
