/* mail/find: addresses and mail addresses in running text; private to mail; uses mail/url. */
#ifndef KAKEKOMI_MAIL_FIND_H
#define KAKEKOMI_MAIL_FIND_H

#include "mail/url.h"

/* One thing found at `start` of the text, `len` bytes long. `url` is NULL for a mail address. */
typedef void find_fn(void *context, const struct url *url, size_t start, size_t len);

/* In the order of the text, never overlapping. The time is linear in the length. */
void find_addresses(const char *text, struct arena *a, find_fn *each, void *context);

#endif
