/* mail/refang: an address as it is meant, from one that is disguised or made harmless; private to mail; uses mail/lookalike and base.
 *
 * Takes out invisible characters; reads full-width, mathematical and circled letters as ASCII; [.] (.) {.} ［．］ [dot] [:] [://]
 * [@] (at) as what stands in them; 。 between letters as a dot. What stands where it is remembered for every byte. */
#ifndef KAKEKOMI_MAIL_REFANG_H
#define KAKEKOMI_MAIL_REFANG_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum refang_mark {
	REFANG_UNSEEN = 1u << 0,  /* something invisible stood before it */
	REFANG_DRESSED = 1u << 1, /* another character stood for it */
	REFANG_UNDONE = 1u << 2,  /* it stood in brackets */
};

enum refang_mode {
	REFANG_ADDRESS, /* one address: tabs and line ends fall out as in browsers, " dot " is a dot */
	REFANG_TEXT,    /* running text: blanks part it, its brackets and 。 stay unless they stand within an address */
};

struct refanged {
	struct buf text;
	uint32_t *at;         /* for every byte of text and its end: where it stood */
	unsigned char *marks; /* for every byte: enum refang_mark bits */
	size_t room;
};

/* `text` must be shorter than 4 GB. The caller ends it with refang_free(). */
void refang_read(const char *text, enum refang_mode mode, struct refanged *out);
void refang_free(struct refanged *r);

/* The marks of all bytes from `from` to before `to`. */
unsigned refang_marks(const struct refanged *r, size_t from, size_t to);

#endif
