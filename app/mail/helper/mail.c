#include "mail/helper/mail.h"

#include <string.h>

#include "mail/helper/headers.h"
#include "mail/helper/mime.h"
#include "mail/helper/pasted.h"

#include "base/banned.h"

/* A byte order mark, empty lines and an mbox's From_ line may stand above the headers. */
static size_t skip_preamble(const char *mail, size_t len)
{
	size_t at = len >= 3 && memcmp(mail, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

	while (at < len && (mail[at] == '\n' || mail[at] == '\r'))
		at++;
	if (len - at > 5 && memcmp(mail + at, "From ", 5) == 0) {
		const char *end = memchr(mail + at, '\n', len - at);
		at = end ? (size_t)(end + 1 - mail) : len;
	}
	return at;
}

void mail_read(char *mail, size_t len, struct answer *a)
{
	size_t at = skip_preamble(mail, len);
	bool is_mail;
	const char *body = headers_end(mail + at, mail + len, &is_mail);

	if (!is_mail) {
		pasted_read(mail, len, a);
		return;
	}
	a->form = MESSAGE_MAIL;
	headers_read(mail + at, body, a);
	mime_read(mail + at, len - at, (size_t)(body - mail) - at, a);
}
