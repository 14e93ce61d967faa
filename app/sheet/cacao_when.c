#include "sheet/cacao_when.h"

#include <string.h>

#include "guide/find.h"
#include "sheet/cacao_parts.h"

#include "base/banned.h"

enum { DEPTH_MAX = 8, NAME_SIZE = 256, VALUES_MAX = 400, TEXT_MAX = 8192 };

struct parser {
	const struct catalog *c;
	struct arena *arena;
	const char *at;
	int depth;
};

/* --- building --- */

static struct cond *new_cond(struct arena *a, enum cond_kind kind)
{
	struct cond *c = arena_alloc(a, sizeof *c);

	c->kind = kind;
	return c;
}

static struct cond *new_is(struct arena *a, size_t fact, const char *value)
{
	struct cond *c = new_cond(a, COND_IS);

	c->fact = fact;
	c->values.at = arena_alloc(a, sizeof *c->values.at);
	c->values.at[c->values.count++] = value;
	return c;
}

const struct cond *when_not(struct arena *a, const struct cond *x)
{
	if (x && x->kind == COND_NOT)
		return &x->parts[0];
	struct cond *c = new_cond(a, COND_NOT);
	c->parts = arena_alloc(a, sizeof *c->parts);
	c->parts[0] = x ? *x : (struct cond){ .kind = COND_ALWAYS };
	c->count = 1;
	return c;
}

/* "F is a" or "F is b": "F is a or b". */
static bool merge(struct arena *a, enum cond_kind kind, struct cond *into, const struct cond *more)
{
	struct cond *x = into;
	const struct cond *y = more;
	const char **all;

	const bool nots = kind == COND_ALL && x->kind == COND_NOT && y->kind == COND_NOT;
	if (!nots && kind != COND_ANY)
		return false;
	if (nots) {
		x = &x->parts[0];
		y = &y->parts[0];
	}
	if (x->kind != COND_IS || y->kind != COND_IS || x->fact != y->fact)
		return false;
	if (nots) { /* somebody else may hold this condition too */
		into->parts = arena_alloc(a, sizeof *into->parts);
		into->parts[0] = *x;
		x = &into->parts[0];
	}
	all = arena_alloc(a, (x->values.count + y->values.count) * sizeof *all);
	memcpy(all, x->values.at, x->values.count * sizeof *all);
	memcpy(all + x->values.count, y->values.at, y->values.count * sizeof *all);
	x->values.at = all;
	x->values.count += y->values.count;
	return true;
}

static const struct cond *join(struct arena *a, enum cond_kind kind, const struct cond *x, const struct cond *y)
{
	struct cond *out = new_cond(a, kind);
	const struct cond *const both[] = { x, y };

	out->parts = arena_alloc(a, ((x->kind == kind ? x->count : 1) + (y->kind == kind ? y->count : 1)) * sizeof *out->parts);
	for (size_t i = 0; i < 2; i++) {
		const bool flat = both[i]->kind == kind;
		const struct cond *parts = flat ? both[i]->parts : both[i];
		for (size_t k = 0; k < (flat ? both[i]->count : 1); k++)
			if (!out->count || !merge(a, kind, &out->parts[out->count - 1], &parts[k]))
				out->parts[out->count++] = parts[k];
	}
	return out->count == 1 ? &out->parts[0] : out;
}

const struct cond *when_both(struct arena *a, const struct cond *x, const struct cond *y)
{
	if (!x || x->kind == COND_ALWAYS)
		return y;
	if (!y || y->kind == COND_ALWAYS)
		return x;
	return join(a, COND_ALL, x, y);
}

/* --- words --- */

static void skip_blanks(struct parser *p)
{
	p->at += strspn(p->at, " \t\n");
}

static bool take(struct parser *p, const char *word)
{
	size_t len = strlen(word);

	skip_blanks(p);
	if (strncmp(p->at, word, len) != 0)
		return false;
	if (word[0] >= 'A' && p->at[len] && !strchr(" \t\n()'", p->at[len]))
		return false; /* a longer word */
	p->at += len;
	return true;
}

/* 'text', true or false. */
static bool take_value(struct parser *p, char out[NAME_SIZE])
{
	skip_blanks(p);
	const bool quoted = *p->at == '\'';
	size_t len = quoted ? strcspn(p->at + 1, "'\\") : strspn(p->at, "abcdefghijklmnopqrstuvwxyz");

	if (len >= NAME_SIZE || (quoted && p->at[1 + len] != '\''))
		return false;
	memcpy(out, p->at + quoted, len);
	out[len] = '\0';
	p->at += len + (quoted ? 2 : 0);
	return quoted || strcmp(out, "true") == 0 || strcmp(out, "false") == 0;
}

static bool take_variable(struct parser *p, char out[NAME_SIZE])
{
	skip_blanks(p);
	size_t len = strspn(p->at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

	if (len >= NAME_SIZE || strncmp(p->at, "__", 2) != 0 || strncmp(p->at + len, ":value", 6) != 0)
		return false;
	memcpy(out, p->at, len);
	out[len] = '\0';
	p->at += len + 6;
	return true;
}

/* --- comparisons --- */

/* What a variable stands for: a fact, or one value of a fact that may have several. */
struct meaning {
	size_t fact;
	const char *value; /* or NULL */
};

static bool find_meaning(const struct parser *p, const char *name, struct meaning *out)
{
	for (size_t i = 0; i < p->c->fact_count; i++) {
		const struct fact *f = &p->c->facts[i];
		*out = (struct meaning){ .fact = i };
		if (!f->several && strcmp(cacao_variable_name(p->arena, f, NULL), name) == 0)
			return true;
		for (size_t k = 0; f->several && k < f->count; k++) {
			out->value = f->values[k].id;
			if (strcmp(cacao_variable_name(p->arena, f, out->value), name) == 0)
				return true;
		}
	}
	return false;
}

static const char *value_named(const struct catalog *c, size_t fact, const char *text)
{
	const char *value = fact_value(c, fact, text), *known = intern_find(&c->strings, text);

	return value || !c->facts[fact].brands || !find_kind(c, known) ? value : known;
}

/* One comparison with one value. NULL: not one of ours. */
static const struct cond *compare(const struct parser *p, const struct meaning *m, const char *text)
{
	if (m->value) {
		const struct cond *is = new_is(p->arena, m->fact, m->value);
		return strcmp(text, "true") == 0 ? is : strcmp(text, "false") == 0 ? when_not(p->arena, is) : NULL;
	}
	if (!*text) {
		struct cond *known = new_cond(p->arena, COND_KNOWN);
		known->fact = m->fact;
		return when_not(p->arena, known);
	}
	const char *value = value_named(p->c, m->fact, text);
	return value ? new_is(p->arena, m->fact, value) : NULL;
}

/* A brand goes without saying where its kind is listed. */
static void drop_covered(const struct catalog *c, struct cond *is)
{
	size_t kept = 0;

	if (is->kind != COND_IS)
		return;
	for (size_t i = 0; i < is->values.count; i++) {
		bool covered = false;
		for (size_t k = 0; k < is->values.count && !covered; k++)
			covered = is->values.at[k] != is->values.at[i] && fact_value_is(c, is->fact, is->values.at[i], is->values.at[k]);
		if (!covered)
			is->values.at[kept++] = is->values.at[i];
	}
	is->values.count = kept ? kept : is->values.count;
}

static const struct cond *take_list(struct parser *p, const struct meaning *m)
{
	const struct cond *all = NULL;
	char text[NAME_SIZE];
	int count = 0;

	if (!take(p, "("))
		return NULL;
	do {
		const struct cond *one = take_value(p, text) ? compare(p, m, text) : NULL;
		if (!one || ++count > VALUES_MAX)
			return NULL;
		all = all ? join(p->arena, COND_ANY, all, one) : one;
	} while (take(p, ","));
	struct cond *out = arena_alloc(p->arena, sizeof *out);
	*out = *all;
	drop_covered(p->c, out);
	return take(p, ")") ? out : NULL;
}

static const struct cond *constant(struct parser *p)
{
	char text[NAME_SIZE];

	if (!take(p, "=") || !take_value(p, text))
		return NULL;
	return new_cond(p->arena, strcmp(text, "true") == 0 ? COND_ALWAYS : COND_ANY);
}

static const struct cond *take_either(struct parser *p);

static const struct cond *take_comparison(struct parser *p)
{
	char name[NAME_SIZE], text[NAME_SIZE];
	struct meaning m;
	const struct cond *c = NULL;

	if (take(p, "(")) {
		if (++p->depth > DEPTH_MAX)
			return NULL;
		c = take_either(p);
		p->depth--;
		return take(p, ")") ? c : NULL;
	}
	if (!take_variable(p, name))
		return NULL;
	if (strcmp(name, "__always__") == 0)
		return constant(p);
	if (!find_meaning(p, name, &m))
		return NULL;
	bool not = take(p, "NOT");
	if (take(p, "IN")) {
		c = take_list(p, &m);
	} else {
		if (take(p, "!="))
			not = !not;
		else if (!take(p, "="))
			return NULL;
		c = take_value(p, text) ? compare(p, &m, text) : NULL;
	}
	return c && not ? when_not(p->arena, c) : c;
}

static const struct cond *take_both(struct parser *p)
{
	const struct cond *c = take_comparison(p);

	while (c && take(p, "AND")) {
		const struct cond *more = take_comparison(p);
		c = more ? join(p->arena, COND_ALL, c, more) : NULL;
	}
	return c;
}

static const struct cond *take_either(struct parser *p)
{
	const struct cond *c = take_both(p);

	while (c && take(p, "OR")) {
		const struct cond *more = take_both(p);
		c = more ? join(p->arena, COND_ANY, c, more) : NULL;
	}
	return c;
}

const struct cond *when_read(const struct catalog *c, struct arena *a, const char *text)
{
	struct parser p = { .c = c, .arena = a, .at = text };
	const struct cond *when = strlen(text) <= TEXT_MAX ? take_either(&p) : NULL;

	skip_blanks(&p);
	return *p.at ? NULL : when;
}

const struct cond *when_case(const struct catalog *c, struct arena *a, const char *variable, const char *value)
{
	struct parser p = { .c = c, .arena = a, .at = variable };
	char name[NAME_SIZE];
	struct meaning m;

	return take_variable(&p, name) && !*p.at && find_meaning(&p, name, &m) ? compare(&p, &m, value) : NULL;
}

/* --- writing --- */

static void write_one(const struct catalog *c, const struct cond *when, json *o)
{
	json *list;

	switch (when->kind) {
	case COND_ALWAYS: return;
	case COND_ALL:
	case COND_ANY:
		list = json_add_array(o, when->kind == COND_ALL ? "all" : "any");
		for (size_t i = 0; i < when->count; i++)
			write_one(c, &when->parts[i], json_add_object(list, NULL));
		return;
	case COND_NOT: write_one(c, &when->parts[0], json_add_object(o, "not")); return;
	case COND_KNOWN: json_add_text(o, "known", c->facts[when->fact].key); return;
	case COND_IS:
		json_add_text(o, "fact", c->facts[when->fact].key);
		if (when->values.count == 1)
			json_add_text(o, "is", when->values.at[0]);
		else
			cacao_add_words(o, "is", &when->values);
	}
}

void when_write(const struct catalog *c, const struct cond *when, json *to, const char *key)
{
	if (when && when->kind != COND_ALWAYS)
		write_one(c, when, json_add_object(to, key));
}
