/* mail/helper/pasted: what a person copied from a screen: a mail with its subject and sender on labelled lines, or a text alone;
 * private to mail. */
#ifndef KAKEKOMI_MAIL_HELPER_PASTED_H
#define KAKEKOMI_MAIL_HELPER_PASTED_H

#include <stddef.h>

#include "mail/helper/answer.h"

void pasted_read(const char *bytes, size_t len, struct answer *a);

#endif
