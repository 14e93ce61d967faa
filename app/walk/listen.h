/* walk/listen: what happens in a case, told to who listens; private to walk. */
#ifndef KAKEKOMI_WALK_LISTEN_H
#define KAKEKOMI_WALK_LISTEN_H

#include "walk/walk.h"

/* An entry that is on disk now. */
struct happened {
	enum entry_kind kind;
	enum outcome outcome;
	const char *action; /* or NULL */
	bool first;         /* of its case */
	bool was_done;      /* the case, before it */
	struct moment at;
};

bool walk_is_done(const struct walk *w);
void walk_tell(const struct walk *w, const struct happened *h);

#endif
