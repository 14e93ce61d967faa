/* sheet/record: the record of a case as a document, and as rows for scripts and tables; uses sheet/view. */
#ifndef KAKEKOMI_SHEET_RECORD_H
#define KAKEKOMI_SHEET_RECORD_H

#include "base/sink.h"
#include "sheet/document.h"
#include "sheet/view.h"

/* Summary on top (what happened, what is done, what is open and when, whom to call), then the timeline, the evidence
 * and the seal. A broken chain is said first. The timeline is read while printing: the view must live as long as the
 * document, which the caller frees with document_free(). */
struct document *record_document(struct view *v);

/* {"case", "facts", "entries": [...], "seal", "intact"} as scripts read it, an entry a line. */
bool record_json(struct view *v, struct sink *out, struct err *e);

/* RFC 4180, a line an entry. `bom`: the mark by which Excel knows UTF-8. A cell that a spreadsheet would take for a formula
 * (= + - @, tab, CR) begins with an apostrophe. */
bool record_csv(struct view *v, bool bom, struct sink *out, struct err *e);

#endif
