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

static struct block *add(struct document *d, enum block_kind kind)
{
	d->blocks = arena_grow(d->arena, d->blocks, d->count, &d->cap, sizeof *d->blocks);
	d->blocks[d->count] = (struct block){ .kind = kind };
	return &d->blocks[d->count++];
}

struct block *document_add(struct document *d, enum block_kind kind, const char *label, const char *text, const char *more)
{
	struct block *b = add(d, kind);

	b->label = arena_strdup(d->arena, label);
	b->text = arena_strdup(d->arena, text);
	b->more = arena_strdup(d->arena, more);
	return b;
}

void document_heading(struct document *d, int level, const char *text, const char *anchor)
{
	struct block *b = document_add(d, BLOCK_HEADING, NULL, text, NULL);

	b->level = level;
	b->anchor = arena_strdup(d->arena, anchor);
}

void document_cells(struct document *d, enum block_kind kind, const char *const *cells, size_t count)
{
	struct block *b = add(d, kind);
	const char **copies = arena_alloc(d->arena, (count + 1) * sizeof *copies);

	for (size_t i = 0; i < count; i++)
		copies[i] = arena_strdup(d->arena, cells[i]);
	b->cells = copies;
	b->cell_count = count;
}

void document_source(struct document *d, const struct block_source *s)
{
	add(d, BLOCK_SOURCE)->source = s;
}

bool document_each(const struct document *d, block_fn *take, void *to, struct err *e)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct block *b = &d->blocks[i];
		if (b->kind == BLOCK_SOURCE ? !b->source->each(b->source->context, take, to, e) : !take(to, b))
			return false;
	}
	return true;
}
