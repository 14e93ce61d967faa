/* net/secret: passwords and keys, from a file only its owner can read or from a command; never from the command line or the
 * environment; uses base. */
#ifndef KAKEKOMI_NET_SECRET_H
#define KAKEKOMI_NET_SECRET_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

/* The first line of a regular file of mode 0600 or less that belongs to this user. Errors: file.unreadable, secret.mode (77),
 * secret.empty (65). The caller wipes *out. */
bool secret_from_file(const char *path, struct buf *out, struct err *e);

/* The first line that a command writes, started without a shell: a list of its words. Errors: secret.command (69), secret.empty (65). */
bool secret_from_command(const json *words, struct buf *out, struct err *e);

#endif
