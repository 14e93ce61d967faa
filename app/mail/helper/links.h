/* mail/helper/links: the links of a page on their way into the answer; private to mail. */
#ifndef KAKEKOMI_MAIL_HELPER_LINKS_H
#define KAKEKOMI_MAIL_HELPER_LINKS_H

#include "mail/helper/answer.h"
#include "mail/helper/flow.h"

struct links {
	struct answer *a;
	struct buf base; /* <base href>, "" for none */
	/* the <a> that is open */
	bool open, image, hidden;
	size_t depth; /* of its element */
	struct buf target;
	const struct flow *shown_in;
	size_t shown_at;
};

/* Begins an <a> whose text goes into `shown_in`; ends the one before. */
void links_begin(struct links *l, const char *href, const struct flow *shown_in, bool hidden, size_t depth);
void links_end(struct links *l);

/* One that has no text of its own. */
void links_add(struct links *l, enum link_from from, const char *target, const char *shown, bool hidden);

void links_free(struct links *l);

#endif
