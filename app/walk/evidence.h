/* walk/evidence: a mail in the record: its SHA-256, its redacted and defanged headers and text and the signs it shows, never the raw
 * mail; uses walk/walk and mail/check. */
#ifndef KAKEKOMI_WALK_EVIDENCE_H
#define KAKEKOMI_WALK_EVIDENCE_H

#include "mail/check.h"
#include "mail/message.h"
#include "walk/walk.h"

/* Entry `mail`: {"sha256", "bytes", "verdict", "brand", "headers": {"From", "Subject", …}, "text", "signs": [{"id", "meaning", "evidence"}],
 * "links": ["hxxps://…"]}. */
bool walk_evidence(struct walk *w, const struct message *m, const struct check *c, struct err *e);

#endif
