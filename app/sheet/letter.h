/* sheet/letter: a letter or note filled from a case, as a document and as a mail to be sent; uses sheet/view. What the
 * case does not say is a visible blank with what belongs there; nothing is made up. */
#ifndef KAKEKOMI_SHEET_LETTER_H
#define KAKEKOMI_SHEET_LETTER_H

#include "base/sink.h"
#include "guide/letter.h"
#include "sheet/document.h"
#include "sheet/view.h"

/* The view must live as long as the document. The caller frees it with document_free(). */
struct document *letter_document(const struct letter *l, struct view *v);

/* Whether a mail with this SHA-256 (hex) is on record in the case. */
bool letter_mail_known(const struct view *v, const char *sha256);

/* RFC 5322 with MIME, unsent (no From): the document as plain text; `mail` (or NULL) attached whole as message/rfc822. */
bool letter_eml(const struct letter *l, struct view *v, const struct buf *mail, struct sink *out, struct err *e);

#endif
