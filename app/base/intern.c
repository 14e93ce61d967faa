#include "base/intern.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

/* FNV-1a */
static size_t hash_of(const char *s)
{
	uint64_t h = 1469598103934665603u;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	return (size_t)(h ^ (h >> 32));
}

static size_t slot_of(const struct intern *t, const char *s)
{
	size_t i = hash_of(s) & (t->cap - 1);

	while (t->slots[i] && strcmp(t->slots[i], s) != 0)
		i = (i + 1) & (t->cap - 1);
	return i;
}

static void grow(struct intern *t)
{
	struct intern bigger = { mem_alloc((t->cap ? t->cap * 2 : 512) * sizeof(char *)), t->count,
		                 t->cap ? t->cap * 2 : 512 };

	for (size_t i = 0; i < t->cap; i++)
		if (t->slots[i])
			bigger.slots[slot_of(&bigger, t->slots[i])] = t->slots[i];
	free(t->slots);
	*t = bigger;
}

const char *intern(struct intern *t, const char *s)
{
	if (t->count * 2 >= t->cap)
		grow(t);
	size_t i = slot_of(t, s);
	if (!t->slots[i]) {
		t->slots[i] = s;
		t->count++;
	}
	return t->slots[i];
}

const char *intern_find(const struct intern *t, const char *s)
{
	return t->cap ? t->slots[slot_of(t, s)] : NULL;
}

void intern_free(struct intern *t)
{
	free(t->slots);
	*t = (struct intern){ 0 };
}
