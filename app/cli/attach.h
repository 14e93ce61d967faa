/* cli/attach: the mail that goes with a letter or a report; private to cli. */
#ifndef KAKEKOMI_CLI_ATTACH_H
#define KAKEKOMI_CLI_ATTACH_H

#include "base/buf.h"
#include "base/hash.h"
#include "sheet/view.h"

/* The raw mail is not kept: the file is asked for again, and must be the one that was looked at (letter.other-mail, 65). `hex`: its
 * SHA-256. The caller wipes *mail. */
bool attach_read(const struct view *v, const char *path, struct buf *mail, char hex[HASH_HEX_SIZE], struct err *e);

void sha256_hex(const struct buf *bytes, char hex[HASH_HEX_SIZE]);

#endif
