/* The interview: facts with their values, and the questions that set them. */
#include <string.h>

#include "guide/facts.h"
#include "guide/reader.h"

#include "base/banned.h"

static void read_value(const struct reader *r, const struct place *p, const json *j, struct fact_value *out)
{
	static const char *const keys[] = { "id", "label", NULL };

	allow_keys(r, p, j, keys);
	out->id = keep(r, need_text(r, p, j, "id"));
	out->label = need_text(r, p, j, "label");
}

static void read_fact(const struct reader *r, const struct place *p, const json *j)
{
	static const char *const keys[] = { "key", "label", "several", "none", "unknown", "brands", "values", NULL };
	struct catalog *c = r->c;
	size_t i = 0;

	if (!allow_keys(r, p, j, keys))
		return;
	const char *key = row_id(r, p, j, "key", "fact");
	struct fact *f = row_for(c->arena, (void **)&c->facts, &c->fact_count, sizeof *f, key);
	f->key = key;
	f->label = need_text(r, p, j, "label");
	f->unknown = opt_text(r, p, j, "unknown");
	f->several = opt_bool(r, p, j, "several", false);
	f->brands = opt_bool(r, p, j, "brands", false);
	const json *list = opt_array(r, p, j, "values");
	f->values = arena_alloc(c->arena, (json_count(list) + 1) * sizeof *f->values);
	struct place at = { p, "values", 0 };
	for (const json *m = json_first(list); m; m = json_next(m), i++) {
		struct place item = { &at, NULL, i };
		read_value(r, &item, m, &f->values[f->count++]);
	}
	if (!f->count)
		fault_at(r, &at, "a fact needs values");
	const char *none = opt_text(r, p, j, "none");
	f->none = none ? fact_value(c, (size_t)(f - c->facts), none) : NULL;
	if (none && !f->none)
		fault_at(r, p, "\"none\" is no value of this fact");
}

static void read_setting(const struct reader *r, const struct place *p, const json *j, struct setting *sets, size_t *count)
{
	struct place at = { p, json_key(j), 0 };
	long fact = fact_index(r->c, json_key(j));

	if (fact < 0) {
		fault_at(r, p, "unknown fact \"%.60s\"", json_key(j));
		return;
	}
	struct setting *s = &sets[(*count)++];
	size_t room = json_is_array(j) ? json_count(j) : 1;
	s->fact = (size_t)fact;
	s->values.at = arena_alloc(r->c->arena, (room + 1) * sizeof *s->values.at);
	for (const json *m = json_is_array(j) ? json_first(j) : j; m; m = json_is_array(j) ? json_next(m) : NULL) {
		const char *v = value_of(r, &at, s->fact, m);
		if (v)
			s->values.at[s->values.count++] = v;
	}
}

void read_settings(const struct reader *r, const struct place *p, const json *set, struct setting **sets, size_t *count)
{
	*sets = arena_alloc(r->c->arena, (json_count(set) + 2) * sizeof **sets);
	for (const json *m = json_first(set); m; m = json_next(m))
		read_setting(r, p, m, *sets, count);
}

/* Without a label of its own a choice has its value's. */
static void share_label(const struct catalog *c, const struct fact *f, const char *value, struct choice *out)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->values[i].id == value)
			out->labelled = &f->values[i];
	out->label = fact_value_label(c, (size_t)(f - c->facts), value);
}

static void read_choice(const struct reader *r, const struct place *p, const json *j, const struct question *q,
			struct choice *out)
{
	static const char *const keys[] = { "value", "label", "set", "words", NULL };
	const json *set = json_get(j, "set"), *value = json_get(j, "value");

	if (!allow_keys(r, p, j, keys))
		return;
	out->label = opt_text(r, p, j, "label");
	opt_words(r, p, j, "words", false, &out->words);
	read_settings(r, p, set, &out->sets, &out->set_count);
	if (value && q->has_fact) {
		struct setting *s = &out->sets[out->set_count++];
		s->fact = q->fact;
		s->values.at = arena_alloc(r->c->arena, sizeof *s->values.at);
		const char *v = value_of(r, p, q->fact, value);
		if (v)
			s->values.at[s->values.count++] = v;
		if (v && !out->label)
			share_label(r->c, &r->c->facts[q->fact], v, out);
	}
	if ((value != NULL) == (set != NULL) || (value && !q->has_fact))
		fault_at(r, p, "a choice has either \"value\" (of the question's fact) or \"set\"");
	if (!out->label) {
		fault_at(r, p, "a choice needs a label");
		out->label = "?";
	}
}

static void read_stage(const struct reader *r, const struct place *p, const json *j, struct question *q)
{
	static const char *const stages[] = { "first", "second", "hold" };
	const char *stage = need_text(r, p, j, "stage");

	for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
		if (strcmp(stage, stages[i]) == 0) {
			q->stage = (enum stage)i;
			return;
		}
	fault_at(r, p, "stage \"%.40s\" is none of first, second, hold", stage);
}

static void read_question(const struct reader *r, const struct place *p, const json *j)
{
	static const char *const keys[] = { "id", "stage", "fact", "several", "ask", "hint", "read", "when", "choices", NULL };
	struct catalog *c = r->c;
	size_t i = 0;

	if (!allow_keys(r, p, j, keys))
		return;
	const char *id = row_id(r, p, j, "id", "question");
	struct question *q = row_for(c->arena, (void **)&c->questions, &c->question_count, sizeof *q, id);
	q->id = id;
	q->ask = need_text(r, p, j, "ask");
	q->hint = opt_text(r, p, j, "hint");
	q->read = opt_text(r, p, j, "read");
	q->several = opt_bool(r, p, j, "several", false);
	read_stage(r, p, j, q);
	const char *fact = opt_text(r, p, j, "fact");
	long index = fact ? fact_index(c, fact) : -1;
	q->has_fact = index >= 0;
	q->fact = index >= 0 ? (size_t)index : 0;
	if (fact && index < 0)
		fault_at(r, p, "unknown fact \"%.60s\"", fact);
	opt_cond(r, p, j, "when", &q->when);
	const json *list = opt_array(r, p, j, "choices");
	struct place at = { p, "choices", 0 };
	q->choices = arena_alloc(c->arena, (json_count(list) + 1) * sizeof *q->choices);
	for (const json *m = json_first(list); m; m = json_next(m), i++) {
		struct place item = { &at, NULL, i };
		read_choice(r, &item, m, q, &q->choices[q->count++]);
	}
	if (!q->count)
		fault_at(r, &at, "a question needs choices");
}

static void each_in(const struct reader *r, const json *root, const char *key,
		    void read(const struct reader *, const struct place *, const json *))
{
	const json *list = opt_array(r, NULL, root, key);
	struct place at = { NULL, key, 0 };
	size_t i = 0;

	for (const json *m = json_first(list); m; m = json_next(m), i++) {
		struct place item = { &at, NULL, i };
		read(r, &item, m);
	}
}

void load_interview(const struct reader *r, const json *root)
{
	static const char *const keys[] = { "facts", "questions", "remove", NULL };

	if (!allow_keys(r, NULL, root, keys))
		return;
	each_in(r, root, "facts", read_fact);
	each_in(r, root, "questions", read_question);
	if (json_get(root, "remove"))
		remove_rows(r, root, r->c->questions, &r->c->question_count, sizeof *r->c->questions);
}
