#include "mail/helper/look.h"

#include <string.h>

#include "base/banned.h"

enum { SMALLEST = 3 /* px: smaller letters nobody reads */, NEAR = 24 /* of 255: colours that look alike */ };

static const int32_t WHITE = 0xFFFFFF, LINK_BLUE = 0x0000EE;

struct look look_root(void)
{
	return (struct look){ .background = WHITE, .size = 16 };
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

bool look_is_hidden(const struct look *l)
{
	bool alike = l->colour >= 0 && l->background >= 0 && distance(l->colour, l->background) < NEAR;

	return l->gone || l->invisible || l->size < SMALLEST || l->colour == COLOUR_CLEAR || alike;
}

/* Attributes from before CSS. */
static void read_old_style(const struct html_token *t, struct style *s, struct buf *value)
{
	const char *colour = strcmp(t->name, "font") == 0 ? "color" : strcmp(t->name, "body") == 0 ? "text" : NULL;

	if (colour && html_attribute(t, colour, value))
		s->colour = style_colour(buf_str(value), value->len);
	if (html_attribute(t, "bgcolor", value))
		s->background = style_colour(buf_str(value), value->len);
	if (html_attribute(t, "background", value))
		s->background = COLOUR_UNKNOWN;
	if (html_attribute(t, "hidden", value))
		s->none = STYLE_YES;
}

static struct style read_style(const struct html_token *t, const struct rules *rules)
{
	struct buf value = { 0 }, id = { 0 };
	struct style s = style_none();

	read_old_style(t, &s, &value);
	html_attribute(t, "id", &id);
	html_attribute(t, "class", &value);
	rules_apply(rules, t->name, buf_str(&value), buf_str(&id), &s);
	if (html_attribute(t, "style", &value))
		style_read(buf_str(&value), value.len, &s);
	buf_free(&value);
	buf_free(&id);
	return s;
}

static bool is_closed(const struct html_token *t, const struct tag *tag)
{
	struct buf value = { 0 };
	bool closed = tag->traits & TAG_UNSEEN && !html_attribute(t, "open", &value);

	buf_free(&value);
	return closed;
}

struct look look_of(const struct html_token *t, const struct tag *tag, const struct rules *rules, const struct look *outer)
{
	struct look l = *outer;

	if (tag->does == DOES_LINK)
		l.colour = LINK_BLUE;
	l.pre = l.pre || tag->traits & TAG_PRE;
	l.gone = l.gone || is_closed(t, tag);
	if (!t->count && rules_are_empty(rules))
		return l;
	struct style s = read_style(t, rules);
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
