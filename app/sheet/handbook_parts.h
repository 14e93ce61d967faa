/* sheet/handbook_parts: a step and a desk as blocks of a document; private to sheet. */
#ifndef KAKEKOMI_SHEET_HANDBOOK_PARTS_H
#define KAKEKOMI_SHEET_HANDBOOK_PARTS_H

#include "guide/facts.h"
#include "sheet/handbook.h"

struct handbook {
	const struct catalog *catalog;
	const struct say *say;
	struct facts facts;  /* what texts are filled with; belongs to the document */
	struct document *d;
	bool whole;          /* one document: links lead within it */
	struct buf words;    /* used over and over */
};

void handbook_begin(struct handbook *h, const struct catalog *c, const struct say *say, const char *title);
struct document *handbook_end(struct handbook *h);

/* "[いますぐ] カードを止めます" in h->words. */
const char *handbook_title(struct handbook *h, const struct step *s, enum urgency u);

/* Everything a step says, below its heading. */
void handbook_step(struct handbook *h, const struct step *s);
void handbook_script(struct handbook *h, const struct step *s); /* what is said and heard only */

void handbook_desks(struct handbook *h);

/* A labelled text; nothing for NULL or "". `link` may be NULL. */
void handbook_field(struct handbook *h, const char *key, const char *text, const char *link);
void handbook_cond(struct handbook *h, const char *key, const struct cond *when);

#endif
