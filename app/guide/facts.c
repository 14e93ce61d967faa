#include "guide/facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/redact.h"
#include "base/text.h"
#include "guide/find.h"

#include "base/banned.h"

void facts_init(struct facts *f, const struct catalog *c, struct arena *a)
{
	f->catalog = c;
	f->of = arena_alloc(a, (c->fact_count ? c->fact_count : 1) * sizeof *f->of);
}

void facts_clear(struct facts *f)
{
	memset(f->of, 0, f->catalog->fact_count * sizeof *f->of);
}

long fact_index(const struct catalog *c, const char *key)
{
	const char *known = intern_find(&c->strings, key);

	for (size_t i = 0; known && i < c->fact_count; i++)
		if (c->facts[i].key == known)
			return (long)i;
	return -1;
}

const char *fact_value(const struct catalog *c, size_t fact, const char *value)
{
	const char *known = intern_find(&c->strings, value);
	const struct fact *f = &c->facts[fact];

	if (!known)
		return NULL;
	for (size_t i = 0; i < f->count; i++)
		if (f->values[i].id == known)
			return known;
	if (f->brands && find_brand(c, known))
		return known;
	return NULL;
}

void facts_add(struct facts *f, size_t fact, const char *value)
{
	const struct fact *def = &f->catalog->facts[fact];
	struct fact_values *v = &f->of[fact];

	if (!def->several || (v->count == 1 && v->at[0] == def->none)) {
		v->at[0] = value;
		v->count = 1;
		return;
	}
	if (v->count && value == def->none)
		return;
	for (size_t i = 0; i < v->count; i++)
		if (v->at[i] == value)
			return;
	if (v->count < FACT_VALUES_MAX)
		v->at[v->count++] = value;
}

struct nearest {
	const char *best;
	int distance;
};

static void consider(struct nearest *n, const char *typed, const char *candidate)
{
	int distance = text_distance(typed, candidate, 4);

	if (distance < n->distance) {
		n->distance = distance;
		n->best = candidate;
	}
}

static bool unknown_key(const struct catalog *c, const char *key, struct err *e)
{
	struct nearest n = { "", 5 };

	for (size_t i = 0; i < c->fact_count; i++)
		consider(&n, key, c->facts[i].key);
	return err_set(e, ERR_USAGE, *n.best ? "fact.unknown-key-near" : "fact.unknown-key", key, n.best, NULL);
}

static bool unknown_value(const struct catalog *c, size_t fact, const char *value, struct err *e)
{
	const struct fact *f = &c->facts[fact];
	struct nearest n = { "", 5 };

	for (size_t i = 0; i < f->count; i++)
		consider(&n, value, f->values[i].id);
	for (size_t i = 0; f->brands && i < c->brand_count; i++)
		consider(&n, value, c->brands[i].id);
	return err_set(e, ERR_USAGE, *n.best ? "fact.unknown-value-near" : "fact.unknown-value", f->key, value, n.best);
}

/* The values of one key as they come in. */
struct taking {
	struct facts *facts;
	size_t fact, given;
	bool has_none;
};

static bool begin_values(struct taking *t, struct facts *f, const char *key, struct err *e)
{
	long fact = fact_index(f->catalog, key);

	if (fact < 0)
		return unknown_key(f->catalog, key, e);
	*t = (struct taking){ f, (size_t)fact, 0, false };
	if (!f->catalog->facts[fact].several)
		f->of[fact].count = 0;
	return true;
}

static bool take_value(struct taking *t, const char *value, struct err *e)
{
	const struct catalog *c = t->facts->catalog;
	const struct fact *def = &c->facts[t->fact];
	const char *known = fact_value(c, t->fact, value);

	if (!known)
		return unknown_value(c, t->fact, value, e);
	if (++t->given > 1 && !def->several)
		return err_set(e, ERR_USAGE, "fact.one-value", def->key, NULL, NULL);
	t->has_none = t->has_none || known == def->none;
	if (t->has_none && t->given > 1)
		return err_set(e, ERR_USAGE, "fact.excludes", def->key, def->none, NULL);
	facts_add(t->facts, t->fact, known);
	return true;
}

static bool parse_values(struct facts *f, const char *key, char *values, struct err *e)
{
	struct taking t = { .facts = f };

	if (!begin_values(&t, f, key, e))
		return false;
	for (char *save = NULL, *v = strtok_r(values, ",", &save); v; v = strtok_r(NULL, ",", &save))
		if (!take_value(&t, v, e))
			return false;
	return t.given || err_set(e, ERR_USAGE, "fact.syntax", key, NULL, NULL);
}

bool facts_parse(struct facts *f, const char *assignment, struct err *e)
{
	struct buf safe = { 0 }, clean = { 0 };
	bool ok = false;

	redact(assignment, &safe);
	text_clean(buf_str(&safe), false, &clean);
	char *copy = buf_take(&clean);
	char *equals = strchr(copy, '=');
	if (!equals || equals == copy) {
		err_set(e, ERR_USAGE, "fact.syntax", copy, NULL, NULL);
		goto out;
	}
	*equals = '\0';
	ok = parse_values(f, copy, equals + 1, e);
out:
	free(copy);
	buf_free(&safe);
	return ok;
}

static bool take_json_values(struct taking *t, const json *values, struct err *e)
{
	const json *one = json_is_array(values) ? json_first(values) : values;

	for (; one; one = values == one ? NULL : json_next(one)) {
		if (!json_is_text(one))
			return err_set(e, ERR_DATA, "fact.not-values", json_key(values), NULL, NULL);
		if (!take_value(t, json_text(one), e))
			return false;
	}
	return true;
}

bool facts_from_json(struct facts *f, const json *object, struct err *e)
{
	struct taking t = { .facts = f };

	for (const json *member = json_first(object); member; member = json_next(member))
		if (!begin_values(&t, f, json_key(member), e) || !take_json_values(&t, member, e))
			return false;
	return true;
}

bool facts_known(const struct facts *f, size_t fact)
{
	return f->of[fact].count > 0;
}

bool fact_value_is(const struct catalog *c, size_t fact, const char *value, const char *wanted)
{
	if (value == wanted)
		return true;
	const struct brand *b = c->facts[fact].brands ? find_brand(c, value) : NULL;
	return b && b->kind == wanted;
}

bool facts_is(const struct facts *f, size_t fact, const char *value)
{
	const struct fact_values *v = &f->of[fact];

	for (size_t i = 0; i < v->count; i++)
		if (fact_value_is(f->catalog, fact, v->at[i], value))
			return true;
	return false;
}

const char *facts_first(const struct facts *f, const char *key)
{
	long i = fact_index(f->catalog, key);

	return i >= 0 && f->of[i].count ? f->of[i].at[0] : NULL;
}

const struct brand *facts_brand(const struct facts *f)
{
	for (size_t i = 0; i < f->catalog->fact_count; i++)
		if (f->catalog->facts[i].brands && f->of[i].count)
			return find_brand(f->catalog, f->of[i].at[0]);
	return NULL;
}

const struct kind *facts_kind(const struct facts *f)
{
	const struct brand *b = facts_brand(f);
	const struct kind *k = NULL;

	if (b)
		return find_kind(f->catalog, b->kind);
	for (size_t i = 0; i < f->catalog->fact_count && !k; i++)
		if (f->catalog->facts[i].brands && f->of[i].count)
			k = find_kind(f->catalog, f->of[i].at[0]);
	return k ? k : find_kind(f->catalog, intern_find(&f->catalog->strings, "unknown"));
}

const char *fact_value_label(const struct catalog *c, size_t fact, const char *value)
{
	const struct fact *f = &c->facts[fact];

	for (size_t i = 0; i < f->count; i++)
		if (f->values[i].id == value)
			return f->values[i].label;
	const struct brand *b = f->brands ? find_brand(c, value) : NULL;
	const struct kind *k = f->brands ? find_kind(c, value) : NULL; /* a condition may name a kind that no answer has */
	return b ? b->name : k ? k->label : value;
}

json *facts_to_json(const struct facts *f)
{
	json *out = json_new_object();

	for (size_t i = 0; i < f->catalog->fact_count; i++) {
		if (!f->of[i].count)
			continue;
		json *values = json_add_array(out, f->catalog->facts[i].key);
		for (size_t j = 0; j < f->of[i].count; j++)
			json_add_text(values, NULL, f->of[i].at[j]);
	}
	return out;
}
