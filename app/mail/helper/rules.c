#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mail/helper/style.h"

#include "base/banned.h"

enum { RULES_MOST = 512, SLOTS = 2048, KEY_SIZE = 64, CLASSES_MOST = 16 };

struct rule {
	char selector[KEY_SIZE]; /* "p", ".hidden", "p.hidden", "#top" */
	struct style style;
};

struct rules {
	struct rule rule[RULES_MOST];
	unsigned short slot[SLOTS]; /* number of the rule + 1, 0 for none */
	size_t count;
};

struct rules *rules_new(void)
{
	return mem_alloc(sizeof(struct rules));
}

void rules_free(struct rules *r)
{
	free(r);
}

bool rules_are_empty(const struct rules *r)
{
	return !r->count;
}

static size_t hash_of(const char *s)
{
	size_t h = 5381;

	for (; *s; s++)
		h = h * 33 + (unsigned char)*s;
	return h % SLOTS;
}

/* The slot that holds the selector or is free; there are four times as many slots as rules. */
static size_t slot_of(const struct rules *r, const char *selector)
{
	size_t at = hash_of(selector);

	while (r->slot[at] && strcmp(r->rule[r->slot[at] - 1].selector, selector) != 0)
		at = (at + 1) % SLOTS;
	return at;
}

static void add_rule(struct rules *r, const char *selector, const struct style *s)
{
	size_t at = slot_of(r, selector);

	if (!r->slot[at]) {
		if (r->count == RULES_MOST)
			return;
		struct rule *fresh = &r->rule[r->count++];
		memcpy(fresh->selector, selector, strlen(selector) + 1);
		fresh->style = style_none();
		r->slot[at] = (unsigned short)r->count;
	}
	style_merge(&r->rule[r->slot[at] - 1].style, s);
}

/* Adds one selector of a list, when it is simple: "p", ".c", "p.c", "#i". */
static void add_selector(struct rules *r, const char *s, size_t len, const struct style *style)
{
	char key[KEY_SIZE];
	size_t marks = 0;

	while (len && strchr(" \t\r\n", *s)) {
		s++;
		len--;
	}
	while (len && strchr(" \t\r\n", s[len - 1]))
		len--;
	if (!len || len >= sizeof key)
		return;
	for (size_t i = 0; i < len; i++) {
		if (strchr(" \t\r\n>+~:[*", s[i]))
			return;
		marks += s[i] == '.' || s[i] == '#';
		key[i] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 32 : s[i]);
	}
	key[len] = '\0';
	if (marks <= 1)
		add_rule(r, key, style);
}

static void add_list(struct rules *r, const char *s, const char *end, const struct style *style)
{
	while (s < end) {
		const char *comma = memchr(s, ',', (size_t)(end - s));
		comma = comma ? comma : end;
		add_selector(r, s, (size_t)(comma - s), style);
		s = comma + 1;
	}
}

/* Blanks out comments and the marks old pages hide style in. */
static void drop_comments(char *css, size_t len)
{
	char *end = css + len, *p = css;

	while ((p = memmem(p, (size_t)(end - p), "/*", 2))) {
		char *stop = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
		stop = stop ? stop + 2 : end;
		memset(p, ' ', (size_t)(stop - p));
		p = stop;
	}
	for (p = css; (p = memmem(p, (size_t)(end - p), "<!--", 4));)
		memset(p, ' ', 4);
	for (p = css; (p = memmem(p, (size_t)(end - p), "-->", 3));)
		memset(p, ' ', 3);
}

/* Behind the block that begins at or after p, with all blocks in it. */
static const char *skip_block(const char *p, const char *end)
{
	int depth = 0;

	for (; p < end; p++) {
		if (*p == '{')
			depth++;
		else if (*p == ';' && !depth)
			return p + 1;
		else if (*p == '}' && --depth <= 0)
			return p + 1;
	}
	return end;
}

void rules_read(struct rules *r, const char *css, size_t len)
{
	char *copy = mem_alloc(len + 1);
	const char *p = copy, *end = copy + len;

	memcpy(copy, css, len);
	drop_comments(copy, len);
	while (p < end) {
		p += strspn(p, " \t\r\n");
		if (*p == '@') {
			p = skip_block(p, end);
			continue;
		}
		const char *open = memchr(p, '{', (size_t)(end - p));
		const char *close = open ? memchr(open, '}', (size_t)(end - open)) : NULL;
		if (!close)
			break;
		struct style s = style_none();
		style_read(open + 1, (size_t)(close - open - 1), &s);
		add_list(r, p, open, &s);
		p = close + 1;
	}
	free(copy);
}

static void apply_one(const struct rules *r, const char *tag, char mark, const char *name, size_t len, struct style *s)
{
	char key[KEY_SIZE];
	size_t at = strlen(tag);

	if (at + len + 2 > sizeof key)
		return;
	memcpy(key, tag, at);
	if (len) {
		key[at++] = mark;
		for (size_t i = 0; i < len; i++)
			key[at++] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]);
	}
	key[at] = '\0';
	unsigned short found = r->slot[slot_of(r, key)];
	if (found)
		style_merge(s, &r->rule[found - 1].style);
}

void rules_apply(const struct rules *r, const char *tag, const char *classes, const char *id, struct style *s)
{
	if (!r->count)
		return;
	apply_one(r, tag, 0, "", 0, s);
	for (int i = 0; *(classes += strspn(classes, " \t\r\n")) && i < CLASSES_MOST; i++) {
		size_t len = strcspn(classes, " \t\r\n");
		apply_one(r, "", '.', classes, len, s);
		apply_one(r, tag, '.', classes, len, s);
		classes += len;
	}
	if (*id) {
		apply_one(r, "", '#', id, strlen(id), s);
		apply_one(r, tag, '#', id, strlen(id), s);
	}
}
