/* How people say things: phrases that state a fact in free text. Not needed before somebody writes a sentence,
 * so not part of the interview. */
#include <string.h>

#include "guide/facts.h"
#include "guide/reader.h"

#include "base/banned.h"

static void read_phrases(const struct reader *r, const json *root)
{
	const json *table = json_get(root, "phrases");
	struct place at = { NULL, "phrases", 0 };
	struct names_table *t = &r->c->phrases;
	const struct named *old = t->at;
	size_t count = 0;

	if (!table)
		return;
	/* Later layers stand first, so that theirs are found first. */
	struct named *all = arena_alloc(r->c->arena, (t->count + json_count(table) + 1) * sizeof *all);
	for (const json *m = json_first(table); m; m = json_next(m)) {
		const char *text = opt_text(r, &at, table, json_key(m));
		if (text)
			all[count++] = (struct named){ keep(r, json_key(m)), text };
	}
	if (t->count)
		memcpy(all + count, old, t->count * sizeof *old);
	t->at = all;
	t->count += count;
}

static struct fact_value *value_named(const struct fact *f, const char *id)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->values[i].id, id) == 0)
			return &f->values[i];
	return NULL;
}

static void read_value(const struct reader *r, const struct place *p, const json *j, struct fact_value *out)
{
	static const char *const keys[] = { "says", "means", NULL };
	struct place means = { p, "means", 0 };

	if (!allow_keys(r, p, j, keys))
		return;
	opt_words(r, p, j, "says", false, &out->says);
	out->means_count = 0;
	read_settings(r, &means, json_get(j, "means"), &out->means, &out->means_count);
}

static void read_fact(const struct reader *r, const struct place *p, const json *j)
{
	long fact = fact_index(r->c, json_key(j));

	if (fact < 0) {
		fault_at(r, p, "unknown fact \"%.60s\"", json_key(j));
		return;
	}
	for (const json *m = json_first(j); m; m = json_next(m)) {
		struct place at = { p, json_key(m), 0 };
		struct fact_value *v = json_key(m) ? value_named(&r->c->facts[fact], json_key(m)) : NULL;
		if (v)
			read_value(r, &at, m, v);
		else
			fault_at(r, &at, "unknown value of fact \"%s\"", json_key(j));
	}
}

void load_words(const struct reader *r, const json *root)
{
	static const char *const keys[] = { "phrases", "facts", NULL };
	struct place facts = { NULL, "facts", 0 };

	if (!allow_keys(r, NULL, root, keys))
		return;
	read_phrases(r, root);
	for (const json *m = json_first(json_get(root, "facts")); m; m = json_next(m)) {
		struct place at = { &facts, json_key(m), 0 };
		if (json_key(m))
			read_fact(r, &at, m);
	}
}
