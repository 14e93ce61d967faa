/* A walked case as a CACAO playbook: its steps as planned, one after another since the facts are known, and what became of each. */
#include <string.h>

#include "guide/plan.h"
#include "sheet/cacao.h"
#include "sheet/cacao_parts.h"

#include "base/banned.h"

/* What happened to one action, as it is read. */
struct deed {
	const char *action, *step, *title;
	json *outcomes;
};

struct walked {
	struct cacao k;
	struct view *view;
	struct deed *deeds; /* in the order they were first met */
	size_t count, cap;
	int64_t first_ms, last_ms;
};

static struct deed *deed_of(struct walked *w, const char *action)
{
	for (size_t i = 0; i < w->count; i++)
		if (strcmp(w->deeds[i].action, action) == 0)
			return &w->deeds[i];
	w->deeds = arena_grow(w->k.arena, w->deeds, w->count, &w->cap, sizeof *w->deeds);
	w->deeds[w->count] = (struct deed){ .action = arena_strdup(w->k.arena, action), .outcomes = json_new_array() };
	return &w->deeds[w->count++];
}

static void add_words(json *o, const char *key, struct buf *words)
{
	if (words->len)
		json_add_text(o, key, buf_str(words));
	buf_clear(words);
}

static bool take_line(void *context, const struct line *l)
{
	struct walked *w = context;
	const char *action = json_get_text(l->body, "action");
	struct buf words = { 0 };

	if (w->first_ms < 0)
		w->first_ms = l->at.ms;
	if (l->at.ms > w->last_ms)
		w->last_ms = l->at.ms;
	if (l->kind != ENTRY_OUTCOME || !action)
		return true;
	struct deed *d = deed_of(w, action);
	d->step = arena_strdup(w->k.arena, l->step);
	d->title = arena_strdup(w->k.arena, view_title(w->view, l->body, l->step));
	json *o = json_add_object(d->outcomes, NULL);
	json_add_text(o, "at", cacao_time(w->k.arena, l->at.ms));
	json_add_text(o, "outcome", outcome_name(l->outcome));
	json_add_text(o, "words", view_outcome(w->view, l));
	view_who(w->view, l->who, &words);
	add_words(o, "who", &words);
	if (view_contact_name(w->view, l->body))
		json_add_text(o, "contact", view_contact_name(w->view, l->body));
	view_words(w->view, l->text, &words);
	add_words(o, "note", &words);
	if (l->undone)
		json_add_bool(o, "undone", true);
	buf_free(&words);
	return true;
}

/* --- steps --- */

static void take_outcomes(struct walked *w, json *extension, const char *action)
{
	struct deed *d = NULL;

	for (size_t i = 0; i < w->count; i++)
		if (strcmp(w->deeds[i].action, action) == 0)
			d = &w->deeds[i];
	if (!d || !d->outcomes)
		return;
	json_add_copy(extension, "outcomes", d->outcomes);
	json_free(d->outcomes);
	d->outcomes = NULL; /* it stands there once */
}

static void add_planned(struct walked *w, const struct plan_step *s, const char *id, const char *next)
{
	static const char *const statuses[] = { "open", "waiting", "held", "done", "not-needed" };
	json *o = cacao_action(&w->k, id, s->step, next), *x = cacao_extend(&w->k, o);

	json_add_text(x, "urgency", urgency_name(s->urgency));
	json_add_text(x, "status", statuses[s->status]);
	cacao_add_words(x, "because", &s->because);
	if (s->due_ms >= 0)
		json_add_text(x, "due_at", cacao_time(w->k.arena, s->due_ms));
	take_outcomes(w, x, s->action);
}

/* What has since left the plan (an answer changed) was still done; its title is what the record has of it. */
static void add_past(struct walked *w, const struct deed *d, const char *id, const char *next)
{
	const char *title = d->title ? d->title : d->action;
	json *o = cacao_step(&w->k, id, "action", title, next), *command = json_add_object(json_add_array(o, "commands"), NULL);

	json_add_text(command, "type", "manual");
	json_add_text(command, "command", title);
	json_add_text(o, "agent", w->k.person);
	json *x = cacao_extend(&w->k, o);
	json_add_text(x, "step_id", d->step ? d->step : "");
	json_add_text(x, "action", d->action);
	json_add_text(x, "status", "past");
	take_outcomes(w, x, d->action);
}

static const char *id_of(struct walked *w, const char *action)
{
	return cacao_step_id(&w->k, "action", action);
}

static void add_workflow(struct walked *w)
{
	const struct plan *p = &w->view->walk->plan;
	const char *end = cacao_step_id(&w->k, "end", "");
	const struct deed **past = arena_alloc(w->k.arena, (w->count + 1) * sizeof(struct deed *));
	const struct deed none = { .action = "none", .title = say_text(w->k.say, "paper.none") };
	size_t past_count = 0, i;

	for (i = 0; i < w->count; i++) {
		const char *known = intern_find(&w->k.catalog->strings, w->deeds[i].action);
		if (!known || plan_find(p, known) < 0)
			past[past_count++] = &w->deeds[i];
	}
	if (!p->count && !past_count)
		past[past_count++] = &none; /* the standard wants an action */
	const char **ids = arena_alloc(w->k.arena, (p->count + past_count + 1) * sizeof *ids);
	for (i = 0; i < p->count; i++)
		ids[i] = id_of(w, p->steps[i].action);
	for (i = 0; i < past_count; i++)
		ids[p->count + i] = id_of(w, past[i]->action);
	ids[p->count + past_count] = end;
	cacao_step(&w->k, cacao_step_id(&w->k, "start", ""), "start", NULL, ids[0]);
	for (i = 0; i < p->count; i++)
		add_planned(w, &p->steps[i], ids[i], ids[i + 1]);
	for (i = 0; i < past_count; i++)
		add_past(w, past[i], ids[p->count + i], ids[p->count + i + 1]);
	cacao_step(&w->k, end, "end", NULL, NULL);
}

static void add_case(struct walked *w)
{
	json *x = json_add_object(json_add_object(w->k.root, "playbook_extensions"), w->k.extension);
	json *facts = facts_to_json(&w->view->walk->fold.facts);
	char seal[HASH_HEX_SIZE];

	hash_hex(w->view->verified->seal, seal);
	json_add_text(x, "case", w->view->walk->id);
	json_add_copy(x, "facts", facts);
	json_add_text(x, "seal", seal);
	json_add_bool(x, "intact", w->view->verified->intact);
	json_add_text(x, "lang", w->k.say->lang);
	json_free(facts);
}

bool cacao_case(struct view *v, struct sink *out, struct err *e)
{
	struct walked w = { .view = v, .first_ms = -1, .last_ms = -1 };
	struct buf title = { 0 };

	cacao_begin(&w.k, v->walk->catalog, v->say, &v->walk->fold.facts, v->walk->id);
	bool ok = view_each(v, take_line, &w, e);
	walk_title(v->walk, &title);
	cacao_head(&w.k, buf_str(&title), say_text(v->say, "paper.title"));
	add_case(&w);
	add_workflow(&w);
	for (size_t i = 0; i < w.count; i++)
		json_free(w.deeds[i].outcomes);
	int64_t first = w.first_ms < 0 ? v->now.ms : w.first_ms;
	cacao_end(&w.k, first, w.last_ms < first ? first : w.last_ms, &out->buf);
	buf_free(&title);
	return ok;
}
