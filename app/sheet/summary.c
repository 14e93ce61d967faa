/* The first page: what happened, what is done and in which words, what is open and when, whom to call. */
#include <string.h>

#include "guide/fill.h"
#include "guide/view.h"
#include "sheet/record_parts.h"

#include "base/banned.h"

void add_facts(struct document *d, const struct view *v)
{
	const struct facts *f = &v->walk->fold.facts;

	for (size_t i = 0; i < f->catalog->fact_count; i++) {
		struct buf values = { 0 };
		for (size_t k = 0; k < f->of[i].count; k++)
			buf_addf(&values, "%s%s", k ? say_text(v->say, "paper.comma") : "", fact_value_label(f->catalog, i, f->of[i].at[k]));
		if (values.len)
			document_add(d, BLOCK_FIELD, f->catalog->facts[i].label, buf_str(&values), NULL);
		buf_free(&values);
	}
}

/* --- what was done --- */

/* The last outcome of an action; older ones stand in the timeline. */
static const struct record *last_outcome(const struct walk *w, const char *action)
{
	for (size_t i = w->log.count; i-- > 0;) {
		const struct record *r = &w->log.at[i];
		const char *of = json_get_text(r->body, "action");
		if (r->kind == ENTRY_OUTCOME && !r->undone && of && strcmp(of, action) == 0)
			return r;
	}
	return NULL;
}

static struct line line_of(const struct record *r)
{
	return (struct line){ .n = r->n, .at = { r->at_ms, r->offset_min }, .kind = r->kind, .who = r->who, .step = r->step,
		              .text = r->text, .outcome = r->outcome, .body = r->body, .undone = r->undone, .seal = r->seal };
}

static void add_desk(const struct view *v, const json *body, struct buf *out)
{
	const char *name = view_contact_name(v, body), *number = json_get_text(json_get(body, "contact"), "number");

	if (name)
		buf_addf(out, " (%s%s%s)", name, number ? " " : "", number ? number : "");
}

static void add_due(const struct view *v, int64_t due_ms, const char *key, struct buf *out)
{
	struct buf time = { 0 };

	if (due_ms < 0)
		return;
	view_moment(v, (struct moment){ due_ms, v->now.offset_min }, &time);
	buf_add(out, out->len ? "  " : "");
	say_add(v->say, out, key, "time", buf_str(&time), NULL);
	buf_free(&time);
}

/* "カードを止めます → 止めてもらえた (窓口 03-…)", below it what was noted: the reference number, the name. */
static void add_done_one(struct document *d, const struct view *v, const struct record *r, int64_t due_ms)
{
	const struct line l = line_of(r);
	struct buf time = { 0 }, text = { 0 }, more = { 0 };

	view_moment(v, l.at, &time);
	buf_addf(&text, "%s → %s", view_title(v, r->body, r->step), view_outcome(v, &l));
	add_desk(v, r->body, &text);
	view_words(v, r->text, &more);
	add_due(v, due_ms, "paper.again", &more);
	document_add(d, BLOCK_ENTRY, buf_str(&time), buf_str(&text), more.len ? buf_str(&more) : NULL);
	buf_free(&time);
	buf_free(&text);
	buf_free(&more);
}

static void add_done(struct document *d, const struct view *v)
{
	const struct walk *w = v->walk;
	const size_t before = d->count;

	document_heading(d, 1, say_text(v->say, "paper.done"), NULL);
	for (size_t i = 0; i < w->log.count; i++) {
		const struct record *r = &w->log.at[i];
		const char *action = json_get_text(r->body, "action");
		if (r->kind != ENTRY_OUTCOME || r->undone || r->outcome != OUTCOME_DONE || !action || last_outcome(w, action) != r)
			continue;
		/* What has since left the plan (an answer changed) was still done. */
		const char *known = intern_find(&w->catalog->strings, action);
		long at = known ? plan_find(&w->plan, known) : -1;
		add_done_one(d, v, r, at >= 0 ? w->plan.steps[at].due_ms : -1);
	}
	if (d->count == before + 1)
		document_add(d, BLOCK_TEXT, NULL, say_text(v->say, "paper.none"), NULL);
}

/* --- what is open --- */

static void add_title(const struct view *v, const struct plan_step *s, struct buf *out)
{
	fill(s->step->title, &v->walk->fold.facts, out);
}

static bool is_open(const struct plan_step *s)
{
	return s->status != STEP_NOT_NEEDED && s->status != STEP_DONE;
}

static void join(struct buf *out, const char *text)
{
	if (text && *text)
		buf_addf(out, "%s%s", out->len ? "  " : "", text);
}

/* It comes back because its desk opens then. */
static bool waits_for_desk(const struct plan_step *s)
{
	return s->opens_ms >= 0 && s->due_ms == s->opens_ms;
}

/* When a desk opens; where its hour is not known, the day alone. */
static void add_opens(const struct view *v, const struct plan_step *s, struct buf *out)
{
	const struct moment opens = { s->opens_ms, JAPAN_OFFSET_MIN };
	struct buf time = { 0 };

	if (s->opens_ms < 0 || (s->due_ms >= 0 && !waits_for_desk(s)))
		return;
	if (s->contact && s->contact->hours.from < 0 && !s->contact->hours.always)
		view_day(v, opens, &time);
	else
		view_moment(v, opens, &time);
	buf_add(out, out->len ? "  " : "");
	say_add(v->say, out, "paper.opens", "time", buf_str(&time), NULL);
	buf_free(&time);
}

static void add_last(const struct view *v, const struct plan_step *s, struct buf *out)
{
	const struct record *r = s->last ? last_outcome(v->walk, s->action) : NULL;
	struct buf time = { 0 };

	if (!r)
		return;
	const struct line l = line_of(r);
	view_moment(v, l.at, &time);
	buf_add(out, out->len ? "  " : "");
	say_add(v->say, out, "paper.tried", "time", buf_str(&time), "outcome", view_outcome(v, &l), NULL);
	if (*r->text) {
		buf_add(out, "  ");
		view_words(v, r->text, out);
	}
	buf_free(&time);
}

static void add_open_one(struct document *d, const struct view *v, const struct plan_step *s)
{
	const bool again = s->last == OUTCOME_DONE; /* its reminder is due: the step was done, and stands above too */
	struct buf text = { 0 }, more = { 0 };

	buf_add(&text, again ? say_text(v->say, "paper.once-more") : "");
	add_title(v, s, &text);
	join(&more, s->contact ? s->contact->name : NULL);
	join(&more, s->contact ? s->contact->number.is : NULL);
	add_due(v, waits_for_desk(s) ? -1 : s->due_ms, "paper.due", &more);
	add_opens(v, s, &more);
	if (!again)
		add_last(v, s, &more);
	document_add(d, BLOCK_ITEM, say_text(v->say, "paper.box"), buf_str(&text), more.len ? buf_str(&more) : NULL);
	buf_free(&text);
	buf_free(&more);
}

/* What is open, and when it is to be done: what waits for a desk or a day stands between today and this week, as in the plan. */
enum when { WHEN_DANGER, WHEN_NOW, WHEN_TODAY, WHEN_WAITING, WHEN_WEEK, WHEN_LATER, WHENS };

static enum when when_of(const struct plan_step *s)
{
	static const enum when of[URGENCIES] = { WHEN_DANGER, WHEN_NOW, WHEN_TODAY, WHEN_WEEK, WHEN_LATER };

	return s->status == STEP_WAITING ? WHEN_WAITING : of[s->urgency];
}

static void add_open_when(struct document *d, const struct view *v, enum when when)
{
	static const char *const keys[WHENS] = { "urgency.danger", "urgency.now", "urgency.today", "paper.waiting", "urgency.week", "urgency.later" };
	const struct plan *p = &v->walk->plan;
	const size_t before = d->count;

	for (size_t i = 0; i < p->count; i++) {
		if (!is_open(&p->steps[i]) || when_of(&p->steps[i]) != when)
			continue;
		if (d->count == before)
			document_heading(d, 2, say_text(v->say, keys[when]), NULL);
		add_open_one(d, v, &p->steps[i]);
	}
}

static void add_open(struct document *d, const struct view *v)
{
	const size_t before = d->count;

	document_heading(d, 1, say_text(v->say, "paper.open"), NULL);
	for (int when = 0; when < WHENS; when++)
		add_open_when(d, v, (enum when)when);
	if (d->count == before + 1)
		document_add(d, BLOCK_TEXT, NULL, say_text(v->say, "paper.none"), NULL);
}

static void add_not_needed(struct document *d, const struct view *v)
{
	const struct plan *p = &v->walk->plan;
	bool headed = false;

	for (size_t i = 0; i < p->count; i++) {
		struct buf text = { 0 };
		const struct record *r;
		if (p->steps[i].status != STEP_NOT_NEEDED)
			continue;
		if (!headed)
			document_heading(d, 1, say_text(v->say, "paper.not-needed"), NULL);
		headed = true;
		add_title(v, &p->steps[i], &text);
		r = last_outcome(v->walk, p->steps[i].action);
		document_add(d, BLOCK_ITEM, say_text(v->say, "paper.dash"), buf_str(&text), r && *r->text ? r->text : NULL);
		buf_free(&text);
	}
}

/* --- whom to call --- */

static bool listed_before(const struct plan *p, size_t until)
{
	for (size_t i = 0; i < until; i++)
		if (is_open(&p->steps[i]) && p->steps[i].contact == p->steps[until].contact)
			return true;
	return false;
}

static void add_contacts(struct document *d, const struct view *v)
{
	const struct plan *p = &v->walk->plan;
	const char *const heads[] = { say_text(v->say, "paper.desk"), say_text(v->say, "paper.reach"), say_text(v->say, "paper.hours") };
	bool headed = false;

	for (size_t i = 0; i < p->count; i++) {
		const struct contact *c = p->steps[i].contact;
		struct buf reach = { 0 }, hours = { 0 };
		if (!is_open(&p->steps[i]) || !c || listed_before(p, i))
			continue;
		if (!headed) {
			document_heading(d, 1, say_text(v->say, "paper.contacts"), NULL);
			document_cells(d, BLOCK_HEADS, heads, 3);
		}
		headed = true;
		join(&reach, c->number.is);
		join(&reach, c->url.is);
		join(&reach, c->mail.is);
		join(&reach, reach.len ? NULL : c->where);
		view_hours(&c->hours, v->say, &hours);
		document_cells(d, BLOCK_ROW, (const char *const[]){ c->name, buf_str(&reach), hours.len ? buf_str(&hours) : say_text(v->say, "paper.hours-unknown") }, 3);
		buf_free(&reach);
		buf_free(&hours);
	}
}

void add_summary(struct document *d, struct view *v)
{
	document_heading(d, 1, say_text(v->say, "paper.what-happened"), NULL);
	add_facts(d, v);
	add_done(d, v);
	add_open(d, v);
	add_not_needed(d, v);
	add_contacts(d, v);
}
