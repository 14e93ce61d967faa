/* mail/torn: quotations from a text that holds secrets; private to mail; uses base. */
#ifndef KAKEKOMI_MAIL_TORN_H
#define KAKEKOMI_MAIL_TORN_H

#include "base/buf.h"

/* A quotation may begin in the middle of a secret, or behind the word that tells what it is. Of its numbers those stay that stand in
 * `safe`, the whole text without its secrets, too; the others become "…". */
void drop_torn(const char *safe, struct buf *quoted);

#endif
