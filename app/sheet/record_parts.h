/* sheet/record_parts: the parts the record is put together from; private to sheet. */
#ifndef KAKEKOMI_SHEET_RECORD_PARTS_H
#define KAKEKOMI_SHEET_RECORD_PARTS_H

#include "sheet/document.h"
#include "sheet/view.h"

void add_warnings(struct document *d, const struct view *v); /* a broken chain, a test clock */
void add_facts(struct document *d, const struct view *v);
void add_lines(struct document *d, struct view *v); /* the timeline without its heading */
void add_summary(struct document *d, struct view *v); /* what happened, what is done, what is open, whom to call */
void add_timeline(struct document *d, struct view *v);
void add_evidence(struct document *d, struct view *v); /* what came: headers, signs, links, text */

#endif
