#include "mail/helper/page.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "mail/helper/flow.h"
#include "mail/helper/html.h"
#include "mail/helper/style.h"
#include "mail/helper/tags.h"

#include "base/banned.h"

enum { DEPTH = 256, STYLE_MOST = 256 * 1024, SMALLEST = 3 /* px: smaller letters nobody reads */, NEAR = 24 /* colours that look alike */ };

static const int32_t WHITE = 0xFFFFFF, LINK_BLUE = 0x0000EE;

/* How an element and what is in it looks. */
struct look {
	bool gone;      /* nothing in it can be seen */
	bool invisible; /* a child may show itself again */
	bool pre;
	int32_t colour, background;
	double size;
};

struct element {
	const struct tag *tag;
	char name[HTML_NAME_SIZE];
	struct look look;
};

struct link {
	bool open, image;
	size_t depth; /* of its element */
	struct buf target;
	struct flow *shown_in;
	size_t shown_at;
};

struct page {
	struct answer *a;
	struct element stack[DEPTH];
	size_t depth, beyond; /* elements too deep to keep */
	struct flow seen, hidden;
	struct rules *rules;
	size_t style_read;
	struct link link;
	struct buf value, more, base; /* scratch for attributes; <base href> */
};

static const struct look *top(const struct page *p)
{
	return &p->stack[p->depth - 1].look;
}

/* The distance of the furthest channel. */
static int distance(int32_t a, int32_t b)
{
	int most = 0;

	for (int shift = 0; shift <= 16; shift += 8) {
		int d = (a >> shift & 0xFF) - (b >> shift & 0xFF);
		d = d < 0 ? -d : d;
		most = d > most ? d : most;
	}
	return most;
}

static bool is_hidden(const struct look *l)
{
	bool alike = l->colour >= 0 && l->background >= 0 && distance(l->colour, l->background) < NEAR;

	return l->gone || l->invisible || l->size < SMALLEST || l->colour == COLOUR_CLEAR || alike;
}

static struct flow *flow_of(struct page *p)
{
	return is_hidden(top(p)) ? &p->hidden : &p->seen;
}

/* --- links --- */

static bool is_absolute(const char *target)
{
	size_t len = strspn(target, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");

	return (len && target[len] == ':') || strncmp(target, "//", 2) == 0;
}

/* What <base> puts in front of an address that needs it. */
static void add_target(struct page *p, const char *target, struct buf *out)
{
	target += strspn(target, " \t\r\n\f");
	if (p->base.len && *target && *target != '#' && !is_absolute(target)) {
		const char *base = p->base.text, *host = strstr(base, "://"), *path = host ? strchr(host + 3, '/') : NULL;
		size_t keep = *target == '/' && path ? (size_t)(path - base) : path ? (size_t)(strrchr(base, '/') - base) + 1 : p->base.len;
		buf_add_n(out, base, keep);
		if (!path && *target != '/')
			buf_add_c(out, '/');
	}
	buf_add(out, target);
	while (out->len && strchr(" \t\r\n\f", out->text[out->len - 1]))
		out->text[--out->len] = '\0';
}

static void end_link(struct page *p)
{
	struct link *l = &p->link;

	if (!l->open)
		return;
	l->open = false;
	const char *shown = buf_str(l->shown_in->out) + l->shown_at;
	size_t len = l->shown_in->out->len > l->shown_at ? l->shown_in->out->len - l->shown_at : 0;
	while (len && strchr(" \n", *shown)) {
		shown++;
		len--;
	}
	unsigned flags = LINK_FROM_HREF | (l->image ? LINK_IMAGE : 0u) | (l->shown_in == &p->hidden ? LINK_HIDDEN : 0u);
	if (l->target.len)
		answer_link(p->a, flags, l->target.text, len ? shown : "", len);
}

static void begin_link(struct page *p, const struct html_token *t)
{
	struct link *l = &p->link;

	end_link(p);
	if (!html_attribute(t, "href", &p->value))
		return;
	if (strncasecmp(buf_str(&p->value), "javascript:", strlen("javascript:")) == 0)
		p->a->findings |= FINDING_SCRIPT;
	buf_clear(&l->target);
	add_target(p, buf_str(&p->value), &l->target);
	l->open = true;
	l->image = false;
	l->depth = p->depth;
	l->shown_in = flow_of(p);
	l->shown_at = l->shown_in->out->len;
}

static void add_link(struct page *p, enum link_from from, const char *target, const char *shown)
{
	struct buf whole = { 0 };

	add_target(p, target, &whole);
	if (whole.len)
		answer_link(p->a, (unsigned)from | (is_hidden(top(p)) ? LINK_HIDDEN : 0u), whole.text, shown, strlen(shown));
	buf_free(&whole);
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
	add_link(p, LINK_FROM_META, buf_str(&p->more), "");
}

/* --- how elements look --- */

static bool has(const struct page *p, const struct html_token *t, const char *name)
{
	struct buf *scratch = (struct buf *)(uintptr_t)&p->more;

	return html_attribute(t, name, scratch);
}

/* Attributes from before CSS. */
static void read_old_style(struct page *p, const struct html_token *t, struct style *s)
{
	if (strcmp(t->name, "font") == 0 || strcmp(t->name, "body") == 0) {
		if (has(p, t, strcmp(t->name, "font") == 0 ? "color" : "text"))
			s->colour = style_colour(buf_str(&p->more), p->more.len);
	}
	if (has(p, t, "bgcolor"))
		s->background = style_colour(buf_str(&p->more), p->more.len);
	if (has(p, t, "background"))
		s->background = COLOUR_UNKNOWN;
	if (has(p, t, "hidden"))
		s->none = STYLE_YES;
}

static void read_style(struct page *p, const struct html_token *t, struct style *s)
{
	struct buf classes = { 0 }, id = { 0 };

	*s = style_none();
	if (t->count)
		read_old_style(p, t, s);
	html_attribute(t, "class", &classes);
	html_attribute(t, "id", &id);
	rules_apply(p->rules, t->name, buf_str(&classes), buf_str(&id), s);
	if (html_attribute(t, "style", &p->value))
		style_read(buf_str(&p->value), p->value.len, s);
	buf_free(&classes);
	buf_free(&id);
}

static struct look look_of(struct page *p, const struct html_token *t, const struct tag *tag)
{
	struct look l = *top(p);
	struct style s;

	if (strcmp(tag->name, "a") == 0)
		l.colour = LINK_BLUE;
	l.pre = l.pre || tag->traits & TAG_PRE;
	l.gone = l.gone || (tag->traits & TAG_UNSEEN && !has(p, t, "open"));
	if (!t->count && !p->style_read)
		return l;
	read_style(p, t, &s);
	l.gone = l.gone || s.none == STYLE_YES || s.clear == STYLE_YES || s.away == STYLE_YES ||
	         (s.flat == STYLE_YES && s.clipped == STYLE_YES);
	if (s.invisible != STYLE_UNSET)
		l.invisible = s.invisible == STYLE_YES;
	if (s.pre != STYLE_UNSET)
		l.pre = s.pre == STYLE_YES;
	if (s.colour != COLOUR_UNSET)
		l.colour = s.colour;
	if (s.background != COLOUR_UNSET && s.background != COLOUR_CLEAR)
		l.background = s.background;
	if (s.size >= 0)
		l.size = s.relative ? l.size * s.size : s.size;
	return l;
}

/* --- the stack --- */

static void pop_to(struct page *p, size_t depth)
{
	while (p->depth > depth) {
		const struct tag *tag = p->stack[p->depth - 1].tag;
		if (p->link.open && p->link.depth >= p->depth)
			end_link(p);
		if (tag->traits & TAG_BLOCK)
			flow_break(flow_of(p), tag->traits & TAG_APART ? 2 : 1);
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
		if (strcmp(other->name, "p") == 0) {
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
	if (strcmp(t->name, "br") == 0)
		flow_br(flow_of(p));
	for (size_t i = p->depth; i > 1; i--) {
		const struct element *e = &p->stack[i - 1];
		if (strcmp(e->name, t->name) == 0) {
			pop_to(p, i - 1);
			return;
		}
		bool table = strcmp(e->name, "table") == 0;
		if (table || (e->tag->traits & TAG_SCOPE && !(tag->traits & TAG_TABLE) && strcmp(t->name, "table") != 0))
			return;
	}
}

/* --- elements that are not only text --- */

static void show_image(struct page *p, const struct html_token *t)
{
	bool tiny = (has(p, t, "width") && strtol(buf_str(&p->more), NULL, 10) <= 1 && p->more.len) ||
	            (has(p, t, "height") && strtol(buf_str(&p->more), NULL, 10) <= 1 && p->more.len);

	if (tiny)
		return;
	p->link.image = p->link.image || p->link.open;
	if (html_attribute(t, "alt", &p->value) && p->value.len) {
		flow_space(flow_of(p));
		flow_words(flow_of(p), p->value.text);
		flow_space(flow_of(p));
	}
}

static void show_input(struct page *p, const struct html_token *t)
{
	if (has(p, t, "type") && strcasecmp(buf_str(&p->more), "hidden") == 0)
		return;
	p->a->findings |= FINDING_FORM;
	if (!html_attribute(t, "value", &p->value) && !html_attribute(t, "placeholder", &p->value))
		html_attribute(t, "alt", &p->value);
	flow_space(flow_of(p));
	flow_words(flow_of(p), buf_str(&p->value));
	flow_space(flow_of(p));
}

static void begin_form(struct page *p, const struct html_token *t)
{
	p->a->findings |= FINDING_FORM;
	if (html_attribute(t, "action", &p->value))
		add_link(p, LINK_FROM_FORM, buf_str(&p->value), "");
}

static void read_area(struct page *p, const struct html_token *t)
{
	if (!html_attribute(t, "href", &p->value))
		return;
	html_attribute(t, "alt", &p->more);
	add_link(p, LINK_FROM_IMAGE_MAP, buf_str(&p->value), buf_str(&p->more));
}

static void note_scripts(struct page *p, const struct html_token *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->attributes[i].name.len > 3 && strncasecmp(t->attributes[i].name.at, "on", 2) == 0 && t->attributes[i].value.len)
			p->a->findings |= FINDING_SCRIPT;
	if (strcmp(t->name, "script") == 0)
		p->a->findings |= FINDING_SCRIPT;
}

static void open_special(struct page *p, const struct html_token *t)
{
	if (strcmp(t->name, "a") == 0)
		begin_link(p, t);
	else if (strcmp(t->name, "br") == 0)
		flow_br(flow_of(p));
	else if (strcmp(t->name, "img") == 0 || strcmp(t->name, "image") == 0)
		show_image(p, t);
	else if (strcmp(t->name, "input") == 0)
		show_input(p, t);
	else if (strcmp(t->name, "form") == 0)
		begin_form(p, t);
	else if (strcmp(t->name, "area") == 0)
		read_area(p, t);
	else if (strcmp(t->name, "meta") == 0)
		read_meta(p, t);
	else if (strcmp(t->name, "base") == 0 && !p->base.len)
		html_attribute(t, "href", &p->base);
	else if (has(p, t, "formaction"))
		begin_form(p, &(struct html_token){ .attributes = { { { "action", 6 }, { p->more.text, p->more.len } } }, .count = 1 });
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
	if (t->count || tag->traits & TAG_GONE)
		note_scripts(p, t);
	struct look look = look_of(p, t, tag);
	if (tag->traits & TAG_BLOCK && !(look.gone))
		flow_break(flow_of(p), tag->traits & TAG_APART ? 2 : 1);
	if (tag->traits & TAG_CELL)
		flow_space(flow_of(p));
	/* What stands alone is looked at as if it were open, then gone again. */
	size_t before = p->depth;
	push(p, t, tag, &look);
	open_special(p, t);
	if (tag->traits & TAG_VOID) {
		if (p->depth > before)
			p->depth = before;
		else
			p->beyond--;
	}
}

static void read_raw(struct page *p, const struct html_token *t)
{
	if (strcmp(t->name, "style") == 0) {
		size_t room = STYLE_MOST - p->style_read, len = t->text.len < room ? t->text.len : room;
		rules_read(p->rules, t->text.at, len);
		p->style_read += len;
	} else if (strcmp(t->name, "textarea") == 0 || strcmp(t->name, "xmp") == 0) {
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
	static const struct tag root = { "", TAG_SCOPE, NULL, NULL };

	p->a = a;
	p->seen = (struct flow){ .out = &a->text, .most = WIRE_TEXT_MOST, .start = a->text.len };
	p->hidden = (struct flow){ .out = &a->hidden, .most = WIRE_TEXT_MOST, .start = a->hidden.len };
	p->rules = rules_new();
	p->stack[0] = (struct element){ .tag = &root, .look = { .background = WHITE, .size = 16 } };
	p->depth = 1;
}

static void finish(struct page *p)
{
	end_link(p);
	if (p->seen.full || p->hidden.full)
		p->a->findings |= FINDING_CUT_SHORT;
	if (has_words(&p->a->hidden))
		p->a->findings |= FINDING_HIDDEN_TEXT;
	answer_look_at(p->a, buf_str(&p->a->text) + p->seen.start, p->a->text.len - p->seen.start);
	rules_free(p->rules);
	buf_free(&p->link.target);
	buf_free(&p->value);
	buf_free(&p->more);
	buf_free(&p->base);
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
