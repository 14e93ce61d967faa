/* The writing half of walk/walk.h: every entry on disk before the call returns true, and taken back in memory when it cannot be. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/redact.h"
#include "base/text.h"
#include "guide/fill.h"
#include "guide/find.h"
#include "guide/view.h"
#include "walk/listen.h"
#include "walk/open.h"
#include "walk/shown.h"
#include "walk/walk.h"

#include "base/banned.h"

static const char *who_speaks(const struct walk *w)
{
	const char *seat = facts_first(&w->fold.facts, "seat");

	if (w->agent)
		return w->agent;
	return seat && strcmp(seat, "helper") == 0 ? "helper" : "self";
}

/* One entry on its way. The body is taken over. */
struct draft {
	enum entry_kind kind;
	const char *step;
	enum outcome outcome;
	char *text; /* redacted */
	json *body;
};

static void refold(struct walk *w)
{
	fold_log(&w->fold, w->catalog, &w->log);
	walk_replan(w);
}

static void fill_row(const struct walk *w, struct case_row *row, struct buf *title)
{
	const struct brand *b = facts_brand(&w->fold.facts);

	walk_title(w, title);
	*row = (struct case_row){ .state = walk_state(w), .brand = b ? b->id : "", .title = buf_str(title),
		                  .agent = w->agent ? w->agent : "", .due_ms = plan_due(&w->plan) };
}

static void entry_of(const struct walk *w, const struct draft *d, const char *body, struct moment now, struct entry *e)
{
	*e = (struct entry){ .at_ms = now.ms, .offset_min = now.offset_min, .who = who_speaks(w), .kind = d->kind,
		             .step = d->step, .outcome = outcome_name(d->outcome), .text = d->text, .body = body };
	e->clock = w->clock->test ? "test" : "";
	memcpy(e->case_id, w->id, sizeof e->case_id);
}

/* Which earlier answers no longer hold: their bits, and their ids in the body for the record. */
static uint64_t note_dropped(const struct walk *w, const struct answered *before, json *body)
{
	uint64_t dropped = 0;
	json *list = NULL;

	for (size_t i = 0; i < w->catalog->question_count && i < 64; i++) {
		if (!before[i].active || w->fold.answers[i].active)
			continue;
		dropped |= 1ull << i;
		if (!list)
			list = json_add_array(body, "dropped");
		json_add_text(list, NULL, w->catalog->questions[i].id);
	}
	return dropped;
}

/* The steps a case begins with stay its own: the pack is taken at the first answer. */
static void pin(struct walk *w, struct append *a, unsigned char hash[HASH_SIZE], struct buf *pack, json *body)
{
	char hex[HASH_HEX_SIZE];

	if (w->pinned || !walk_pack(w, pack, hash))
		return;
	hash_hex(hash, hex);
	json_add_text(body, "pack", hex);
	a->pack_hash = hash;
	a->pack = pack->text;
	a->pack_len = pack->len;
}

/* Adds the entry to the log in memory, works everything out anew, writes it; takes it all back when it
 * cannot be written. */
static bool append(struct walk *w, struct draft *d, uint64_t *dropped, struct err *e)
{
	struct moment now = clock_now(w->clock);
	struct entry entries[2];
	unsigned char hash[HASH_SIZE];
	struct buf pack = { 0 }, title = { 0 }, body = { 0 };
	struct append a = { .entries = entries };
	struct case_row row;
	struct answered *before = mem_alloc((w->catalog->question_count + 1) * sizeof *before);
	const bool first = w->entries == 0, was_done = walk_is_done(w);
	const size_t logged = w->log.count;
	bool ok = false, told = false;

	memcpy(before, w->fold.answers, w->catalog->question_count * sizeof *before);
	if (first && !*w->id)
		case_id_new(w->id);
	if (first) {
		const struct draft open = { ENTRY_OPEN, "", OUTCOME_NONE, NULL, NULL };
		entry_of(w, &open, "{}", now, &entries[a.count]);
		entries[a.count].text = "";
		entries[a.count].n = 1;
		log_add(&w->log, &entries[a.count++]);
	}
	pin(w, &a, hash, &pack, d->body);
	json_write(d->body, false, &body);
	entry_of(w, d, buf_str(&body), now, &entries[a.count]);
	entries[a.count].n = w->entries + (int64_t)a.count + 1;
	log_add(&w->log, &entries[a.count++]);
	refold(w);
	uint64_t fell = note_dropped(w, before, d->body);
	buf_clear(&body);
	json_write(d->body, false, &body);
	entries[a.count - 1].body = buf_str(&body);
	entries[a.count - 1].who = who_speaks(w);
	fill_row(w, &row, &title);
	a.row = &row;
	if (first && !store_claim(w->store, w->id, e))
		goto out;
	told = walk_announce(w, &(struct happening){ entries[a.count - 1].n, d->kind, d->outcome, json_get_text(d->body, "action"), first, was_done, now });
	ok = store_append(w->store, &a, w->entries, e);
	if (!ok && first)
		store_release(w->store, w->id);
out:
	if (ok) {
		w->entries += (int64_t)a.count;
		w->pinned = w->pinned || a.pack_hash;
		memcpy(w->log.at[w->log.count - 1].seal, entries[a.count - 1].seal, HASH_SIZE);
		if (dropped)
			*dropped = fell;
	} else {
		while (w->log.count > logged)
			log_drop_last(&w->log);
		refold(w);
	}
	if (told)
		walk_settle(w, ok);
	buf_free(&pack);
	buf_free(&title);
	buf_free(&body);
	free(before);
	return ok;
}

/* Cuts secrets and unprintable characters out of what was typed. */
static char *safe_words(struct walk *w, const char *words)
{
	struct buf clean = { 0 }, safe = { 0 };

	text_clean(words ? words : "", true, &clean);
	w->cut = redact(buf_str(&clean), &safe);
	buf_wipe(&clean);
	return buf_take(&safe);
}

static bool write_draft(struct walk *w, struct draft *d, uint64_t *dropped, struct err *e)
{
	bool ok = walk_complete(w, e) && append(w, d, dropped, e);

	json_free(d->body);
	free(d->text);
	return ok;
}

static void add_set(json *body, const struct catalog *c, const struct question *q, const struct picks *picks)
{
	json *set = json_add_object(body, "set");
	struct facts given;
	struct arena *a = arena_new();

	facts_init(&given, c, a);
	for (size_t i = 0; i < picks->count; i++) {
		const struct choice *choice = &q->choices[picks->at[i]];
		for (size_t k = 0; k < choice->set_count; k++)
			for (size_t v = 0; v < choice->sets[k].values.count; v++)
				facts_add(&given, choice->sets[k].fact, choice->sets[k].values.at[v]);
	}
	for (size_t i = 0; i < c->fact_count; i++) {
		json *values = given.of[i].count ? json_add_array(set, c->facts[i].key) : NULL;
		for (size_t k = 0; k < given.of[i].count; k++)
			json_add_text(values, NULL, given.of[i].at[k]);
	}
	arena_free(a);
}

bool walk_answer(struct walk *w, const struct question *q, const struct picks *picks, const char *words,
		 uint64_t *dropped, struct err *e)
{
	/* Ids and labels outlive a reload of the rest: the interview is not read again. */
	struct draft d = { ENTRY_ANSWER, "", OUTCOME_NONE, safe_words(w, words), json_new_object() };

	json_add_text(d.body, "question", q->id);
	const struct shown shown = shown_in(w->catalog, d.body);
	add_shown(&shown, "ask", q->ask);
	const struct shown chosen = add_shown_list(&shown, "chosen");
	for (size_t i = 0; i < picks->count; i++)
		add_shown(&chosen, NULL, q->choices[picks->at[i]].label);
	add_set(d.body, w->catalog, q, picks);
	return write_draft(w, &d, dropped, e);
}

bool walk_answer_value(struct walk *w, const struct question *q, const struct facts *given, const char *words,
		       uint64_t *dropped, struct err *e)
{
	struct draft d = { ENTRY_ANSWER, "", OUTCOME_NONE, safe_words(w, words), json_new_object() };
	const struct fact_values *v = &given->of[q->fact];

	json_add_text(d.body, "question", q->id);
	const struct shown shown = shown_in(w->catalog, d.body);
	add_shown(&shown, "ask", q->ask);
	const struct shown chosen = add_shown_list(&shown, "chosen");
	json *set = json_add_array(json_add_object(d.body, "set"), w->catalog->facts[q->fact].key);
	for (size_t i = 0; i < v->count; i++) {
		json_add_text(set, NULL, v->at[i]);
		add_shown(&chosen, NULL, fact_value_label(w->catalog, q->fact, v->at[i]));
	}
	return write_draft(w, &d, dropped, e);
}

bool walk_give(struct walk *w, const struct facts *facts, bool heard, const char *words, struct err *e)
{
	struct draft d = { ENTRY_ANSWER, "", OUTCOME_NONE, safe_words(w, words), json_new_object() };
	json *set = facts_to_json(facts);

	json_add_copy(d.body, "set", set);
	json_free(set);
	if (heard)
		json_add_bool(d.body, "heard", true);
	const struct shown shown = shown_in(w->catalog, d.body), chosen = add_shown_list(&shown, "chosen");
	for (size_t i = 0; i < facts->catalog->fact_count; i++)
		for (size_t k = 0; k < facts->of[i].count; k++)
			add_shown(&chosen, NULL, fact_value_label(facts->catalog, i, facts->of[i].at[k]));
	return write_draft(w, &d, NULL, e);
}

bool walk_outcome(struct walk *w, const struct plan_step *s, enum outcome o, const char *words, int64_t due_ms, struct err *e)
{
	struct draft d = { ENTRY_OUTCOME, s->step->id, o, safe_words(w, words), json_new_object() };

	json_add_text(d.body, "action", s->action);
	const struct shown shown = shown_in(w->catalog, d.body);
	add_shown_filled(&shown, "title", s->step->title, &w->fold.facts);
	if (o == OUTCOME_DONE)
		add_shown(&shown, "done", s->step->done);
	if (due_ms >= 0)
		json_add_number(d.body, "due_ms", (double)due_ms);
	view_contact(d.body, "contact", s->contact);
	if (s->contact)
		add_contact_name(&shown, s->contact);
	return write_draft(w, &d, NULL, e);
}

bool walk_note(struct walk *w, const char *words, struct err *e)
{
	struct draft d = { ENTRY_NOTE, "", OUTCOME_NONE, safe_words(w, words), json_new_object() };

	return write_draft(w, &d, NULL, e);
}

bool walk_item_add(struct walk *w, const char *action, const char *name, struct err *e)
{
	struct draft d = { ENTRY_ITEM, "", OUTCOME_NONE, safe_words(w, name), json_new_object() };

	json_add_text(d.body, "action", action);
	json_add_text(d.body, "op", "add");
	return write_draft(w, &d, NULL, e);
}

bool walk_item_tick(struct walk *w, const char *action, size_t item, bool ticked, struct err *e)
{
	const struct item_list *list = fold_items(&w->fold, action);
	struct draft d = { ENTRY_ITEM, "", OUTCOME_NONE, NULL, json_new_object() };

	d.text = mem_strdup(list && item >= 1 && item <= list->count ? list->items[item - 1].name : "");
	json_add_text(d.body, "action", action);
	json_add_text(d.body, "op", ticked ? "tick" : "untick");
	json_add_number(d.body, "item", (double)item);
	return write_draft(w, &d, NULL, e);
}

bool walk_write_words(struct walk *w, enum entry_kind kind, const char *words, json *body, struct err *e)
{
	struct draft d = { kind, "", OUTCOME_NONE, safe_words(w, words), body };

	w->cut = 0;
	return write_draft(w, &d, NULL, e);
}

bool walk_write(struct walk *w, enum entry_kind kind, json *body, struct err *e)
{
	return walk_write_words(w, kind, "", body, e);
}

/* What the person said or did, and can take back. */
static bool can_undo(const struct record *r)
{
	if (r->kind == ENTRY_NOTE)
		return !json_get(r->body, "newer");
	return r->kind == ENTRY_ANSWER || r->kind == ENTRY_OUTCOME || r->kind == ENTRY_ITEM;
}

bool walk_undo(struct walk *w, const struct record **undone, struct err *e)
{
	struct draft d = { ENTRY_UNDO, "", OUTCOME_NONE, mem_strdup(""), json_new_object() };
	size_t i = w->log.count;

	while (i-- > 0)
		if (!w->log.at[i].undone && can_undo(&w->log.at[i]))
			break;
	if (i == (size_t)-1) {
		json_free(d.body);
		free(d.text);
		return err_set(e, ERR_NO, "walk.nothing-to-undo", NULL, NULL, NULL);
	}
	json_add_number(d.body, "undoes", (double)w->log.at[i].n);
	if (!write_draft(w, &d, NULL, e))
		return false;
	*undone = &w->log.at[i];
	return true;
}
