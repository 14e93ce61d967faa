/* mail/ip: IPv4 and IPv6 addresses as browsers read them (WHATWG URL, "IPv4 parser", "IPv6 parser"); private to mail; uses base/buf. */
#ifndef KAKEKOMI_MAIL_IP_H
#define KAKEKOMI_MAIL_IP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* The last label is a number: an IPv4 address, or nothing. */
bool ip4_is_meant(const char *host);

/* Appends "127.0.0.1" for 0x7f.1, 2130706433, 0177.0.0.1 …; false when it is none. */
bool ip4_read(const char *host, struct buf *out);

/* Appends the address shortened and in brackets; `text` is without them. False when it is none. */
bool ip6_read(const char *text, size_t len, struct buf *out);

#endif
