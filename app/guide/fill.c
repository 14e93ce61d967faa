#include "guide/fill.h"

#include <string.h>

#include "guide/find.h"
#include "guide/tongue.h"

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

/* What is filled in, and in which language; NULL: the one the catalog speaks. */
struct filler {
	const struct facts *facts;
	const char *lang;
};

static const char *in_language(const struct filler *by, const char *text)
{
	return by->lang ? tongue_text(by->facts->catalog, by->lang, text) : text;
}

static bool fill_fact(const struct filler *by, const char *key, struct buf *out)
{
	const struct catalog *c = by->facts->catalog;
	long i = fact_index(c, key);

	if (i < 0)
		return false;
	const struct fact_values *v = &by->facts->of[i];
	if (!v->count) {
		buf_add(out, c->facts[i].unknown ? in_language(by, c->facts[i].unknown) : NULL);
		return c->facts[i].unknown != NULL;
	}
	const struct joiners join = by->lang ? tongue_joiners(c, by->lang) : c->join;
	for (size_t k = 0; k < v->count; k++) {
		if (k)
			buf_add(out, k + 1 == v->count ? join.last : join.and);
		buf_add(out, in_language(by, fact_value_label(c, (size_t)i, v->at[k])));
	}
	return true;
}

static bool fill_original(const struct filler *by, const char *text, struct buf *out)
{
	if (in_language(by, text) == tongue_text(by->facts->catalog, "ja", text))
		return false; /* it is the Japanese itself */
	fill_as("ja", text, by->facts, out);
	return true;
}

/* `whole`: the catalog's text that is being filled in. */
static bool fill_one(const struct filler *by, const char *whole, const char *name, struct buf *out)
{
	if (strcmp(name, "ja") == 0)
		return fill_original(by, whole, out);
	if (strncmp(name, "brand.", 6) != 0)
		return fill_fact(by, name, out);
	const char *word = brand_word(by->facts, name + 6);
	buf_add(out, word ? in_language(by, word) : NULL);
	return word != NULL;
}

static void fill_by(const struct filler *by, const char *whole, struct buf *out)
{
	const char *text = in_language(by, whole);

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
		if (!fill_one(by, whole, name, out))
			buf_add_n(out, open, len + 2);
		text = open + len + 2;
	}
	buf_add(out, text);
}

void fill(const char *text, const struct facts *f, struct buf *out)
{
	const struct filler by = { f, NULL };

	fill_by(&by, text, out);
}

void fill_as(const char *lang, const char *text, const struct facts *f, struct buf *out)
{
	const struct filler by = { f, lang };

	fill_by(&by, text, out);
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
