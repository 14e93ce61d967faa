/* mail/helper/entities: HTML's character references; private to mail. */
#ifndef KAKEKOMI_MAIL_HELPER_ENTITIES_H
#define KAKEKOMI_MAIL_HELPER_ENTITIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* The reference at s[0] = '&'; returns its length, 0 when it is none. */
size_t entity_read(const char *s, size_t len, bool attribute, uint32_t *ch);

/* Appends an attribute's value with its references decoded. */
void entities_decode(const char *s, size_t len, struct buf *out);

#endif
