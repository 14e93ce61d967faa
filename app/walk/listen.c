#include "walk/listen.h"

#include <string.h>

#include "base/banned.h"

const char ACTION_CARD_STOP[] = "card.stop";

bool walk_is_done(const struct walk *w)
{
	return strcmp(walk_state(w), "done") == 0;
}

bool walk_announce(const struct walk *w, const struct happening *h)
{
	const bool stopped = h->kind == ENTRY_OUTCOME && h->outcome == OUTCOME_DONE && h->action && strcmp(h->action, ACTION_CARD_STOP) == 0;
	const struct {
		bool is;
		struct walk_coming what;
	} all[] = { { h->first, { EVENT_CASE_OPENED, 1, h->at } },
		    { stopped, { EVENT_CARD_STOPPED, h->n, h->at } },
		    { !h->was_done && walk_is_done(w), { EVENT_CASE_CLOSED, h->n, h->at } } };
	bool any = false;

	for (size_t i = 0; i < sizeof all / sizeof *all && w->coming; i++) {
		if (all[i].is)
			w->coming(w->listen_context, w, &all[i].what);
		any = any || all[i].is;
	}
	return any;
}

void walk_settle(const struct walk *w, bool written)
{
	if (w->settled)
		w->settled(w->listen_context, written);
}
