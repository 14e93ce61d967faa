/* mail/helper/headers: a block of header lines as it stands; private to mail. */
#ifndef KAKEKOMI_MAIL_HELPER_HEADERS_H
#define KAKEKOMI_MAIL_HELPER_HEADERS_H

#include <stdbool.h>
#include <stddef.h>

#include "mail/helper/answer.h"

struct header_line {
	const char *name, *value; /* the value with its folds, without the last line end */
	size_t name_len, value_len;
};

/* The header at `p`; returns where the next line begins, NULL when none stands here. One line that is no header is passed over when
 * a header follows: raw text torn over two lines is common. */
const char *header_next(const char *p, const char *end, struct header_line *h);

bool header_is(const struct header_line *h, const char *name);

/* Where the body begins. *is_mail: the block has lines that only mail programs write; otherwise a person may have typed or
 * copied it. */
const char *headers_end(const char *p, const char *end, bool *is_mail);

/* Takes all headers into the answer: as a list, and what the answer has fields for. */
void headers_read(const char *p, const char *end, struct answer *a);

/* One header of that name into the answer's fields. */
void header_take(const char *name, size_t name_len, const char *value, size_t value_len, struct answer *a);

#endif
