#include "mail/helper/page.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "mail/helper/flow.h"
#include "mail/helper/html.h"
#include "mail/helper/links.h"
#include "mail/helper/look.h"

#include "base/banned.h"

enum { DEPTH = 256, STYLE_MOST = 256 * 1024 };

struct element {
	const struct tag *tag;
	char name[HTML_NAME_SIZE];
	struct look look;
};

struct page {
	struct answer *a;
	struct element stack[DEPTH];
	size_t depth, beyond; /* elements too deep to keep */
	struct flow seen, hidden;
	struct links links;
	struct rules *rules;
	size_t style_read;
	struct buf value, more; /* scratch for attributes */
};

static const struct look *top(const struct page *p)
{
	return &p->stack[p->depth - 1].look;
}

static bool is_hidden(const struct page *p)
{
	return look_is_hidden(top(p));
}

static struct flow *flow_of(struct page *p)
{
	return is_hidden(p) ? &p->hidden : &p->seen;
}

/* A block takes its lines even where its letters cannot be seen (a white one, one of size 0), but not when it is gone. */
static void break_lines(struct page *p, int lines)
{
	flow_break(&p->hidden, lines);
	if (!top(p)->gone)
		flow_break(&p->seen, lines);
}

static void break_cell(struct page *p)
{
	flow_space(&p->hidden);
	if (!top(p)->gone)
		flow_space(&p->seen);
}

/* --- the stack --- */

static void pop_to(struct page *p, size_t depth)
{
	while (p->depth > depth) {
		const struct tag *tag = p->stack[p->depth - 1].tag;
		if (p->links.open && p->links.depth >= p->depth)
			links_end(&p->links);
		if (tag->traits & TAG_BLOCK)
			break_lines(p, tag->traits & TAG_APART ? 2 : 1);
		p->depth--;
	}
}

static bool is_one_of(const char *names, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = names; len && (at = strstr(at, name)); at += len)
		if ((at == names || at[-1] == ' ') && (at[len] == ' ' || !at[len]))
			return true;
	return false;
}

/* What a tag ends by beginning: <li> the <li> before, <div> a paragraph. */
static void end_others(struct page *p, const struct tag *tag)
{
	for (size_t i = p->depth; tag->ends && i > 1; i--) {
		const char *name = p->stack[i - 1].tag->name;
		if (is_one_of(tag->upto, name))
			break;
		if (is_one_of(tag->ends, name))
			pop_to(p, i - 1);
	}
	for (size_t i = p->depth; tag->traits & TAG_ENDS_P && i > 1; i--) {
		const struct tag *other = p->stack[i - 1].tag;
		if (other->traits & TAG_SCOPE)
			break;
		if (other->traits & TAG_IS_P) {
			pop_to(p, i - 1);
			break;
		}
	}
}

static void close_tag(struct page *p, const struct html_token *t)
{
	const struct tag *tag = tag_find(t->name);

	if (p->beyond && !(tag->traits & TAG_VOID)) {
		p->beyond--;
		return;
	}
	if (tag->does == DOES_BREAK)
		flow_br(flow_of(p));
	for (size_t i = p->depth; i > 1; i--) {
		const struct element *e = &p->stack[i - 1];
		if (e->name[0] == t->name[0] && strcmp(e->name, t->name) == 0) {
			pop_to(p, i - 1);
			return;
		}
		bool part_of_table = tag->traits & (TAG_TABLE | TAG_IS_TABLE);
		if (e->tag->traits & TAG_IS_TABLE || (e->tag->traits & TAG_SCOPE && !part_of_table))
			return;
	}
}

/* --- elements that are not only text --- */

static void show_words(struct page *p, const char *words)
{
	flow_space(flow_of(p));
	flow_words(flow_of(p), words);
	flow_space(flow_of(p));
}

static bool is_tiny(struct page *p, const struct html_token *t, const char *side)
{
	return html_attribute(t, side, &p->more) && p->more.len && strtol(p->more.text, NULL, 10) <= 1;
}

static void show_image(struct page *p, const struct html_token *t)
{
	if (is_tiny(p, t, "width") || is_tiny(p, t, "height"))
		return; /* a tracking pixel */
	p->links.image = p->links.image || p->links.open;
	if (html_attribute(t, "alt", &p->value) && p->value.len)
		show_words(p, p->value.text);
}

static void show_input(struct page *p, const struct html_token *t)
{
	if (html_attribute(t, "type", &p->more) && strcasecmp(buf_str(&p->more), "hidden") == 0)
		return;
	p->a->findings |= FINDING_FORM;
	if (!html_attribute(t, "value", &p->value) && !html_attribute(t, "placeholder", &p->value))
		html_attribute(t, "alt", &p->value);
	show_words(p, buf_str(&p->value));
}

static void begin_link(struct page *p, const struct html_token *t)
{
	links_end(&p->links);
	if (html_attribute(t, "href", &p->value))
		links_begin(&p->links, buf_str(&p->value), flow_of(p), is_hidden(p), p->depth);
}

static void begin_form(struct page *p, const struct html_token *t, const char *attribute)
{
	if (html_attribute(t, attribute, &p->value))
		links_add(&p->links, LINK_FROM_FORM, buf_str(&p->value), "", is_hidden(p));
}

static void read_area(struct page *p, const struct html_token *t)
{
	html_attribute(t, "alt", &p->more);
	if (html_attribute(t, "href", &p->value))
		links_add(&p->links, LINK_FROM_IMAGE_MAP, buf_str(&p->value), buf_str(&p->more), is_hidden(p));
}

/* <meta http-equiv=refresh content="0; url=…"> */
static void read_meta(struct page *p, const struct html_token *t)
{
	if (!html_attribute(t, "http-equiv", &p->value) || strcasecmp(buf_str(&p->value), "refresh") != 0 ||
	    !html_attribute(t, "content", &p->value))
		return;
	const char *url = strcasestr(buf_str(&p->value), "url");
	if (!url)
		return;
	url += 3;
	url += strspn(url, " \t=");
	size_t quoted = *url == '"' || *url == '\'';
	buf_clear(&p->more);
	buf_add_n(&p->more, url + quoted, strcspn(url + quoted, quoted ? "\"'" : ""));
	links_add(&p->links, LINK_FROM_META, buf_str(&p->more), "", false);
}

static void note_scripts(struct page *p, const struct html_token *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->attributes[i].name.len > 3 && strncasecmp(t->attributes[i].name.at, "on", 2) == 0 && t->attributes[i].value.len)
			p->a->findings |= FINDING_SCRIPT;
}

static void open_special(struct page *p, const struct html_token *t, enum tag_does does)
{
	switch (does) {
	case DOES_LINK: begin_link(p, t); break;
	case DOES_BREAK: flow_br(flow_of(p)); break;
	case DOES_IMAGE: show_image(p, t); break;
	case DOES_INPUT: show_input(p, t); break;
	case DOES_FORM:
		p->a->findings |= FINDING_FORM;
		begin_form(p, t, "action");
		break;
	case DOES_AREA: read_area(p, t); break;
	case DOES_META: read_meta(p, t); break;
	case DOES_BASE:
		if (!p->links.base.len)
			html_attribute(t, "href", &p->links.base);
		break;
	case DOES_SCRIPT: p->a->findings |= FINDING_SCRIPT; break;
	default: break;
	}
	if (t->count)
		begin_form(p, t, "formaction");
}

static void push(struct page *p, const struct html_token *t, const struct tag *tag, const struct look *look)
{
	if (p->depth == DEPTH) {
		p->beyond++;
		return;
	}
	struct element *e = &p->stack[p->depth++];
	e->tag = tag;
	memcpy(e->name, t->name, sizeof e->name);
	e->look = *look;
}

static void open_tag(struct page *p, const struct html_token *t)
{
	const struct tag *tag = tag_find(t->name);

	end_others(p, tag);
	note_scripts(p, t);
	struct look look = look_of(t, tag, p->rules, top(p));
	if (tag->traits & TAG_BLOCK && !look.gone)
		break_lines(p, tag->traits & TAG_APART ? 2 : 1);
	if (tag->traits & TAG_CELL)
		break_cell(p);
	if (look_is_hidden(&look) && !is_hidden(p))
		flow_space(&p->hidden); /* pieces from different places */
	/* What stands alone is looked at as if it were open, then gone again. */
	size_t before = p->depth;
	push(p, t, tag, &look);
	open_special(p, t, tag->does);
	if (tag->traits & TAG_VOID) {
		if (p->depth > before)
			p->depth = before;
		else
			p->beyond--;
	}
}

static void read_raw(struct page *p, const struct html_token *t)
{
	enum tag_does does = tag_find(t->name)->does;

	if (does == DOES_STYLE) {
		size_t room = STYLE_MOST - p->style_read, len = t->text.len < room ? t->text.len : room;
		rules_read(p->rules, t->text.at, len);
		p->style_read += len;
	} else if (does == DOES_TEXT) {
		flow_text(flow_of(p), t->text.at, t->text.len, true);
	}
}

static bool has_words(const struct buf *b)
{
	for (size_t i = 0; i < b->len; i++)
		if ((unsigned char)b->text[i] > 0x7F || ((b->text[i] | 0x20) >= 'a' && (b->text[i] | 0x20) <= 'z'))
			return true;
	return false;
}

static void begin(struct page *p, struct answer *a)
{
	static const struct tag root = { .name = "", .traits = TAG_SCOPE };

	p->a = p->links.a = a;
	p->seen = (struct flow){ .out = &a->text, .most = WIRE_TEXT_MOST, .start = a->text.len };
	p->hidden = (struct flow){ .out = &a->hidden, .most = WIRE_TEXT_MOST, .start = a->hidden.len };
	p->rules = rules_new();
	p->stack[0] = (struct element){ .tag = &root, .look = look_root() };
	p->depth = 1;
}

static void finish(struct page *p)
{
	links_end(&p->links);
	if (p->seen.full || p->hidden.full)
		p->a->findings |= FINDING_CUT_SHORT;
	if (has_words(&p->a->hidden))
		p->a->findings |= FINDING_HIDDEN_TEXT;
	answer_look_at(p->a, buf_str(&p->a->text) + p->seen.start, p->a->text.len - p->seen.start);
	rules_free(p->rules);
	links_free(&p->links);
	buf_free(&p->value);
	buf_free(&p->more);
}

void page_read(const char *html, size_t len, struct answer *a)
{
	struct page *p = mem_alloc(sizeof *p);
	struct html_token t;
	struct html h;

	begin(p, a);
	html_begin(&h, html, len);
	while (html_next(&h, &t)) {
		switch (t.kind) {
		case HTML_TEXT: flow_text(flow_of(p), t.text.at, t.text.len, top(p)->pre); break;
		case HTML_RAW: read_raw(p, &t); break;
		case HTML_OPEN: open_tag(p, &t); break;
		case HTML_CLOSE: close_tag(p, &t); break;
		}
	}
	finish(p);
	free(p);
}

void page_charset(const char *html, size_t len, char *name, size_t size)
{
	enum { LOOK_AT = 2048 };
	size_t at = 0;
	const char *p = html, *end = html + (len < LOOK_AT ? len : LOOK_AT);

	name[0] = '\0';
	for (; end - p > 8; p++)
		if ((*p | 0x20) == 'c' && strncasecmp(p, "charset=", 8) == 0)
			break;
	if (end - p <= 8)
		return;
	for (p += 8; p < end && strchr("\"' ", *p); p++)
		;
	for (; p < end && *p && !strchr("\"' ;/>\r\n\t", *p) && at + 1 < size; p++)
		name[at++] = *p;
	name[at] = '\0';
}
