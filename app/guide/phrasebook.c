#include "guide/phrasebook.h"

#include <stdlib.h>
#include <string.h>

#include "guide/tongue.h"

#include "base/banned.h"

struct phrase {
	const char *japanese;
	size_t at; /* in the order of texts_each() */
};

struct phrasebook {
	struct arena *arena;
	const struct catalog *catalog;
	struct phrase *phrases; /* by their Japanese; made at the first asking */
};

static int by_japanese(const void *a, const void *b)
{
	const struct phrase *x = a, *y = b;
	int order = strcmp(x->japanese, y->japanese);

	return order ? order : (x->at > y->at) - (x->at < y->at);
}

static int compare(const void *japanese, const void *phrase)
{
	return strcmp(japanese, ((const struct phrase *)phrase)->japanese);
}

struct phrasebook *phrasebook_new(struct arena *a, const struct catalog *c)
{
	struct phrasebook *p = arena_alloc(a, sizeof *p);

	*p = (struct phrasebook){ .arena = a, .catalog = c };
	return p;
}

static void write_down(struct phrasebook *p)
{
	const struct catalog *c = p->catalog;

	p->phrases = arena_alloc(p->arena, (c->text_count + 1) * sizeof *p->phrases);
	for (size_t i = 0; i < c->text_count; i++)
		p->phrases[i] = (struct phrase){ c->tongues[0].texts[i], i };
	qsort(p->phrases, c->text_count, sizeof *p->phrases, by_japanese);
}

const char *phrasebook_say(struct phrasebook *p, const char *lang, const char *japanese)
{
	const struct catalog *c = p->catalog;
	const struct phrase *found;

	if (!japanese || !c->tongue_count || strcmp(lang, "ja") == 0)
		return japanese;
	if (!p->phrases)
		write_down(p);
	found = bsearch(japanese, p->phrases, c->text_count, sizeof *p->phrases, compare);
	return found ? tongue_at(c, lang, found->at) : japanese;
}
