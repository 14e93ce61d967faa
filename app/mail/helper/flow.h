/* mail/helper/flow: text as it flows on a page: runs of blanks are one, blocks begin on a new line; private to mail. */
#ifndef KAKEKOMI_MAIL_HELPER_FLOW_H
#define KAKEKOMI_MAIL_HELPER_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct flow {
	struct buf *out;
	size_t most;  /* of out->len */
	size_t start; /* where this page begins in it */
	bool space;   /* a blank is due before the next word */
	int lines;    /* line ends due before the next word */
	bool full;    /* something did not fit */
};

/* Appends text with its character references decoded; with its blanks as they are when `pre`. */
void flow_text(struct flow *f, const char *s, size_t len, bool pre);
void flow_words(struct flow *f, const char *s); /* of an attribute, decoded already */
void flow_break(struct flow *f, int lines);     /* at least that many line ends before what follows */
void flow_br(struct flow *f);                   /* one more */
void flow_space(struct flow *f);

#endif
