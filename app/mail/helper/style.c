#include "mail/helper/style.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/banned.h"

enum { VALUE_SIZE = 96 };

struct style style_none(void)
{
	return (struct style){ .colour = COLOUR_UNSET, .background = COLOUR_UNSET, .size = -1 };
}

struct named_colour {
	const char *name;
	int32_t rgb;
};

/* The ones hidden text is written in. */
static const struct named_colour named[] = {
	{ "transparent", COLOUR_CLEAR }, { "white", 0xFFFFFF }, { "snow", 0xFFFAFA }, { "ivory", 0xFFFFF0 }, { "whitesmoke", 0xF5F5F5 },
	{ "ghostwhite", 0xF8F8FF }, { "floralwhite", 0xFFFAF0 }, { "azure", 0xF0FFFF }, { "mintcream", 0xF5FFFA }, { "aliceblue", 0xF0F8FF },
	{ "honeydew", 0xF0FFF0 }, { "seashell", 0xFFF5EE }, { "lavender", 0xE6E6FA }, { "lightyellow", 0xFFFFE0 }, { "black", 0 },
	{ "gray", 0x808080 }, { "grey", 0x808080 }, { "silver", 0xC0C0C0 }, { "lightgray", 0xD3D3D3 }, { "lightgrey", 0xD3D3D3 },
	{ "darkgray", 0xA9A9A9 }, { "gainsboro", 0xDCDCDC }, { "red", 0xFF0000 }, { "green", 0x008000 }, { "blue", 0x0000FF },
	{ "navy", 0x000080 }, { "yellow", 0xFFFF00 }, { "orange", 0xFFA500 }, { "purple", 0x800080 }, { "maroon", 0x800000 },
};

static int32_t hex_colour(const char *s)
{
	size_t digits = strspn(s, "0123456789abcdefABCDEF");
	unsigned long n = strtoul(s, NULL, 16);

	if (digits == 8)
		return n & 0xFF ? (int32_t)(n >> 8) : COLOUR_CLEAR;
	if (digits == 6)
		return (int32_t)n;
	if (digits == 4)
		n = n & 0xF ? n >> 4 : 0x1000;
	if (digits != 3 && digits != 4)
		return COLOUR_UNKNOWN;
	return n == 0x1000 ? COLOUR_CLEAR : (int32_t)((n >> 8 & 0xF) * 0x110000 + (n >> 4 & 0xF) * 0x1100 + (n & 0xF) * 0x11);
}

/* rgb(1, 2, 3), rgba(1 2 3 / 0) */
static int32_t function_colour(const char *s)
{
	double part[4] = { 0, 0, 0, 1 };
	char *end;

	s = strchr(s, '(') + 1;
	for (size_t i = 0; i < 4; i++) {
		s += strspn(s, " ,/");
		part[i] = strtod(s, &end);
		if (end == s)
			return i == 3 ? (int32_t)part[0] << 16 | (int32_t)part[1] << 8 | (int32_t)part[2] : COLOUR_UNKNOWN;
		if (*end == '%') {
			part[i] = part[i] / 100 * (i < 3 ? 255 : 1);
			end++;
		}
		if (part[i] < 0 || part[i] > 255)
			return COLOUR_UNKNOWN;
		s = end;
	}
	return part[3] < 0.05 ? COLOUR_CLEAR : (int32_t)part[0] << 16 | (int32_t)part[1] << 8 | (int32_t)part[2];
}

int32_t style_colour(const char *s, size_t len)
{
	char word[VALUE_SIZE];

	while (len && *s == ' ') {
		s++;
		len--;
	}
	if (len >= sizeof word)
		return COLOUR_UNKNOWN;
	memcpy(word, s, len);
	word[len] = '\0';
	if (*word == '#')
		return hex_colour(word + 1);
	if (strncasecmp(word, "rgb", 3) == 0 && strchr(word, '('))
		return function_colour(word);
	word[strcspn(word, " ")] = '\0';
	for (size_t i = 0; i < sizeof named / sizeof *named; i++)
		if (strcasecmp(word, named[i].name) == 0)
			return named[i].rgb;
	/* Old attributes leave the # out. */
	return strlen(word) == 6 && strspn(word, "0123456789abcdefABCDEF") == 6 ? hex_colour(word) : COLOUR_UNKNOWN;
}

static bool begins(const char *s, const char *with)
{
	return strncasecmp(s, with, strlen(with)) == 0;
}

static void read_size(const char *v, struct style *s)
{
	static const struct { const char *name; double px; } words[] = {
		{ "xx-small", 9 }, { "x-small", 10 }, { "small", 13 }, { "medium", 16 }, { "large", 18 }, { "x-large", 24 }, { "xx-large", 32 },
		{ "initial", 16 },
	};
	char *end;
	double n = strtod(v, &end);

	if (end == v) {
		for (size_t i = 0; i < sizeof words / sizeof *words; i++)
			if (strcasecmp(v, words[i].name) == 0) {
				s->size = words[i].px;
				s->relative = false;
			}
		return;
	}
	if (!(n >= 0 && n < 1e6))
		return;
	s->relative = begins(end, "em") || begins(end, "%");
	s->size = n * (*end == '%' ? 0.01 : begins(end, "pt") ? 4.0 / 3 : begins(end, "rem") ? 16 : 1);
}

/* A length that is nothing: "0", "0px". */
static enum style_yes_no is_nothing(const char *v)
{
	char *end;
	double n = strtod(v, &end);

	return end != v && n < 0.6 ? STYLE_YES : STYLE_NO;
}

/* Moved further than anybody scrolls. */
static void read_place(const char *v, struct style *s)
{
	char *end;
	double n = strtod(v, &end);

	if (end != v && n <= (begins(end, "em") ? -50 : begins(end, "%") ? -100 : -500))
		s->away = STYLE_YES;
}

static void read_background(const char *v, struct style *s)
{
	int32_t c = strcasestr(v, "url(") || strcasestr(v, "gradient") ? COLOUR_UNKNOWN : style_colour(v, strlen(v));

	if (begins(v, "none"))
		c = COLOUR_CLEAR;
	if (!begins(v, "inherit"))
		s->background = c;
}

static void read_clip(const char *v, struct style *s)
{
	if (begins(v, "rect(0") || begins(v, "inset(50%") || begins(v, "inset(100%") || begins(v, "circle(0"))
		s->away = STYLE_YES;
}

static enum style_yes_no yes(bool is)
{
	return is ? STYLE_YES : STYLE_NO;
}

static void read_one(const char *name, const char *v, struct style *s)
{
	char *end;

	if (strcasecmp(name, "display") == 0)
		s->none = yes(begins(v, "none"));
	else if (strcasecmp(name, "visibility") == 0)
		s->invisible = yes(begins(v, "hidden") || begins(v, "collapse"));
	else if (strcasecmp(name, "opacity") == 0)
		s->clear = yes(strtod(v, &end) < 0.05 && end != v);
	else if (strcasecmp(name, "height") == 0 || strcasecmp(name, "width") == 0 || strcasecmp(name, "max-height") == 0 ||
	         strcasecmp(name, "max-width") == 0)
		s->flat = s->flat == STYLE_YES ? STYLE_YES : is_nothing(v);
	else if (begins(name, "overflow"))
		s->clipped = yes(begins(v, "hidden") || begins(v, "clip"));
	else if (strcasecmp(name, "left") == 0 || strcasecmp(name, "top") == 0 || strcasecmp(name, "right") == 0 ||
	         strcasecmp(name, "text-indent") == 0 || strcasecmp(name, "margin-left") == 0 || strcasecmp(name, "margin-top") == 0)
		read_place(v, s);
	else if (strcasecmp(name, "transform") == 0 && begins(v, "scale(0"))
		s->away = yes(v[strlen("scale(0")] == ')');
	else if (begins(name, "clip"))
		read_clip(v, s);
	else if (strcasecmp(name, "font-size") == 0)
		read_size(v, s);
	else if (strcasecmp(name, "color") == 0 && !begins(v, "inherit"))
		s->colour = style_colour(v, strlen(v));
	else if (begins(name, "background"))
		read_background(v, s);
	else if (strcasecmp(name, "white-space") == 0)
		s->pre = yes(begins(v, "pre"));
}

/* Copies without blanks around and without "!important". */
static void copy_trimmed(char *to, const char *from, size_t len)
{
	while (len && strchr(" \t\r\n", *from)) {
		from++;
		len--;
	}
	const char *mark = memchr(from, '!', len);
	len = mark ? (size_t)(mark - from) : len;
	while (len && strchr(" \t\r\n", from[len - 1]))
		len--;
	len = len < VALUE_SIZE ? len : VALUE_SIZE - 1;
	memcpy(to, from, len);
	to[len] = '\0';
}

void style_read(const char *css, size_t len, struct style *s)
{
	char name[VALUE_SIZE] = "", value[VALUE_SIZE] = "";
	const char *end = css + len;

	while (css < end) {
		const char *stop = memchr(css, ';', (size_t)(end - css));
		stop = stop ? stop : end;
		const char *colon = memchr(css, ':', (size_t)(stop - css));
		if (colon) {
			copy_trimmed(name, css, (size_t)(colon - css));
			copy_trimmed(value, colon + 1, (size_t)(stop - colon - 1));
			/* background-position, -repeat and the like paint nothing */
			if (!begins(name, "background-") || begins(name, "background-color") || begins(name, "background-image"))
				read_one(name, value, s);
		}
		css = stop + 1;
	}
}

static void merge_one(enum style_yes_no *to, enum style_yes_no from)
{
	if (from != STYLE_UNSET)
		*to = from;
}

void style_merge(struct style *to, const struct style *from)
{
	merge_one(&to->none, from->none);
	merge_one(&to->invisible, from->invisible);
	merge_one(&to->clear, from->clear);
	merge_one(&to->flat, from->flat);
	merge_one(&to->clipped, from->clipped);
	merge_one(&to->away, from->away);
	merge_one(&to->pre, from->pre);
	if (from->colour != COLOUR_UNSET)
		to->colour = from->colour;
	if (from->background != COLOUR_UNSET)
		to->background = from->background;
	if (from->size >= 0) {
		to->size = from->size;
		to->relative = from->relative;
	}
}
