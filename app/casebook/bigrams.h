/* casebook/bigrams: texts and words as the search index knows them; uses base only.
 *
 * Japanese has no blanks to find words by, and many words are two letters long: every pair of neighbouring letters is a token
 * (決済代行: 決済 済代 代行), and the last letter of a run by itself. Tokens are written in hex, so that no tokenizer's opinion of
 * letters matters. */
#ifndef KAKEKOMI_CASEBOOK_BIGRAMS_H
#define KAKEKOMI_CASEBOOK_BIGRAMS_H

#include <stdbool.h>

#include "base/buf.h"

/* Appends the tokens of a text, with blanks between. */
void bigrams_of_text(const char *text, struct buf *out);

/* Appends a query (FTS5) for the texts that may hold the word: all its pairs, or any token that begins with its one letter. False, and
 * nothing appended, for a word without letters. */
bool bigrams_of_word(const char *word, struct buf *out);

#endif
