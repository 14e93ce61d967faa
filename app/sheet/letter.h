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

/* The same in the view's language, which the catalog speaks: for the person who hands over or signs the Japanese one to read, and
 * it says so. */
struct document *letter_copy(const struct letter *l, struct view *v);

/* Whether a mail with this SHA-256 (hex) is on record in the case. */
bool letter_mail_known(const struct view *v, const char *sha256);

/* What a mail needs to leave from here. */
struct eml_head {
	const char *from, *message_id; /* without their angle brackets */
	struct moment at;
};

/* RFC 5322 with MIME: the document as plain text; `mail` (or NULL) attached whole as message/rfc822. Without a head it is a draft for
 * the person's own mail program (X-Unsent, no From; the day it was made as its date). */
bool letter_eml(const struct letter *l, struct view *v, const struct buf *mail, const struct eml_head *head, struct sink *out, struct err *e);

/* The words of it, as they stand in the mail. */
bool letter_words(const struct letter *l, struct view *v, struct buf *out, struct err *e);

#endif
