/* mail/phrases: many words looked for in one pass over a squeezed text, and phrases made of them; uses mail/squeeze.
 *
 * A phrase is parts divided by blanks, found in this order close together; a part is alternatives "a|b", or "@name" for
 * a list of them; "#" stands for a digit at the edge of a word ("#時間以内"), "_" for a blank within one; a part after "!"
 * must not follow. */
#ifndef KAKEKOMI_MAIL_PHRASES_H
#define KAKEKOMI_MAIL_PHRASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guide/model.h"
#include "mail/squeeze.h"

struct phrases; /* the words of a checker */

/* Where a word or phrase was found: bytes of the squeezed text. */
struct span {
	size_t from, to;
};

struct hits; /* everything found in one text; lives in its arena */

struct phrases *phrases_new(const struct names_table *names);
void phrases_free(struct phrases *p); /* NULL is allowed */

/* Adds a phrase and returns its number, -1 when it holds no word ("@name" unknown, nothing but signs). All are added before
 * phrases_ready(), after it only looked for. */
long phrases_add(struct phrases *p, const char *phrase);
void phrases_ready(struct phrases *p);

struct hits *phrases_find(const struct phrases *p, const struct squeezed *text, struct arena *a);

/* The next place of phrase `n` from byte `from` on. */
bool hits_next(const struct phrases *p, const struct hits *h, long n, size_t from, struct span *out);

#endif
