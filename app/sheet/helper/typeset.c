#include "sheet/helper/typeset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "sheet/helper/links.h"
#include "sheet/qr.h"

#include "base/banned.h"

/* A4 and its margins in points. Few sizes: each costs a search for its font. */
static const double PAGE_WIDTH = 595.28, PAGE_HEIGHT = 841.89, MARGIN = 51, TOP = 70, BOTTOM = 66, QR_SIDE = 110;
static const double SIZES[FACES] = { 10, 9, 10, 13, 18, 9 }, PITCHES[FACES] = { 15.5, 14, 17, 20, 27, 11 };

/* IPAexGothic makes a tenth of the file that others do; any font that is there comes behind it. */
static const char FONTS[] = "IPAexGothic,sans-serif";

enum { KEPT_MOST = 4000 };

struct press {
	const struct document *d;
	const struct wire_words *words;
	const struct strips *strips;
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoContext *context;
	PangoFontDescription *fonts[FACES];
	PangoAttrList *plain; /* a hash or an address is broken without a hyphen that is none of its own */
	PangoLayout **kept; /* of the first KEPT_MOST columns, from the first pass to the second */
	int page, pages;
	double y;
	struct spots spots; /* where anchors came to stand in the first pass */
	bool draws; /* false: the first pass, which counts the pages */
};

double typeset_width(void)
{
	return PAGE_WIDTH - 2 * MARGIN;
}

static cairo_status_t take_bytes(void *to, const unsigned char *bytes, unsigned len)
{
	buf_add_n(to, (const char *)bytes, len);
	return CAIRO_STATUS_SUCCESS;
}

static PangoLayout *new_layout(const struct press *p, const struct column *c)
{
	PangoLayout *l = pango_layout_new(p->context);

	pango_layout_set_font_description(l, p->fonts[c->face]);
	pango_layout_set_width(l, (int)(c->width * PANGO_SCALE));
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_auto_dir(l, FALSE);
	pango_layout_set_attributes(l, p->plain);
	pango_layout_set_text(l, c->text, -1);
	return l;
}

static void draw_text(const struct press *p, const char *text, double x, double y, enum face face, bool right)
{
	const struct column c = { text, x, typeset_width(), face, false };
	PangoLayout *l = new_layout(p, &c);
	int width;

	pango_layout_get_size(l, &width, NULL);
	cairo_move_to(p->cr, right ? PAGE_WIDTH - MARGIN - (double)width / PANGO_SCALE : x, y + SIZES[face]);
	pango_cairo_show_layout_line(p->cr, pango_layout_get_line_readonly(l, 0));
	g_object_unref(l);
}

/* --- pages --- */

static void rule(const struct press *p, double y)
{
	cairo_set_source_rgb(p->cr, 0.55, 0.55, 0.55);
	cairo_set_line_width(p->cr, 0.5);
	cairo_move_to(p->cr, MARGIN, y);
	cairo_line_to(p->cr, PAGE_WIDTH - MARGIN, y);
	cairo_stroke(p->cr);
	cairo_set_source_rgb(p->cr, 0, 0, 0);
}

/* Title and case above, seal and page below: no tag, so that a reader does not read them on every page. */
static void draw_margins(const struct press *p)
{
	struct buf number = { 0 }, foot = { 0 };

	words_of_page(p->words->page, p->page, p->pages, &number);
	if (p->d->running) {
		draw_text(p, p->d->title, MARGIN, TOP - 36, FACE_SMALL, false);
		draw_text(p, p->d->running, MARGIN, TOP - 36, FACE_SMALL, true);
		rule(p, TOP - 20);
	}
	rule(p, PAGE_HEIGHT - BOTTOM + 14);
	if (p->d->footer) {
		buf_addf(&foot, "%s%s%s", p->d->footer_label ? p->d->footer_label : "", p->d->footer_label ? "  " : "", p->d->footer);
		draw_text(p, buf_str(&foot), MARGIN, PAGE_HEIGHT - BOTTOM + 20, FACE_SMALL, false);
	}
	draw_text(p, buf_str(&number), MARGIN, PAGE_HEIGHT - BOTTOM + (p->d->footer ? 32 : 20), FACE_SMALL, true);
	buf_free(&number);
	buf_free(&foot);
}

static void begin_page(struct press *p)
{
	p->page++;
	p->y = TOP;
	if (p->draws)
		draw_margins(p);
}

static void turn_page(struct press *p)
{
	if (p->draws)
		cairo_show_page(p->cr);
	begin_page(p);
}

static double room(const struct press *p)
{
	return PAGE_HEIGHT - BOTTOM - p->y;
}

/* --- strips --- */

/* Its layouts, its lines, and how far apart these are. */
struct set {
	const struct strip *strip;
	PangoLayout *layouts[COLUMNS_MOST];
	bool kept[COLUMNS_MOST];
	int lines;
	double pitch;
};

static PangoLayout *layout_of(struct press *p, const struct column *c, size_t at, bool *kept)
{
	*kept = at < KEPT_MOST;
	if (!*kept)
		return new_layout(p, c);
	if (!p->kept[at])
		p->kept[at] = new_layout(p, c);
	return p->kept[at];
}

static struct set set_strip(struct press *p, const struct strip *s, size_t *at)
{
	struct set t = { .strip = s };

	for (size_t i = 0; i < s->count; i++) {
		t.layouts[i] = layout_of(p, &s->columns[i], (*at)++, &t.kept[i]);
		t.lines = MAX(t.lines, pango_layout_get_line_count(t.layouts[i]));
		t.pitch = MAX(t.pitch, PITCHES[s->columns[i].face]);
	}
	return t;
}

static void drop_set(struct set *t)
{
	for (size_t i = 0; i < t->strip->count; i++)
		if (!t->kept[i])
			g_object_unref(t->layouts[i]);
}

static void draw_column_line(const struct press *p, const struct column *c, PangoLayout *l, int line, double pitch)
{
	PangoLayoutLine *text = pango_layout_get_line_readonly(l, line);

	if (c->rule && line == 0) {
		cairo_set_line_width(p->cr, 0.6);
		cairo_move_to(p->cr, MARGIN + c->x, p->y + pitch - 2);
		cairo_rel_line_to(p->cr, c->width, 0);
		cairo_stroke(p->cr);
	}
	if (!text)
		return;
	if (c->face == FACE_FAINT)
		cairo_set_source_rgb(p->cr, 0.25, 0.25, 0.25);
	cairo_move_to(p->cr, MARGIN + c->x, p->y + (pitch + SIZES[c->face]) / 2 - 1);
	pango_cairo_show_layout_line(p->cr, text);
	cairo_set_source_rgb(p->cr, 0, 0, 0);
}

/* Lines around the part of the strip that stands on this page. */
static void draw_frame(const struct press *p, const struct set *t, double top, bool first, bool last)
{
	double width = typeset_width() / (t->strip->count ? (double)t->strip->count : 1);

	if (t->strip->frame == FRAME_UNDER && last)
		rule(p, p->y + 1);
	if (t->strip->frame == FRAME_NONE || t->strip->frame == FRAME_UNDER)
		return;
	cairo_set_source_rgb(p->cr, 0.3, 0.3, 0.3);
	cairo_set_line_width(p->cr, t->strip->frame == FRAME_BOX ? 1.2 : 0.5);
	if (t->strip->frame == FRAME_BAR) {
		cairo_move_to(p->cr, MARGIN + 3, top);
		cairo_line_to(p->cr, MARGIN + 3, p->y);
	} else {
		for (size_t i = 0; i <= t->strip->count; i++) {
			cairo_move_to(p->cr, MARGIN + (double)i * width, top);
			cairo_line_to(p->cr, MARGIN + (double)i * width, p->y);
		}
	}
	if (t->strip->frame != FRAME_BAR && first) {
		cairo_move_to(p->cr, MARGIN, top);
		cairo_line_to(p->cr, PAGE_WIDTH - MARGIN, top);
	}
	if (t->strip->frame != FRAME_BAR && last) {
		cairo_move_to(p->cr, MARGIN, p->y);
		cairo_line_to(p->cr, PAGE_WIDTH - MARGIN, p->y);
	}
	cairo_stroke(p->cr);
	cairo_set_source_rgb(p->cr, 0, 0, 0);
}

static void outline(const struct press *p, const struct strip *s)
{
	char page[48];

	snprintf(page, sizeof page, "page=%d pos=[%d %d]", p->page, (int)MARGIN, (int)p->y);
	cairo_pdf_surface_add_outline(p->surface, CAIRO_PDF_OUTLINE_ROOT, s->outline, page, CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

/* A link within the paper says on which page it leads to, where its line leaves room for that. */
static void draw_page_of_link(const struct press *p, const struct set *t)
{
	static const double room_for_number = 30;
	const struct strip *s = t->strip;
	const struct column *c = s->count ? &s->columns[s->count - 1] : NULL;
	const int page = spots_page(&p->spots, s->link);
	PangoRectangle line;
	char number[16];

	if (!c || !page)
		return;
	pango_layout_line_get_pixel_extents(pango_layout_get_line_readonly(t->layouts[s->count - 1], 0), NULL, &line);
	if (c->x + line.width > typeset_width() - room_for_number)
		return;
	snprintf(number, sizeof number, "%d", page);
	draw_text(p, number, MARGIN, p->y + (t->pitch - SIZES[FACE_SMALL]) / 2 - 1, FACE_SMALL, true);
}

static int draw_lines(struct press *p, const struct set *t, int from, int to)
{
	const struct strip *s = t->strip;
	char *link = from < to ? tag_link(s->link) : NULL, *dest = from == 0 ? tag_name(s->anchor) : NULL;
	double top = p->y;

	if (from == 0 && s->outline)
		outline(p, s);
	if (dest)
		cairo_tag_begin(p->cr, CAIRO_TAG_DEST, dest);
	cairo_tag_begin(p->cr, s->tag, NULL);
	if (link)
		cairo_tag_begin(p->cr, CAIRO_TAG_LINK, link);
	if (from == 0)
		draw_page_of_link(p, t);
	for (int i = from; i < to; i++) {
		for (size_t k = 0; k < s->count; k++)
			draw_column_line(p, &s->columns[k], t->layouts[k], i, t->pitch);
		p->y += t->pitch;
	}
	if (link)
		cairo_tag_end(p->cr, CAIRO_TAG_LINK);
	cairo_tag_end(p->cr, s->tag);
	if (dest)
		cairo_tag_end(p->cr, CAIRO_TAG_DEST);
	draw_frame(p, t, top, from == 0, to == t->lines);
	free(link);
	free(dest);
	return to;
}

/* As many lines on each page as there is room for. */
static void set_lines(struct press *p, const struct set *t)
{
	for (int line = 0; line < t->lines;) {
		int fit = (int)(room(p) / t->pitch);
		if (fit < 1) {
			turn_page(p);
			continue;
		}
		int to = line + fit < t->lines ? line + fit : t->lines;
		if (p->draws)
			line = draw_lines(p, t, line, to);
		else
			p->y += t->pitch * (to - line), line = to;
	}
}

static void set_qr(struct press *p, const char *text)
{
	struct qr q;

	if (room(p) < QR_SIDE)
		turn_page(p);
	if (p->draws && qr_make(text, &q)) {
		double side = QR_SIDE / (double)(q.size + 2 * (size_t)QR_QUIET);
		cairo_tag_begin(p->cr, "Figure", NULL);
		for (size_t i = 0; i < q.size * q.size; i++) {
			size_t x = i % q.size + QR_QUIET, y = i / q.size + QR_QUIET;
			if (q.modules[i])
				cairo_rectangle(p->cr, MARGIN + side * (double)x, p->y + side * (double)y, side, side);
		}
		cairo_fill(p->cr);
		cairo_tag_end(p->cr, "Figure");
		qr_free(&q);
	}
	p->y += QR_SIDE;
}

/* A heading takes the first line of what follows with it. */
static double needed(const struct strip *s, const struct strip *end, double pitch)
{
	double need = s->before + pitch;

	for (; s->with_next && s + 1 < end; s++)
		need += s[1].before + (s[1].qr ? QR_SIDE : 2 * PITCHES[FACE_BODY]);
	return need;
}

/* A table goes on over the page: its heads stand there again. */
static void set_again(struct press *p, const struct strip *heads)
{
	size_t at = KEPT_MOST;
	struct set t = set_strip(p, heads, &at);

	set_lines(p, &t);
	drop_set(&t);
}

static void set_all(struct press *p)
{
	const struct strip *end = p->strips->at + p->strips->count;
	size_t at = 0;

	p->page = 0;
	begin_page(p);
	for (const struct strip *s = p->strips->at; s < end; s++) {
		struct set t = set_strip(p, s, &at);
		if (p->y > TOP && (s->new_page || needed(s, end, t.pitch) > room(p))) {
			turn_page(p);
			if (s->heads)
				set_again(p, &p->strips->at[s->heads - 1]);
		}
		if (!p->draws)
			spots_note(&p->spots, p->strips->arena, s->anchor, p->page);
		if (p->y > TOP)
			p->y += s->before;
		if (s->qr)
			set_qr(p, s->qr);
		set_lines(p, &t);
		drop_set(&t);
	}
	if (p->draws)
		cairo_show_page(p->cr);
}

/* --- the whole --- */

static void describe(struct press *p)
{
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, p->d->title);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR, "kakekomi");
	if (p->d->running)
		cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_SUBJECT, p->d->running);
	if (p->d->made_at)
		cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, p->d->made_at);
}

static void make_fonts(struct press *p)
{
	for (size_t i = 0; i < FACES; i++) {
		p->fonts[i] = pango_font_description_from_string(FONTS);
		pango_font_description_set_absolute_size(p->fonts[i], SIZES[i] * PANGO_SCALE);
	}
}

/* Whether any font here can write Japanese. */
static bool writes_japanese(const struct press *p)
{
	const struct column c = { "\xE3\x81\x82\xE6\xBC\xA2", 0, 100, FACE_BODY, false };
	PangoLayout *l = new_layout(p, &c);
	bool can = pango_layout_get_unknown_glyphs_count(l) == 0;

	g_object_unref(l);
	return can;
}

static void open_press(struct press *p, struct buf *out)
{
	p->surface = cairo_pdf_surface_create_for_stream(take_bytes, out, PAGE_WIDTH, PAGE_HEIGHT);
	p->cr = cairo_create(p->surface);
	p->context = pango_cairo_create_context(p->cr);
	pango_context_set_language(p->context, pango_language_from_string(p->d->lang ? p->d->lang : "ja"));
	pango_context_set_base_dir(p->context, PANGO_DIRECTION_LTR); /* a line that begins with an Arabic name is still ours */
	make_fonts(p);
	p->plain = pango_attr_list_new();
	pango_attr_list_insert(p->plain, pango_attr_insert_hyphens_new(FALSE));
	p->kept = g_new0(PangoLayout *, KEPT_MOST);
}

static enum typeset_result close_press(struct press *p, bool drawn)
{
	for (size_t i = 0; i < KEPT_MOST; i++)
		g_clear_object(&p->kept[i]);
	g_free(p->kept);
	for (size_t i = 0; i < FACES; i++)
		pango_font_description_free(p->fonts[i]);
	pango_attr_list_unref(p->plain);
	g_object_unref(p->context);
	cairo_destroy(p->cr);
	cairo_surface_finish(p->surface);
	bool ok = cairo_surface_status(p->surface) == CAIRO_STATUS_SUCCESS;
	cairo_surface_destroy(p->surface);
	return !drawn ? TYPESET_NO_FONT : ok ? TYPESET_DONE : TYPESET_FAILED;
}

enum typeset_result typeset(const struct document *d, const struct wire_words *w, const struct strips *s, struct buf *out)
{
	struct press p = { .d = d, .words = w, .strips = s };

	open_press(&p, out);
	bool can = writes_japanese(&p);
	if (can) {
		describe(&p);
		set_all(&p);
		p.pages = p.page;
		p.draws = true;
		set_all(&p);
	}
	return close_press(&p, can);
}

/* What is found here is kept for the document to come. */
void typeset_warm_up(void)
{
	const struct document none = { .title = "" };
	struct buf out = { 0 };
	struct press p = { .d = &none };

	open_press(&p, &out);
	writes_japanese(&p);
	close_press(&p, false);
	buf_free(&out);
}
