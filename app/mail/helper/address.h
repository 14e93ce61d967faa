/* mail/helper/address: the first address of a From, To, Reply-To line, and dates (RFC 5322), tolerantly; private to mail. */
#ifndef KAKEKOMI_MAIL_HELPER_ADDRESS_H
#define KAKEKOMI_MAIL_HELPER_ADDRESS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* `value` is a header's value, raw. Of several <…> the last is the address and the others are part of the name, as mail programs
 * show it. Returns the charset's findings. */
unsigned address_read(const char *value, size_t len, struct buf *name, struct buf *address);

/* Milliseconds since 1970; 0 when it cannot be read. */
int64_t date_read(const char *value);

#endif
