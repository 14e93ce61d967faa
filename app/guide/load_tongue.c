/* How people say things in another language (locale/LANG/words.json), beside the Japanese words: whoever mixes both is
 * understood. */
#include <string.h>

#include "guide/facts.h"
#include "guide/find.h"
#include "guide/reader.h"

#include "base/banned.h"

static void more_words(const struct reader *r, const struct place *p, const json *obj, const char *key, struct words *words)
{
	struct words more = { 0 };

	opt_words(r, p, obj, key, false, &more);
	if (!more.count)
		return;
	const char **all = arena_alloc(r->c->arena, (words->count + more.count) * sizeof *all);
	if (words->count)
		memcpy(all, words->at, words->count * sizeof *all);
	memcpy(all + words->count, more.at, more.count * sizeof *all);
	*words = (struct words){ all, words->count + more.count };
}

/* A row of alternatives that both languages have takes the words of both. */
static void more_phrases(const struct reader *r, const json *table)
{
	struct names_table *t = &r->c->phrases;
	struct place at = { NULL, "phrases", 0 };
	struct named *all = arena_alloc(r->c->arena, (t->count + json_count(table) + 1) * sizeof *all);
	size_t count = 0;

	for (const json *m = json_first(table); m; m = json_next(m)) {
		const char *text = opt_text(r, &at, table, json_key(m)), *old = find_name(t, json_key(m));
		if (text)
			all[count++] = (struct named){ keep(r, json_key(m)), old ? arena_fmt(r->c->arena, "%s|%s", old, text) : text };
	}
	if (t->count)
		memcpy(all + count, t->at, t->count * sizeof *all);
	*t = (struct names_table){ all, t->count + count };
}

static struct fact_value *value_named(const struct fact *f, const char *id)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->values[i].id, id) == 0)
			return &f->values[i];
	return NULL;
}

static void more_says(const struct reader *r, const struct place *p, const json *says)
{
	long fact = fact_index(r->c, json_key(says));

	if (fact < 0) {
		fault_at(r, p, "unknown fact \"%.60s\"", json_key(says));
		return;
	}
	for (const json *m = json_first(says); m; m = json_next(m)) {
		struct fact_value *v = value_named(&r->c->facts[fact], json_key(m));
		if (v)
			more_words(r, p, says, json_key(m), &v->says);
		else
			fault_at(r, p, "unknown value \"%.60s\" of fact \"%s\"", json_key(m), json_key(says));
	}
}

static void more_names(const struct reader *r, const struct place *p, const json *names)
{
	struct catalog *c = r->c;

	for (const json *m = json_first(names); m; m = json_next(m)) {
		const struct brand *b = find_brand(c, intern_find(&c->strings, json_key(m)));
		if (b)
			more_words(r, p, names, json_key(m), &c->brands[b - c->brands].names);
		else
			fault_at(r, p, "unknown brand \"%.60s\"", json_key(m));
	}
}

/* {"QUESTION": {"1": ["words", …]}}: by the number of the choice on the screen. */
static void more_choices(const struct reader *r, const struct place *p, const json *choices)
{
	struct catalog *c = r->c;
	const struct question *q = find_question(c, intern_find(&c->strings, json_key(choices)));

	if (!q) {
		fault_at(r, p, "unknown question \"%.60s\"", json_key(choices));
		return;
	}
	for (const json *m = json_first(choices); m; m = json_next(m)) {
		size_t n = 0;
		for (const char *d = json_key(m); *d >= '0' && *d <= '9' && n < 100; d++)
			n = n * 10 + (size_t)(*d - '0');
		if (n >= 1 && n <= q->count)
			more_words(r, p, choices, json_key(m), &q->choices[n - 1].words);
		else
			fault_at(r, p, "question \"%s\" has no choice \"%.20s\"", q->id, json_key(m));
	}
}

static void number_words(const struct reader *r, const struct place *p, const json *times, const char *key, struct number_words *out)
{
	const json *table = json_get(times, key);
	struct place at = { p, key, 0 };
	struct number_word *all = arena_alloc(r->c->arena, (out->count + json_count(table) + 1) * sizeof *all);
	size_t count = 0;

	for (const json *m = json_first(table); m; m = json_next(m))
		all[count++] = (struct number_word){ keep(r, json_key(m)), opt_int(r, &at, table, json_key(m), 0) };
	if (out->count)
		memcpy(all + count, out->at, out->count * sizeof *all);
	*out = (struct number_words){ all, out->count + count };
}

static void more_times(const struct reader *r, const json *times)
{
	static const char *const keys[] = { "lead", "units", "amounts", "days", "weekdays", "months", "hours", "halves", NULL };
	struct time_words *t = &r->c->times;
	struct number_words *const to[] = { &t->lead, &t->units, &t->amounts, &t->days, &t->weekdays, &t->months, &t->hours, &t->halves };
	struct place at = { NULL, "times", 0 };

	if (!times || !allow_keys(r, &at, times, keys))
		return;
	for (size_t i = 0; keys[i]; i++)
		number_words(r, &at, times, keys[i], to[i]);
}

static void each_row(const struct reader *r, const json *root, const char *key,
		     void read(const struct reader *, const struct place *, const json *))
{
	struct place at = { NULL, key, 0 };

	for (const json *m = json_first(json_get(root, key)); m; m = json_next(m)) {
		struct place row = { &at, json_key(m), 0 };
		read(r, &row, m);
	}
}

void load_more_words(const struct reader *r, const json *root)
{
	static const char *const keys[] = { "join", "phrases", "facts", "names", "choices", "times", NULL };
	struct place names = { NULL, "names", 0 };

	if (!allow_keys(r, NULL, root, keys))
		return;
	more_phrases(r, json_get(root, "phrases"));
	each_row(r, root, "facts", more_says);
	more_names(r, &names, json_get(root, "names"));
	each_row(r, root, "choices", more_choices);
	more_times(r, json_get(root, "times"));
}
