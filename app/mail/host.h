/* mail/host: reads the host of an address as browsers do (WHATWG URL, "host parsing"); private to mail; uses mail/domain and base. */
#ifndef KAKEKOMI_MAIL_HOST_H
#define KAKEKOMI_MAIL_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Appends the host as it is asked for: lower case, punycode, IPv4 in dotted decimal, IPv6 shortened in brackets. `special`: of http and
 * the like; another scheme's host is taken as it is. *oddities gets enum url_oddity bits. False when no browser takes it. */
bool host_read(const char *text, size_t len, bool special, struct buf *out, unsigned *oddities);

/* Appends the text with %41 as A; returns how many there were. */
size_t percent_decode(const char *text, size_t len, struct buf *out);

#endif
