#include "sheet/flow.h"

#include <string.h>

#include "guide/find.h"

#include "base/banned.h"

enum urgency use_urgency(const struct use *u)
{
	return u->has_urgency ? u->urgency : u->step->urgency;
}

struct cond use_cond(const struct use *u, struct arena *a)
{
	if (u->when.kind == COND_ALWAYS)
		return u->step->when;
	if (u->step->when.kind == COND_ALWAYS)
		return u->when;
	struct cond both = { .kind = COND_ALL, .parts = arena_alloc(a, 2 * sizeof *both.parts), .count = 2 };
	both.parts[0] = u->when;
	both.parts[1] = u->step->when;
	return both;
}

/* --- groups --- */

static struct flow_group *group_of(struct flow *f, const char *action)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->groups[i].action == action)
			return &f->groups[i];
	return NULL;
}

static void add_before(struct arena *a, struct flow_group *g, const struct words *more)
{
	const char **all;

	if (!more->count)
		return;
	all = arena_alloc(a, (g->before.count + more->count) * sizeof *all);
	if (g->before.count)
		memcpy(all, g->before.at, g->before.count * sizeof *all);
	memcpy(all + g->before.count, more->at, more->count * sizeof *all);
	g->before.at = all;
	g->before.count += more->count;
}

static void add_use(struct flow *f, const struct playbook *p, size_t position, struct arena *a)
{
	const struct use *u = &p->uses[position];
	struct flow_group *g = group_of(f, u->step->action);

	if (!g) {
		g = &f->groups[f->count++];
		*g = (struct flow_group){ .action = u->step->action, .urgency = use_urgency(u), .position = position };
		g->uses = arena_alloc(a, p->count * sizeof(struct use *));
	}
	g->uses[g->count++] = u;
	if (use_urgency(u) < g->urgency)
		g->urgency = use_urgency(u);
	add_before(a, g, &u->after);
	add_before(a, g, &u->needs);
	add_before(a, g, &u->step->after);
	add_before(a, g, &u->step->needs);
}

/* --- order --- */

static bool is_ready(struct flow *f, const bool *placed, const struct flow_group *g)
{
	for (size_t i = 0; i < g->before.count; i++) {
		const struct flow_group *other = group_of(f, g->before.at[i]);
		if (other && other != g && !placed[other - f->groups])
			return false;
	}
	return true;
}

static bool comes_before(const struct flow_group *a, const struct flow_group *b)
{
	return a->urgency != b->urgency ? a->urgency < b->urgency : a->position < b->position;
}

/* The check of the guidance refuses circles; should there be one, the most urgent of what is left breaks it. */
static size_t next_to_place(struct flow *f, const bool *placed)
{
	size_t best = f->count;

	for (int any = 0; any <= 1 && best == f->count; any++)
		for (size_t i = 0; i < f->count; i++) {
			const struct flow_group *g = &f->groups[i];
			if (!placed[i] && (any || is_ready(f, placed, g)) && (best == f->count || comes_before(g, &f->groups[best])))
				best = i;
		}
	return best;
}

void flow_of(const struct playbook *p, struct arena *a, struct flow *out)
{
	struct flow all = { .groups = arena_alloc(a, (p->count + 1) * sizeof *all.groups) };
	bool *placed = arena_alloc(a, p->count + 1);

	for (size_t i = 0; i < p->count; i++)
		add_use(&all, p, i, a);
	*out = (struct flow){ .groups = arena_alloc(a, (all.count + 1) * sizeof *out->groups) };
	while (out->count < all.count) {
		size_t next = next_to_place(&all, placed);
		placed[next] = true;
		out->groups[out->count++] = all.groups[next];
	}
}

/* --- facts --- */

/* The one value that a condition asks a fact for; `count` those it asks for in all. */
static void find_value(const struct cond *c, size_t fact, const char **value, size_t *count)
{
	if (c->kind == COND_IS && c->fact == fact)
		for (size_t i = 0; i < c->values.count; i++) {
			*count += *value != c->values.at[i];
			*value = c->values.at[i];
		}
	for (size_t i = 0; c->kind != COND_NOT && i < c->count; i++)
		find_value(&c->parts[i], fact, value, count);
}

void flow_facts(const struct playbook *p, struct facts *f)
{
	long claims = fact_index(f->catalog, "claims");
	const char *value = NULL;
	size_t count = 0;

	if (claims >= 0)
		find_value(&p->when, (size_t)claims, &value, &count);
	if (count == 1)
		facts_add(f, (size_t)claims, value);
}
