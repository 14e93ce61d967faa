#include "guide/places.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

static void keep(void *context, const struct text_place *t)
{
	struct places *p = context;

	p->at = arena_grow(p->arena, p->at, p->count, &p->cap, sizeof *p->at);
	p->at[p->count] = (struct known_place){
		.place = { arena_strdup(p->arena, t->file), arena_strdup(p->arena, t->row), arena_strdup(p->arena, t->member), t->index, NULL },
		.text = *t->text,
		.nth = p->count,
	};
	p->count++;
}

static int by_place(const struct text_place *a, const struct text_place *b)
{
	int order = strcmp(a->row, b->row);

	if (!order)
		order = strcmp(a->member, b->member);
	if (!order)
		order = strcmp(a->file, b->file);
	return order ? order : (a->index > b->index) - (a->index < b->index);
}

static int by_place_and_turn(const void *a, const void *b)
{
	const struct known_place *x = a, *y = b;
	int order = by_place(&x->place, &y->place);

	return order ? order : (x->nth > y->nth) - (x->nth < y->nth);
}

void places_open(struct places *p, const struct catalog *c)
{
	*p = (struct places){ .arena = arena_new() };
	texts_each(c, keep, p);
	if (p->count)
		qsort(p->at, p->count, sizeof *p->at, by_place_and_turn);
}

void places_close(struct places *p)
{
	arena_free(p->arena);
	*p = (struct places){ .count = 0 };
}

const char *places_text(const struct places *p, const struct text_place *place)
{
	size_t from = 0, to = p->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (by_place(&p->at[middle].place, place) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from < p->count && by_place(&p->at[from].place, place) == 0 ? p->at[from].text : NULL;
}
