/* cli/password: a password typed on the terminal, not shown; private to cli. */
#ifndef KAKEKOMI_CLI_PASSWORD_H
#define KAKEKOMI_CLI_PASSWORD_H

#include "base/buf.h"
#include "base/err.h"

/* Asks on the terminal itself, whatever standard input is. The owner ends the buffer with buf_wipe(). Errors: sign.no-terminal (66), sign.stopped (1). */
bool password_ask(const char *prompt, struct buf *out, struct err *e);

#endif
