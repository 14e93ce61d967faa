/* mail/helper/fence: takes out, in place, what would cost GMime too much: thousands of parts, headers without end; private to mail. */
#ifndef KAKEKOMI_MAIL_HELPER_FENCE_H
#define KAKEKOMI_MAIL_HELPER_FENCE_H

#include <stddef.h>

/* Of the body of a mail with parts; returns its new length and adds to *findings. */
size_t fence_body(char *body, size_t len, unsigned *findings);

#endif
