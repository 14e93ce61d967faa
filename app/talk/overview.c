/* On request and at the end: the whole plan, the contacts, help, and the reading back. */
#include <stdio.h>
#include <string.h>

#include "guide/fill.h"
#include "guide/find.h"
#include "talk/talk.h"

#include "base/banned.h"

static void add_due(const struct talk *t, const struct plan_step *s, struct buf *line)
{
	struct buf time = { 0 };
	struct moment now = clock_now(t->walk->clock);

	if (s->due_ms >= 0) {
		if (s->due_ms == s->opens_ms)
			say_opening(t, s, &time);
		else
			say_time(t, (struct moment){ s->due_ms, now.offset_min }, &time);
		say_add(t->say, line, s->status == STEP_DONE ? "plan.again" : "plan.due", "time", buf_str(&time), NULL);
	}
	buf_free(&time);
}

static const char *status_key(const struct talk *t, const struct plan_step *s)
{
	switch (s->status) {
	case STEP_DONE: return "status.done";
	case STEP_NOT_NEEDED: return "status.not-needed";
	case STEP_WAITING: return "status.waiting";
	case STEP_HELD: return "status.held";
	case STEP_OPEN: break;
	}
	return s == walk_step(t->walk) ? "status.current" : "status.open";
}

void show_plan(const struct talk *t)
{
	const struct plan *p = &t->walk->plan;
	char number[24];

	screen_gap();
	if (!p->count)
		tell(t, "plan.empty", NULL);
	else
		tell(t, "plan.heading", NULL);
	for (size_t i = 0; i < p->count; i++) {
		struct buf line = { 0 };
		buf_addf(&line, "[%s] ", say_text(t->say, status_key(t, &p->steps[i])));
		fill(p->steps[i].step->title, &t->walk->fold.facts, &line);
		add_due(t, &p->steps[i], &line);
		snprintf(number, sizeof number, "%2zu", i + 1);
		screen_item(&t->screen, 1, number, 4, buf_str(&line));
		buf_free(&line);
	}
}

void show_contacts(const struct talk *t)
{
	const struct plan *p = &t->walk->plan;
	size_t shown = 0;

	screen_gap();
	for (size_t i = 0; i < p->count; i++) {
		bool before = false;
		for (size_t k = 0; k < i; k++)
			before = before || p->steps[k].contact == p->steps[i].contact;
		if (!p->steps[i].contact || before)
			continue;
		shown++;
		show_contact(t, &p->steps[i]);
		struct buf title = { 0 };
		fill(p->steps[i].step->title, &t->walk->fold.facts, &title);
		screen_item(&t->screen, 2, say_text(t->say, "card.what"), 10, buf_str(&title));
		screen_gap();
		buf_free(&title);
	}
	if (!shown)
		tell(t, "contacts.none", NULL);
}

void show_help(const struct talk *t, bool at_step)
{
	static const char *const step_keys[] = { "help.d", "help.c", "help.r", "help.l", "help.x", "help.n", "help.w" };
	static const char *const keys[] = { "help.p", "help.t", "help.b", "help.e", "help.m", "help.g", "help.q" };

	screen_gap();
	tell(t, at_step ? "help.step" : "help.question", NULL);
	for (size_t i = 0; at_step && i < sizeof step_keys / sizeof *step_keys; i++)
		screen_item(&t->screen, 2, "", 4, say_text(t->say, step_keys[i]));
	if (at_step && is_agent(t))
		screen_item(&t->screen, 2, "", 4, say_text(t->say, "help.h"));
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		screen_item(&t->screen, 2, "", 4, say_text(t->say, keys[i]));
}

static void read_back_done(const struct talk *t)
{
	const struct log *l = &t->walk->log;
	bool any = false;

	for (size_t i = 0; i < l->count; i++) {
		const struct record *r = &l->at[i];
		if (r->kind != ENTRY_OUTCOME || r->undone || r->outcome != OUTCOME_DONE)
			continue;
		if (!any) {
			screen_gap();
			tell(t, "end.done", NULL);
		}
		any = true;
		struct buf time = { 0 }, line = { 0 };
		say_time(t, (struct moment){ r->at_ms, r->offset_min }, &time);
		const char *title = json_get_text(r->body, "title");
		buf_addf(&line, "%s  %s", buf_str(&time), title ? title : r->step);
		screen_item(&t->screen, 2, "", 4, buf_str(&line));
		if (*r->text)
			screen_item(&t->screen, 6, "", 6, r->text);
		buf_free(&time);
		buf_free(&line);
	}
}

/* What must not wait is read back before all else. */
static bool is_pressing(const struct plan_step *s)
{
	return s->urgency <= URGENCY_NOW && s->status != STEP_DONE;
}

static bool read_back_open(const struct talk *t, bool pressing)
{
	const struct plan *p = &t->walk->plan;
	bool any = false;

	for (size_t i = 0; i < p->count; i++) {
		const struct plan_step *s = &p->steps[i];
		if (s->status == STEP_NOT_NEEDED || (s->status == STEP_DONE && s->due_ms < 0) || is_pressing(s) != pressing)
			continue;
		if (!any) {
			screen_gap();
			tell(t, pressing ? "end.pressing" : "end.open", NULL);
		}
		any = true;
		struct buf line = { 0 };
		fill(s->step->title, &t->walk->fold.facts, &line);
		add_due(t, s, &line);
		screen_item(&t->screen, 2, "", 4, buf_str(&line));
		if (s->contact && s->status != STEP_DONE) {
			buf_clear(&line);
			buf_addf(&line, "%s  %s", s->contact->name, s->contact->number.is ? s->contact->number.is : "");
			screen_item(&t->screen, 6, "", 6, buf_str(&line));
		}
		buf_free(&line);
	}
	return any;
}

void show_end(const struct talk *t)
{
	screen_gap();
	tell(t, "end.heading", NULL);
	bool any = read_back_open(t, true);
	read_back_done(t);
	any = read_back_open(t, false) || any;
	if (!any)
		tell(t, "end.nothing-open", NULL);
	screen_gap();
	tell(t, "end.print", "program", t->program, "case", t->walk->id, NULL);
}
