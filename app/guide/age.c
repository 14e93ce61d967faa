#include "guide/age.h"

#include <string.h>

#include "base/clock.h"

#include "base/banned.h"

enum { OLD_DAYS = 366, VALUES = 7 };

bool sourced_is_old(const struct sourced *s, int64_t now_ms)
{
	struct moment checked;

	return s && (s->is || s->checked) && moment_parse(s->checked ? s->checked : "", &checked) && now_ms - checked.ms > OLD_DAYS * DAY_MS;
}

const struct sourced *contact_oldest(const struct contact *c)
{
	const struct sourced *all[VALUES] = { &c->number, &c->url, &c->mail, &c->cannot, &c->cost, &c->until, &c->hours_source }, *oldest = NULL;

	for (size_t i = 0; i < VALUES; i++)
		if (all[i]->checked && (!oldest || strcmp(all[i]->checked, oldest->checked) < 0))
			oldest = all[i];
	return oldest;
}
