/* Languages at the prompts: the screen's and the caller's, changed apart from one another. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "guide/fill.h"
#include "guide/tongue.h"
#include "talk/talk.h"

#include "base/banned.h"

void add_aloud(const struct talk *t, const char *text, struct buf *out)
{
	fill_as(is_agent(t) ? t->caller_lang : tongue_spoken(t->walk->catalog), text, &t->walk->fold.facts, out);
}

const struct say *caller_say(const struct talk *t)
{
	const struct say *s = is_agent(t) ? says_get(t->says, t->caller_lang, NULL) : NULL;

	return s ? s : t->say;
}

static void tell_now(const struct talk *t, const char *key, const struct say *s)
{
	tell(t, key, "language", say_text(s, "language.name"), NULL);
}

/* What cannot be read of a language is told; what can be is used all the same. */
static void switch_to(struct talk *t, const char *lang, bool caller)
{
	struct err e = { 0 };
	const struct say *s = says_get(t->says, lang, &e);

	if (!s) {
		tell(t, "language.none", "language", lang, NULL);
		return;
	}
	if (!(caller ? walk_learn : walk_speak)(t->walk, s->lang, &e))
		tell_error(t, &e);
	if (caller)
		t->caller_lang = s->lang;
	else
		t->say = s;
	tell_now(t, caller ? "language.caller-now" : "language.now", s);
	t->shown = NULL; /* the card is shown again in it */
}

static void offer(const struct talk *t, const char *lang, size_t number, bool caller)
{
	const struct say *s = says_get(t->says, lang, NULL);
	struct buf line = { 0 };
	char n[24];

	snprintf(n, sizeof n, "%zu", number);
	say_add(t->say, &line, caller ? "language.for-caller" : "language.for-screen", "language", s ? say_text(s, "language.name") : lang, NULL);
	screen_item(&t->screen, 2, n, 4, buf_str(&line));
	buf_free(&line);
}

static enum turn choose(struct talk *t)
{
	char **langs;
	size_t count;
	struct buf line = { 0 }, folded = { 0 };
	unsigned n = 0;

	say_languages(t->says->data_dir, &langs, &count, NULL);
	tell(t, "language.which", NULL);
	for (size_t i = 0; i < count; i++)
		offer(t, langs[i], i + 1, false);
	for (size_t i = 0; i < count && is_agent(t); i++)
		offer(t, langs[i], count + i + 1, true);
	enum turn turn = read_line(t, "> ", &line);
	text_fold(buf_str(&line), &folded);
	const bool number = turn == TURN_ON && sscanf(buf_str(&folded), "%3u", &n) == 1 && n >= 1;
	if (number && n <= count)
		switch_to(t, langs[n - 1], false);
	else if (number && n <= 2 * count && is_agent(t))
		switch_to(t, langs[n - 1 - count], true);
	else if (turn == TURN_ON)
		tell(t, "language.stays", NULL);
	for (size_t i = 0; i < count; i++)
		free(langs[i]);
	free(langs);
	buf_free(&line);
	buf_free(&folded);
	return turn;
}

bool take_language(struct talk *t, const char *folded, enum turn *turn)
{
	const bool caller = strncmp(folded, "caller ", strlen("caller ")) == 0 && is_agent(t);

	if (strcmp(folded, "g") == 0) {
		*turn = choose(t);
		return true;
	}
	if (!caller && strncmp(folded, "lang ", strlen("lang ")) != 0)
		return false;
	switch_to(t, strchr(folded, ' ') + 1, caller);
	*turn = TURN_ON;
	return true;
}
