#include "guide/fill.h"

#include <string.h>

#include "guide/find.h"

#include "base/banned.h"

const char *brand_word(const struct facts *f, const char *word)
{
	const struct brand *b = facts_brand(f);
	const struct kind *k = facts_kind(f);
	const struct kind *any = find_kind(f->catalog, intern_find(&f->catalog->strings, "unknown"));
	const char *found = b ? find_name(&b->words, word) : NULL;

	if (!found && b && strcmp(word, "name") == 0)
		found = b->name;
	if (!found && k)
		found = find_name(&k->words, word);
	if (!found && any)
		found = find_name(&any->words, word);
	return found;
}

static bool fill_fact(const struct facts *f, const char *key, struct buf *out)
{
	long i = fact_index(f->catalog, key);

	if (i < 0)
		return false;
	const struct fact_values *v = &f->of[i];
	if (!v->count) {
		buf_add(out, f->catalog->facts[i].unknown);
		return f->catalog->facts[i].unknown != NULL;
	}
	for (size_t k = 0; k < v->count; k++) {
		if (k)
			buf_add(out, "と");
		buf_add(out, fact_value_label(f->catalog, (size_t)i, v->at[k]));
	}
	return true;
}

static bool fill_one(const struct facts *f, const char *name, struct buf *out)
{
	if (strncmp(name, "brand.", 6) != 0)
		return fill_fact(f, name, out);
	const char *word = brand_word(f, name + 6);
	buf_add(out, word);
	return word != NULL;
}

void fill(const char *text, const struct facts *f, struct buf *out)
{
	for (const char *open; (open = strchr(text, '{')); ) {
		char name[64];
		size_t len = strcspn(open + 1, "{}");
		buf_add_n(out, text, (size_t)(open - text));
		text = open + 1;
		if (open[1 + len] != '}' || len >= sizeof name) {
			buf_add_c(out, '{');
			continue;
		}
		memcpy(name, open + 1, len);
		name[len] = '\0';
		if (!fill_one(f, name, out))
			buf_add_n(out, open, len + 2);
		text = open + len + 2;
	}
	buf_add(out, text);
}

char *fill_in(struct arena *a, const char *text, const struct facts *f)
{
	struct buf b = { 0 };

	if (!text)
		return NULL;
	fill(text, f, &b);
	char *copy = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	return copy;
}
