/* guide/fill: puts the case's own words into a text; uses guide/facts and guide/tongue.
 *
 * {brand.WORD}: the brand's word, else its kind's, else that of kind "unknown". {fact key}: the labels of
 * its values joined with と; the fact's "unknown" words while unanswered. {ja} in a translation: the whole Japanese text, filled in in
 * Japanese, for somebody to read out or to be shown. */
#ifndef KAKEKOMI_GUIDE_FILL_H
#define KAKEKOMI_GUIDE_FILL_H

#include "base/buf.h"
#include "guide/facts.h"

/* An unresolvable placeholder is left as written; `playbook check` finds those beforehand. */
void fill(const char *text, const struct facts *f, struct buf *out);
/* The same in another language than the catalog speaks now: `text` is one of its texts. */
void fill_as(const char *lang, const char *text, const struct facts *f, struct buf *out);
char *fill_in(struct arena *a, const char *text, const struct facts *f); /* NULL stays NULL */

/* The word for the brand or NULL. */
const char *brand_word(const struct facts *f, const char *word);

#endif
