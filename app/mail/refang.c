#include "mail/refang.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "mail/lookalike.h"

#include "base/banned.h"

struct reading {
	enum refang_mode mode;
	struct refanged *out;
	const char *start, *p;
	bool unseen;  /* before p */
	bool has_dot; /* the word being read has a plain dot */
};

static void make_room(struct refanged *o, size_t more)
{
	if (o->text.len + more + 1 <= o->room)
		return;
	o->room = (o->text.len + more + 1) * 2;
	o->at = mem_realloc(o->at, o->room * sizeof *o->at);
	o->marks = mem_realloc(o->marks, o->room);
	buf_reserve(&o->text, o->room - o->text.len);
}

static void put(struct reading *r, const char *bytes, size_t len, unsigned marks)
{
	struct refanged *o = r->out;

	make_room(o, len);
	for (size_t i = 0; i < len; i++) {
		o->at[o->text.len + i] = (uint32_t)(r->p - r->start);
		o->marks[o->text.len + i] = (unsigned char)(marks | (r->unseen ? REFANG_UNSEEN : 0));
	}
	buf_add_n(&o->text, bytes, len);
	r->unseen = false;
}

static bool is_alnum(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The ASCII character that is meant, 0 when it is none. */
static char as_ascii(const char *p, size_t *len)
{
	uint32_t c;

	*len = text_next(p, &c);
	return c < 0x80 ? (char)c : lookalike_dressed(c);
}

static bool is_opening(char c)
{
	return c == '[' || c == '(' || c == '{';
}

static char closing_of(char c)
{
	return c == '[' ? ']' : c == '(' ? ')' : '}';
}

/* What people put in brackets, and what it stands for. */
static const char *meant(const char *inner)
{
	static const char *const words[][2] = {
		{ ".", "." }, { ":", ":" }, { "/", "/" }, { "@", "@" }, { "://", "://" }, { ":/", ":/" }, { "//", "//" },
		{ "dot", "." }, { "at", "@" }, { ",", "." },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasecmp(inner, words[i][0]) == 0)
			return words[i][1];
	return NULL;
}

/* [.] and the like at p; returns its length, 0 when there is none. */
static size_t bracketed(const char *p, const char **stands_for)
{
	char inner[8] = "", c;
	size_t count = 0, n;
	const char *q = p;
	char open = as_ascii(q, &n);

	if (!is_opening(open))
		return 0;
	for (q += n; count < sizeof inner - 1; q += n) {
		uint32_t raw;
		c = as_ascii(q, &n);
		text_next(q, &raw);
		if (raw == 0x3002 || raw == 0xFF61)
			c = '.';
		if (!c)
			return 0;
		if (c == closing_of(open)) {
			inner[count] = '\0';
			*stands_for = meant(inner);
			return *stands_for ? (size_t)(q + n - p) : 0;
		}
		inner[count++] = c;
	}
	return 0;
}

/* " dot " and " . ", as some read addresses aloud. */
static size_t spoken_dot(const char *p)
{
	if (*p != ' ' || p[1] == '\0')
		return 0;
	return strncasecmp(p, " dot ", 5) == 0 ? 5 : strncmp(p, " . ", 3) == 0 ? 3 : 0;
}

static bool letter_before(const struct reading *r)
{
	const struct buf *t = &r->out->text;

	return t->len && is_alnum((unsigned char)t->text[t->len - 1]);
}

static bool letter_behind(const char *p)
{
	size_t n;

	return is_alnum((unsigned char)as_ascii(p, &n));
}

/* Signs that stand for a dot between letters. Where a word has plain dots already, 。 ends its sentence. */
static bool is_dot_here(const struct reading *r, uint32_t c, size_t len)
{
	if (c != 0x3002 && c != 0xFF61 && c != 0x2024 && c != 0xFE52)
		return false;
	if (!letter_before(r) || !letter_behind(r->p + len))
		return false;
	return r->mode == REFANG_ADDRESS || c == 0x2024 || c == 0xFE52 || !r->has_dot;
}

/* Slashes and colons of other scripts count as such right behind the scheme; in a host they are letters, as in browsers. */
static char separator_here(const struct reading *r, uint32_t c, size_t len)
{
	const struct buf *t = &r->out->text;
	char before = t->len ? t->text[t->len - 1] : 0;
	uint32_t next;

	if (c == 0x2215 || c == 0x2044 || c == 0x29F8)
		return before == ':' || (before == '/' && t->len > 1 && t->text[t->len - 2] == ':') ? '/' : 0;
	if (c != 0x2236 && c != 0xA789 && c != 0xFE55 && c != 0x02D0)
		return 0;
	text_next(r->p + len, &next);
	return next == '/' || next == '\\' || next == 0xFF0F || next == 0x2215 || next == 0x2044 || next == 0x29F8 ? ':' : 0;
}

/* In running text full-width brackets and commas are the text's own. */
static char undressed(const struct reading *r, uint32_t c)
{
	char plain = lookalike_dressed(c);

	if (!plain || r->mode == REFANG_ADDRESS || is_alnum((unsigned char)plain) || strchr("./:@-_?=&%#*", plain))
		return plain;
	return 0;
}

static size_t read_one(struct reading *r)
{
	uint32_t c;
	const char *stands_for;
	char plain;
	size_t n = bracketed(r->p, &stands_for);

	if (n) {
		put(r, stands_for, strlen(stands_for), REFANG_UNDONE);
		return n;
	}
	n = r->mode == REFANG_ADDRESS ? spoken_dot(r->p) : 0;
	if (n) {
		put(r, ".", 1, REFANG_UNDONE);
		return n;
	}
	n = text_next(r->p, &c);
	if (c < 0x80) {
		if (r->mode == REFANG_TEXT || (c != '\t' && c != '\n' && c != '\r'))
			put(r, r->p, 1, 0);
	} else if (c != 0x2028 && c != 0x2029 && text_unseen(c)) {
		r->unseen = true;
	} else if (is_dot_here(r, c, n)) {
		put(r, ".", 1, REFANG_DRESSED);
	} else if ((plain = separator_here(r, c, n)) || (plain = undressed(r, c))) {
		put(r, &plain, 1, REFANG_DRESSED);
	} else if (c == 0xFFFD) { /* a bad byte, maybe */
		put(r, "\xEF\xBF\xBD", 3, 0);
	} else {
		put(r, r->p, n, 0);
	}
	return n;
}

/* What stands for itself, whatever stands around it. */
static bool is_common(const struct reading *r, char c)
{
	if (c == ' ' || c == '\n')
		return r->mode == REFANG_TEXT;
	return c > ' ' && c < 0x7F && c != '[' && c != '(' && c != '{';
}

/* Behind a character that was put: `plain` unless it stood for another. */
static void note_dot(struct reading *r, char c, bool plain)
{
	if (c == '.')
		r->has_dot = r->has_dot || plain;
	else if (!is_alnum((unsigned char)c) && c != '-')
		r->has_dot = false;
}

/* Most of a text is common: it is copied without further looks. */
static void read_common(struct reading *r)
{
	const char *begin = r->p;

	while (is_common(r, *r->p))
		r->p++;
	size_t len = (size_t)(r->p - begin);
	/* Only the word at its end is still being read. */
	const char *word = r->p;
	while (word > begin && (is_alnum((unsigned char)word[-1]) || word[-1] == '-' || word[-1] == '.'))
		word--;
	r->has_dot = (word == begin && r->has_dot) || memchr(word, '.', (size_t)(r->p - word));
	struct refanged *o = r->out;
	make_room(o, len);
	for (size_t i = 0; i < len; i++)
		o->at[o->text.len + i] = (uint32_t)(begin + i - r->start);
	memset(o->marks + o->text.len, 0, len);
	buf_add_n(&o->text, begin, len);
}

void refang_read(const char *text, enum refang_mode mode, struct refanged *out)
{
	struct reading r = { mode, out, text, text, false, false };

	*out = (struct refanged){ 0 };
	make_room(out, strlen(text));
	while (*r.p) {
		if (!r.unseen && is_common(&r, *r.p)) {
			read_common(&r);
			continue;
		}
		size_t before = out->text.len;
		const char *p = r.p;
		r.p += read_one(&r);
		if (out->text.len > before)
			note_dot(&r, out->text.text[before], *p == '.');
	}
	put(&r, "", 0, 0);
	out->at[out->text.len] = (uint32_t)(r.p - text);
	out->marks[out->text.len] = 0;
	buf_reserve(&out->text, 0);
}

void refang_free(struct refanged *r)
{
	buf_free(&r->text);
	free(r->at);
	free(r->marks);
}

unsigned refang_marks(const struct refanged *r, size_t from, size_t to)
{
	unsigned all = 0;

	for (; from < to; from++)
		all |= r->marks[from];
	return all;
}
