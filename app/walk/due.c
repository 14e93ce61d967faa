#include "walk/due.h"

#include <stdlib.h>

#include "base/banned.h"

static int earlier_first(const void *a, const void *b)
{
	const struct due *x = a, *y = b;

	if (x->at_ms != y->at_ms)
		return (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
	return (x->step > y->step) - (x->step < y->step);
}

/* The plan as of the last entry still says when each step was to come back; today's has let go of what is over. */
void walk_due(const struct walk *w, bool all, struct arena *a, struct due_list *out)
{
	const int64_t now = clock_now(w->clock).ms;
	struct plan *then = arena_alloc(a, sizeof *then);

	*out = (struct due_list){ 0 };
	if (!w->log.count)
		return;
	plan_build(&w->fold.facts, &w->fold.progress, w->log.at[w->log.count - 1].at_ms, a, then);
	out->at = arena_alloc(a, (then->count + 1) * sizeof *out->at);
	for (size_t i = 0; i < then->count; i++) {
		const struct plan_step *s = &then->steps[i];
		if (s->due_ms >= 0 && (all || s->due_ms <= now))
			out->at[out->count++] = (struct due){ s, s->due_ms };
	}
	qsort(out->at, out->count, sizeof *out->at, earlier_first);
}
