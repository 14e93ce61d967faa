/* guide/places: the Japanese text of every place, for looking up many; private to guide. */
#ifndef KAKEKOMI_GUIDE_PLACES_H
#define KAKEKOMI_GUIDE_PLACES_H

#include "guide/texts.h"

struct known_place {
	struct text_place place; /* `text` unused */
	const char *text;
	size_t nth; /* in the catalog's order */
};

struct places {
	struct arena *arena;
	struct known_place *at;
	size_t count, cap;
};

void places_open(struct places *p, const struct catalog *c);
void places_close(struct places *p);

/* The text at a place, the first where several are called the same; NULL: there is no such place. */
const char *places_text(const struct places *p, const struct text_place *place);

#endif
