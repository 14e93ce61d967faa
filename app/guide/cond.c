#include "guide/cond.h"

#include "base/banned.h"

static bool any_value(const struct cond *c, const struct facts *f)
{
	for (size_t i = 0; i < c->values.count; i++)
		if (facts_is(f, c->fact, c->values.at[i]))
			return true;
	return false;
}

bool cond_holds(const struct cond *c, const struct facts *f)
{
	switch (c->kind) {
	case COND_ALWAYS:
		return true;
	case COND_ALL:
		for (size_t i = 0; i < c->count; i++)
			if (!cond_holds(&c->parts[i], f))
				return false;
		return true;
	case COND_ANY:
		for (size_t i = 0; i < c->count; i++)
			if (cond_holds(&c->parts[i], f))
				return true;
		return false;
	case COND_NOT:
		return !cond_holds(&c->parts[0], f);
	case COND_IS:
		return any_value(c, f);
	case COND_KNOWN:
		return facts_known(f, c->fact);
	}
	return false;
}

struct collector {
	const struct facts *facts;
	because_fn *each;
	void *context;
	size_t given;
};

static void give(struct collector *k, size_t fact, const char *value)
{
	k->each(k->context, fact, value);
	k->given++;
}

static bool listed(const struct collector *k, const struct cond *c, const char *value)
{
	for (size_t i = 0; i < c->values.count; i++)
		if (fact_value_is(k->facts->catalog, c->fact, value, c->values.at[i]))
			return true;
	return false;
}

static void positive(struct collector *k, const struct cond *c)
{
	if (c->kind == COND_IS || c->kind == COND_KNOWN) {
		const struct fact_values *v = &k->facts->of[c->fact];
		for (size_t i = 0; i < v->count; i++)
			if (c->kind == COND_KNOWN || listed(k, c, v->at[i]))
				give(k, c->fact, v->at[i]);
		return;
	}
	if (c->kind == COND_ALL || c->kind == COND_ANY)
		for (size_t i = 0; i < c->count; i++)
			if (cond_holds(&c->parts[i], k->facts))
				positive(k, &c->parts[i]);
}

static void looked_at(struct collector *k, const struct cond *c)
{
	if (c->kind == COND_IS || c->kind == COND_KNOWN)
		for (size_t i = 0; i < k->facts->of[c->fact].count; i++)
			give(k, c->fact, k->facts->of[c->fact].at[i]);
	for (size_t i = 0; i < c->count; i++)
		looked_at(k, &c->parts[i]);
}

void cond_because(const struct cond *c, const struct facts *f, because_fn *each, void *context)
{
	struct collector k = { f, each, context, 0 };

	positive(&k, c);
	if (!k.given)
		looked_at(&k, c);
}

bool cond_uses(const struct cond *c, size_t fact)
{
	if ((c->kind == COND_IS || c->kind == COND_KNOWN) && c->fact == fact)
		return true;
	for (size_t i = 0; i < c->count; i++)
		if (cond_uses(&c->parts[i], fact))
			return true;
	return false;
}
