#include "mail/helper/html.h"

#include <string.h>
#include <strings.h>

#include "mail/helper/entities.h"

#include "base/banned.h"

void html_begin(struct html *h, const char *text, size_t len)
{
	*h = (struct html){ .at = text, .end = text + len };
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void skip_space(struct html *h)
{
	while (h->at < h->end && is_space(*h->at))
		h->at++;
}

/* The elements whose content is text up to their closing tag. */
static bool is_raw(const char *name)
{
	static const char *const raw[] = { "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes" };

	for (size_t i = 0; i < sizeof raw / sizeof *raw; i++)
		if (strcmp(name, raw[i]) == 0)
			return true;
	return false;
}

static struct html_slice until(struct html *h, const char *stop)
{
	struct html_slice s = { h->at, (size_t)(stop - h->at) };

	h->at = stop;
	return s;
}

/* Up to "</name" followed by what ends a name. */
static void take_raw(struct html *h, struct html_token *t)
{
	size_t len = strlen(h->raw);
	const char *p = h->at;

	for (; (p = memchr(p, '<', (size_t)(h->end - p))); p++) {
		if ((size_t)(h->end - p) < len + 3 || p[1] != '/' || strncasecmp(p + 2, h->raw, len) != 0)
			continue;
		if (is_space(p[len + 2]) || p[len + 2] == '>' || p[len + 2] == '/')
			break;
	}
	t->kind = HTML_RAW;
	memcpy(t->name, h->raw, sizeof t->name);
	t->text = until(h, p ? p : h->end);
	h->raw[0] = '\0';
}

/* <!-- … -->, <!doctype …>, <?…>, </1…>: nothing to see. */
static void skip_comment(struct html *h)
{
	const char *p = h->at, *stop = NULL;

	if (h->end - p >= 4 && memcmp(p, "<!--", 4) == 0) {
		p += 4;
		if (p < h->end && *p == '>')
			stop = p + 1;
		else if (h->end - p >= 2 && p[0] == '-' && p[1] == '>')
			stop = p + 2;
		while (!stop && (p = memmem(p, (size_t)(h->end - p), "--", 2))) {
			p += 2;
			const char *q = p < h->end && *p == '!' ? p + 1 : p;
			while (q < h->end && *q == '-')
				q++;
			if (q < h->end && *q == '>')
				stop = q + 1;
			p = q;
		}
	} else {
		stop = memchr(p, '>', (size_t)(h->end - p));
		stop = stop ? stop + 1 : NULL;
	}
	h->at = stop ? stop : h->end;
}

static void take_value(struct html *h, struct html_slice *value)
{
	const char *p;

	skip_space(h);
	if (h->at < h->end && (*h->at == '"' || *h->at == '\'')) {
		char quote = *h->at++;
		p = memchr(h->at, quote, (size_t)(h->end - h->at));
		*value = until(h, p ? p : h->end);
		h->at += h->at < h->end;
		return;
	}
	for (p = h->at; p < h->end && !is_space(*p) && *p != '>'; p++)
		;
	*value = until(h, p);
}

static void take_attribute(struct html *h, struct html_token *t)
{
	struct html_attribute a = { { h->at, 0 }, { h->at, 0 } };
	const char *p = h->at + 1; /* a "=" in front belongs to the name */

	while (p < h->end && !is_space(*p) && *p != '/' && *p != '>' && *p != '=')
		p++;
	a.name = until(h, p);
	skip_space(h);
	if (h->at < h->end && *h->at == '=') {
		h->at++;
		take_value(h, &a.value);
	}
	if (t->count < HTML_ATTRIBUTES)
		t->attributes[t->count++] = a;
}

static void take_tag(struct html *h, struct html_token *t)
{
	size_t len = 0;

	h->at++;
	t->kind = *h->at == '/' ? HTML_CLOSE : HTML_OPEN;
	h->at += t->kind == HTML_CLOSE;
	for (; h->at < h->end && !is_space(*h->at) && *h->at != '/' && *h->at != '>'; h->at++)
		if (len < HTML_NAME_SIZE - 1)
			t->name[len++] = (char)(*h->at >= 'A' && *h->at <= 'Z' ? *h->at + 32 : *h->at);
	t->name[len] = '\0';
	for (;;) {
		while (h->at < h->end && (is_space(*h->at) || *h->at == '/'))
			h->at++;
		if (h->at >= h->end || *h->at == '>')
			break;
		take_attribute(h, t);
	}
	h->at += h->at < h->end;
	if (t->kind == HTML_OPEN && is_raw(t->name))
		memcpy(h->raw, t->name, sizeof h->raw);
}

/* A "<" that begins no tag is text. */
static bool begins_markup(const char *p, const char *end)
{
	if (end - p < 2 || *p != '<')
		return false;
	return is_alpha(p[1]) || p[1] == '!' || p[1] == '?' || (p[1] == '/' && end - p > 2);
}

bool html_next(struct html *h, struct html_token *t)
{
	t->count = 0;
	if (h->raw[0] && h->at < h->end) {
		take_raw(h, t);
		return true;
	}
	while (h->at < h->end) {
		const char *p = h->at;
		if (!begins_markup(p, h->end)) {
			do {
				p = memchr(p + 1, '<', (size_t)(h->end - p - 1));
			} while (p && !begins_markup(p, h->end));
			t->kind = HTML_TEXT;
			t->text = until(h, p ? p : h->end);
			return true;
		}
		if (is_alpha(p[1]) || (p[1] == '/' && is_alpha(p[2]))) {
			take_tag(h, t);
			return true;
		}
		skip_comment(h);
	}
	return false;
}

bool html_attribute(const struct html_token *t, const char *name, struct buf *out)
{
	size_t len = strlen(name);

	buf_clear(out);
	for (size_t i = 0; i < t->count; i++) {
		const struct html_attribute *a = &t->attributes[i];
		if (a->name.len != len || strncasecmp(a->name.at, name, len) != 0)
			continue;
		entities_decode(a->value.at, a->value.len, out);
		return true;
	}
	return false;
}
