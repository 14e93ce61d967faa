/* cli/read: the one mail that a command was given; uses mail/mailbox. */
#ifndef KAKEKOMI_CLI_READ_H
#define KAKEKOMI_CLI_READ_H

#include "base/buf.h"
#include "mail/mailbox.h"

/* "-" is standard input. Errors as mailbox_open(). */
struct mailbox *open_mails(const char *path, struct err *e);

/* False for a picture, a PDF and the like (mail.not-a-mail, 65), and for nothing at all (mail.empty, 65). */
bool is_mail(const struct mailbox_mail *m, struct err *e);

/* Reads the first mail of `path` into `out`. */
bool read_mail(const char *path, struct buf *out, struct err *e);

#endif
