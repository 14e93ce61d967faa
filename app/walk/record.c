#include "walk/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "guide/cond.h"
#include "guide/find.h"

#include "base/banned.h"

/* --- the log --- */

void log_add(struct log *l, const struct entry *e)
{
	if (l->count == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 32;
		l->at = mem_realloc(l->at, l->cap * sizeof *l->at);
	}
	struct record *r = &l->at[l->count++];
	*r = (struct record){ .n = e->n, .at_ms = e->at_ms, .offset_min = e->offset_min, .kind = e->kind };
	r->who = mem_strdup(e->who);
	r->step = mem_strdup(e->step);
	r->text = mem_strdup(e->text ? e->text : "");
	r->clock = mem_strdup(e->clock);
	r->outcome = outcome_from_name(e->outcome);
	r->body = e->body ? json_parse("entry", e->body, strlen(e->body), NULL) : NULL;
	memcpy(r->seal, e->seal, HASH_SIZE);
}

static void free_record(struct record *r)
{
	free(r->who);
	free(r->step);
	free(r->text);
	free(r->clock);
	json_free(r->body);
}

void log_drop_last(struct log *l)
{
	free_record(&l->at[--l->count]);
}

void log_free(struct log *l)
{
	while (l->count)
		log_drop_last(l);
	free(l->at);
	*l = (struct log){ 0 };
}

/* --- folding --- */

static void mark_undone(struct log *l)
{
	for (size_t i = 0; i < l->count; i++)
		l->at[i].undone = false;
	/* Backwards: an undo that was itself taken back undoes nothing. */
	for (size_t i = l->count; i-- > 0;) {
		if (l->at[i].kind != ENTRY_UNDO || l->at[i].undone)
			continue;
		int64_t n = (int64_t)json_number(json_get(l->at[i].body, "undoes"));
		for (size_t k = 0; k < i; k++)
			if (l->at[k].n == n)
				l->at[k].undone = true;
	}
}

/* Values that this catalog does not know (a brand since removed) are left out. */
static void apply_set(struct fold *f, const json *set)
{
	for (const json *m = json_first(set); m; m = json_next(m)) {
		long fact = fact_index(f->catalog, json_key(m));
		for (const json *v = json_first(m); v && fact >= 0; v = json_next(v)) {
			const char *value = json_text(v) ? fact_value(f->catalog, (size_t)fact, json_text(v)) : NULL;
			if (value)
				facts_add(&f->facts, (size_t)fact, value);
		}
	}
}

static bool is_given(const struct record *r)
{
	return !r->undone && (r->kind == ENTRY_ANSWER || r->kind == ENTRY_MAIL) && !json_get_text(r->body, "question");
}

static void note_heard(struct fold *f, const json *body)
{
	for (const json *m = json_first(json_get(body, "set")); m; m = json_next(m)) {
		long fact = fact_index(f->catalog, json_key(m));
		if (fact >= 0)
			f->heard[fact] = json_is_true(json_get(body, "heard"));
	}
}

static void collect_answers(struct fold *f, const struct log *l)
{
	const struct catalog *c = f->catalog;

	for (size_t i = 0; i < l->count; i++) {
		const struct record *r = &l->at[i];
		const char *question = json_get_text(r->body, "question");
		if (is_given(r)) {
			apply_set(f, json_get(r->body, "set"));
			note_heard(f, r->body);
		}
		if (r->undone || r->kind != ENTRY_ANSWER || !question)
			continue;
		const struct question *q = find_question(c, intern_find(&c->strings, question));
		if (q)
			f->answers[q - c->questions].record = r;
	}
}

static void apply_given_since(struct fold *f, const struct log *l, const struct record *answer, size_t fact)
{
	for (const struct record *r = answer + 1; r < l->at + l->count; r++) {
		const json *values = is_given(r) ? json_get(json_get(r->body, "set"), f->catalog->facts[fact].key) : NULL;
		for (const json *v = json_first(values); v; v = json_next(v)) {
			const char *value = json_text(v) ? fact_value(f->catalog, fact, json_text(v)) : NULL;
			if (value)
				facts_add(&f->facts, fact, value);
		}
	}
}

/* An answer to the very question about a fact replaces what was given for it before. */
static void apply_answers(struct fold *f, const struct log *l)
{
	const struct catalog *c = f->catalog;

	for (size_t i = 0; i < c->question_count; i++) {
		struct answered *a = &f->answers[i];
		const struct question *q = &c->questions[i];
		const json *set = a->record ? json_get(a->record->body, "set") : NULL;
		/* The first question hangs on no other: it is only left out when its answer is known beforehand. */
		a->active = a->record && (q->stage == STAGE_FIRST || cond_holds(&q->when, &f->facts));
		if (!a->active)
			continue;
		if (q->has_fact && json_first(set))
			f->facts.of[q->fact].count = 0;
		apply_set(f, set);
		if (q->has_fact)
			apply_given_since(f, l, a->record, q->fact);
		if (q->has_fact)
			f->heard[q->fact] = false;
	}
}

static struct progress_row *progress_for(struct fold *f, const char *action)
{
	struct progress *p = &f->progress;

	for (size_t i = 0; i < p->count; i++)
		if (p->rows[i].action == action)
			return &p->rows[i];
	p->rows = arena_grow(f->arena, p->rows, p->count, &f->progress_cap, sizeof *p->rows);
	p->rows[p->count] = (struct progress_row){ .action = action, .due_ms = -1 };
	return &p->rows[p->count++];
}

static const char *action_of(const struct fold *f, const struct record *r)
{
	const char *action = json_get_text(r->body, "action");

	return action ? intern_find(&f->catalog->strings, action) : NULL;
}

static void apply_outcome(struct fold *f, const struct record *r, const char *action)
{
	struct progress_row *p = progress_for(f, action);
	const json *due = json_get(r->body, "due_ms");

	p->last = r->outcome;
	p->at_ms = r->at_ms;
	p->due_ms = json_is_number(due) ? (int64_t)json_number(due) : -1;
	p->times_done += r->outcome == OUTCOME_DONE;
}

static struct item_list *list_for(struct fold *f, const char *action)
{
	for (size_t i = 0; i < f->list_count; i++)
		if (f->lists[i].action == action)
			return &f->lists[i];
	f->lists = arena_grow(f->arena, f->lists, f->list_count, &f->list_cap, sizeof *f->lists);
	f->lists[f->list_count] = (struct item_list){ .action = action };
	return &f->lists[f->list_count++];
}

static void apply_item(struct fold *f, const struct record *r, const char *action)
{
	struct item_list *list = list_for(f, action);
	const char *op = json_get_text(r->body, "op");

	if (op && strcmp(op, "add") == 0) {
		list->items = arena_grow(f->arena, list->items, list->count, &list->cap, sizeof *list->items);
		list->items[list->count++] = (struct item){ r->text, false };
		return;
	}
	double index = json_number(json_get(r->body, "item"));
	if (op && index >= 1 && index <= (double)list->count)
		list->items[(size_t)index - 1].ticked = strcmp(op, "tick") == 0;
}

static void apply_progress(struct fold *f, const struct log *l)
{
	for (size_t i = 0; i < l->count; i++) {
		const struct record *r = &l->at[i];
		const char *action = r->undone ? NULL : action_of(f, r);
		if (action && r->kind == ENTRY_OUTCOME)
			apply_outcome(f, r, action);
		else if (action && r->kind == ENTRY_ITEM)
			apply_item(f, r, action);
	}
}

void fold_log(struct fold *f, const struct catalog *c, struct log *l)
{
	arena_free(f->arena);
	*f = (struct fold){ .arena = arena_new(), .catalog = c };
	facts_init(&f->facts, c, f->arena);
	f->answers = arena_alloc(f->arena, (c->question_count + 1) * sizeof *f->answers);
	f->heard = arena_alloc(f->arena, (c->fact_count + 1) * sizeof *f->heard);
	mark_undone(l);
	collect_answers(f, l);
	apply_answers(f, l);
	apply_progress(f, l);
}

void fold_free(struct fold *f)
{
	arena_free(f->arena);
	*f = (struct fold){ 0 };
}

const struct item_list *fold_items(const struct fold *f, const char *action)
{
	for (size_t i = 0; i < f->list_count; i++)
		if (f->lists[i].action == action)
			return &f->lists[i];
	return NULL;
}
