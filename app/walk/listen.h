/* walk/listen: what happens in a case, told to who listens; private to walk. */
#ifndef KAKEKOMI_WALK_LISTEN_H
#define KAKEKOMI_WALK_LISTEN_H

#include "walk/walk.h"

/* An entry that is about to be written, folded already. */
struct happening {
	int64_t n;
	enum entry_kind kind;
	enum outcome outcome;
	const char *action; /* or NULL */
	bool first;         /* of its case */
	bool was_done;      /* the case, before it */
	struct moment at;
};

bool walk_is_done(const struct walk *w);
/* Says what it will bring; true when there is anything, which walk_settle() is to follow. */
bool walk_announce(const struct walk *w, const struct happening *h);
void walk_settle(const struct walk *w, bool written);

#endif
