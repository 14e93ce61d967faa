#include "talk/talk.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/redact.h"
#include "guide/fill.h"
#include "guide/find.h"
#include "guide/view.h"
#include "walk/newer.h"

#include "base/banned.h"

enum { HOLD_QUESTIONS = 3, CARD_ROWS = 32 };

void tell_error(const struct talk *t, const struct err *e)
{
	struct buf line = { 0 };

	say_error(t->say, &line, e);
	screen_line(&t->screen, buf_str(&line));
	buf_free(&line);
}

/* say_add() takes its pairs as arguments, so they are counted out here once. */
void tell(const struct talk *t, const char *key, ...)
{
	const char *pair[8] = { 0 };
	struct buf line = { 0 };
	size_t n = 0;
	va_list ap;

	va_start(ap, key);
	for (const char *s; n < 8 && (s = va_arg(ap, const char *)); n++) {
		pair[n] = s;
		if (n % 2 == 0) {
			const char *value = va_arg(ap, const char *);
			pair[++n] = value ? value : "";
		}
	}
	va_end(ap);
	say_add(t->say, &line, key, pair[0], pair[1], pair[2], pair[3], pair[4], pair[5], pair[6], pair[7], NULL);
	screen_line(&t->screen, buf_str(&line));
	buf_free(&line);
}

void tell_cut(const struct talk *t)
{
	static const struct {
		unsigned bit;
		const char *key;
	} kinds[] = { { REDACT_CARD, "cut.card" },           { REDACT_PIN, "cut.pin" },
		      { REDACT_PASSWORD, "cut.password" },   { REDACT_SECURITY_CODE, "cut.security-code" },
		      { REDACT_ONE_TIME_CODE, "cut.code" }, { REDACT_MY_NUMBER, "cut.my-number" } };

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (t->walk->cut & kinds[i].bit)
			tell(t, kinds[i].key, NULL);
}

void say_time(const struct talk *t, struct moment m, struct buf *out)
{
	struct civil c = civil_of(m.ms, m.offset_min), today = civil_of(clock_now(t->walk->clock).ms, m.offset_min);
	bool same = c.year == today.year && c.month == today.month && c.day == today.day;

	view_when(t->say, m, same ? "time.today" : "time.moment", out);
}

void say_opening(const struct talk *t, const struct plan_step *s, struct buf *out)
{
	struct moment m = { s->opens_ms, JAPAN_OFFSET_MIN };

	if (s->contact && s->contact->hours.from < 0)
		view_when(t->say, m, "time.day", out);
	else
		say_time(t, m, out);
}

void tell_recorded(const struct talk *t)
{
	struct buf time = { 0 };

	say_time(t, clock_now(t->walk->clock), &time);
	tell(t, "recorded", "time", buf_str(&time), NULL);
	tell_cut(t);
	buf_free(&time);
}

enum turn read_line(struct talk *t, const char *prompt, struct buf *out)
{
	const char *expects = t->expects ? t->expects : "expect.words";

	t->expects = NULL;
	if (t->screen.accessible)
		tell(t, expects, NULL);
	fflush(stdout);
	enum input_result r = input_line(t->input, prompt, out);
	screen_measure(&t->screen);
	return r == INPUT_LINE ? TURN_ON : TURN_STOP;
}

bool is_phoned(const struct plan_step *s)
{
	return s->contact && (s->contact->number.is || s->contact->where);
}

/* Somebody who reads aloud to a caller: named by --agent, or by the seat. */
bool is_agent(const struct talk *t)
{
	const char *seat = facts_first(&t->walk->fold.facts, "seat");

	return t->walk->agent || (seat && (strcmp(seat, "agent") == 0 || strcmp(seat, "card-desk") == 0));
}

/* What an entry was about, as the person saw it. */
static void say_what(const struct talk *t, const struct record *r, struct buf *out)
{
	const char *what = json_get_text(r->body, "title");
	const json *chosen = json_get(r->body, "chosen");

	if (!what)
		what = json_get_text(r->body, "ask");
	if (!what && *r->text)
		what = r->text;
	if (what)
		buf_add(out, what);
	for (const json *m = what ? NULL : json_first(chosen); m; m = json_next(m))
		buf_addf(out, "%s%s", m == json_first(chosen) ? "" : t->walk->catalog->join.list, json_text(m) ? json_text(m) : "");
}

enum turn go_back(struct talk *t)
{
	const struct record *undone;
	struct buf what = { 0 };
	struct err e = { 0 };

	if (!walk_undo(t->walk, &undone, &e)) {
		tell_error(t, &e);
		return TURN_ON;
	}
	say_what(t, undone, &what);
	tell(t, "back.undone", "what", buf_str(&what), NULL);
	buf_free(&what);
	t->shown = NULL;
	return TURN_ON;
}

static const char *number(char *to, size_t size, size_t n)
{
	snprintf(to, size, "%zu", n);
	return to;
}

/* Not in danger, and not while they are still on the line or on the screen. */
static bool has_time_for_questions(const struct plan_step *s)
{
	return s->urgency != URGENCY_DANGER && !s->step->alone;
}

/* On a small screen a card with its first question is longer than what is seen: what to do stands above the question again. */
static void keep_in_sight(const struct talk *t, const struct plan_step *s)
{
	if (t->screen.rows && t->screen.rows < CARD_ROWS && !t->screen.accessible)
		show_headline(t, s);
}

/* While somebody waits on the phone there is time for a few questions. */
static enum turn ask_while_waiting(struct talk *t, const struct plan_step *s)
{
	size_t count = walk_hold_count(t->walk);
	char n[8];

	if (!t->hold_told) {
		t->hold_told = true;
		screen_gap();
		keep_in_sight(t, s);
		number(n, sizeof n, count < HOLD_QUESTIONS ? count : HOLD_QUESTIONS);
		tell(t, is_phoned(s) ? "hold.phone" : "hold.other", "count", n, NULL);
	}
	/* Only what was answered counts: a key that showed help, or words not understood, ask again. */
	int64_t before = t->walk->entries;
	enum turn turn = ask_question(t, walk_hold_question(t->walk));
	t->held += t->walk->entries > before;
	return turn;
}

static enum turn one_step(struct talk *t, const struct plan_step *s)
{
	bool other = t->shown != s->action || t->shown_step != s->step->id || t->catalog_shown != t->walk->catalog;

	if (other) {
		if (t->shown && t->held)
			tell(t, t->shown_phoned ? "card.changed-phone" : "card.changed", NULL);
		t->shown = s->action;
		t->shown_step = s->step->id;
		t->shown_phoned = is_phoned(s);
		t->catalog_shown = t->walk->catalog;
		t->held = 0;
		t->hold_told = false;
		show_card(t, s);
	}
	if (has_time_for_questions(s) && walk_hold_question(t->walk) && t->held < HOLD_QUESTIONS)
		return ask_while_waiting(t, s);
	return ask_outcome(t, s);
}

static bool has_outcome(const struct walk *w)
{
	for (size_t i = 0; i < w->log.count; i++)
		if (w->log.at[i].kind == ENTRY_OUTCOME)
			return true;
	return false;
}

/* An agent's call begins with what the caller tells, not with a menu. */
static bool has_notes_to_take(const struct talk *t, const struct question *q)
{
	if (!t->walk->agent || t->opened || q->stage != STAGE_FIRST)
		return false;
	for (size_t i = 0; i < t->walk->log.count; i++)
		if (t->walk->log.at[i].kind != ENTRY_OPEN && t->walk->log.at[i].kind != ENTRY_ANSWER)
			return false;
	return true;
}

enum turn talk_run(struct talk *t)
{
	t->shown_any = has_outcome(t->walk);
	for (;;) {
		const struct question *q = walk_opening_question(t->walk);
		const struct plan_step *s;
		enum turn turn;
		walk_replan(t->walk); /* time has passed: a desk may have opened, a step come back */
		if (q && has_notes_to_take(t, q)) {
			turn = take_notes(t, q);
		} else if (q) {
			turn = ask_question(t, q);
		} else if ((s = walk_step(t->walk))) {
			turn = one_step(t, s);
		} else if ((q = walk_hold_question(t->walk))) {
			turn = ask_question(t, q);
		} else {
			show_end(t);
			return TURN_ON;
		}
		if (turn == TURN_STOP)
			return TURN_STOP;
	}
}

enum { NEWER_NAMED = 3 };

/* Written before it is said: should that fail, it is told the next time. */
void talk_newer(struct talk *t)
{
	struct buf steps = { 0 }, line = { 0 };
	struct err e = { 0 };

	for (size_t i = 0; i < t->walk->newer_count && i < NEWER_NAMED; i++) {
		buf_add(&steps, i ? " / " : "");
		fill(find_step(t->walk->catalog, t->walk->newer[i])->title, &t->walk->fold.facts, &steps);
	}
	if (t->walk->newer_count > NEWER_NAMED)
		buf_add(&steps, " …");
	if (steps.len) {
		say_add(t->say, &line, "offer.newer", "steps", buf_str(&steps), NULL);
		if (walk_told_newer(t->walk, buf_str(&line), &e))
			screen_line(&t->screen, buf_str(&line));
		else
			tell_error(t, &e);
	}
	buf_free(&steps);
	buf_free(&line);
}

void talk_farewell(const struct talk *t)
{
	screen_gap();
	if (t->walk->entries)
		tell(t, "farewell.saved", "program", t->program, "case", t->walk->id, NULL);
	else
		tell(t, "farewell.nothing", "program", t->program, NULL);
}
