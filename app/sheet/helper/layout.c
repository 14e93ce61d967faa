#include "sheet/helper/layout.h"

#include <string.h>

#include "base/text.h"

#include "base/banned.h"

enum { PARAGRAPH_MOST = 20000 };
static const double LABEL_WIDTH = 128, TIME_WIDTH = 118, MARK_WIDTH = 12, NUMBER_WIDTH = 22, GAP = 10, CELL_PAD = 5, BOX_PAD = 6, BLANK_WIDTH = 220;

struct setter {
	const struct document *d;
	const struct wire_words *words;
	struct strips *out;
	size_t heads; /* of the last table */
};

static struct strip *add(struct setter *s, const char *tag, double before)
{
	struct strips *out = s->out;

	out->at = arena_grow(out->arena, out->at, out->count, &out->cap, sizeof *out->at);
	out->at[out->count] = (struct strip){ .tag = tag, .before = before };
	return &out->at[out->count++];
}

/* Pango measures a paragraph in 1/1024 points in an int: a longer one would run over. */
static void cut_paragraphs(const char *text, struct buf *out)
{
	size_t length = 0;
	uint32_t c;

	for (size_t n; (n = text_next(text, &c)); text += n) {
		length = c == '\n' ? 0 : length + 1;
		if (length > PARAGRAPH_MOST) {
			buf_add_c(out, '\n');
			length = 1;
		}
		buf_add_n(out, text, n);
	}
}

/* Fit for paper: no control characters, nothing that turns the direction. */
static const char *clean(struct setter *s, const char *text)
{
	struct buf b = { 0 }, whole = { 0 };

	text_clean(text ? text : "", true, &b);
	if (b.len > PARAGRAPH_MOST) {
		cut_paragraphs(buf_str(&b), &whole);
		buf_free(&b);
		b = whole;
	}
	const char *copy = arena_strndup(s->out->arena, buf_str(&b), b.len);
	buf_free(&b);
	return copy;
}

static void put(struct setter *s, struct strip *strip, const char *text, double x, double width, enum face face)
{
	if (strip->count < COLUMNS_MOST)
		strip->columns[strip->count++] = (struct column){ clean(s, text), x, width, face, false };
}

static void put_blank(struct strip *strip, double x)
{
	if (strip->count < COLUMNS_MOST)
		strip->columns[strip->count++] = (struct column){ "", x, BLANK_WIDTH, FACE_BODY, true };
}

static void add_heading(struct setter *s, const struct block *b)
{
	const bool part = b->level <= 1;
	struct strip *h = add(s, part ? "H2" : "H3", part ? 14 : 8);

	put(s, h, b->text, 0, typeset_width(), part ? FACE_HEADING : FACE_STRONG);
	h->outline = h->columns[0].text;
	h->with_next = true;
	if (part)
		h->frame = FRAME_UNDER;
}

static void add_plain(struct setter *s, const char *text, double indent, const char *tag, enum face face)
{
	put(s, add(s, tag, 3), text, indent, typeset_width() - indent, face);
}

/* A label beside its text; below it, fainter, what more there is. */
static void add_pair(struct setter *s, const struct block *b, double label, enum face label_face, const char *tag)
{
	const bool after_heading = s->out->count && s->out->at[s->out->count - 1].frame == FRAME_UNDER;
	struct strip *pair = add(s, tag, after_heading ? 6 : 2);
	const double x = label + GAP, width = typeset_width() - x;

	put(s, pair, b->label, 0, label, label_face);
	if (b->text)
		put(s, pair, b->text, x, width, FACE_BODY);
	else
		put_blank(pair, x);
	if (!b->text)
		pair->before = 8; /* room to write */
	if (!b->more)
		return;
	pair->with_next = true;
	put(s, add(s, tag, 0), b->more, x, width, FACE_FAINT);
}

/* "12." needs more room than "・". */
static bool is_number(const char *label)
{
	return label && *label >= '0' && *label <= '9';
}

static void add_cells(struct setter *s, const struct block *b)
{
	size_t n = b->cell_count < COLUMNS_MOST ? b->cell_count : COLUMNS_MOST;
	double width = typeset_width() / (n ? (double)n : 1);
	const bool heads = b->kind == BLOCK_HEADS;
	struct strip *row = add(s, heads ? "TH" : "TR", heads ? 6 : 0);

	for (size_t i = 0; i < n; i++) {
		/* An empty cell is to be filled in by hand: a line of the title's height. */
		const bool empty = !b->cells[i] || !*b->cells[i];
		enum face face = heads ? FACE_STRONG : empty ? FACE_TITLE : FACE_BODY;
		put(s, row, b->cells[i], (double)i * width + CELL_PAD, width - 2 * CELL_PAD, face);
	}
	row->frame = FRAME_CELLS;
	row->with_next = heads;
	s->heads = heads ? s->out->count : s->heads;
	row->heads = heads ? 0 : s->heads;
}

static void add_seal(struct setter *s, const struct block *b)
{
	struct buf groups = { 0 };

	for (size_t i = 0; b->text && i < strlen(b->text); i += 8)
		buf_addf(&groups, "%s%.8s", i ? " " : "", b->text + i);
	add_plain(s, buf_str(&groups), 0, "P", FACE_BODY);
	s->out->at[s->out->count - 1].with_next = true;
	buf_free(&groups);
	add(s, "Figure", 6)->qr = b->text;
}

static void add_block(struct setter *s, const struct block *b)
{
	struct strip *warning;
	size_t first = s->out->count;

	s->heads = b->kind == BLOCK_ROW ? s->heads : 0;
	switch (b->kind) {
	case BLOCK_HEADING: add_heading(s, b); break;
	case BLOCK_TEXT: add_plain(s, b->text, 0, "P", FACE_BODY); break;
	case BLOCK_QUOTE:
		add_plain(s, b->text, 12, "BlockQuote", FACE_BODY);
		s->out->at[first].frame = FRAME_BAR;
		break;
	case BLOCK_FIELD: add_pair(s, b, LABEL_WIDTH, FACE_FAINT, "P"); break;
	case BLOCK_ITEM: add_pair(s, b, is_number(b->label) ? NUMBER_WIDTH : MARK_WIDTH, FACE_BODY, "LI"); break;
	case BLOCK_ENTRY: add_pair(s, b, TIME_WIDTH, FACE_FAINT, "LI"); break;
	case BLOCK_WARNING:
		warning = add(s, "P", 8);
		put(s, warning, b->text, BOX_PAD, typeset_width() - 2 * BOX_PAD, FACE_STRONG);
		warning->frame = FRAME_BOX;
		break;
	case BLOCK_HEADS:
	case BLOCK_ROW: add_cells(s, b); break;
	case BLOCK_SEAL: add_seal(s, b); break;
	case BLOCK_PAGE: add(s, "P", 0)->new_page = true; break;
	case BLOCK_SOURCE: break;
	}
	s->out->at[first].anchor = b->anchor;
	s->out->at[first].link = b->link;
}

void layout(const struct document *d, const struct wire_words *w, struct strips *out)
{
	struct setter s = { .d = d, .words = w, .out = out };

	*out = (struct strips){ .arena = d->arena };
	put(&s, add(&s, "H1", 0), d->title, 0, typeset_width(), FACE_TITLE);
	for (size_t i = 0; i < d->count; i++)
		add_block(&s, &d->blocks[i]);
}
