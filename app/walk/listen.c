#include "walk/listen.h"

#include <string.h>

#include "base/banned.h"

const char ACTION_CARD_STOP[] = "card.stop";

bool walk_is_done(const struct walk *w)
{
	return strcmp(walk_state(w), "done") == 0;
}

void walk_tell(const struct walk *w, const struct happened *h)
{
	if (!w->listen)
		return;
	if (h->first)
		w->listen(w->listen_context, w, EVENT_CASE_OPENED, h->at);
	if (h->kind == ENTRY_OUTCOME && h->outcome == OUTCOME_DONE && h->action && strcmp(h->action, ACTION_CARD_STOP) == 0)
		w->listen(w->listen_context, w, EVENT_CARD_STOPPED, h->at);
	if (!h->was_done && walk_is_done(w))
		w->listen(w->listen_context, w, EVENT_CASE_CLOSED, h->at);
}
