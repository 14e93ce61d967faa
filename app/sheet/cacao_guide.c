/* A playbook of the guidance as a CACAO playbook: does it apply? then its steps, urgent ones first, each under its condition, and
 * behind a step what to do when the desk is closed, away or refuses. */
#include <string.h>

#include "guide/find.h"
#include "guide/plan.h"
#include "sheet/cacao.h"
#include "sheet/cacao_parts.h"
#include "sheet/flow.h"

#include "base/banned.h"

/* The day the first playbook was written: where no contact says when it was checked. */
static const int64_t FIRST_DAY_MS = 1767225600000; /* 2026-01-01 */

struct guide {
	struct cacao k;
	struct flow flow;
};

static const char *named(struct guide *g, const char *type, const char *what, const char *part)
{
	return cacao_step_id(&g->k, type, arena_fmt(g->k.arena, "%s/%s", what, part));
}

static const char *add_end(struct guide *g, const char *what, const char *part)
{
	const char *id = named(g, "end", what, part);

	cacao_step(&g->k, id, "end", NULL, NULL);
	return id;
}

static json *add_if(struct guide *g, const char *id, const struct cond *c, const char *yes, const char *next)
{
	json *o = cacao_step(&g->k, id, "if-condition", NULL, next);

	json_add_text(o, "condition", cacao_cond(&g->k, c));
	json_add_text(o, "on_true", yes);
	return o;
}

/* --- instead --- */

struct branch {
	const char *outcome;
	const struct words *steps;
};

/* The steps of a list that come as an answer to this one: not another way of the same action. */
static size_t others(const struct guide *g, const struct step *of, const struct words *ids, const struct step **out)
{
	size_t count = 0;

	for (size_t i = 0; i < ids->count; i++) {
		const struct step *s = find_step(g->k.catalog, ids->at[i]);
		if (s && s->action != of->action)
			out[count++] = s;
	}
	return count;
}

static const char *first_of(struct guide *g, const struct step *s, const char *where)
{
	return named(g, s->when.kind == COND_ALWAYS ? "action" : "if-condition", where, s->id);
}

static void add_branch(struct guide *g, const struct step *of, const struct branch *b, const char *where, json *cases)
{
	const struct step **steps = arena_alloc(g->k.arena, (b->steps->count + 1) * sizeof(struct step *));
	size_t count = others(g, of, b->steps, steps);

	if (!count)
		return;
	const char *here = arena_fmt(g->k.arena, "%s/%s", where, b->outcome), *end = named(g, "end", here, "end");
	json_add_text(cases, b->outcome, first_of(g, steps[0], here));
	for (size_t i = 0; i < count; i++) {
		const char *next = i + 1 < count ? first_of(g, steps[i + 1], here) : end;
		const char *action = named(g, "action", here, steps[i]->id);
		if (steps[i]->when.kind == COND_ALWAYS) {
			cacao_action(&g->k, action, steps[i], next);
		} else {
			add_if(g, named(g, "if-condition", here, steps[i]->id), &steps[i]->when, action, next);
			cacao_action(&g->k, action, steps[i], named(g, "end", here, steps[i]->id));
			add_end(g, here, steps[i]->id);
		}
	}
	add_end(g, here, "end");
}

static bool has_others(const struct guide *g, const struct step *s)
{
	const struct words *lists[] = { &s->if_closed, &s->if_unreachable, &s->if_refused };
	const struct step *found[1];

	for (size_t l = 0; l < 3; l++)
		for (size_t i = 0; i < lists[l]->count; i++) {
			const struct words one = { lists[l]->at + i, 1 };
			if (others(g, s, &one, found))
				return true;
		}
	return false;
}

static void add_switch(struct guide *g, const char *id, const struct step *s, const char *where, const char *next)
{
	const struct branch branches[] = { { "closed", &s->if_closed }, { "unreachable", &s->if_unreachable }, { "refused", &s->if_refused } };
	json *o = cacao_step(&g->k, id, "switch-condition", NULL, next), *cases;

	cacao_variable(&g->k, "__outcome__", "string", "done, closed, unreachable, refused, not-needed", "");
	json_add_text(o, "switch", "__outcome__:value");
	cases = json_add_object(o, "cases");
	for (size_t i = 0; i < sizeof branches / sizeof *branches; i++)
		add_branch(g, s, &branches[i], where, cases);
}

/* --- in turn --- */

static void add_use_step(struct guide *g, const struct use *u, const char *where, const char *next)
{
	const char *id = named(g, "action", where, "do"), *after = named(g, "switch-condition", where, "then");
	bool answers = has_others(g, u->step);
	json *o = cacao_action(&g->k, id, u->step, answers ? after : next), *x = cacao_extend(&g->k, o);

	json_add_text(x, "urgency", urgency_name(use_urgency(u)));
	cacao_add_words(x, "use_after", &u->after);
	cacao_add_words(x, "use_needs", &u->needs);
	if (!answers)
		return;
	json *outputs = json_add_array(o, "out_args");
	json_add_text(outputs, NULL, "__outcome__");
	add_switch(g, after, u->step, where, next);
}

/* What the ids of a use hang on: a step may be used twice, under two conditions. */
static const char *place_of(const struct guide *g, const struct flow_group *group, size_t i)
{
	return arena_fmt(g->k.arena, "%s#%zu", group->uses[i]->step->id, i);
}

/* The first of a group's uses whose condition holds: if, else if, else. */
static void add_group(struct guide *g, const struct flow_group *group, const char *next)
{
	const char *then = next;
	json *above = NULL;

	for (size_t i = 0; i < group->count; i++) {
		const char *where = place_of(g, group, i);
		const struct cond c = use_cond(group->uses[i], g->k.arena);
		const bool always = c.kind == COND_ALWAYS;
		const char *first = always ? named(g, "action", where, "do") : named(g, "if-condition", where, "if");
		if (above) { /* a branch of its own, with its own end */
			json_add_text(above, "on_false", first);
			then = named(g, "end", where, "else");
		}
		if (always) {
			add_use_step(g, group->uses[i], where, then);
			if (above)
				add_end(g, where, "else");
			return;
		}
		json *this = add_if(g, first, &c, named(g, "action", where, "do"), then);
		add_use_step(g, group->uses[i], where, named(g, "end", where, "yes"));
		add_end(g, where, "yes");
		if (above)
			add_end(g, where, "else");
		above = this;
	}
}

static const char *first_of_group(struct guide *g, size_t i, const char *end)
{
	if (i >= g->flow.count)
		return end;
	const char *where = place_of(g, &g->flow.groups[i], 0);
	return use_cond(g->flow.groups[i].uses[0], g->k.arena).kind == COND_ALWAYS ? named(g, "action", where, "do") : named(g, "if-condition", where, "if");
}

static void add_workflow(struct guide *g, const struct playbook *p)
{
	const bool asks = p->when.kind != COND_ALWAYS;
	const char *end = named(g, "end", "", "end"), *inner = asks ? named(g, "end", "", "applies") : end;
	const char *first = first_of_group(g, 0, inner), *question = named(g, "if-condition", "", "applies");

	cacao_step(&g->k, cacao_step_id(&g->k, "start", ""), "start", NULL, asks ? question : first);
	if (asks)
		add_if(g, question, &p->when, first, end);
	for (size_t i = 0; i < g->flow.count; i++)
		add_group(g, &g->flow.groups[i], first_of_group(g, i + 1, inner));
	if (asks)
		add_end(g, "", "applies");
	add_end(g, "", "end");
}

bool cacao_playbook(const struct catalog *c, const struct playbook *p, const struct say *say, const char *const *langs, size_t lang_count,
		    struct sink *out, struct err *e)
{
	struct arena *a = arena_new();
	struct facts facts;
	struct guide g;

	(void)e;
	facts_init(&facts, c, a);
	flow_facts(p, &facts);
	cacao_begin(&g.k, c, say, &facts, p->id);
	g.k.langs = langs;
	g.k.lang_count = lang_count;
	flow_of(p, a, &g.flow);
	cacao_head(&g.k, p->title, p->source);
	json *x = json_add_object(json_add_object(g.k.root, "playbook_extensions"), g.k.extension);
	json_add_text(x, "playbook_id", p->id);
	json_add_number(x, "order", p->order);
	json_add_text(x, "source", p->source);
	json_add_text(x, "lang", say->lang);
	add_workflow(&g, p);
	int64_t first = g.k.first_ms < 0 ? FIRST_DAY_MS : g.k.first_ms;
	cacao_end(&g.k, first < FIRST_DAY_MS ? first : FIRST_DAY_MS, g.k.last_ms < 0 ? FIRST_DAY_MS : g.k.last_ms, &out->buf);
	arena_free(a);
	return true;
}
