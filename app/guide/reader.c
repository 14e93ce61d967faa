#include "guide/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "guide/facts.h"
#include "guide/find.h"

#include "base/banned.h"

static void spell(const struct place *p, struct buf *out)
{
	if (!p)
		return;
	spell(p->up, out);
	if (p->key)
		buf_addf(out, "%s%s", out->len ? "." : "", p->key);
	else
		buf_addf(out, "[%zu]", p->index);
}

void fault_at(const struct reader *r, const struct place *p, const char *fmt, ...)
{
	struct buf path = { 0 };
	char what[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	spell(p, &path);
	catalog_fault(r->c, r->file, buf_str(&path), what);
	buf_free(&path);
}

static void nearest_key(const char *key, const char *const *keys, char *out, size_t size)
{
	int best = 3;

	out[0] = '\0';
	for (; *keys; keys++) {
		int distance = text_distance(key, *keys, 3);
		if (distance < best) {
			best = distance;
			snprintf(out, size, "; nearest: \"%s\"", *keys);
		}
	}
}

bool allow_keys(const struct reader *r, const struct place *p, const json *obj, const char *const *keys)
{
	if (!json_is_object(obj)) {
		fault_at(r, p, "must be an object");
		return false;
	}
	for (const json *m = json_first(obj); m; m = json_next(m)) {
		const char *const *k = keys;
		while (*k && (**k != *json_key(m) || strcmp(*k, json_key(m)) != 0))
			k++;
		if (!*k && strcmp(json_key(m), "note") != 0) {
			char near[80];
			nearest_key(json_key(m), keys, near, sizeof near);
			fault_at(r, p, "unknown key \"%.60s\"%s", json_key(m), near);
		}
	}
	return true;
}

const char *keep(const struct reader *r, const char *s)
{
	const char *known = intern_find(&r->c->strings, s);

	return known ? known : intern(&r->c->strings, arena_strdup(r->c->arena, s));
}

const char *opt_text(const struct reader *r, const struct place *p, const json *obj, const char *key)
{
	const json *m = json_get(obj, key);
	struct place at = { p, key, 0 };

	if (!m)
		return NULL;
	if (!json_is_text(m) || !*json_text(m)) {
		fault_at(r, &at, "must be a text that is not empty");
		return NULL;
	}
	return arena_strdup(r->c->arena, json_text(m));
}

const char *need_text(const struct reader *r, const struct place *p, const json *obj, const char *key)
{
	if (!json_get(obj, key)) {
		struct place at = { p, key, 0 };
		fault_at(r, &at, "missing");
	}
	const char *text = opt_text(r, p, obj, key);
	return text ? text : "";
}

bool opt_bool(const struct reader *r, const struct place *p, const json *obj, const char *key, bool otherwise)
{
	const json *m = json_get(obj, key);
	struct place at = { p, key, 0 };

	if (!m)
		return otherwise;
	if (!json_is_bool(m))
		fault_at(r, &at, "must be true or false");
	return json_is_true(m);
}

int opt_int(const struct reader *r, const struct place *p, const json *obj, const char *key, int otherwise)
{
	const json *m = json_get(obj, key);
	struct place at = { p, key, 0 };

	if (!m)
		return otherwise;
	double n = json_number(m);
	if (!json_is_number(m) || n < 0 || n > 1000000 || n != (double)(int)n) {
		fault_at(r, &at, "must be a whole number from 0");
		return otherwise;
	}
	return (int)n;
}

int64_t opt_duration(const struct reader *r, const struct place *p, const json *obj, const char *key, int64_t otherwise)
{
	const char *text = opt_text(r, p, obj, key);
	int64_t ms = duration_ms(text);
	struct place at = { p, key, 0 };

	if (!text)
		return otherwise;
	if (ms < 0)
		fault_at(r, &at, "\"%.40s\" is no ISO 8601 duration such as P14D or PT10M", text);
	return ms;
}

const json *opt_array(const struct reader *r, const struct place *p, const json *obj, const char *key)
{
	const json *m = json_get(obj, key);
	struct place at = { p, key, 0 };

	if (m && !json_is_array(m)) {
		fault_at(r, &at, "must be a list");
		return NULL;
	}
	return m;
}

void opt_words(const struct reader *r, const struct place *p, const json *obj, const char *key, bool interned,
	       struct words *out)
{
	const json *list = opt_array(r, p, obj, key);
	struct place at = { p, key, 0 };
	size_t i = 0;

	out->count = 0;
	if (!list)
		return;
	out->at = arena_alloc(r->c->arena, json_count(list) * sizeof *out->at);
	for (const json *m = json_first(list); m; m = json_next(m), i++) {
		struct place item = { &at, NULL, i };
		if (!json_is_text(m) || !*json_text(m))
			fault_at(r, &item, "must be a text that is not empty");
		else
			out->at[out->count++] = interned ? keep(r, json_text(m)) : arena_strdup(r->c->arena, json_text(m));
	}
}

bool opt_urgency(const struct reader *r, const struct place *p, const json *obj, enum urgency *out)
{
	static const char *const names[URGENCIES] = { "danger", "now", "today", "week", "later" };
	const char *text = opt_text(r, p, obj, "urgency");
	struct place at = { p, "urgency", 0 };

	if (!text)
		return false;
	for (size_t i = 0; i < URGENCIES; i++)
		if (strcmp(text, names[i]) == 0) {
			*out = (enum urgency)i;
			return true;
		}
	fault_at(r, &at, "\"%.40s\" is none of danger, now, today, week, later", text);
	return false;
}

static void near_fact(const struct catalog *c, const char *key, char *out, size_t size)
{
	int best = 4;

	out[0] = '\0';
	for (size_t i = 0; i < c->fact_count; i++) {
		int distance = text_distance(key, c->facts[i].key, 4);
		if (distance < best) {
			best = distance;
			snprintf(out, size, "; nearest: \"%s\"", c->facts[i].key);
		}
	}
}

static bool cond_fact(const struct reader *r, const struct place *p, const json *key, size_t *fact)
{
	const char *text = json_text(key);
	long i = text ? fact_index(r->c, text) : -1;
	char near[80];

	if (i < 0) {
		near_fact(r->c, text ? text : "", near, sizeof near);
		fault_at(r, p, "unknown fact \"%.60s\"%s", text ? text : "?", near);
		return false;
	}
	*fact = (size_t)i;
	return true;
}

/* With the interview alone there are no brands yet to compare with; `playbook check` reads everything. */
static bool is_kind_or_unread(const struct catalog *c, const char *text)
{
	return !c->kind_count || find_kind(c, intern_find(&c->strings, text));
}

const char *value_of(const struct reader *r, const struct place *p, size_t fact, const json *value)
{
	const char *text = json_text(value);
	const struct fact *f = &r->c->facts[fact];

	if (text && (fact_value(r->c, fact, text) || (f->brands && is_kind_or_unread(r->c, text))))
		return keep(r, text);
	fault_at(r, p, "unknown value \"%.60s\" of fact \"%s\"", text ? text : "?", f->key);
	return NULL;
}

static void read_is(const struct reader *r, const struct place *p, const json *is, struct cond *out)
{
	size_t count = json_is_array(is) ? json_count(is) : 1, i = 0;

	out->values.at = arena_alloc(r->c->arena, (count ? count : 1) * sizeof *out->values.at);
	if (!json_is_array(is)) {
		const char *v = value_of(r, p, out->fact, is);
		if (v)
			out->values.at[out->values.count++] = v;
		return;
	}
	if (!count)
		fault_at(r, p, "\"is\" lists no value");
	for (const json *m = json_first(is); m; m = json_next(m), i++) {
		const char *v = value_of(r, p, out->fact, m);
		if (v)
			out->values.at[out->values.count++] = v;
	}
}

static void read_cond(const struct reader *r, const struct place *p, const json *j, struct cond *out);

static void read_parts(const struct reader *r, const struct place *p, const json *list, struct cond *out)
{
	size_t i = 0;

	if (!json_is_array(list)) {
		fault_at(r, p, "must be a list of conditions");
		return;
	}
	out->parts = arena_alloc(r->c->arena, json_count(list) * sizeof *out->parts);
	for (const json *m = json_first(list); m; m = json_next(m), i++) {
		struct place item = { p, NULL, i };
		read_cond(r, &item, m, &out->parts[out->count++]);
	}
}

static void read_cond(const struct reader *r, const struct place *p, const json *j, struct cond *out)
{
	const json *m = json_first(j);
	const char *key = json_is_object(j) && m ? json_key(m) : "";

	if (json_is_object(j) && !m) {
		out->kind = COND_ALWAYS;
	} else if (strcmp(key, "all") == 0 || strcmp(key, "any") == 0) {
		struct place part = { p, key, 0 };
		out->kind = strcmp(key, "all") == 0 ? COND_ALL : COND_ANY;
		read_parts(r, &part, m, out);
	} else if (strcmp(key, "not") == 0) {
		struct place part = { p, key, 0 };
		out->kind = COND_NOT;
		out->parts = arena_alloc(r->c->arena, sizeof *out->parts);
		out->count = 1;
		read_cond(r, &part, m, out->parts);
	} else if (strcmp(key, "known") == 0) {
		out->kind = COND_KNOWN;
		cond_fact(r, p, m, &out->fact);
	} else if (json_get(j, "fact") && json_get(j, "is")) {
		out->kind = COND_IS;
		if (cond_fact(r, p, json_get(j, "fact"), &out->fact))
			read_is(r, p, json_get(j, "is"), out);
	} else {
		fault_at(r, p, "no condition: {}, all, any, not, known, or fact and is");
	}
	if (json_is_object(j) && json_count(j) > (out->kind == COND_IS ? 2u : 1u))
		fault_at(r, p, "a condition has one of all, any, not, known, or fact and is, and nothing else");
}

void opt_cond(const struct reader *r, const struct place *p, const json *obj, const char *key, struct cond *out)
{
	const json *m = json_get(obj, key);
	struct place at = { p, key, 0 };

	if (m)
		read_cond(r, &at, m, out);
}

const char *row_id(const struct reader *r, const struct place *p, const json *obj, const char *key, const char *what)
{
	const char *id = keep(r, need_text(r, p, obj, key));
	size_t what_len = strlen(what), id_len = strlen(id);
	char *seen = arena_alloc(r->c->arena, what_len + id_len + 3);

	seen[0] = (char)(1 + r->layer % 120);
	memcpy(seen + 1, what, what_len);
	seen[1 + what_len] = '/';
	memcpy(seen + 2 + what_len, id, id_len);
	if (*id && intern(&r->c->seen, seen) != seen)
		fault_at(r, p, "%s \"%.60s\" is there twice", what, id);
	return id;
}

void *row_for(struct arena *a, void **rows, size_t *count, size_t size, const char *id)
{
	char *row = *rows;

	/* Rooms of 16, 32, 64 …: full exactly when the count is such a power of two. */
	for (size_t i = 0; i < *count; i++)
		if (*(const char **)(void *)(row + i * size) == id)
			return memset(row + i * size, 0, size);
	bool full = !*count || (*count >= 16 && (*count & (*count - 1)) == 0);
	if (full) {
		void *grown = arena_alloc(a, (*count ? *count * 2 : 16) * size);
		if (*count)
			memcpy(grown, *rows, *count * size);
		*rows = grown;
	}
	row = *rows;
	return memset(row + (*count)++ * size, 0, size);
}

void remove_rows(const struct reader *r, const json *root, void *rows, size_t *count, size_t size)
{
	struct words ids = { 0 };
	char *row = rows;

	opt_words(r, NULL, root, "remove", true, &ids);
	for (size_t k = 0; k < ids.count; k++) {
		struct place at = { NULL, "remove", 0 }, item = { &at, NULL, k };
		size_t i = 0;
		while (i < *count && *(const char **)(void *)(row + i * size) != ids.at[k])
			i++;
		if (i == *count) {
			fault_at(r, &item, "nothing to remove is called \"%.60s\"", ids.at[k]);
			continue;
		}
		memmove(row + i * size, row + (i + 1) * size, (*count - i - 1) * size);
		(*count)--;
	}
}
