/* mail/helper/answer: what was found in one mail, gathered and written down for the main program (mail/wire.h); private to mail.
 *
 * Everything beyond the wire's limits is left out here, and FINDING_CUT_SHORT says so. */
#ifndef KAKEKOMI_MAIL_HELPER_ANSWER_H
#define KAKEKOMI_MAIL_HELPER_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "mail/message.h"
#include "mail/wire.h"

/* The most that is read of one text or page before it becomes WIRE_TEXT_MOST of what is seen. */
enum { ANSWER_RAW_MOST = 2 * 1024 * 1024 };

struct answer_address {
	struct buf name, address;
};

struct answer {
	enum message_form form;
	unsigned findings;
	int64_t date_ms;
	bool has_html;
	struct buf subject, text, plain, hidden;
	struct answer_address from, reply_to, return_path, to;
	struct buf lists; /* headers, links and attachments as records */
	size_t headers, links, attachments;
};

void answer_header(struct answer *a, const char *name, size_t name_len, const char *value, size_t value_len);
void answer_link(struct answer *a, unsigned flags, const char *target, const char *shown, size_t shown_len);
void answer_attachment(struct answer *a, const char *type, const char *name, uint64_t bytes);

/* Appends text to `text`, `plain` or `hidden`, without NULs, with '\n' line ends; notes what is odd in it. */
void answer_text(struct answer *a, struct buf *to, const char *s, size_t len);

/* Notes control and invisible characters in something that is shown. */
void answer_look_at(struct answer *a, const char *s, size_t len);

/* The whole answer, length first. */
void answer_write(struct answer *a, struct buf *out);

void answer_clear(struct answer *a); /* keeps the room */

#endif
