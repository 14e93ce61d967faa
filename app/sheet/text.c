/* A document as plain text on pages of 60 lines. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "sheet/printer.h"

#include "base/banned.h"

enum { PAGE_LINES = 60, COLUMNS = 80, NARROW = 60, HEADER_LINES = 2, FOOTER_LINES = 3,
       BODY_LINES = PAGE_LINES - HEADER_LINES - FOOTER_LINES, FOOTER_MOST = 8, PAGES_DIGITS = 7, BLANK_COLUMNS = 24 };

/* One page is held, until it is known where it ends. */
struct paper {
	const struct document *d;
	const struct say *say;
	struct sink *out;
	int columns;
	size_t body;     /* lines of a page between header and footer */
	struct buf footer;
	struct buf text; /* the lines of the page, each with its line end */
	size_t ends[BODY_LINES];
	bool keep[BODY_LINES]; /* must stay on one page with the next line */
	size_t lines, page;
	size_t *feet; /* where the line with the page number of each page begins */
	size_t feet_cap;
	struct arena *arena; /* feet */
	const struct block *heads; /* of the last table, one of the document's own blocks */
	bool headed;
	struct buf clean, name, line; /* room used over and over */
};

/* --- pages --- */

static void add_ends(const struct paper *p, const char *left, const char *right, struct buf *out)
{
	int gap = p->columns - text_columns(left, false) - text_columns(right, false);

	buf_add(out, left);
	buf_pad(out, ' ', *right ? gap > 1 ? (size_t)gap : 1 : 0);
	buf_add(out, right);
	buf_add_c(out, '\n');
}

static void add_rule(const struct paper *p)
{
	buf_pad(&p->out->buf, '-', (size_t)p->columns);
	buf_add_c(&p->out->buf, '\n');
}

static void add_foot(const struct paper *p, size_t page, const char *pages, struct buf *out)
{
	struct buf number = { 0 };
	char x[24];

	snprintf(x, sizeof x, "%zu", page);
	say_add(p->say, &number, "paper.page", "page", x, "pages", pages, NULL);
	add_ends(p, p->d->footer_label ? p->d->footer_label : "", buf_str(&number), out);
	buf_free(&number);
}

/* How many lines go on this page: a heading is not left alone at the foot. */
static size_t page_length(const struct paper *p, bool last)
{
	size_t n = p->lines;

	if (last)
		return n;
	while (n > p->body / 2 && p->keep[n - 1])
		n--;
	return p->keep[n - 1] ? p->lines : n;
}

static void put_page(struct paper *p, size_t n)
{
	struct buf *out = &p->out->buf;
	char pages[PAGES_DIGITS + 1];

	if (p->page++)
		buf_add_c(out, '\f');
	add_ends(p, p->d->title, p->d->running ? p->d->running : "", out);
	add_rule(p);
	buf_add_n(out, buf_str(&p->text), n ? p->ends[n - 1] : 0);
	buf_pad(out, '\n', p->body - n);
	add_rule(p);
	p->feet = arena_grow(p->arena, p->feet, p->page - 1, &p->feet_cap, sizeof *p->feet);
	p->feet[p->page - 1] = sink_at(p->out);
	memset(pages, '0', PAGES_DIGITS); /* room for what is known at the end */
	pages[PAGES_DIGITS] = '\0';
	add_foot(p, p->page, pages, out);
	buf_add_n(out, buf_str(&p->footer), p->footer.len);
	sink_rest(p->out);
}

static void turn_page(struct paper *p, bool last)
{
	size_t n = page_length(p, last), from = n ? p->ends[n - 1] : 0;

	put_page(p, n);
	if (p->text.len)
		memmove(p->text.text, p->text.text + from, p->text.len - from);
	p->text.len -= from;
	for (size_t i = n; i < p->lines; i++) {
		p->ends[i - n] = p->ends[i] - from;
		p->keep[i - n] = p->keep[i];
	}
	p->lines -= n;
}

static void number_pages(struct paper *p)
{
	char pages[24];

	snprintf(pages, sizeof pages, "%zu", p->page);
	for (size_t i = 0; i < p->page; i++) {
		buf_clear(&p->line);
		add_foot(p, i + 1, pages, &p->line);
		sink_put_right(p->out, p->feet[i], p->line.text, p->line.len);
	}
}

/* --- lines --- */

static void add_line(struct paper *p, const char *text, size_t len, bool with_next)
{
	if (p->lines == p->body)
		turn_page(p, false);
	buf_add_n(&p->text, text, len);
	buf_add_c(&p->text, '\n');
	p->ends[p->lines] = p->text.len;
	p->keep[p->lines++] = with_next;
}

struct wrapped {
	struct paper *paper;
	const char *label;
	int indent, hang;
	bool first, with_next;
};

static void take_line(void *context, const char *text, size_t len)
{
	struct wrapped *w = context;
	struct buf *line = &w->paper->line;
	int label = w->first ? text_columns(w->label, false) : 0, pad = w->hang - w->indent - label;

	buf_clear(line);
	buf_pad(line, ' ', (size_t)w->indent);
	buf_add(line, w->first ? w->label : "");
	buf_pad(line, ' ', pad > 0 ? (size_t)pad : 0);
	buf_add_n(line, text, len);
	while (line->len && line->text[line->len - 1] == ' ')
		line->text[--line->len] = '\0';
	add_line(w->paper, buf_str(line), line->len, w->with_next);
	w->first = false;
}

static void wrap(struct paper *p, int indent, const char *label, int hang, const char *text, bool with_next)
{
	struct wrapped w = { p, "", indent, hang, true, with_next };

	buf_clear(&p->name);
	buf_clear(&p->clean);
	text_clean(label ? label : "", false, &p->name);
	text_clean(text, true, &p->clean);
	w.label = buf_str(&p->name);
	/* A label too long for its column stands on lines of its own. */
	if (*w.label && text_columns(w.label, false) + 1 > hang - indent) {
		struct wrapped alone = { p, "", indent, indent, true, true };
		text_wrap(w.label, (struct text_width){ p->columns - indent, false }, 0, take_line, &alone);
		w.label = "";
	}
	text_wrap(buf_str(&p->clean), (struct text_width){ p->columns - hang, false }, 0, take_line, &w);
}

/* --- blocks --- */

static const char *blank(struct paper *p, struct buf *out)
{
	(void)p;
	buf_clear(out);
	buf_pad(out, '_', BLANK_COLUMNS);
	return buf_str(out);
}

static bool is_empty(const struct block *b)
{
	for (size_t i = 0; i < b->cell_count; i++)
		if (b->cells[i] && *b->cells[i])
			return false;
	return true;
}

/* A row is told by its first cell, the rest beside it: cells of any length fit any width. */
static void add_row(struct paper *p, const struct block *b, int hang)
{
	struct buf rest = { 0 };

	for (size_t i = 1; i < b->cell_count; i++)
		buf_addf(&rest, "%s%s", rest.len ? "  " : "", b->cells[i] && *b->cells[i] ? b->cells[i] : "______________");
	wrap(p, 2, b->cell_count ? b->cells[0] : "", hang, buf_str(&rest), b->kind == BLOCK_HEADS);
	buf_free(&rest);
}

/* A row to be filled in by hand: each blank beside what belongs there. */
static void add_blanks(struct paper *p, const struct block *b)
{
	enum { HANG = 5, BLANK = 12 };
	struct buf lines = { 0 };
	int used = 0;

	for (size_t i = 0; i < b->cell_count; i++) {
		const char *head = p->heads && i < p->heads->cell_count ? p->heads->cells[i] : "";
		const int width = text_columns(head, false) + 1 + BLANK;
		const bool fits = used + 2 + width <= p->columns - HANG;
		buf_add(&lines, !i ? "" : fits ? "  " : "\n");
		buf_addf(&lines, "%s ", head);
		buf_pad(&lines, '_', BLANK);
		used = fits && i ? used + 2 + width : width;
	}
	wrap(p, 2, say_text(p->say, "paper.dash"), HANG, buf_str(&lines), false);
	buf_free(&lines);
}

/* The heads wait for the first row: they stand above what is told, and within what is to be filled in. */
static void add_table(struct paper *p, const struct block *b, int hang)
{
	if (b->kind == BLOCK_HEADS) {
		p->heads = b;
		p->headed = false;
		return;
	}
	if (is_empty(b)) {
		add_blanks(p, b);
		return;
	}
	if (p->heads && !p->headed)
		add_row(p, p->heads, hang);
	p->headed = true;
	add_row(p, b, hang);
}

static void add_seal(struct paper *p, const char *hex)
{
	struct buf groups = { 0 };

	for (size_t i = 0; i < strlen(hex); i += 8)
		buf_addf(&groups, "%s%.8s", i ? " " : "", hex + i);
	wrap(p, 2, "", 2, buf_str(&groups), false);
	buf_free(&groups);
}

static void new_page(struct paper *p)
{
	if (p->lines)
		turn_page(p, true);
}

static bool add_block(void *to, const struct block *b)
{
	struct paper *p = to;
	const bool narrow = p->columns < NARROW;
	const int field = narrow ? 4 : 26, entry = narrow ? 4 : 24;
	struct buf room = { 0 };

	switch (b->kind) {
	case BLOCK_HEADING:
		if (!(p->lines && p->keep[p->lines - 1])) /* not between a heading and the first one within it */
			add_line(p, "", 0, false);
		wrap(p, 0, b->level > 1 ? "-" : say_text(p->say, "paper.mark"), 3, b->text, true);
		break;
	case BLOCK_TEXT: wrap(p, 2, "", 2, b->text, false); break;
	case BLOCK_FIELD: wrap(p, 2, b->label, field, b->text ? b->text : blank(p, &room), false); break;
	case BLOCK_ITEM: wrap(p, 2, b->label, 5, b->text, b->more != NULL); break;
	case BLOCK_ENTRY: wrap(p, 2, b->label, entry, b->text, b->more != NULL); break;
	case BLOCK_WARNING: wrap(p, 0, "!!", 4, b->text, false); break;
	case BLOCK_QUOTE: wrap(p, 2, "", 4, b->text, false); break;
	case BLOCK_HEADS:
	case BLOCK_ROW: add_table(p, b, field); break;
	case BLOCK_SEAL: add_seal(p, b->text); break;
	case BLOCK_PAGE: new_page(p); break;
	case BLOCK_SOURCE: break;
	}
	if (b->more)
		wrap(p, 0, "", b->kind == BLOCK_ITEM ? 5 : entry, b->more, false);
	buf_free(&room);
	return true;
}

static void take_footer_line(void *context, const char *text, size_t len)
{
	struct paper *p = context;

	buf_add_n(&p->footer, text, len);
	buf_add_c(&p->footer, '\n');
	p->body--;
}

/* A footer of several lines leaves the page fewer. */
static void set_footer(struct paper *p)
{
	const char *footer = p->d->footer ? p->d->footer : "";

	p->body = BODY_LINES + 1;
	text_wrap(text_columns(footer, false) > FOOTER_MOST * p->columns ? "" : footer, (struct text_width){ p->columns, false }, 0,
	          take_footer_line, p);
}

bool print_text(const struct document *d, const struct say *say, const struct print_options *o, struct sink *out, struct err *e)
{
	struct paper p = { .d = d, .say = say, .out = out, .columns = o && o->columns ? o->columns : COLUMNS };

	p.arena = arena_new();
	set_footer(&p);
	bool ok = document_each(d, add_block, &p, e);
	if (ok) {
		if (p.lines || !p.page)
			turn_page(&p, true);
		number_pages(&p);
	}
	arena_free(p.arena);
	buf_free(&p.text);
	buf_free(&p.footer);
	buf_free(&p.clean);
	buf_free(&p.name);
	buf_free(&p.line);
	return ok;
}
