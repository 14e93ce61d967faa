#include "walk/walk.h"


#include "base/mem.h"
#include "guide/cond.h"
#include "guide/find.h"

#include "base/banned.h"

void walk_replan(struct walk *w)
{
	arena_free(w->plan_arena);
	w->plan_arena = arena_new();
	w->plan = (struct plan){ 0 };
	if (w->catalog->complete)
		plan_build(&w->fold.facts, &w->fold.progress, clock_now(w->clock).ms, w->plan_arena, &w->plan);
}

/* A sentence tells some of what was entered or how it was paid, seldom all of it: a thing half read must not pass for the whole. */
bool walk_is_heard(const struct walk *w, const struct question *q)
{
	return q->has_fact && q->several && q->stage == STAGE_SECOND && w->fold.heard[q->fact];
}

static bool is_askable(const struct walk *w, const struct question *q)
{
	size_t i = (size_t)(q - w->catalog->questions);

	if (w->fold.answers[i].record || !cond_holds(&q->when, &w->fold.facts))
		return false;
	return !q->has_fact || !facts_known(&w->fold.facts, q->fact) || walk_is_heard(w, q);
}

static const struct question *next_question(const struct walk *w, enum stage from, enum stage to)
{
	for (size_t i = 0; w->asks && i < w->catalog->question_count; i++) {
		const struct question *q = &w->catalog->questions[i];
		if (q->stage >= from && q->stage <= to && is_askable(w, q))
			return q;
	}
	return NULL;
}

const struct plan_step *walk_step(const struct walk *w)
{
	long i = plan_current(&w->plan);

	return i < 0 ? NULL : &w->plan.steps[i];
}

/* The words that begin an agent's call are recorded as a step, and come before every question. */
static bool is_opening(const struct walk *w, const struct record *r)
{
	const struct step *s = find_step(w->catalog, intern_find(&w->catalog->strings, r->step));

	return s && s->opening;
}

/* One question of the second stage is enough for the first card; in danger not even that. Where nothing is urgent, another
 * may still find what is. */
const struct question *walk_opening_question(const struct walk *w)
{
	const struct question *first = next_question(w, STAGE_FIRST, STAGE_FIRST);
	const struct plan_step *s = walk_step(w);

	if (first)
		return first;
	for (size_t i = 0; s && s->urgency <= URGENCY_NOW && i < w->catalog->question_count; i++)
		if (w->catalog->questions[i].stage == STAGE_SECOND && w->fold.answers[i].record)
			return NULL;
	for (size_t i = 0; i < w->log.count; i++)
		if (w->log.at[i].kind == ENTRY_OUTCOME && !is_opening(w, &w->log.at[i]))
			return NULL;
	if (s && s->urgency == URGENCY_DANGER)
		return NULL;
	return next_question(w, STAGE_SECOND, STAGE_SECOND);
}

const struct question *walk_hold_question(const struct walk *w)
{
	return next_question(w, STAGE_SECOND, STAGE_HOLD);
}

size_t walk_hold_count(const struct walk *w)
{
	size_t n = 0;

	for (size_t i = 0; w->asks && i < w->catalog->question_count; i++)
		n += w->catalog->questions[i].stage != STAGE_FIRST && is_askable(w, &w->catalog->questions[i]);
	return n;
}

const char *walk_state(const struct walk *w)
{
	bool waits = false;

	if (!w->plan.count || plan_current(&w->plan) >= 0)
		return "open";
	for (size_t i = 0; i < w->plan.count; i++)
		waits = waits || w->plan.steps[i].status == STEP_WAITING || w->plan.steps[i].status == STEP_HELD ||
		        w->plan.steps[i].due_ms >= 0;
	return waits ? "waiting" : "done";
}

static void add_part(const struct walk *w, const char *key, size_t start, struct buf *out)
{
	long fact = fact_index(w->catalog, key);
	const struct fact_values *v = fact < 0 ? NULL : &w->fold.facts.of[fact];

	for (size_t i = 0; v && i < v->count; i++)
		buf_addf(out, "%s%s", i ? w->catalog->join.list : out->len > start ? w->catalog->join.title : "", fact_value_label(w->catalog, (size_t)fact, v->at[i]));
}

void walk_title(const struct walk *w, struct buf *out)
{
	static const char *const keys[] = { "claims", "about", "received", "entered", "paid_by" };
	size_t start = out->len;

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		add_part(w, keys[i], start, out);
	if (out->len == start)
		add_part(w, "now", start, out);
}

bool walk_can_change(const struct walk *w, const struct question *q)
{
	const struct answered *a = &w->fold.answers[q - w->catalog->questions];

	return a->active || (q->has_fact && facts_known(&w->fold.facts, q->fact) && cond_holds(&q->when, &w->fold.facts));
}
