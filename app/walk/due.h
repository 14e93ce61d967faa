/* walk/due: which steps of a case come back, and when: put off, tried in vain, a desk that opens, a reminder; uses
 * walk/walk. */
#ifndef KAKEKOMI_WALK_DUE_H
#define KAKEKOMI_WALK_DUE_H

#include "walk/walk.h"

struct due {
	const struct plan_step *step; /* of the plan as it was at the last entry: belongs to the arena */
	int64_t at_ms;
};

struct due_list {
	struct due *at; /* earliest first */
	size_t count;
};

/* Steps whose time has come since the last entry, or with `all` also those still to come. */
void walk_due(const struct walk *w, bool all, struct arena *a, struct due_list *out);

#endif
