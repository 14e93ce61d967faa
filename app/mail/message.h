/* mail/message: one message as a person sees it, read from hostile bytes; plain data; uses base.
 *
 * Everything is UTF-8 and lives in the arena it was read into. Nothing here is fit for a screen yet: what is shown goes
 * through text_clean() and is defanged (mail/url.h). */
#ifndef KAKEKOMI_MAIL_MESSAGE_H
#define KAKEKOMI_MAIL_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"

/* How it came. */
enum message_form {
	MESSAGE_MAIL,        /* headers and body as a mail program keeps them (.eml, one of an mbox) */
	MESSAGE_PASTED_MAIL, /* copied from a screen: 件名：… 差出人：…, or raw headers without MIME structure */
	MESSAGE_PASTED_TEXT, /* a body only: a pasted mail body, or an SMS */
};

/* What a reader may find; a finding is a sign for mail/signs, never an error. */
enum message_finding {
	FINDING_BROKE_READER = 1u << 0,   /* the helper died on it, or took too long or too much memory */
	FINDING_CUT_SHORT = 1u << 1,      /* more than the limits allow; read as far as it goes */
	FINDING_TOO_MANY_PARTS = 1u << 2,
	FINDING_BAD_CHARSET = 1u << 3,    /* bytes that its charset does not have, shown as U+FFFD */
	FINDING_FOREIGN_CHARSET = 1u << 4, /* GB2312, GBK, GB18030, Big5, EUC-KR … in a mail that is to be Japanese */
	FINDING_HIDDEN_TEXT = 1u << 5,    /* text in the HTML that a person does not see */
	FINDING_CONTROL_CHARACTERS = 1u << 6, /* escapes, NUL and the like in what is shown */
	FINDING_INVISIBLE_CHARACTERS = 1u << 7, /* zero-width, bidi overrides, soft hyphens between letters */
	FINDING_FORM = 1u << 8,           /* a form to fill in within the mail */
	FINDING_SCRIPT = 1u << 9,
	FINDING_TORN = 1u << 10,          /* ends in the middle of a part */
};

struct message_header {
	const char *name, *value; /* value: RFC 2047 and raw 8-bit decoded, unfolded */
};

struct message_address {
	const char *name;    /* display name, decoded; "" when none */
	const char *address; /* local@domain as written (lower case domain); "" when none */
};

enum link_from { LINK_FROM_HREF, LINK_FROM_TEXT, LINK_FROM_FORM, LINK_FROM_IMAGE_MAP, LINK_FROM_META };

struct message_link {
	enum link_from from;
	const char *target; /* as written, undecoded but for HTML entities */
	const char *shown;  /* the visible text of the link; "" when none */
	bool image;         /* what is shown is a picture */
	bool hidden;        /* lies in text that is not seen: nobody can click it */
};

struct message_attachment {
	const char *type; /* "application/zip", lower case */
	const char *name; /* decoded; "" when none */
	size_t bytes;
};

struct message {
	enum message_form form;
	unsigned findings; /* enum message_finding bits */
	unsigned char sha256[HASH_SIZE]; /* of the raw bytes handed in */
	size_t bytes;

	struct message_header *headers; /* as they stand, top to bottom */
	size_t header_count;
	const char *subject; /* "" when none */
	struct message_address from, reply_to, return_path, to;
	int64_t date_ms; /* 0 when none or unreadable */

	const char *text;     /* what a person sees: the HTML part as shown when there is one, else the plain part; '\n' line ends */
	const char *plain;    /* the plain part when it is another text than `text`; else "" */
	const char *hidden;   /* text of the HTML that is not seen; "" when none */
	bool has_html;
	/* Of the HTML, in order of appearance: LINK_FROM_HREF, _FORM, _IMAGE_MAP, _META. The reader reports none from plain text
	 * (LINK_FROM_TEXT): who wants those runs url_find() over `text` and `plain`. */
	struct message_link *links;
	size_t link_count;
	struct message_attachment *attachments;
	size_t attachment_count;
};

/* Nothing known: every string "". */
void message_clear(struct message *m);

/* Reads the helper's answer, which is as hostile as the mail: lengths, counts, UTF-8 and values are checked, and nothing
 * is left over. False when any of it is wrong. Fills all but sha256 and bytes; strings live in the arena, none is NULL. */
bool message_decode(const unsigned char *answer, size_t len, struct arena *a, struct message *out);

/* The first header of that name (case-insensitive), or NULL. */
const char *message_header(const struct message *m, const char *name);

#endif
