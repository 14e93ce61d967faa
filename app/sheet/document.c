#include "sheet/document.h"

#include "base/banned.h"

struct document *document_new(void)
{
	struct arena *a = arena_new();
	struct document *d = arena_alloc(a, sizeof *d);

	d->arena = a;
	return d;
}

void document_free(struct document *d)
{
	if (d)
		arena_free(d->arena);
}

void document_add(struct document *d, enum block_kind kind, const char *label, const char *text, const char *more)
{
	d->blocks = arena_grow(d->arena, d->blocks, d->count, &d->cap, sizeof *d->blocks);
	d->blocks[d->count++] = (struct block){ kind, arena_strdup(d->arena, label), arena_strdup(d->arena, text),
		                                arena_strdup(d->arena, more) };
}
