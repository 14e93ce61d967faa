/* guide/texts: every text of a catalog that a person may read, in a fixed order: what a language translates; uses
 * guide/model. */
#ifndef KAKEKOMI_GUIDE_TEXTS_H
#define KAKEKOMI_GUIDE_TEXTS_H

#include "base/buf.h"
#include "guide/model.h"

/* One text and where its translation stands: locale/LANG/FILE, ROW, MEMBER, and in a list the INDEX. */
struct text_place {
	const char *file;   /* "steps/card.json"; the playbooks' titles share "playbooks.json" */
	const char *row;    /* "card.stop"; in files with several kinds of rows "questions/now" */
	const char *member; /* "title" */
	long index;         /* -1: no list */
	const char **text;  /* where the catalog has it */
};

typedef void text_fn(void *context, const struct text_place *p);

/* Calls `each` for every text; the catalog must be complete. A place is valid during its call only. */
void texts_each(const struct catalog *c, text_fn *each, void *context);

/* Plain ASCII ("ANA", "ana.co.jp") is the same in every language. */
bool text_is_plain(const char *text);

/* Whether two places are one, whatever stands there. */
bool text_place_same(const struct text_place *a, const struct text_place *b);

/* "steps/card.json: card.stop.how[2]" without the file. */
void text_path(const struct text_place *p, struct buf *out);

#endif
