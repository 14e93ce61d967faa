/* mail/helper/html: HTML cut into tags and texts as browsers cut it, without building a tree; private to mail.
 *
 * Source: HTML Living Standard, 13.2.5 Tokenization. Time is linear and memory constant, whatever comes. */
#ifndef KAKEKOMI_MAIL_HELPER_HTML_H
#define KAKEKOMI_MAIL_HELPER_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum html_kind { HTML_TEXT, HTML_RAW /* of script, style, textarea, title … */, HTML_OPEN, HTML_CLOSE };

enum { HTML_NAME_SIZE = 16, HTML_ATTRIBUTES = 32 };

struct html_slice {
	const char *at;
	size_t len;
};

struct html_attribute {
	struct html_slice name, value;
};

struct html_token {
	enum html_kind kind;
	struct html_slice text;     /* HTML_TEXT, HTML_RAW: references not decoded */
	char name[HTML_NAME_SIZE];  /* of a tag, lower case, cut */
	struct html_attribute attributes[HTML_ATTRIBUTES];
	size_t count;
};

struct html {
	const char *at, *end;
	char raw[HTML_NAME_SIZE]; /* the element whose raw text comes next, "" for none */
};

void html_begin(struct html *h, const char *text, size_t len);
bool html_next(struct html *h, struct html_token *t);

/* The decoded value of an attribute; false when it is not there. `out` is cleared first. */
bool html_attribute(const struct html_token *t, const char *name, struct buf *out);

#endif
