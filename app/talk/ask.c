/* Questions: numbers, words or a sentence; known things are not asked again. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "guide/find.h"
#include "guide/understand.h"
#include "talk/mail.h"
#include "talk/talk.h"

#include "base/banned.h"

enum { TWO_COLUMNS = 72 };

static void number_label(char *to, size_t size, size_t n, size_t count)
{
	snprintf(to, size, count > 9 ? "%2zu" : "%zu", n);
}

/* Short choices stand two by two where the screen is wide enough: half as far to look. */
static void show_pair(const struct talk *t, const struct question *q, size_t i)
{
	const bool wide = t->screen.ambiguous_wide;
	int half = t->screen.columns / 2 - 2;
	char number[8];
	struct buf line = { 0 };

	for (size_t k = i; k < i + 2 && k < q->count; k++) {
		number_label(number, sizeof number, k + 1, q->count);
		buf_addf(&line, "%s %s", number, q->choices[k].label);
		int used = text_columns(buf_str(&line), wide);
		if (k == i && k + 1 < q->count && used < half)
			buf_pad(&line, ' ', (size_t)(half - used));
	}
	screen_item(&t->screen, 2, "", 2, buf_str(&line));
	buf_free(&line);
}

static bool fits_in_pairs(const struct talk *t, const struct question *q)
{
	int half = t->screen.columns / 2 - 2;

	if (t->screen.accessible || t->screen.columns < TWO_COLUMNS || q->count < 4)
		return false;
	for (size_t i = 0; i < q->count; i++)
		if (text_columns(q->choices[i].label, t->screen.ambiguous_wide) + 5 > half)
			return false;
	return true;
}

static void add_labels(const struct catalog *c, const struct fact_values *v, size_t fact, struct buf *out)
{
	for (size_t i = 0; i < v->count; i++)
		buf_addf(out, "%s%s", out->len ? c->join.list : "", fact_value_label(c, fact, v->at[i]));
}

static void tell_heard(const struct talk *t, const struct question *q)
{
	const struct facts *f = &t->walk->fold.facts;
	struct buf list = { 0 }, line = { 0 };

	add_labels(f->catalog, &f->of[q->fact], q->fact, &list);
	say_add(t->say, &line, "question.heard", "what", buf_str(&list), NULL);
	screen_item(&t->screen, 2, "", 2, buf_str(&line));
	buf_free(&list);
	buf_free(&line);
}

static void show_question(const struct talk *t, const struct question *q)
{
	char number[8];

	screen_gap();
	if (is_agent(t) && q->read)
		read_aloud(t, q->read);
	screen_title(&t->screen, q->ask);
	if (walk_is_heard(t->walk, q))
		tell_heard(t, q);
	else if (q->hint)
		screen_item(&t->screen, 2, "", 2, q->hint);
	if (fits_in_pairs(t, q)) {
		for (size_t i = 0; i < q->count; i += 2)
			show_pair(t, q, i);
		return;
	}
	for (size_t i = 0; i < q->count; i++) {
		number_label(number, sizeof number, i + 1, q->count);
		screen_item(&t->screen, 2, number, q->count > 9 ? 5 : 4, q->choices[i].label);
	}
}

static void tell_dropped(const struct talk *t, uint64_t dropped)
{
	for (size_t i = 0; i < t->walk->catalog->question_count && i < 64; i++)
		if (dropped >> i & 1u)
			tell(t, "answer.dropped", "ask", t->walk->catalog->questions[i].ask, NULL);
}

/* Words were read as these choices: said back, since they may have been meant otherwise. */
static void tell_picked(const struct talk *t, const struct question *q, const struct picks *picks)
{
	struct buf list = { 0 };

	for (size_t i = 0; i < picks->count; i++) {
		buf_add(&list, i ? t->walk->catalog->join.list : "");
		say_add(t->say, &list, "quoted", "text", q->choices[picks->at[i]].label, NULL);
	}
	tell(t, "question.picked", "what", buf_str(&list), NULL);
	buf_free(&list);
}

static bool after_saving(struct talk *t, bool saved, uint64_t dropped, const struct err *e)
{
	if (!saved) {
		tell_error(t, e);
		tell(t, "not-saved-again", NULL);
		return false;
	}
	tell_cut(t);
	tell_dropped(t, dropped);
	return true;
}

static bool is_heard_choice(const struct walk *w, const struct question *q, const struct choice *choice)
{
	const struct fact_values *v = &w->fold.facts.of[q->fact];

	for (size_t i = 0; i < choice->set_count; i++)
		for (size_t k = 0; choice->sets[i].fact == q->fact && k < v->count; k++)
			if (words_has(&choice->sets[i].values, v->at[k]))
				return true;
	return false;
}

/* What was read out of a sentence stays, whatever is added now; "e" takes it away. */
static void add_heard(const struct walk *w, const struct question *q, struct picks *picks)
{
	for (size_t i = 0; i < q->count; i++) {
		bool there = false;
		for (size_t k = 0; k < picks->count; k++)
			there = there || picks->at[k] == i;
		if (!there && picks->count < PICKS_MAX && is_heard_choice(w, q, &q->choices[i]))
			picks->at[picks->count++] = i;
	}
}

static bool save_answer(struct talk *t, const struct question *q, const struct picks *picks, const char *words)
{
	struct picks all = *picks;
	uint64_t dropped = 0;
	struct err e = { 0 };

	if (walk_is_heard(t->walk, q))
		add_heard(t->walk, q, &all);
	bool saved = walk_answer(t->walk, q, &all, words, &dropped, &e);

	return after_saving(t, saved, dropped, &e);
}

static bool save_value(struct talk *t, const struct question *q, const struct facts *given, const char *words)
{
	uint64_t dropped = 0;
	struct err e = { 0 };

	bool saved = walk_answer_value(t->walk, q, given, words, &dropped, &e);

	return after_saving(t, saved, dropped, &e);
}

static bool save_facts(struct talk *t, const struct facts *given, const char *words)
{
	struct err e = { 0 };

	return after_saving(t, walk_give(t->walk, given, true, words, &e), 0, &e);
}

static void take_away(struct fact_values *from, const struct words *values)
{
	size_t kept = 0;

	for (size_t i = 0; i < from->count; i++)
		if (!words_has(values, from->at[i]))
			from->at[kept++] = from->at[i];
	from->count = kept;
}

/* What the picked choices tell is not repeated from the sentence; what else it tells stays. */
static void leave_out_told(struct facts *f, const struct question *q, const struct picks *picks)
{
	for (size_t i = 0; i < picks->count; i++) {
		const struct choice *choice = &q->choices[picks->at[i]];
		for (size_t k = 0; k < choice->set_count; k++) {
			const struct setting *s = &choice->sets[k];
			if (f->catalog->facts[s->fact].several)
				take_away(&f->of[s->fact], &s->values);
			else
				f->of[s->fact].count = 0;
		}
	}
	if (q->has_fact)
		f->of[q->fact].count = 0;
}

static bool any_fact(const struct facts *f)
{
	for (size_t i = 0; i < f->catalog->fact_count; i++)
		if (f->of[i].count)
			return true;
	return false;
}

/* What tells nothing may still say that somebody does not know, did not catch the question, or is at a loss. */
static void take_plea(struct talk *t, const struct question *q, const char *line)
{
	const struct catalog *c = t->walk->catalog;
	const struct picks none = { .count = 0 };

	if (understand_phrase(c, line, "unsure"))
		save_answer(t, q, &none, NULL);
	else if (understand_phrase(c, line, "at-a-loss"))
		tell(t, "question.at-a-loss", NULL);
	else if (!understand_phrase(c, line, "again"))
		tell(t, q->stage == STAGE_FIRST ? "question.not-understood-first" : "question.not-understood", NULL);
}

/* A sentence may answer this question, tell other things, or both. */
static void take_words(struct talk *t, const struct question *q, const char *line, const struct picks *picks)
{
	struct arena *a = arena_new();
	struct facts given;
	struct err e = { 0 };
	bool answered = picks->count > 0;

	if (!walk_complete(t->walk, &e)) {
		tell_error(t, &e);
		goto out;
	}
	facts_init(&given, t->walk->catalog, a);
	understand_text(line, &given);
	if (!answered && !any_fact(&given)) {
		take_plea(t, q, line);
		goto out;
	}
	if (answered)
		tell_picked(t, q, picks);
	if (!answered)
		tell_given(t, &given);
	if (answered && !save_answer(t, q, picks, line))
		goto out;
	if (!answered && q->has_fact && given.of[q->fact].count) {
		if (!save_value(t, q, &given, line))
			goto out;
		answered = true;
	}
	if (answered)
		leave_out_told(&given, q, picks);
	if (any_fact(&given)) {
		if (picks->count)
			tell_given(t, &given);
		save_facts(t, &given, answered ? NULL : line);
	}
out:
	arena_free(a);
}

enum turn answer_question(struct talk *t, const struct question *q, const char *line)
{
	struct picks picks;

	if (take_pasted(t, line))
		return TURN_ON;
	switch (understand_choice(t->walk->catalog, q, line, &picks)) {
	case PICKED_BAD: {
		char most[8];
		snprintf(most, sizeof most, "%zu", q->count);
		tell(t, q->several ? "question.bad-number" : "question.one-number", "most", most, NULL);
		return TURN_ON;
	}
	case PICKED_NOTHING: {
		const struct picks none = { .count = 0 };
		take_words(t, q, line, &none);
		return TURN_ON;
	}
	case PICKED:
		if (picks.by_number)
			save_answer(t, q, &picks, NULL);
		else
			take_words(t, q, line, &picks);
		return TURN_ON;
	}
	return TURN_ON;
}

/* What Tab completes: the choices, and where a company may be named, its names. */
static void offer_choices(const struct talk *t, const struct question *q)
{
	const struct catalog *c = t->walk->catalog;

	for (size_t i = 0; i < q->count; i++)
		input_offer(t->input, q->choices[i].label, q->choices[i].label, false);
	if (!q->has_fact || !c->facts[q->fact].brands)
		return;
	for (size_t i = 0; i < c->brand_count; i++) {
		const struct brand *b = &c->brands[i];
		input_offer(t->input, b->name, b->name, true);
		for (size_t k = 0; k < b->names.count; k++)
			input_offer(t->input, b->name, b->names.at[k], true);
	}
}

enum turn ask_question(struct talk *t, const struct question *q)
{
	const struct picks unknown = { .count = 0 };
	struct buf line = { 0 }, word = { 0 };
	enum turn turn;

	show_question(t, q);
	offer_choices(t, q);
	t->expects = q->several ? "expect.several" : "expect.one";
	turn = read_line(t, "> ", &line);
	if (turn == TURN_STOP)
		goto out;
	text_fold(buf_str(&line), &word);
	const char *w = buf_str(&word);
	if (!*w)
		save_answer(t, q, &unknown, NULL);
	else if (strcmp(w, "q") == 0)
		turn = TURN_STOP;
	else if (strcmp(w, "?") == 0)
		show_help(t, false);
	else if (strcmp(w, "b") == 0)
		turn = go_back(t);
	else if (strcmp(w, "e") == 0)
		turn = change_answer(t);
	else if (strcmp(w, "p") == 0)
		show_plan(t);
	else if (strcmp(w, "t") == 0)
		show_contacts(t);
	else if (strcmp(w, "m") == 0)
		turn = take_message(t);
	else if (!take_language(t, w, &turn) && !take_early(t, w, buf_str(&line), &turn))
		turn = answer_question(t, q, buf_str(&line));
out:
	buf_wipe(&line);
	buf_wipe(&word);
	return turn;
}

static void chosen_words(const struct walk *w, size_t question, const struct say *say, struct buf *out)
{
	const struct answered *a = &w->fold.answers[question];
	const struct question *q = &w->catalog->questions[question];
	const json *chosen = a->active ? json_get(a->record->body, "chosen") : NULL;

	for (const json *m = json_first(chosen); m; m = json_next(m))
		buf_addf(out, "%s%s", m == json_first(chosen) ? "" : w->catalog->join.list, json_text(m) ? json_text(m) : "");
	for (size_t i = 0; !a->active && i < w->fold.facts.of[q->fact].count; i++)
		buf_addf(out, "%s%s", i ? w->catalog->join.list : "", fact_value_label(w->catalog, q->fact, w->fold.facts.of[q->fact].at[i]));
	if (!out->len)
		buf_add(out, say_text(say, "answer.unknown"));
}

enum turn change_answer(struct talk *t)
{
	const struct catalog *c = t->walk->catalog;
	const struct question *listed[64];
	size_t count = 0;
	struct buf line = { 0 }, folded = { 0 };
	char label[8];

	for (size_t i = 0; i < c->question_count && count < 64; i++) {
		if (!walk_can_change(t->walk, &c->questions[i]))
			continue;
		struct buf words = { 0 };
		chosen_words(t->walk, i, t->say, &words);
		listed[count++] = &c->questions[i];
		if (count == 1)
			tell(t, "change.which", NULL);
		number_label(label, sizeof label, count, 10);
		buf_clear(&line);
		buf_addf(&line, "%s → %s", c->questions[i].ask, buf_str(&words));
		screen_item(&t->screen, 2, label, 5, buf_str(&line));
		buf_free(&words);
	}
	if (!count) {
		tell(t, "change.none", NULL);
		buf_free(&line);
		return TURN_ON;
	}
	t->expects = "expect.number";
	enum turn turn = read_line(t, "> ", &line);
	text_fold(buf_str(&line), &folded);
	unsigned n = 0;
	if (turn == TURN_ON && sscanf(buf_str(&folded), "%3u", &n) == 1 && n >= 1 && n <= count)
		turn = ask_question(t, listed[n - 1]);
	else if (turn == TURN_ON)
		tell(t, "change.left", NULL);
	t->shown = NULL; /* the first step may be another one now */
	buf_wipe(&line);
	buf_wipe(&folded);
	return turn;
}

/* --- a whole message --- */

static void save_message(struct talk *t, const struct buf *text)
{
	if (!text->len)
		tell(t, "message.empty", NULL);
	else
		take_mail(t, buf_str(text), text->len);
}

bool take_pasted(struct talk *t, const char *text)
{
	const char *end = strchr(text, '\n');

	if (!end || !end[strspn(end, "\n")])
		return false; /* a line end alone at the end is no second line */
	struct buf all = { 0 };
	buf_add(&all, text);
	save_message(t, &all);
	buf_wipe(&all);
	return true;
}

enum turn take_message(struct talk *t)
{
	struct buf all = { 0 }, line = { 0 };
	enum turn turn;

	tell(t, "message.begin", NULL);
	t->expects = "expect.message";
	while ((turn = read_line(t, "| ", &line)) == TURN_ON && strcmp(buf_str(&line), ".") != 0) {
		buf_add_n(&all, buf_str(&line), line.len);
		buf_add_c(&all, '\n');
	}
	save_message(t, &all);
	buf_wipe(&all);
	buf_wipe(&line);
	return turn;
}
