/* mail/helper/mime: the parts of a mail; the one door to GMime; private to mail. */
#ifndef KAKEKOMI_MAIL_HELPER_MIME_H
#define KAKEKOMI_MAIL_HELPER_MIME_H

#include <stddef.h>

#include "mail/helper/answer.h"

/* Once, before the walls stand. */
void mime_open(void);

/* Reads a mail whose body begins at `body`; changes the bytes. Fills texts, links and attachments; the top headers are the
 * caller's (headers_read()). */
void mime_read(char *mail, size_t len, size_t body, struct answer *a);

#endif
