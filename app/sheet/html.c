/* A document as one HTML file: semantic, no script, nothing fetched, readable on a phone, on paper and aloud. */
#include <string.h>

#include "base/text.h"
#include "sheet/printer.h"
#include "sheet/qr.h"

#include "base/banned.h"

/* What is open between blocks: a list or table goes on as long as blocks of its kind come. */
enum group { GROUP_NONE, GROUP_FIELDS, GROUP_ITEMS, GROUP_ENTRIES, GROUP_TABLE };

struct page {
	const struct document *d;
	const struct say *say;
	struct sink *out;
	enum group group;
	struct buf clean; /* used over and over */
};

static const char STYLE[] =
	":root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--faint:#595959;--line:#bbb;--warn:#7a1f00;--warn-bg:#fff1e6}"
	"@media(prefers-color-scheme:dark){:root{--ink:#eee;--paper:#161616;--faint:#b5b5b5;--line:#555;--warn:#ffb899;--warn-bg:#331a0d}}"
	"*{box-sizing:border-box}"
	"body{margin:0 auto;padding:1rem;max-width:46rem;background:var(--paper);color:var(--ink);"
	"font:1rem/1.7 'Hiragino Sans','Noto Sans CJK JP','Noto Sans JP','Yu Gothic UI',Meiryo,IPAexGothic,sans-serif;"
	"overflow-wrap:anywhere}"
	"h1{font-size:1.4rem;line-height:1.35;margin:0 0 .3rem}h2{font-size:1.15rem;margin:1.8rem 0 .5rem;padding-bottom:.2rem;"
	"border-bottom:2px solid var(--line)}h3{font-size:1rem;margin:1.2rem 0 .3rem}"
	"header p,footer{color:var(--faint);margin:.2rem 0}footer{margin-top:2rem;padding-top:.6rem;border-top:1px solid var(--line);"
	"font-size:.9rem}"
	"p{margin:.5rem 0;white-space:pre-line}"
	"dl{margin:0;display:grid;grid-template-columns:minmax(7rem,14rem) 1fr;gap:.15rem 1rem}dt{color:var(--faint)}dd{margin:0}"
	"ul,ol{margin:0;padding:0;list-style:none}li{margin:.35rem 0}.item{display:grid;grid-template-columns:1.6rem 1fr}"
	".entry{display:grid;grid-template-columns:12.5rem 1fr;gap:.1rem .8rem}.when{color:var(--faint);"
	"font-variant-numeric:tabular-nums}.more{color:var(--faint);white-space:pre-line;display:block}"
	".warning{border:2px solid var(--warn);background:var(--warn-bg);color:var(--warn);padding:.5rem .8rem;font-weight:bold}"
	".blank{display:inline-block;min-width:14rem;max-width:100%;border-bottom:1px solid var(--ink);height:1.5em}"
	"pre{margin:.4rem 0;padding:.5rem .8rem;border-left:3px solid var(--line);white-space:pre-wrap;font:inherit}"
	".table{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{border:1px solid var(--line);padding:.3rem .5rem;"
	"text-align:left;vertical-align:top}td:empty{min-width:5rem;height:2.2em}"
	"code{font-family:ui-monospace,monospace;word-break:break-all}a{color:inherit}"
	"svg{display:block;margin:.6rem 0;width:9rem;height:9rem;background:#fff}"
	"@media(max-width:36rem){dl,.entry{grid-template-columns:1fr}dd{margin:0 0 .4rem}}"
	"@media print{:root{--ink:#000;--paper:#fff;--faint:#333;--line:#777;--warn:#000;--warn-bg:#fff}"
	"body{max-width:none;padding:0;font-size:10.5pt;line-height:1.5}h2,h3{break-after:avoid}li,tr,dd{break-inside:avoid}"
	".new-page{break-before:page}.table{overflow:visible}a{text-decoration:none}}"
	"@page{size:A4;margin:18mm 16mm}";

/* Text that may hold anything, as text: it can neither end an element nor an attribute. */
static void add_text(struct page *p, const char *text)
{
	struct buf *out = &p->out->buf;

	buf_clear(&p->clean);
	text_clean(text ? text : "", true, &p->clean);
	for (const char *at = buf_str(&p->clean); *at;) {
		size_t n = strcspn(at, "&<>\"'");
		buf_add_n(out, at, n);
		at += n;
		switch (*at) {
		case '&': buf_add(out, "&amp;"); break;
		case '<': buf_add(out, "&lt;"); break;
		case '>': buf_add(out, "&gt;"); break;
		case '"': buf_add(out, "&quot;"); break;
		case '\'': buf_add(out, "&#39;"); break;
		default: continue;
		}
		at++;
	}
}

static void add(struct page *p, const char *markup)
{
	buf_add(&p->out->buf, markup);
}

static void add_around(struct page *p, const char *before, const char *text, const char *after)
{
	add(p, before);
	add_text(p, text);
	add(p, after);
}

/* --- groups --- */

static void enter(struct page *p, enum group g)
{
	static const char *const open[] = { "", "<dl>\n", "<ul>\n", "<ol>\n", "<div class=\"table\" tabindex=\"0\"><table>\n" };
	static const char *const close[] = { "", "</dl>\n", "</ul>\n", "</ol>\n", "</tbody></table></div>\n" };

	if (p->group == g)
		return;
	add(p, close[p->group]);
	add(p, open[g]);
	p->group = g;
}

/* --- blocks --- */

/* Where a link leads: within the page, to a page beside it, to the web, or to a telephone. Anything else is no link. */
static bool is_link(const char *link)
{
	static const char *const good[] = { "#", "https://", "http://", "mailto:", "tel:" };

	for (size_t i = 0; link && i < sizeof good / sizeof *good; i++)
		if (strncmp(link, good[i], strlen(good[i])) == 0)
			return true;
	return link && !strpbrk(link, ":\\") && link[0] != '/' && (strstr(link, ".html") || strstr(link, ".pdf"));
}

static void add_linked(struct page *p, const struct block *b)
{
	bool linked = is_link(b->link);

	if (linked)
		add_around(p, "<a href=\"", b->link, "\">");
	add_text(p, b->text);
	add(p, linked ? "</a>" : "");
}

static void add_anchor(struct page *p, const struct block *b)
{
	if (b->anchor)
		add_around(p, " id=\"", b->anchor, "\"");
}

static void add_heading(struct page *p, const struct block *b)
{
	const char *tag = b->level > 1 ? "h3" : "h2";

	buf_addf(&p->out->buf, "<%s", tag);
	add_anchor(p, b);
	add(p, ">");
	add_linked(p, b);
	buf_addf(&p->out->buf, "</%s>\n", tag);
}

static void add_field(struct page *p, const struct block *b)
{
	add_around(p, "<dt>", b->label, "</dt><dd>");
	if (b->text)
		add_linked(p, b);
	else
		add_around(p, "<span class=\"blank\" role=\"img\" aria-label=\"", say_text(p->say, "paper.blank"), "\"></span>");
	if (b->more)
		add_around(p, "<span class=\"more\">", b->more, "</span>");
	add(p, "</dd>\n");
}

/* The mark of an item is not read aloud: the list says that it is one. */
static void add_item(struct page *p, const struct block *b)
{
	add_around(p, "<li class=\"item\"><span aria-hidden=\"true\">", b->label, "</span><span>");
	add_linked(p, b);
	if (b->more)
		add_around(p, "<span class=\"more\">", b->more, "</span>");
	add(p, "</span></li>\n");
}

static void add_entry(struct page *p, const struct block *b)
{
	add_around(p, "<li class=\"entry\"><span class=\"when\">", b->label, "</span><span>");
	add_linked(p, b);
	if (b->more)
		add_around(p, "<span class=\"more\">", b->more, "</span>");
	add(p, "</span></li>\n");
}

static void add_cells(struct page *p, const struct block *b)
{
	const bool heads = b->kind == BLOCK_HEADS;

	add(p, heads ? "<thead><tr>" : "<tr>");
	for (size_t i = 0; i < b->cell_count; i++)
		add_around(p, heads ? "<th scope=\"col\">" : "<td>", b->cells[i], heads ? "</th>" : "</td>");
	add(p, heads ? "</tr></thead><tbody>\n" : "</tr>\n");
}

/* Dark modules of a row that touch are one piece of the path. */
static void add_modules(struct page *p, const struct qr *q)
{
	for (size_t y = 0; y < q->size; y++)
		for (size_t x = 0; x < q->size;) {
			size_t end = x;
			while (end < q->size && q->modules[y * q->size + end])
				end++;
			if (end > x)
				buf_addf(&p->out->buf, "M%zu %zuh%zuv1h-%zuz", x + QR_QUIET, y + QR_QUIET, end - x, end - x);
			x = end > x ? end : x + 1;
		}
}

static void add_seal(struct page *p, const char *hex)
{
	struct qr q;

	add(p, "<p><code>");
	for (size_t i = 0; hex[i]; i++) {
		add(p, i && i % 8 == 0 ? " " : "");
		add_text(p, (const char[]){ hex[i], '\0' });
	}
	add(p, "</code></p>\n");
	if (!qr_make(hex, &q))
		return;
	size_t side = q.size + 2 * (size_t)QR_QUIET;
	buf_addf(&p->out->buf, "<svg viewBox=\"0 0 %zu %zu\" role=\"img\" shape-rendering=\"crispEdges\" aria-label=\"", side, side);
	add_text(p, say_text(p->say, "paper.qr"));
	add(p, "\"><path fill=\"#fff\" d=\"M0 0h");
	buf_addf(&p->out->buf, "%zuv%zuh-%zuz\"/><path fill=\"#000\" d=\"", side, side, side);
	add_modules(p, &q);
	add(p, "\"/></svg>\n");
	qr_free(&q);
}

static bool add_block(void *to, const struct block *b)
{
	static const enum group groups[] = { [BLOCK_FIELD] = GROUP_FIELDS, [BLOCK_ITEM] = GROUP_ITEMS, [BLOCK_ENTRY] = GROUP_ENTRIES,
		                             [BLOCK_HEADS] = GROUP_TABLE, [BLOCK_ROW] = GROUP_TABLE, [BLOCK_SOURCE] = GROUP_NONE };
	struct page *p = to;

	if (b->kind == BLOCK_HEADS)
		enter(p, GROUP_NONE);
	enter(p, groups[b->kind]);
	switch (b->kind) {
	case BLOCK_HEADING: add_heading(p, b); break;
	case BLOCK_TEXT:
		add(p, "<p");
		add_anchor(p, b);
		add(p, ">");
		add_linked(p, b);
		add(p, "</p>\n");
		break;
	case BLOCK_FIELD: add_field(p, b); break;
	case BLOCK_ITEM: add_item(p, b); break;
	case BLOCK_ENTRY: add_entry(p, b); break;
	case BLOCK_WARNING: add_around(p, "<p class=\"warning\" role=\"note\">", b->text, "</p>\n"); break;
	case BLOCK_QUOTE: add_around(p, "<pre>", b->text, "</pre>\n"); break;
	case BLOCK_HEADS:
	case BLOCK_ROW: add_cells(p, b); break;
	case BLOCK_SEAL: add_seal(p, b->text); break;
	case BLOCK_PAGE: add(p, "<div class=\"new-page\"></div>\n"); break;
	case BLOCK_SOURCE: break;
	}
	sink_rest(p->out);
	return true;
}

static void add_head(struct page *p)
{
	const struct document *d = p->d;

	add_around(p, "<!doctype html>\n<html lang=\"", d->lang ? d->lang : "ja", "\">\n<head>\n<meta charset=\"utf-8\">\n");
	add(p, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
	       "form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	       "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n"
	       "<meta name=\"format-detection\" content=\"telephone=no\">\n");
	add_around(p, "<title>", d->title, "");
	if (d->running)
		add_around(p, " ", d->running, "");
	add(p, "</title>\n<style>");
	add(p, STYLE);
	add_around(p, "</style>\n</head>\n<body>\n<header>\n<h1>", d->title, "</h1>\n");
	if (d->running)
		add_around(p, "<p>", d->running, "</p>\n");
	add(p, "</header>\n<main>\n");
}

static void add_foot(struct page *p)
{
	enter(p, GROUP_NONE);
	add(p, "</main>\n");
	if (p->d->footer) {
		add_around(p, "<footer>", p->d->footer_label, " ");
		add_around(p, "<code>", p->d->footer, "</code></footer>\n");
	}
	add(p, "</body>\n</html>\n");
}

bool print_html(const struct document *d, const struct say *say, const struct print_options *o, struct sink *out, struct err *e)
{
	struct page p = { .d = d, .say = say, .out = out };

	(void)o;
	add_head(&p);
	bool ok = document_each(d, add_block, &p, e);
	add_foot(&p);
	buf_free(&p.clean);
	return ok;
}
