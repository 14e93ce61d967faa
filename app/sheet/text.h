/* sheet/text: a document as plain text on pages of 60 lines, each with the case, page x/y and the last seal; uses
 * sheet/document. */
#ifndef KAKEKOMI_SHEET_TEXT_H
#define KAKEKOMI_SHEET_TEXT_H

#include "base/buf.h"
#include "base/say.h"
#include "sheet/document.h"

enum { TEXT_PAGE_LINES = 60, TEXT_COLUMNS = 80 };

void sheet_text(const struct document *d, const struct say *say, struct buf *out);

#endif
