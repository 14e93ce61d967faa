/* mail/mailbox: hands out raw mails one after another, from whatever holds them; uses base.
 *
 * One .eml or pasted text, an mbox (From_ lines; ">From " gets its quote off), a Maildir (new/ and cur/), a directory of
 * mails, a descriptor. Memory stays at one mail however large the box is; a mail longer than MAILBOX_MOST is cut there. */
#ifndef KAKEKOMI_MAIL_MAILBOX_H
#define KAKEKOMI_MAIL_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { MAILBOX_MOST = 50 * 1024 * 1024 };

struct mailbox;

/* Opens a file or a directory; the caller closes it. NULL with an error: no such file or not to be read (file.unreadable),
 * a directory without mails (mail.none, 65), neither file nor directory (file.unreadable). An empty file is one empty mail. */
struct mailbox *mailbox_open(const char *path, struct err *e);

/* Reads from a descriptor (standard input, a pipe), which stays the caller's to close; `label` names it. Never fails to open. */
struct mailbox *mailbox_open_fd(int fd, const char *label);

void mailbox_close(struct mailbox *m); /* NULL is allowed */

struct mailbox_mail {
	const char *label; /* file name below the directory ("cur/12.eml"), path or given label; for the 3rd of an mbox "box:3" */
	const char *bytes; /* not NUL-terminated; may hold anything */
	size_t len;
	bool cut;          /* longer than MAILBOX_MOST: its beginning */
};

enum mailbox_turn {
	MAILBOX_MAIL,       /* *out holds the next mail until the next call */
	MAILBOX_UNREADABLE, /* this one could not be read (*e says why, out->label which); the next call goes on */
	MAILBOX_END,
};

enum mailbox_turn mailbox_next(struct mailbox *m, struct mailbox_mail *out, struct err *e);

/* For a progress bar: work done and all the work, in bytes of a file or names of a directory; all is 0 when nobody knows
 * (a pipe). */
struct mailbox_progress {
	uint64_t done, all;
};
struct mailbox_progress mailbox_progress(const struct mailbox *m);

/* May hold more than one mail (a directory, or a file that begins like an mbox). */
bool mailbox_is_many(const struct mailbox *m);

#endif
