/* sheet/helper/catalog: what cairo 1.16 does not write into a PDF's catalog: its language, that it is tagged, and that its
 * title is what a window shows; uses base only; private to sheet. */
#ifndef KAKEKOMI_SHEET_HELPER_CATALOG_H
#define KAKEKOMI_SHEET_HELPER_CATALOG_H

#include "base/buf.h"

/* Appends an incremental update (ISO 32000-1, 7.5.6). A PDF that it cannot read, or that says its language already, stays
 * as it is. `lang`: letters and hyphens. */
void catalog_finish(struct buf *pdf, const char *lang);

#endif
