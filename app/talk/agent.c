/* What is the agent's own: free notes while the caller tells what has happened, and what becomes of the call. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "guide/understand.h"
#include "talk/talk.h"
#include "walk/later.h"

#include "base/banned.h"

enum { CALL_BACK_MS = 20 * 60 * 1000, OFFERED_MAX = 40 };

/* One fact read out of the notes, offered under a number. */
struct offered {
	size_t fact;
	const char *value;
};

void read_aloud(const struct talk *t, const char *text)
{
	struct buf b = { 0 };

	add_aloud(t, text, &b);
	screen_item(&t->screen, 0, say_text(t->say, "agent.read"), 8, buf_str(&b));
	buf_free(&b);
}

static size_t list_offered(const struct facts *f, struct offered *out)
{
	size_t count = 0;

	for (size_t i = 0; i < f->catalog->fact_count; i++)
		for (size_t k = 0; k < f->of[i].count && count < OFFERED_MAX; k++)
			out[count++] = (struct offered){ i, f->of[i].at[k] };
	return count;
}

static void show_offered(const struct talk *t, const struct facts *f, const struct offered *list, size_t count)
{
	char number[24];

	screen_gap();
	tell(t, "agent.offer", NULL);
	for (size_t i = 0; i < count; i++) {
		struct buf line = { 0 };
		buf_addf(&line, "%s  %s", f->catalog->facts[list[i].fact].label, fact_value_label(f->catalog, list[i].fact, list[i].value));
		snprintf(number, sizeof number, "%zu", i + 1);
		screen_item(&t->screen, 2, number, 5, buf_str(&line));
		buf_free(&line);
	}
}

/* The numbers in `line` are left out; 0 leaves all out. False when there is none, or one that was not offered. */
static bool strike_out(const char *line, size_t count, bool *struck)
{
	struct buf folded = { 0 };
	unsigned n;
	int used;
	bool any = false, good = true;

	text_fold(line, &folded);
	for (const char *p = buf_str(&folded); *p;) {
		if (sscanf(p, "%3u%n", &n, &used) != 1) {
			p++;
			continue;
		}
		p += used;
		any = true;
		good = good && n <= count;
		for (size_t i = 0; i < count; i++)
			struck[i] = struck[i] || n == 0 || i + 1 == n;
	}
	buf_free(&folded);
	return any && good;
}

/* What the notes seem to say is offered, never assumed: the agent strikes out what was heard wrong. */
static enum turn offer_facts(struct talk *t, struct facts *f)
{
	struct offered list[OFFERED_MAX];
	bool struck[OFFERED_MAX] = { false };
	size_t count = list_offered(f, list), kept = 0;
	struct buf line = { 0 };
	struct err e = { 0 };
	enum turn turn = TURN_ON;

	if (!count)
		goto out;
	for (;;) {
		show_offered(t, f, list, count);
		turn = read_line(t, "> ", &line);
		if (turn == TURN_STOP)
			goto out;
		if (!buf_str(&line)[strspn(buf_str(&line), " \t")] || strike_out(buf_str(&line), count, struck))
			break;
		tell(t, "agent.offer-again", NULL);
		memset(struck, 0, sizeof struck);
	}
	facts_clear(f);
	for (size_t i = 0; i < count; i++)
		if (!struck[i]) {
			facts_add(f, list[i].fact, list[i].value);
			kept++;
		}
	if (kept && !walk_give(t->walk, f, true, NULL, &e)) {
		tell_error(t, &e);
		tell(t, "not-saved-again", NULL);
	}
out:
	buf_wipe(&line);
	return turn;
}

/* Only numbers: the answer to the question that comes next, given at once. */
static bool is_answer(const struct talk *t, const struct question *q, const char *line)
{
	struct picks picks;

	return understand_choice(t->walk->catalog, q, line, &picks) == PICKED && picks.by_number;
}

static bool save_note(struct talk *t, const char *line)
{
	struct err e = { 0 };

	if (walk_note(t->walk, line, &e)) {
		tell_cut(t);
		return true;
	}
	tell_error(t, &e);
	tell(t, "not-saved-again", NULL);
	return false;
}

static const struct plan_step *opening_step(const struct talk *t)
{
	for (size_t i = 0; i < t->walk->plan.count; i++)
		if (t->walk->plan.steps[i].step->opening && t->walk->plan.steps[i].status == STEP_OPEN)
			return &t->walk->plan.steps[i];
	return NULL;
}

static void show_opening(const struct talk *t, const struct plan_step *s)
{
	screen_gap();
	if (s && s->step->read)
		read_aloud(t, s->step->read);
	read_aloud(t, say_text(caller_say(t), "agent.what-happened"));
	screen_item(&t->screen, 0, say_text(t->say, "agent.listen"), 8,
	            s && s->step->listen ? s->step->listen : say_text(t->say, "agent.what-listen"));
	tell(t, "agent.notes", NULL);
}

static enum turn note_lines(struct talk *t, const struct question *next, struct facts *heard)
{
	struct buf line = { 0 }, folded = { 0 };
	enum turn turn;

	while ((turn = read_line(t, "| ", &line)) == TURN_ON) {
		buf_clear(&folded);
		text_fold(buf_str(&line), &folded);
		const char *word = buf_str(&folded);
		if (!*word)
			break;
		if (strcmp(word, "q") == 0) {
			turn = TURN_STOP;
			break;
		}
		if (take_language(t, word, &turn)) {
			show_opening(t, opening_step(t));
		} else if (strcmp(word, "?") == 0) {
			tell(t, "agent.notes-help", NULL);
		} else if (is_answer(t, next, buf_str(&line))) {
			turn = answer_question(t, next, buf_str(&line));
			break;
		} else if (!take_pasted(t, buf_str(&line)) && save_note(t, buf_str(&line))) {
			understand_text(buf_str(&line), heard);
		}
	}
	buf_wipe(&line);
	buf_wipe(&folded);
	return turn;
}

/* What was read aloud at the beginning is done, and the record says when. */
static void close_opening(struct talk *t)
{
	const struct plan_step *s = opening_step(t);
	struct err e = { 0 };

	if (s && !walk_outcome(t->walk, s, OUTCOME_DONE, "", -1, &e))
		tell_error(t, &e);
}

enum turn take_notes(struct talk *t, const struct question *next)
{
	struct arena *a = arena_new();
	struct facts heard;
	struct err e = { 0 };
	enum turn turn = TURN_ON;

	t->opened = true;
	if (!walk_complete(t->walk, &e)) {
		tell_error(t, &e);
		goto out;
	}
	facts_init(&heard, t->walk->catalog, a);
	walk_replan(t->walk);
	show_opening(t, opening_step(t));
	turn = note_lines(t, next, &heard);
	if (turn == TURN_ON) {
		close_opening(t);
		turn = offer_facts(t, &heard);
	}
out:
	arena_free(a);
	return turn;
}

/* --- what becomes of the call --- */

static bool give_one(struct talk *t, const char *key, const char *value)
{
	struct arena *a = arena_new();
	struct facts f;
	struct err e = { 0 };
	bool ok = walk_complete(t->walk, &e);

	if (ok) {
		facts_init(&f, t->walk->catalog, a);
		long fact = fact_index(t->walk->catalog, key);
		const char *known = fact < 0 ? NULL : fact_value(t->walk->catalog, (size_t)fact, value);
		if (known)
			facts_add(&f, (size_t)fact, known);
		ok = !known || walk_give(t->walk, &f, false, NULL, &e);
	}
	if (!ok)
		tell_error(t, &e);
	arena_free(a);
	return ok;
}

/* The step on the screen stays open and comes back when the caller is rung again. */
static enum turn caller_gone(struct talk *t, const struct plan_step *s)
{
	struct moment now = clock_now(t->walk->clock);
	struct buf words = { 0 }, note = { 0 }, time = { 0 };
	struct err e = { 0 };

	tell(t, "call.ask-back", NULL);
	(void)read_line(t, "> ", &words); /* the end of input is no reason to lose the outcome */
	int64_t due = later_parse(buf_str(&words), now, &t->walk->catalog->times);
	if (due < 0)
		due = now.ms + CALL_BACK_MS;
	buf_addf(&note, "%s%s%s", say_text(t->say, "call.gone"), words.len ? " " : "", buf_str(&words));
	if (walk_outcome(t->walk, s, OUTCOME_LATER, buf_str(&note), due, &e)) {
		say_time(t, (struct moment){ due, now.offset_min }, &time);
		tell_recorded(t);
		tell(t, "call.rings-back", "time", buf_str(&time), NULL);
	} else {
		tell_error(t, &e);
	}
	t->shown = NULL;
	buf_wipe(&words);
	buf_wipe(&note);
	buf_free(&time);
	return e.code ? TURN_ON : TURN_STOP;
}

enum turn take_call(struct talk *t, const struct plan_step *s)
{
	static const char *const choices[] = { "call.gone", "call.relative", "call.one-phone" };
	struct buf line = { 0 }, folded = { 0 };
	char number[24];
	unsigned n = 0;
	enum turn turn;

	tell(t, "call.which", NULL);
	for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
		snprintf(number, sizeof number, "%zu", i + 1);
		screen_item(&t->screen, 2, number, 4, say_text(t->say, choices[i]));
	}
	turn = read_line(t, "> ", &line);
	text_fold(buf_str(&line), &folded);
	if (turn == TURN_ON && sscanf(buf_str(&folded), "%1u", &n) == 1 && n == 1)
		turn = caller_gone(t, s);
	else if (n == 2 && give_one(t, "caller", "relative"))
		tell_recorded(t);
	else if (n == 3 && give_one(t, "one_phone", "yes"))
		tell_recorded(t);
	else if (turn == TURN_ON && n != 2 && n != 3)
		tell(t, "call.none", NULL);
	buf_wipe(&line);
	buf_wipe(&folded);
	return turn;
}
