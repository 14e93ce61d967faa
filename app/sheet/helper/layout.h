/* sheet/helper/layout: which strips a document becomes on paper; private to sheet. */
#ifndef KAKEKOMI_SHEET_HELPER_LAYOUT_H
#define KAKEKOMI_SHEET_HELPER_LAYOUT_H

#include "sheet/helper/typeset.h"

/* Everything belongs to the document's arena. */
void layout(const struct document *d, const struct wire_words *w, struct strips *out);

#endif
