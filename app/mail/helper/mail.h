/* mail/helper/mail: whatever was handed in, a mail or what somebody copied from a screen, into an answer; private to mail. */
#ifndef KAKEKOMI_MAIL_HELPER_MAIL_H
#define KAKEKOMI_MAIL_HELPER_MAIL_H

#include <stddef.h>

#include "mail/helper/answer.h"

/* A NUL follows the bytes, which are changed. mime_open() and charset_open() must have been called. */
void mail_read(char *mail, size_t len, struct answer *a);

#endif
