#include "sheet/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#include "base/banned.h"

enum { HEADER_LINES = 2, FOOTER_LINES = 3, BODY_LINES = TEXT_PAGE_LINES - HEADER_LINES - FOOTER_LINES };

/* The body as lines before it is cut into pages: only then is the number of pages known. */
struct lines {
	struct arena *arena;
	char **at;
	size_t count, cap;
	size_t *keep; /* lines that must stay on one page with the next one */
	size_t keep_cap;
};

static void add_line(struct lines *l, const char *text, size_t len, bool with_next)
{
	size_t cap = l->cap;

	l->at = arena_grow(l->arena, l->at, l->count, &l->cap, sizeof *l->at);
	l->keep = arena_grow(l->arena, l->keep, l->count, &cap, sizeof *l->keep);
	l->keep[l->count] = with_next;
	l->at[l->count++] = arena_strndup(l->arena, text, len);
}

struct wrapped {
	struct lines *lines;
	const char *label;
	int indent, hang;
	bool first, with_next;
};

static void take_line(void *context, const char *line, size_t len)
{
	struct wrapped *w = context;
	struct buf b = { 0 };
	int label = w->first ? text_columns(w->label, false) : 0, pad = w->hang - w->indent - label;

	buf_pad(&b, ' ', (size_t)w->indent);
	buf_add(&b, w->first ? w->label : "");
	buf_pad(&b, ' ', pad > 0 ? (size_t)pad : 0);
	buf_add_n(&b, line, len);
	while (b.len && b.text[b.len - 1] == ' ')
		b.text[--b.len] = '\0';
	add_line(w->lines, buf_str(&b), b.len, w->with_next);
	w->first = false;
	buf_free(&b);
}

static void wrap(struct lines *l, int indent, const char *label, int hang, const char *text, bool with_next)
{
	struct wrapped w = { l, "", indent, hang, true, with_next };
	struct buf clean = { 0 }, name = { 0 };

	text_clean(label ? label : "", false, &name);
	w.label = buf_str(&name);
	/* A label too long for its column stands on lines of its own. */
	if (text_columns(w.label, false) + 1 > hang - indent && *w.label) {
		struct wrapped alone = { l, "", indent, indent, true, true };
		text_wrap(w.label, (struct text_width){ TEXT_COLUMNS - indent, false }, 0, take_line, &alone);
		w.label = "";
	}

	text_clean(text, true, &clean);
	text_wrap(buf_str(&clean), (struct text_width){ TEXT_COLUMNS - hang, false }, 0, take_line, &w);
	buf_free(&clean);
	buf_free(&name);
}

static void add_block(struct lines *l, const struct block *b)
{
	enum { FIELD = 26, ENTRY = 24 };

	switch (b->kind) {
	case BLOCK_HEADING:
		add_line(l, "", 0, false);
		wrap(l, 0, "■", 3, b->text, true);
		break;
	case BLOCK_TEXT: wrap(l, 2, "", 2, b->text, false); break;
	case BLOCK_FIELD: wrap(l, 2, b->label, FIELD, b->text, false); break;
	case BLOCK_ITEM: wrap(l, 2, b->label, 5, b->text, b->more != NULL); break;
	case BLOCK_ENTRY: wrap(l, 2, b->label, ENTRY, b->text, b->more != NULL); break;
	case BLOCK_WARNING: wrap(l, 0, "!!", 4, b->text, false); break;
	}
	if (b->more)
		wrap(l, 0, "", b->kind == BLOCK_ITEM ? 5 : ENTRY, b->more, false);
}

/* How many lines from `from` on go on one page: a heading is not left alone at the foot. */
static size_t page_length(const struct lines *l, size_t from)
{
	size_t n = l->count - from;

	if (n <= BODY_LINES)
		return n;
	n = BODY_LINES;
	while (n > BODY_LINES / 2 && l->keep[from + n - 1])
		n--;
	return n;
}

static void put_centred_ends(struct buf *out, const char *left, const char *right)
{
	int gap = TEXT_COLUMNS - text_columns(left, false) - text_columns(right, false);

	buf_add(out, left);
	buf_pad(out, ' ', gap > 1 ? (size_t)gap : 1);
	buf_add(out, right);
	buf_add_c(out, '\n');
}

static void put_rule(struct buf *out)
{
	buf_pad(out, '-', TEXT_COLUMNS);
	buf_add_c(out, '\n');
}

static void put_page(const struct document *d, const struct say *say, const struct lines *l, size_t from, size_t n,
		     size_t page, size_t pages, struct buf *out)
{
	struct buf name = { 0 }, number = { 0 };
	char x[24], y[24];

	snprintf(x, sizeof x, "%zu", page);
	snprintf(y, sizeof y, "%zu", pages);
	say_add(say, &name, "paper.case-line", "case", d->case_id, NULL);
	say_add(say, &number, "paper.page", "page", x, "pages", y, NULL);
	if (page > 1)
		buf_add_c(out, '\f');
	put_centred_ends(out, d->title, buf_str(&name));
	put_rule(out);
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%s\n", l->at[from + i]);
	for (size_t i = n; i < BODY_LINES; i++)
		buf_add_c(out, '\n');
	put_rule(out);
	put_centred_ends(out, say_text(say, "paper.seal-label"), buf_str(&number));
	buf_addf(out, "%s\n", d->footer);
	buf_free(&name);
	buf_free(&number);
}

void sheet_text(const struct document *d, const struct say *say, struct buf *out)
{
	struct lines l = { .arena = arena_new() };
	size_t pages = 0, page = 0;

	for (size_t i = 0; i < d->count; i++)
		add_block(&l, &d->blocks[i]);
	for (size_t from = 0; from < l.count; from += page_length(&l, from))
		pages++;
	for (size_t from = 0; from < l.count;) {
		size_t n = page_length(&l, from);
		put_page(d, say, &l, from, n, ++page, pages, out);
		from += n;
	}
	arena_free(l.arena);
}
