/* mail/helper/look: how an element and what is in it looks, as far as it tells whether a person sees it; private to mail. */
#ifndef KAKEKOMI_MAIL_HELPER_LOOK_H
#define KAKEKOMI_MAIL_HELPER_LOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "mail/helper/html.h"
#include "mail/helper/style.h"
#include "mail/helper/tags.h"

struct look {
	bool gone;      /* nothing in it can be seen */
	bool invisible; /* a child may show itself again */
	bool pre;       /* blanks count */
	int32_t colour, background;
	double size;    /* of letters, px */
};

struct look look_root(void);

/* How an element looks within one that looks like `outer`. */
struct look look_of(const struct html_token *t, const struct tag *tag, const struct rules *rules, const struct look *outer);

bool look_is_hidden(const struct look *l);

#endif
