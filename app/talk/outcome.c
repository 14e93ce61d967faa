/* What became of a step: numbers, letters or words; each outcome has a next step of its own. */
#include <stdio.h>
#include <string.h>

#include "base/redact.h"
#include "base/text.h"
#include "talk/talk.h"
#include "walk/later.h"

#include "base/banned.h"

enum act {
	ACT_DONE,
	ACT_UNREACHABLE,
	ACT_REFUSED,
	ACT_LATER,
	ACT_WHY,
	ACT_NOT_NEEDED,
	ACT_NOTE,
	ACT_PLAN,
	ACT_CONTACTS,
	ACT_BACK,
	ACT_CHANGE,
	ACT_MESSAGE,
	ACT_STOP,
	ACT_HELP,
	ACT_ADD,
	ACT_TICK,
	ACT_CALL,
	ACT_SHOW,
	ACT_UNKNOWN,
};

static const struct {
	char letter;
	enum act act;
} letters[] = { { 'd', ACT_DONE }, { 'c', ACT_UNREACHABLE }, { 'r', ACT_REFUSED }, { 'l', ACT_LATER },  { 'w', ACT_WHY },
	        { 'x', ACT_NOT_NEEDED }, { 'n', ACT_NOTE },   { 'p', ACT_PLAN },   { 't', ACT_CONTACTS }, { 'b', ACT_BACK },
	        { 'e', ACT_CHANGE }, { 'm', ACT_MESSAGE }, { 'q', ACT_STOP }, { '?', ACT_HELP },  { 'a', ACT_ADD },
	        { 'v', ACT_TICK }, { 'h', ACT_CALL } };

/* The five numbered outcomes. A step without a desk to call cannot be refused; it may not apply. */
static const enum act phoned_acts[] = { ACT_DONE, ACT_UNREACHABLE, ACT_REFUSED, ACT_LATER, ACT_WHY };
static const enum act other_acts[] = { ACT_DONE, ACT_UNREACHABLE, ACT_NOT_NEEDED, ACT_LATER, ACT_WHY };
static const char *const phoned_keys[] = { NULL, "act.unreachable", "act.refused", "act.later", "act.why" };
static const char *const other_keys[] = { NULL, "act.could-not", "act.not-needed", "act.later", "act.why" };
enum { NUMBERED = 5 };

static const char *act_label(const struct talk *t, const struct plan_step *s, size_t i)
{
	if (i == 0)
		return s->step->done;
	return say_text(t->say, (is_phoned(s) ? phoned_keys : other_keys)[i]);
}

/* An agent types letters all day: one line of them. The numbers work all the same. */
static void agent_keys(const struct talk *t, const struct plan_step *s)
{
	struct buf line = { 0 };

	say_add(t->say, &line, "agent.keys", "done", s->step->done, "not",
	        say_text(t->say, is_phoned(s) ? "act.unreachable" : "act.could-not"), NULL);
	screen_pack(&t->screen, 2, buf_str(&line));
	buf_free(&line);
}

/* For ears one below the other, else as many on a line as fit. */
static void number_acts(const struct talk *t, const struct plan_step *s)
{
	struct buf line = { 0 };

	for (size_t i = 0; i < NUMBERED; i++) {
		buf_addf(&line, "%s%zu %s", line.len ? "   " : "", i + 1, act_label(t, s, i));
		if (t->screen.accessible || i + 1 == NUMBERED) {
			screen_pack(&t->screen, 2, buf_str(&line));
			buf_clear(&line);
		}
	}
	buf_free(&line);
}

static void show_acts(const struct talk *t, const struct plan_step *s)
{
	screen_gap();
	/* After questions in between, the action has scrolled away. */
	if (t->held)
		show_headline(t, s);
	if (is_agent(t) && !t->screen.accessible)
		agent_keys(t, s);
	else
		number_acts(t, s);
	if (s->step->items_ask)
		screen_pack(&t->screen, 2, say_text(t->say, "act.items"));
}

static bool same_words(const char *folded, const char *label)
{
	struct buf b = { 0 };

	text_fold(label, &b);
	bool same = b.len && strcmp(folded, buf_str(&b)) == 0;
	buf_free(&b);
	return same;
}

static bool fits_here(const struct talk *t, const struct plan_step *s, enum act act)
{
	if (act == ACT_ADD || act == ACT_TICK)
		return s->step->items_ask != NULL;
	return act != ACT_CALL || is_agent(t);
}

static enum act act_of(const struct talk *t, const struct plan_step *s, const char *folded)
{
	if (!*folded)
		return ACT_SHOW;
	if (folded[1] == '\0' && folded[0] >= '1' && folded[0] <= '0' + NUMBERED)
		return (is_phoned(s) ? phoned_acts : other_acts)[folded[0] - '1'];
	for (size_t i = 0; i < sizeof letters / sizeof *letters && folded[1] == '\0'; i++)
		if (letters[i].letter == folded[0])
			return fits_here(t, s, letters[i].act) ? letters[i].act : ACT_UNKNOWN;
	for (size_t i = 0; i < NUMBERED; i++)
		if (same_words(folded, act_label(t, s, i)))
			return (is_phoned(s) ? phoned_acts : other_acts)[i];
	return ACT_UNKNOWN;
}

/* What to write down, asked in one free line. */
static void ask_small_facts(const struct talk *t, const struct plan_step *s, enum outcome o)
{
	struct buf list = { 0 };

	for (size_t i = 0; i < s->step->capture.count; i++)
		buf_addf(&list, "%s%s", i ? t->walk->catalog->join.list : "", s->step->capture.at[i]);
	if (o == OUTCOME_DONE && list.len)
		tell(t, "ask.capture", "what", buf_str(&list), NULL);
	else if (o == OUTCOME_DONE)
		tell(t, "ask.note", NULL);
	else if (o == OUTCOME_LATER)
		tell(t, "ask.when", NULL);
	else
		tell(t, o == OUTCOME_REFUSED ? "ask.refused" : "ask.unreachable", NULL);
	buf_free(&list);
}

static void tell_due(const struct talk *t, int64_t due_ms)
{
	struct buf time = { 0 };
	struct moment now = clock_now(t->walk->clock);

	say_time(t, (struct moment){ due_ms, now.offset_min }, &time);
	tell(t, "later.due", "time", buf_str(&time), NULL);
	buf_free(&time);
}

static void tell_outcome(const struct talk *t, enum outcome o, bool can_be_stopped, int64_t due)
{
	tell_recorded(t);
	if (o == OUTCOME_LATER)
		tell_due(t, due);
	else if (o == OUTCOME_REFUSED || o == OUTCOME_UNREACHABLE)
		tell(t, can_be_stopped ? "outcome.stays-open-stop" : "outcome.stays-open", NULL);
}

/* The end of input at the free line still leaves the outcome that was given: nothing said is lost. */
static enum turn take_outcome(struct talk *t, const struct plan_step *s, enum outcome o)
{
	struct buf words = { 0 };
	struct err e = { 0 };
	enum turn turn = TURN_ON;
	struct moment now;
	int64_t due = -1;
	const bool stoppable = strcmp(s->action, "card.stop") == 0;

	if (o != OUTCOME_NOT_NEEDED) {
		ask_small_facts(t, s, o);
		turn = read_line(t, "> ", &words);
	}
	now = clock_now(t->walk->clock);
	if (o == OUTCOME_LATER) {
		due = later_parse(buf_str(&words), now, &t->walk->catalog->times);
		if (due < 0 && buf_str(&words)[strspn(buf_str(&words), " \t")])
			tell(t, "later.not-read", NULL);
		if (due < 0)
			due = later_default(s, now.ms);
	}
	if (walk_outcome(t->walk, s, o, buf_str(&words), due, &e)) {
		tell_outcome(t, o, stoppable, due);
		t->shown = NULL;
	} else {
		tell_error(t, &e);
		tell(t, "not-saved-again", NULL);
	}
	buf_wipe(&words);
	return turn;
}

static enum turn take_note(struct talk *t)
{
	struct buf words = { 0 };
	struct err e = { 0 };

	tell(t, "ask.free-note", NULL);
	enum turn turn = read_line(t, "> ", &words);
	if (words.len && walk_note(t->walk, buf_str(&words), &e))
		tell_recorded(t);
	else if (e.code)
		tell_error(t, &e);
	buf_wipe(&words);
	return turn;
}

/* --- lists a person fills and ticks off --- */

/* Several names in one line, separated by 、 or commas. A secret goes before the line is taken apart: its pieces would pass. */
static void add_items(struct talk *t, const char *action, const char *typed)
{
	static const char *const separators[] = { "、", "，", "," };
	struct err e = { 0 };
	struct buf safe = { 0 }, name = { 0 }, clean = { 0 };
	bool ok = true;

	text_clean(typed, false, &clean);
	unsigned cut = redact(buf_str(&clean), &safe);
	buf_clear(&clean);
	for (const char *line = buf_str(&safe); ok && *line;) {
		size_t step = 0;
		for (size_t i = 0; i < 3 && !step; i++)
			if (strncmp(line, separators[i], strlen(separators[i])) == 0)
				step = strlen(separators[i]);
		if (!step)
			buf_add_c(&name, *line++);
		line += step;
		if (!step && *line)
			continue;
		text_clean(buf_str(&name), false, &clean);
		const char *start = buf_str(&clean) + strspn(buf_str(&clean), " ");
		ok = !*start || walk_item_add(t->walk, action, start, &e);
		buf_clear(&name);
		buf_clear(&clean);
	}
	t->walk->cut |= cut;
	tell_cut(t);
	if (!ok)
		tell_error(t, &e);
	buf_wipe(&safe);
	buf_wipe(&name);
	buf_wipe(&clean);
}

static void tick_items(struct talk *t, const char *action, const char *line)
{
	struct buf folded = { 0 };
	struct err e = { 0 };
	unsigned n;
	int used;

	text_fold(line, &folded);
	for (const char *p = buf_str(&folded); *p;) {
		if (sscanf(p, "%3u%n", &n, &used) != 1) {
			p++;
			continue;
		}
		p += used;
		const struct item_list *list = fold_items(&t->walk->fold, action);
		if (!list || n < 1 || n > list->count)
			tell(t, "item.no-such", NULL);
		else if (!walk_item_tick(t->walk, action, n, !list->items[n - 1].ticked, &e))
			tell_error(t, &e);
	}
	buf_free(&folded);
}

static enum turn take_items(struct talk *t, const struct plan_step *s, enum act act)
{
	struct buf line = { 0 };
	const char *action = s->action;

	tell(t, act == ACT_ADD ? "item.ask-add" : "item.ask-tick", NULL);
	enum turn turn = read_line(t, "> ", &line);
	if (act == ACT_ADD)
		add_items(t, action, buf_str(&line));
	else
		tick_items(t, action, buf_str(&line));
	buf_wipe(&line);
	long again = plan_find(&t->walk->plan, action); /* the plan was worked out anew */
	if (again >= 0)
		show_items(t, &t->walk->plan.steps[again]);
	return turn;
}

static enum turn act_on(struct talk *t, const struct plan_step *s, enum act act, const char *line)
{
	switch (act) {
	case ACT_DONE: return take_outcome(t, s, OUTCOME_DONE);
	case ACT_UNREACHABLE: return take_outcome(t, s, OUTCOME_UNREACHABLE);
	case ACT_REFUSED: return take_outcome(t, s, OUTCOME_REFUSED);
	case ACT_LATER: return take_outcome(t, s, OUTCOME_LATER);
	case ACT_NOT_NEEDED: return take_outcome(t, s, OUTCOME_NOT_NEEDED);
	case ACT_NOTE: return take_note(t);
	case ACT_WHY: show_why(t, s); return TURN_ON;
	case ACT_PLAN: show_plan(t); return TURN_ON;
	case ACT_CONTACTS: show_contacts(t); return TURN_ON;
	case ACT_BACK: return go_back(t);
	case ACT_CHANGE: return change_answer(t);
	case ACT_MESSAGE: return take_message(t);
	case ACT_HELP: show_help(t, true); return TURN_ON;
	case ACT_ADD:
	case ACT_TICK: return take_items(t, s, act);
	case ACT_CALL: return take_call(t, s);
	case ACT_SHOW: show_card(t, s); return TURN_ON;
	case ACT_STOP: return TURN_STOP;
	case ACT_UNKNOWN: break;
	}
	if (!take_pasted(t, line))
		tell(t, "act.unknown", NULL);
	return TURN_ON;
}

static void offer_acts(const struct talk *t, const struct plan_step *s)
{
	for (size_t i = 0; i < NUMBERED; i++)
		input_offer(t->input, act_label(t, s, i), act_label(t, s, i), false);
}

enum turn ask_outcome(struct talk *t, const struct plan_step *s)
{
	struct buf line = { 0 }, folded = { 0 };

	show_acts(t, s);
	offer_acts(t, s);
	t->expects = "expect.step";
	enum turn turn = read_line(t, "> ", &line);
	if (turn == TURN_ON) {
		text_fold(buf_str(&line), &folded);
		if (!take_language(t, buf_str(&folded), &turn))
			turn = act_on(t, s, act_of(t, s, buf_str(&folded)), buf_str(&line));
	}
	buf_wipe(&line);
	buf_wipe(&folded);
	return turn;
}

/* While a question is up the call may come through: an outcome said then is taken at once. Numbers answer
 * the question, and n is left to "no". */
bool take_early(struct talk *t, const char *folded, const char *line, enum turn *turn)
{
	long i = t->shown ? plan_find(&t->walk->plan, t->shown) : -1;

	if (i < 0 || !*folded || (*folded >= '0' && *folded <= '9'))
		return false;
	const struct plan_step *s = &t->walk->plan.steps[i];
	enum act act = act_of(t, s, folded);
	if (act != ACT_DONE && act != ACT_UNREACHABLE && act != ACT_REFUSED && act != ACT_LATER && act != ACT_NOT_NEEDED && act != ACT_WHY)
		return false;
	*turn = act_on(t, s, act, line);
	return true;
}
