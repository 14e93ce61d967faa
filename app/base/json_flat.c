#include "base/json_flat.h"

#include <string.h>

#include "base/text.h"

#include "base/banned.h"

enum { SLOTS_LEAST = 64 };

static char *skip_blanks(char *p)
{
	return p + strspn(p, " \t\r\n");
}

/* What stands behind a backslash; 0 for \u and others, which are left to the whole parser. */
static char unescaped(char c)
{
	switch (c) {
	case 'n': return '\n';
	case 't': return '\t';
	case '"':
	case '\\':
	case '/': return c;
	default: return '\0';
	}
}

/* A text in quotes at *p, decoded where it stands; NULL when it is none. *p is then behind the closing quote. */
static char *take_text(char **p)
{
	char *start = *p + 1, *from = start, *to = start;

	if (**p != '"')
		return NULL;
	for (;;) {
		size_t plain = strcspn(from, "\"\\\n");
		if (to != from)
			memmove(to, from, plain);
		from += plain;
		to += plain;
		if (*from != '\\')
			break;
		*to = unescaped(from[1]);
		if (!*to++)
			return NULL;
		from += 2;
	}
	if (*from != '"')
		return NULL;
	*p = from + 1;
	*to = '\0';
	return start;
}

static size_t hash_of(const char *key)
{
	size_t h = 5381;

	for (; *key; key++)
		h = h * 33 ^ (unsigned char)*key;
	return h;
}

static struct json_pair *slot_of(const struct json_flat *f, const char *key)
{
	size_t i = hash_of(key) & (f->size - 1);

	while (f->slots[i].key && strcmp(f->slots[i].key, key) != 0)
		i = (i + 1) & (f->size - 1);
	return &f->slots[i];
}

static void grow(struct json_flat *f, struct arena *a)
{
	struct json_flat old = *f;

	f->size = old.size ? old.size * 2 : SLOTS_LEAST;
	f->slots = arena_alloc(a, f->size * sizeof *f->slots);
	for (size_t i = 0; i < old.size; i++)
		if (old.slots[i].key)
			*slot_of(f, old.slots[i].key) = old.slots[i];
}

static bool take_pair(char **p, struct json_flat *f, struct arena *a)
{
	struct json_pair pair = { take_text(p), NULL };

	*p = pair.key ? skip_blanks(*p) : *p;
	if (!pair.key || **p != ':')
		return false;
	*p = skip_blanks(*p + 1);
	pair.value = take_text(p);
	if (!pair.value)
		return false;
	if (f->count * 2 >= f->size)
		grow(f, a);
	struct json_pair *slot = slot_of(f, pair.key);
	if (slot->key)
		return false;
	*slot = pair;
	f->count++;
	return true;
}

bool json_flat_read(char *text, size_t len, struct arena *a, struct json_flat *out)
{
	char *p = skip_blanks(text);

	*out = (struct json_flat){ .count = 0 };
	if (strlen(text) != len || text_bad_utf8(text, len) >= 0 || *p != '{')
		return false;
	do {
		p = skip_blanks(p + 1);
		if (!take_pair(&p, out, a))
			return false;
		p = skip_blanks(p);
	} while (*p == ',');
	return *p == '}' && !*skip_blanks(p + 1);
}

const char *json_flat_get(const struct json_flat *f, const char *key)
{
	return f->size ? slot_of(f, key)->value : NULL;
}
