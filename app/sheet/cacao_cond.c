/* Conditions as comparisons of variables (STIX patterning). That language has no negation of a group, so it is pushed down to the
 * comparisons. A fact of one value is a text variable, empty until it is answered; one of several is a truth for each value. */
#include <string.h>

#include "sheet/cacao_parts.h"

#include "base/banned.h"

const char *cacao_variable_name(struct arena *a, const struct fact *f, const char *value)
{
	char *name = value ? arena_fmt(a, "__%s_%s__", f->key, value) : arena_fmt(a, "__%s__", f->key);

	for (char *at = name; *at; at++)
		if (*at == '-')
			*at = '_';
	return name;
}

void cacao_variable(struct cacao *k, const char *name, const char *type, const char *description, const char *value)
{
	if (json_get(k->variables, name))
		return;
	json *o = json_add_object(k->variables, name);
	json_add_text(o, "type", type);
	json_add_text(o, "description", description);
	json_add_text(o, "value", value);
	json_add_bool(o, "constant", false);
	json_add_bool(o, "external", true);
}

/* --- comparisons --- */

static const char *text_variable(struct cacao *k, const struct fact *f)
{
	const char *name = cacao_variable_name(k->arena, f, NULL);
	struct buf about = { 0 };

	buf_addf(&about, "%s: ", f->label);
	for (size_t i = 0; i < f->count; i++)
		buf_addf(&about, "%s%s (%s)", i ? ", " : "", f->values[i].id, f->values[i].label);
	cacao_variable(k, name, "string", buf_str(&about), "");
	buf_free(&about);
	return name;
}

static const char *truth_variable(struct cacao *k, size_t fact, const char *value)
{
	const struct fact *f = &k->catalog->facts[fact];
	const char *name = cacao_variable_name(k->arena, f, value), *label = fact_value_label(k->catalog, fact, value);

	cacao_variable(k, name, "bool", arena_fmt(k->arena, "%s: %s", f->label, label ? label : value), "false");
	return name;
}

/* The values that make `wanted` true: itself, and every brand of the kind it names. */
static void add_values(struct cacao *k, size_t fact, const char *wanted, struct words *all, size_t *cap)
{
	const struct catalog *c = k->catalog;

	all->at = arena_grow(k->arena, all->at, all->count, cap, sizeof *all->at);
	all->at[all->count++] = wanted;
	for (size_t i = 0; c->facts[fact].brands && i < c->brand_count; i++) {
		if (c->brands[i].id == wanted || !fact_value_is(c, fact, c->brands[i].id, wanted))
			continue;
		all->at = arena_grow(k->arena, all->at, all->count, cap, sizeof *all->at);
		all->at[all->count++] = c->brands[i].id;
	}
}

static void put_text(struct cacao *k, const struct cond *c, bool not, struct buf *out)
{
	const char *name = text_variable(k, &k->catalog->facts[c->fact]);
	struct words all = { 0 };
	size_t cap = 0;

	for (size_t i = 0; i < c->values.count; i++)
		add_values(k, c->fact, c->values.at[i], &all, &cap);
	buf_addf(out, "%s:value ", name);
	if (all.count == 1) {
		buf_addf(out, "%s '%s'", not ? "!=" : "=", all.at[0]);
		return;
	}
	buf_addf(out, "%sIN (", not ? "NOT " : "");
	for (size_t i = 0; i < all.count; i++)
		buf_addf(out, "%s'%s'", i ? ", " : "", all.at[i]);
	buf_add_c(out, ')');
}

static void put_truths(struct cacao *k, size_t fact, const char *const *values, size_t count, bool not, struct buf *out)
{
	if (count > 1)
		buf_add_c(out, '(');
	for (size_t i = 0; i < count; i++)
		buf_addf(out, "%s%s:value = %s", i ? (not ? " AND " : " OR ") : "", truth_variable(k, fact, values[i]), not ? "false" : "true");
	if (count > 1)
		buf_add_c(out, ')');
}

static void put_known(struct cacao *k, size_t fact, bool not, struct buf *out)
{
	const struct fact *f = &k->catalog->facts[fact];
	const char **all;

	if (!f->several) {
		buf_addf(out, "%s:value %s ''", text_variable(k, f), not ? "=" : "!=");
		return;
	}
	all = arena_alloc(k->arena, (f->count + 1) * sizeof *all);
	for (size_t i = 0; i < f->count; i++)
		all[i] = f->values[i].id;
	put_truths(k, fact, all, f->count, not, out);
}

/* --- conditions --- */

static void put(struct cacao *k, const struct cond *c, bool not, struct buf *out);

static void put_parts(struct cacao *k, const struct cond *c, bool not, struct buf *out)
{
	bool and = (c->kind == COND_ALL) != not;

	if (c->count > 1)
		buf_add_c(out, '(');
	for (size_t i = 0; i < c->count; i++) {
		buf_add(out, i ? (and ? " AND " : " OR ") : "");
		put(k, &c->parts[i], not, out);
	}
	if (c->count > 1)
		buf_add_c(out, ')');
}

/* What always or never holds compares a variable that nobody sets with itself. */
static void put_constant(struct cacao *k, bool holds, struct buf *out)
{
	cacao_variable(k, "__always__", "bool", "true", "true");
	buf_addf(out, "__always__:value = %s", holds ? "true" : "false");
}

static void put(struct cacao *k, const struct cond *c, bool not, struct buf *out)
{
	switch (c->kind) {
	case COND_ALWAYS: put_constant(k, !not, out); break;
	case COND_NOT: put(k, &c->parts[0], !not, out); break;
	case COND_KNOWN: put_known(k, c->fact, not, out); break;
	case COND_IS:
		if (k->catalog->facts[c->fact].several)
			put_truths(k, c->fact, c->values.at, c->values.count, not, out);
		else
			put_text(k, c, not, out);
		break;
	default:
		if (c->count)
			put_parts(k, c, not, out);
		else
			put_constant(k, (c->kind == COND_ALL) != not, out);
	}
}

const char *cacao_cond(struct cacao *k, const struct cond *c)
{
	struct buf out = { 0 };

	put(k, c, false, &out);
	const char *kept = arena_strdup(k->arena, buf_str(&out));
	buf_free(&out);
	return kept;
}
