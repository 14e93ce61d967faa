/* sheet/record: the record of a case as a document and as JSON; uses walk. Reading appends nothing. */
#ifndef KAKEKOMI_SHEET_RECORD_H
#define KAKEKOMI_SHEET_RECORD_H

#include "base/say.h"
#include "casebook/verify.h"
#include "sheet/document.h"
#include "walk/walk.h"

/* Summary on top (what happened, what is done, what is open and when, whom to call), then the timeline, then
 * the seal. A broken chain is said first. The caller frees with document_free(). */
struct document *record_document(const struct walk *w, const struct verify_result *v, const struct say *say);

/* {"case", "facts", "entries": [...], "seal"} as scripts read it; the caller frees. */
json *record_json(const struct walk *w, const struct verify_result *v);

#endif
