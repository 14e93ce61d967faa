#include "cli/read.h"

#include <string.h>
#include <unistd.h>

#include "mail/desk.h"

#include "base/banned.h"

struct mailbox *open_mails(const char *path, struct err *e)
{
	return strcmp(path, "-") == 0 ? mailbox_open_fd(STDIN_FILENO, "-") : mailbox_open(path, e);
}

bool is_mail(const struct mailbox_mail *m, struct err *e)
{
	const char *kind = desk_not_a_mail(m->bytes, m->len);

	if (!m->len)
		return err_set(e, ERR_DATA, "mail.empty", m->label, NULL, NULL);
	return !kind || err_set(e, ERR_DATA, "mail.not-a-mail", m->label, kind, NULL);
}

bool read_mail(const char *path, struct buf *out, struct err *e)
{
	struct mailbox *box = open_mails(path, e);
	struct mailbox_mail m;
	bool ok = box && mailbox_next(box, &m, e) == MAILBOX_MAIL && is_mail(&m, e);

	if (ok)
		buf_add_n(out, m.bytes, m.len);
	mailbox_close(box);
	return ok;
}
