#include "sheet/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

enum { HEAD_FIELDS = 9, BLOCK_FIELDS = 7, NULL_BYTE = 0xFF };

static void put_field(struct buf *out, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	for (int shift = 24; shift >= 0; shift -= 8)
		buf_add_c(out, text ? (char)(len >> shift & 0xFF) : (char)NULL_BYTE);
	if (text)
		buf_add_n(out, text, len + 1);
}

static void put_start(struct buf *out, char kind, size_t fields)
{
	buf_add_c(out, kind);
	buf_add_c(out, (char)fields);
}

void wire_head(const struct document *d, const struct wire_words *w, struct buf *out)
{
	const char *const fields[HEAD_FIELDS] = { d->title, d->lang, d->running, d->footer, d->footer_label, d->made_at,
		                                  d->letter ? "letter" : NULL, w->page, w->mark };

	put_start(out, 'H', HEAD_FIELDS);
	for (size_t i = 0; i < HEAD_FIELDS; i++)
		put_field(out, fields[i]);
}

void wire_block(const struct block *b, struct buf *out)
{
	char kind[16], level[16];
	size_t cells = b->cell_count < WIRE_CELLS_MOST ? b->cell_count : WIRE_CELLS_MOST;

	snprintf(kind, sizeof kind, "%d", (int)b->kind);
	snprintf(level, sizeof level, "%d", b->level);
	const char *const fields[BLOCK_FIELDS] = { kind, level, b->label, b->text, b->more, b->anchor, b->link };
	put_start(out, 'B', BLOCK_FIELDS + cells);
	for (size_t i = 0; i < BLOCK_FIELDS; i++)
		put_field(out, fields[i]);
	for (size_t i = 0; i < cells; i++)
		put_field(out, b->cells[i]);
}

void wire_end(struct buf *out)
{
	put_start(out, 'Z', 0);
}

/* --- reading --- */

struct reader {
	const char *at, *end;
	const char *fields[BLOCK_FIELDS + WIRE_CELLS_MOST];
	size_t count;
};

static bool take_field(struct reader *r)
{
	const unsigned char *p = (const unsigned char *)r->at;

	if (r->end - r->at < 4)
		return false;
	size_t len = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
	r->at += 4;
	if (len == 0xFFFFFFFF) {
		r->fields[r->count++] = NULL;
		return true;
	}
	if (len >= (size_t)(r->end - r->at) || strnlen(r->at, len + 1) != len)
		return false;
	r->fields[r->count++] = r->at;
	r->at += len + 1;
	return true;
}

static bool take_record(struct reader *r, char *kind)
{
	r->count = 0;
	if (r->end - r->at < 2)
		return false;
	*kind = *r->at;
	size_t fields = (unsigned char)r->at[1];
	r->at += 2;
	if (fields > BLOCK_FIELDS + WIRE_CELLS_MOST)
		return false;
	while (r->count < fields)
		if (!take_field(r))
			return false;
	return true;
}

static void set_head(const struct reader *r, struct document *d, struct wire_words *w)
{
	const char *const *f = r->fields;

	d->title = f[0] ? f[0] : "";
	d->lang = f[1];
	d->running = f[2];
	d->footer = f[3];
	d->footer_label = f[4];
	d->made_at = f[5];
	d->letter = f[6] != NULL;
	*w = (struct wire_words){ f[7] ? f[7] : "", f[8] ? f[8] : "" };
}

static bool add_block(const struct reader *r, struct document *d)
{
	const char *const *f = r->fields;
	int kind = f[0] ? atoi(f[0]) : -1;
	size_t cells = r->count - BLOCK_FIELDS;

	if (kind < 0 || kind >= BLOCK_SOURCE)
		return false;
	d->blocks = arena_grow(d->arena, d->blocks, d->count, &d->cap, sizeof *d->blocks);
	struct block *b = &d->blocks[d->count++];
	*b = (struct block){ .kind = (enum block_kind)kind, .level = f[1] ? atoi(f[1]) : 0, .label = f[2], .text = f[3], .more = f[4],
		             .anchor = f[5], .link = f[6], .cell_count = cells };
	const char **copies = arena_alloc(d->arena, (cells + 1) * sizeof *copies);
	for (size_t i = 0; i < cells; i++)
		copies[i] = f[BLOCK_FIELDS + i];
	b->cells = copies;
	return true;
}

bool wire_read(const char *bytes, size_t len, struct document *d, struct wire_words *w)
{
	struct reader r = { .at = bytes, .end = bytes + len };
	char kind;

	if (!take_record(&r, &kind) || kind != 'H' || r.count != HEAD_FIELDS)
		return false;
	set_head(&r, d, w);
	while (take_record(&r, &kind)) {
		if (kind == 'Z')
			return r.count == 0 && r.at == r.end;
		if (kind != 'B' || r.count < BLOCK_FIELDS || !add_block(&r, d))
			return false;
	}
	return false;
}
