#include "sheet/record.h"

#include <stdio.h>
#include <string.h>

#include "guide/fill.h"
#include "guide/view.h"
#include "sheet/mail.h"

#include "base/banned.h"

static void add_time(const struct say *say, struct moment m, struct buf *out)
{
	struct civil c = civil_of(m.ms, m.offset_min);
	char year[8], month[8], day[8], hour[8], minute[8];

	snprintf(year, sizeof year, "%04d", c.year % 10000);
	snprintf(month, sizeof month, "%02d", c.month);
	snprintf(day, sizeof day, "%02d", c.day);
	snprintf(hour, sizeof hour, "%02d", c.hour);
	snprintf(minute, sizeof minute, "%02d", c.minute);
	say_add(say, out, "paper.time", "year", year, "month", month, "day", day, "hour", hour, "minute", minute, NULL);
}

static void add_facts(struct document *d, const struct walk *w)
{
	const struct facts *f = &w->fold.facts;

	for (size_t i = 0; i < f->catalog->fact_count; i++) {
		struct buf values = { 0 };
		if (!f->of[i].count)
			continue;
		for (size_t k = 0; k < f->of[i].count; k++)
			buf_addf(&values, "%s%s", k ? "、" : "", fact_value_label(f->catalog, i, f->of[i].at[k]));
		document_add(d, BLOCK_FIELD, f->catalog->facts[i].label, buf_str(&values), NULL);
		buf_free(&values);
	}
}

static void add_done(struct document *d, const struct walk *w, const struct say *say)
{
	for (size_t i = 0; i < w->log.count; i++) {
		const struct record *r = &w->log.at[i];
		const char *title = json_get_text(r->body, "title");
		struct buf time = { 0 };
		if (r->kind != ENTRY_OUTCOME || r->undone || r->outcome != OUTCOME_DONE)
			continue;
		add_time(say, (struct moment){ r->at_ms, r->offset_min }, &time);
		document_add(d, BLOCK_ENTRY, buf_str(&time), title ? title : r->step, *r->text ? r->text : NULL);
		buf_free(&time);
	}
}

static void add_open(struct document *d, const struct walk *w, const struct say *say)
{
	const struct plan *p = &w->plan;
	char mark[24];

	for (size_t i = 0; i < p->count; i++) {
		const struct plan_step *s = &p->steps[i];
		struct buf text = { 0 }, more = { 0 }, time = { 0 };
		if (s->status == STEP_NOT_NEEDED || (s->status == STEP_DONE && s->due_ms < 0))
			continue;
		fill(s->step->title, &w->fold.facts, &text);
		if (s->contact)
			buf_addf(&more, "%s  %s", s->contact->name, s->contact->number.is ? s->contact->number.is : "");
		if (s->due_ms >= 0) {
			add_time(say, (struct moment){ s->due_ms, clock_now(w->clock).offset_min }, &time);
			buf_add(&more, more.len ? "  " : "");
			say_add(say, &more, "paper.due", "time", buf_str(&time), NULL);
		}
		snprintf(mark, sizeof mark, "□");
		document_add(d, BLOCK_ITEM, mark, buf_str(&text), more.len ? buf_str(&more) : NULL);
		buf_free(&text);
		buf_free(&more);
		buf_free(&time);
	}
}

static void answer_words(const struct record *r, const struct say *say, struct buf *out)
{
	const char *ask = json_get_text(r->body, "ask");
	const json *chosen = json_get(r->body, "chosen");

	buf_add(out, ask ? ask : say_text(say, "paper.given"));
	buf_add(out, " → ");
	for (const json *m = json_first(chosen); m; m = json_next(m))
		buf_addf(out, "%s%s", m == json_first(chosen) ? "" : "、", json_text(m) ? json_text(m) : "");
	if (!json_first(chosen))
		buf_add(out, say_text(say, "answer.unknown"));
}

static void outcome_words(const struct record *r, const struct say *say, struct buf *out)
{
	const json *contact = json_get(r->body, "contact");
	const char *title = json_get_text(r->body, "title"), *done = json_get_text(r->body, "done");
	char key[40];

	snprintf(key, sizeof key, "paper.outcome.%s", outcome_name(r->outcome));
	buf_addf(out, "%s → %s", title ? title : r->step, done ? done : say_text(say, key));
	if (json_get_text(contact, "name"))
		buf_addf(out, " (%s%s%s)", json_get_text(contact, "name"), json_get_text(contact, "number") ? " " : "",
		         json_get_text(contact, "number") ? json_get_text(contact, "number") : "");
}

static void undo_words(const struct record *r, const struct say *say, struct buf *out)
{
	char n[24];

	snprintf(n, sizeof n, "%.0f", json_number(json_get(r->body, "undoes")));
	say_add(say, out, "paper.undo", "n", n, NULL);
}

static void entry_words(const struct record *r, const struct say *say, struct buf *out)
{
	char key[40];

	switch (r->kind) {
	case ENTRY_ANSWER: answer_words(r, say, out); break;
	case ENTRY_OUTCOME: outcome_words(r, say, out); break;
	case ENTRY_UNDO: undo_words(r, say, out); break;
	case ENTRY_MAIL: mail_words(r, say, out); break;
	case ENTRY_ITEM:
		snprintf(key, sizeof key, "paper.item.%s", json_get_text(r->body, "op") ? json_get_text(r->body, "op") : "add");
		buf_add(out, say_text(say, key));
		break;
	default:
		snprintf(key, sizeof key, "paper.kind.%s", entry_kind_name(r->kind));
		buf_add(out, say_text(say, key));
	}
}

static void who_words(const struct record *r, const struct say *say, struct buf *out)
{
	if (strcmp(r->who, "self") == 0 || strcmp(r->who, "helper") == 0) {
		char key[24];
		snprintf(key, sizeof key, "who.%s", r->who);
		buf_add(out, say_text(say, key));
	} else {
		say_add(say, out, "who.agent", "name", r->who, NULL);
	}
}

static void add_timeline(struct document *d, const struct walk *w, const struct say *say)
{
	for (size_t i = 0; i < w->log.count; i++) {
		const struct record *r = &w->log.at[i];
		struct buf label = { 0 }, text = { 0 };
		buf_addf(&label, "%lld  ", (long long)r->n);
		add_time(say, (struct moment){ r->at_ms, r->offset_min }, &label);
		entry_words(r, say, &text);
		buf_add(&text, " [");
		who_words(r, say, &text);
		buf_add(&text, "]");
		if (r->undone)
			buf_add(&text, say_text(say, "paper.undone"));
		if (*r->clock)
			buf_add(&text, say_text(say, "paper.test-clock"));
		struct buf more = { 0 };
		buf_add(&more, r->text);
		if (r->kind == ENTRY_MAIL)
			mail_details(r, say, &more);
		document_add(d, BLOCK_ENTRY, buf_str(&label), buf_str(&text), more.len ? buf_str(&more) : NULL);
		buf_free(&label);
		buf_free(&text);
		buf_free(&more);
	}
}

static void grouped_seal(const char *hex, struct buf *out)
{
	for (size_t i = 0; hex[i]; i += 8)
		buf_addf(out, "%s%.8s", i ? " " : "", hex + i);
}

static void add_warnings(struct document *d, const struct verify_result *v, const struct say *say)
{
	struct buf text = { 0 };
	char n[24];

	if (!v->intact) {
		snprintf(n, sizeof n, "%lld", (long long)v->broken_at);
		say_add(say, &text, "paper.broken", "n", n, NULL);
		document_add(d, BLOCK_WARNING, NULL, buf_str(&text), NULL);
	}
	if (v->test_clock)
		document_add(d, BLOCK_WARNING, NULL, say_text(say, "paper.test-clock-warning"), NULL);
	buf_free(&text);
}

struct document *record_document(const struct walk *w, const struct verify_result *v, const struct say *say)
{
	struct document *d = document_new();
	struct buf title = { 0 }, seal = { 0 };
	char hex[HASH_HEX_SIZE];

	hash_hex(v->seal, hex);
	grouped_seal(hex, &seal);
	walk_title(w, &title);
	d->title = arena_strdup(d->arena, say_text(say, "paper.title"));
	d->case_id = arena_strdup(d->arena, w->id);
	d->seal = arena_strdup(d->arena, hex);
	d->footer = arena_strdup(d->arena, buf_str(&seal));
	add_warnings(d, v, say);
	document_add(d, BLOCK_FIELD, say_text(say, "paper.case"), w->id, NULL);
	document_add(d, BLOCK_FIELD, say_text(say, "paper.name"), buf_str(&title), NULL);
	document_add(d, BLOCK_HEADING, NULL, say_text(say, "paper.what-happened"), NULL);
	add_facts(d, w);
	document_add(d, BLOCK_HEADING, NULL, say_text(say, "paper.done"), NULL);
	add_done(d, w, say);
	document_add(d, BLOCK_HEADING, NULL, say_text(say, "paper.open"), NULL);
	add_open(d, w, say);
	document_add(d, BLOCK_HEADING, NULL, say_text(say, "paper.timeline"), NULL);
	add_timeline(d, w, say);
	document_add(d, BLOCK_HEADING, NULL, say_text(say, "paper.seal"), NULL);
	document_add(d, BLOCK_TEXT, NULL, buf_str(&seal), NULL);
	document_add(d, BLOCK_TEXT, NULL, say_text(say, "paper.seal-how"), NULL);
	buf_free(&title);
	buf_free(&seal);
	return d;
}

static void add_entry_json(json *list, const struct record *r)
{
	json *e = json_add_object(list, NULL);
	char seal[HASH_HEX_SIZE];

	hash_hex(r->seal, seal);
	json_add_number(e, "n", (double)r->n);
	view_time(e, "at", r->at_ms, r->offset_min);
	json_add_text(e, "who", r->who);
	json_add_text(e, "kind", entry_kind_name(r->kind));
	json_add_text(e, "step", *r->step ? r->step : NULL);
	json_add_text(e, "action", json_get_text(r->body, "action"));
	json_add_text(e, "outcome", r->outcome ? outcome_name(r->outcome) : NULL);
	json_add_text(e, "text", r->text);
	if (r->body)
		json_add_copy(e, "body", r->body);
	else
		json_add_null(e, "body");
	json_add_bool(e, "undone", r->undone);
	json_add_bool(e, "test_clock", *r->clock != '\0');
	json_add_text(e, "seal", seal);
}

json *record_json(const struct walk *w, const struct verify_result *v)
{
	json *out = json_new_object(), *facts = facts_to_json(&w->fold.facts);
	char seal[HASH_HEX_SIZE];

	json_add_text(out, "case", w->id);
	json_add_copy(out, "facts", facts);
	json_free(facts);
	json *entries = json_add_array(out, "entries");
	for (size_t i = 0; i < w->log.count; i++)
		add_entry_json(entries, &w->log.at[i]);
	hash_hex(v->seal, seal);
	json_add_text(out, "seal", seal);
	json_add_bool(out, "intact", v->intact);
	return out;
}
