/* sheet/encoded: how mail writes text in other letters: base64 and quoted-printable (RFC 2045), encoded words (RFC 2047); private to
 * sheet; uses base.
 *
 * Reading takes what mail programs take: what is no letter of base64 is passed over, a broken escape stands for itself. */
#ifndef KAKEKOMI_SHEET_ENCODED_H
#define KAKEKOMI_SHEET_ENCODED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct span {
	const char *at;
	size_t len;
};

/* The letters of addresses on the web ('-' and '_' for '+' and '/') are read too. */
void encoded_read_base64(struct span s, struct buf *out);
void encoded_read_printable(struct span s, struct buf *out);

/* Lines of at most 76 characters, each ended by `eol`. */
void encoded_write_base64(const struct buf *bytes, const char *eol, struct buf *out);
void encoded_write_printable(const struct buf *bytes, const char *eol, struct buf *out);

/* Encoded words of one charset, with nothing but blanks between them. Returns their length, 0 when none begins there. */
struct words {
	struct span charset;
	struct buf bytes; /* of all of them; the caller frees */
};
size_t encoded_read_words(const char *p, const char *end, struct words *w);

/* In UTF-8 as many as it needs, on lines of their own; in another charset, whose characters nobody can tell apart here, one. */
void encoded_write_words(const struct words *w, const char *eol, struct buf *out);

#endif
