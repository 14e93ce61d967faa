#include "guide/plan.h"

#include <stdlib.h>
#include <string.h>

#include "guide/cond.h"
#include "guide/find.h"
#include "guide/hours.h"

#include "base/banned.h"

/* A step on its way into the plan. */
struct candidate {
	struct plan_step out;
	int order;       /* of its playbook */
	size_t position; /* in its playbook; steps added around it share it */
	int beside;      /* -1 added before, 1 added after */
	bool placed;
	size_t after_cap, needs_cap, because_cap;
};

struct builder {
	const struct facts *facts;
	const struct progress *progress;
	int64_t now;
	struct arena *arena;
	struct candidate *at;
	size_t count, cap;
	const char *(*because)[FACT_VALUES_MAX]; /* "key=value" of each value of each fact, once it is needed */
};

static const char *const outcome_names[OUTCOMES] = { "", "done", "later", "unreachable", "refused", "not-needed" };

const char *outcome_name(enum outcome o)
{
	return outcome_names[o];
}

enum outcome outcome_from_name(const char *name)
{
	for (size_t i = 0; i < OUTCOMES; i++)
		if (strcmp(name, outcome_names[i]) == 0)
			return (enum outcome)i;
	return OUTCOME_NONE;
}

const char *urgency_name(enum urgency u)
{
	static const char *const names[URGENCIES] = { "danger", "now", "today", "week", "later" };

	return names[u];
}

/* Actions are interned and because_text() makes each text once: one word, one address. */
static void add_word(struct builder *b, struct words *w, size_t *cap, const char *word)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->at[i] == word)
			return;
	w->at = arena_grow(b->arena, w->at, w->count, cap, sizeof *w->at);
	w->at[w->count++] = word;
}

static void add_words(struct builder *b, struct words *w, size_t *cap, const struct words *more)
{
	for (size_t i = 0; i < more->count; i++)
		add_word(b, w, cap, more->at[i]);
}

static const char *because_text(struct builder *b, size_t fact, const char *value)
{
	const struct fact_values *v = &b->facts->of[fact];
	const char *key = b->facts->catalog->facts[fact].key;
	size_t i = 0;

	while (i + 1 < v->count && v->at[i] != value)
		i++;
	if (!b->because[fact][i]) {
		size_t len = strlen(key), more = strlen(value) + 1;
		char *text = arena_alloc(b->arena, len + 1 + more);
		memcpy(text, key, len);
		text[len] = '=';
		memcpy(text + len + 1, value, more);
		b->because[fact][i] = text;
	}
	return b->because[fact][i];
}

struct because_target {
	struct builder *b;
	struct candidate *c;
};

static void add_because(void *context, size_t fact, const char *value)
{
	struct because_target *t = context;

	add_word(t->b, &t->c->out.because, &t->c->because_cap, because_text(t->b, fact, value));
}

static struct candidate *find_candidate(struct builder *b, const char *action)
{
	for (size_t i = 0; i < b->count; i++)
		if (b->at[i].out.action == action)
			return &b->at[i];
	return NULL;
}

static const struct progress_row *progress_of(const struct builder *b, const char *action)
{
	for (size_t i = 0; b->progress && i < b->progress->count; i++)
		if (b->progress->rows[i].action == action)
			return &b->progress->rows[i];
	return NULL;
}

static bool settles(const struct catalog *c, const char *done, const char *action)
{
	for (size_t i = 0; i < c->step_count; i++)
		if (c->steps[i].action == done && words_has(&c->steps[i].settles, action))
			return true;
	return false;
}

/* What became of an action: its own outcome, or that of another step which settled it since (the second call that
 * reached the desk). */
static const struct progress_row *outcome_of(const struct builder *b, const char *action)
{
	const struct progress_row *own = progress_of(b, action), *r;

	if (own && (own->last == OUTCOME_DONE || own->last == OUTCOME_NOT_NEEDED))
		return own;
	for (size_t i = 0; b->progress && i < b->progress->count; i++) {
		r = &b->progress->rows[i];
		if (r->last == OUTCOME_DONE && (!own || r->at_ms >= own->at_ms) && settles(b->facts->catalog, r->action, action))
			return r;
	}
	return own;
}

/* The candidate for the step's action, made when there is none yet. Playbooks come in their order, so
 * whoever is there first keeps the step. */
static struct candidate *bring(struct builder *b, const struct step *s, enum urgency urgency)
{
	struct candidate *c = find_candidate(b, s->action);

	if (!c) {
		b->at = arena_grow(b->arena, b->at, b->count, &b->cap, sizeof *b->at);
		c = &b->at[b->count++];
		*c = (struct candidate){ .out = { .step = s, .action = s->action, .urgency = urgency } };
		c->out.opens_ms = c->out.remind_ms = c->out.due_ms = -1;
	}
	if (urgency < c->out.urgency)
		c->out.urgency = urgency;
	add_words(b, &c->out.after, &c->after_cap, &s->after);
	add_words(b, &c->out.needs, &c->needs_cap, &s->needs);
	return c;
}

static void bring_use(struct builder *b, const struct playbook *p, size_t position)
{
	const struct use *u = &p->uses[position];
	size_t before = b->count;
	struct candidate *c = bring(b, u->step, u->has_urgency ? u->urgency : u->step->urgency);

	if (b->count > before) {
		c->order = p->order;
		c->position = position;
	}
	add_words(b, &c->out.after, &c->after_cap, &u->after);
	add_words(b, &c->out.needs, &c->needs_cap, &u->needs);
	struct because_target t = { b, c };
	cond_because(&p->when, b->facts, add_because, &t);
	cond_because(&u->when, b->facts, add_because, &t);
	cond_because(&u->step->when, b->facts, add_because, &t);
}

static void bring_all(struct builder *b)
{
	const struct catalog *c = b->facts->catalog;

	for (size_t i = 0; i < c->playbook_count; i++) {
		const struct playbook *p = &c->playbooks[i];
		if (!cond_holds(&p->when, b->facts))
			continue;
		for (size_t k = 0; k < p->count; k++)
			if (cond_holds(&p->uses[k].when, b->facts) && cond_holds(&p->uses[k].step->when, b->facts))
				bring_use(b, p, k);
	}
}

const struct contact *step_contact(const struct step *s, const struct facts *f)
{
	const struct brand *b = facts_brand(f);
	const struct kind *k = facts_kind(f);
	const struct kind *any = find_kind(f->catalog, intern_find(&f->catalog->strings, "unknown"));
	const char *is = NULL;

	for (size_t i = 0; i < s->contact_count && !is; i++)
		if (cond_holds(&s->contacts[i].when, f))
			is = s->contacts[i].is;
	if (!is)
		return NULL;
	const struct contact *direct = find_contact(f->catalog, is);
	if (direct)
		return direct;
	const char *id = b ? find_name(&b->contacts, is) : NULL;
	if (!id && k)
		id = find_name(&k->contacts, is);
	if (!id && any)
		id = find_name(&any->contacts, is);
	return find_contact(f->catalog, id);
}

/* Adds a step before (-1) or after (1) another because of what happened to that one. */
static void bring_beside(struct builder *b, size_t of, const char *step_id, int beside)
{
	const struct step *s = find_step(b->facts->catalog, step_id);
	size_t before = b->count;

	if (!s || s->action == b->at[of].out.action || !cond_holds(&s->when, b->facts))
		return;
	struct candidate *c = bring(b, s, s->urgency);
	struct candidate *origin = &b->at[of]; /* bring may have moved the array */
	if (b->count > before) {
		c->order = origin->order;
		c->position = origin->position;
		c->beside = beside;
	}
	add_words(b, &c->out.because, &c->because_cap, &origin->out.because);
	if (beside < 0)
		add_word(b, &origin->out.after, &origin->after_cap, c->out.action);
	else if (b->count > before)
		add_word(b, &c->out.after, &c->after_cap, origin->out.action);
}

static void bring_list(struct builder *b, size_t of, const struct words *ids, int beside)
{
	for (size_t i = 0; i < ids->count; i++)
		bring_beside(b, of, ids->at[i], beside);
}

static void find_contact_of(struct builder *b, struct candidate *c)
{
	c->out.contact = step_contact(c->out.step, b->facts);
	if (c->out.contact && !contact_exists(c->out.contact, b->now))
		c->out.contact = NULL;
	if (c->out.contact && !hours_open(&c->out.contact->hours, b->now))
		c->out.opens_ms = hours_next(&c->out.contact->hours, b->now);
}

/* b->count grows while this runs, so that an added step's own closed desk is seen too. */
static void bring_consequences(struct builder *b)
{
	for (size_t i = 0; i < b->count; i++) {
		find_contact_of(b, &b->at[i]);
		const struct step *s = b->at[i].out.step;
		const struct progress_row *p = outcome_of(b, s->action);
		enum outcome last = p ? p->last : OUTCOME_NONE;
		if (last == OUTCOME_DONE || last == OUTCOME_NOT_NEEDED)
			continue;
		if (b->at[i].out.opens_ms >= 0)
			bring_list(b, i, &s->if_closed, -1);
		if (last == OUTCOME_UNREACHABLE)
			bring_list(b, i, &s->if_unreachable, 1);
		if (last == OUTCOME_REFUSED)
			bring_list(b, i, &s->if_refused, 1);
	}
}

static void settle_done(struct plan_step *s, const struct progress_row *p, int64_t now)
{
	int64_t back = p->at_ms + s->step->remind_ms;

	s->status = STEP_DONE;
	if (s->step->remind_ms < 0 || p->times_done > s->step->repeat)
		return;
	s->due_ms = back;
	if (back <= now) {
		s->status = STEP_OPEN;
		s->due_ms = -1;
	}
}

static void settle(struct builder *b, struct plan_step *s)
{
	const struct progress_row *p = outcome_of(b, s->action);
	int64_t back = -1;

	s->status = STEP_OPEN;
	s->last = p ? p->last : OUTCOME_NONE;
	s->remind_ms = s->step->remind_ms < 0 ? -1 : (s->last == OUTCOME_DONE ? p->at_ms : b->now) + s->step->remind_ms;
	switch (s->last) {
	case OUTCOME_DONE: settle_done(s, p, b->now); return;
	case OUTCOME_NOT_NEEDED: s->status = STEP_NOT_NEEDED; return;
	case OUTCOME_LATER: back = p->due_ms; break;
	case OUTCOME_UNREACHABLE:
	case OUTCOME_REFUSED: back = p->at_ms + s->step->retry_ms; break;
	default: break;
	}
	if (s->opens_ms > back)
		back = s->opens_ms;
	if (back > b->now) {
		s->status = STEP_WAITING;
		s->due_ms = back;
	}
}

/* A step is held while one that it needs is in the plan and neither done nor not needed. */
static void hold_back(struct builder *b)
{
	for (size_t i = 0; i < b->count; i++) {
		struct plan_step *s = &b->at[i].out;
		for (size_t k = 0; k < s->needs.count && s->status == STEP_OPEN; k++) {
			const struct candidate *n = find_candidate(b, s->needs.at[k]);
			if (n && n->out.last != OUTCOME_DONE && n->out.last != OUTCOME_NOT_NEEDED)
				s->status = STEP_HELD;
		}
	}
}

/* danger, now, today, waiting, week, later */
static int rank_of(const struct plan_step *s)
{
	static const int ranks[URGENCIES] = { 0, 1, 2, 4, 5 };
	int rank = ranks[s->urgency];

	return s->opens_ms >= 0 && rank < 3 ? 3 : rank;
}

static bool comes_before(const struct candidate *a, const struct candidate *b)
{
	int ra = rank_of(&a->out), rb = rank_of(&b->out);

	if (ra != rb)
		return ra < rb;
	if (ra == 3 && a->out.opens_ms != b->out.opens_ms)
		return a->out.opens_ms < b->out.opens_ms;
	if (a->order != b->order)
		return a->order < b->order;
	if (a->position != b->position)
		return a->position < b->position;
	return a->beside < b->beside;
}

static bool is_ready(struct builder *b, const struct candidate *c)
{
	const struct words *lists[] = { &c->out.after, &c->out.needs };

	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < lists[l]->count; i++) {
			const struct candidate *before = find_candidate(b, lists[l]->at[i]);
			if (before && before != c && !before->placed)
				return false;
		}
	return true;
}

/* The next to place. Should outcomes ever have closed a circle, the most urgent of what is left breaks
 * it: a plan always holds every step. */
static struct candidate *next_to_place(struct builder *b)
{
	struct candidate *best = NULL;

	for (int any = 0; any <= 1 && !best; any++)
		for (size_t i = 0; i < b->count; i++) {
			struct candidate *c = &b->at[i];
			if (!c->placed && (any || is_ready(b, c)) && (!best || comes_before(c, best)))
				best = c;
		}
	return best;
}

void plan_build(const struct facts *f, const struct progress *progress, int64_t now_ms, struct arena *a, struct plan *out)
{
	struct builder b = { .facts = f, .progress = progress, .now = now_ms, .arena = a };

	b.because = arena_alloc(a, f->catalog->fact_count * sizeof *b.because);
	bring_all(&b);
	bring_consequences(&b);
	for (size_t i = 0; i < b.count; i++)
		settle(&b, &b.at[i].out);
	hold_back(&b);
	out->steps = arena_alloc(a, (b.count + 1) * sizeof *out->steps);
	out->count = 0;
	while (out->count < b.count) {
		struct candidate *c = next_to_place(&b);
		c->placed = true;
		out->steps[out->count++] = c->out;
	}
}

long plan_current(const struct plan *p)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->steps[i].status == STEP_OPEN)
			return (long)i;
	return -1;
}

long plan_find(const struct plan *p, const char *action)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->steps[i].action == action)
			return (long)i;
	return -1;
}

int64_t plan_due(const struct plan *p)
{
	int64_t due = -1;

	for (size_t i = 0; i < p->count; i++)
		if (p->steps[i].due_ms >= 0 && (due < 0 || p->steps[i].due_ms < due))
			due = p->steps[i].due_ms;
	return due;
}
