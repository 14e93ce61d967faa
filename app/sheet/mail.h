/* sheet/mail: a mail of the record on paper: what was found, then the redacted, defanged words; private to sheet. */
#ifndef KAKEKOMI_SHEET_MAIL_H
#define KAKEKOMI_SHEET_MAIL_H

#include "base/buf.h"
#include "base/say.h"
#include "walk/record.h"

/* The line of the timeline. */
void mail_words(const struct record *r, const struct say *say, struct buf *out);

/* What stands below it: signs, headers, text; nothing for a mail that was only counted. */
void mail_details(const struct record *r, const struct say *say, struct buf *out);

#endif
