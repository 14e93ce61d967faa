/* What an entry says, in the words and the language of the paper. */
#include <stdio.h>
#include <string.h>

#include "guide/fill.h"
#include "guide/find.h"
#include "guide/phrasebook.h"
#include "guide/tongue.h"
#include "sheet/view.h"

#include "base/banned.h"

static bool is_japanese(const struct view *v)
{
	return strcmp(v->say->lang, "ja") == 0;
}

static const json *member(const struct view *v, const json *body, const char *key)
{
	const json *ja = is_japanese(v) ? json_get(json_get(body, "ja"), key) : NULL;

	return ja ? ja : json_get(body, key);
}

/* Words of a body: what has no Japanese beside it was shown in Japanese. */
static const char *in_language(const struct view *v, const json *body, const char *words)
{
	return is_japanese(v) || json_get(body, "ja") ? words : phrasebook_say(v->book, v->say->lang, words);
}

const char *view_text(const struct view *v, const json *body, const char *key)
{
	return in_language(v, body, json_text(member(v, body, key)));
}

const char *view_contact_name(const struct view *v, const json *body)
{
	const json *contact = member(v, body, "contact");

	return in_language(v, body, json_is_text(contact) ? json_text(contact) : json_get_text(contact, "name"));
}

/* A title with the case's own words in it is no text of the guidance any more: the step's is filled in anew. */
const char *view_title(const struct view *v, const json *body, const char *step)
{
	const struct catalog *c = v->walk->catalog;
	const char *shown = json_get_text(body, "title"), *title = view_text(v, body, "title"), *id = intern_find(&c->strings, step);
	const struct step *s = title && title == shown && !is_japanese(v) && !json_get(body, "ja") && id ? find_step(c, id) : NULL;
	struct buf filled = { 0 };

	if (!s || !strchr(s->title, '{'))
		return title ? title : step;
	fill_as(v->say->lang, s->title, &v->walk->fold.facts, &filled);
	title = arena_strdup(v->arena, buf_str(&filled));
	buf_free(&filled);
	return title;
}

/* As it was shown; the Japanese beside it on a Japanese paper; on any other one what the guidance calls that sign there. */
const char *view_sign(const struct view *v, const json *sign)
{
	const struct catalog *c = v->walk->catalog;
	const bool japanese = is_japanese(v);
	const char *id = json_get_text(sign, "id"), *ja = json_get_text(sign, "ja"), *meaning = json_get_text(sign, "meaning");

	for (size_t i = 0; i < c->sign_count && id && !japanese && !ja; i++)
		if (strcmp(c->signs[i].id, id) == 0)
			return tongue_text(c, v->say->lang, c->signs[i].meaning);
	if (japanese && ja)
		return ja;
	return meaning ? meaning : id ? id : "?";
}

static void answer_words(const struct view *v, const struct line *l, struct buf *out)
{
	const char *ask = view_text(v, l->body, "ask");
	const json *chosen = member(v, l->body, "chosen");

	buf_add(out, ask ? ask : say_text(v->say, "paper.given"));
	buf_add(out, " → ");
	for (const json *m = json_first(chosen); m; m = json_next(m))
		buf_addf(out, "%s%s", m == json_first(chosen) ? "" : say_text(v->say, "paper.comma"),
			 json_text(m) ? in_language(v, l->body, json_text(m)) : "");
	if (!json_first(chosen))
		buf_add(out, say_text(v->say, "answer.unknown"));
}

const char *view_outcome(const struct view *v, const struct line *l)
{
	const char *done = view_text(v, l->body, "done");
	char key[40];

	snprintf(key, sizeof key, "paper.outcome.%s", outcome_name(l->outcome));
	return done ? done : say_text(v->say, key);
}

static void outcome_words(const struct view *v, const struct line *l, struct buf *out)
{
	const char *name = view_contact_name(v, l->body), *number = json_get_text(json_get(l->body, "contact"), "number");

	buf_addf(out, "%s → %s", view_title(v, l->body, l->step), view_outcome(v, l));
	if (name)
		buf_addf(out, " (%s%s%s)", name, number ? " " : "", number ? number : "");
}

/* Looked at and copied with parts masked, or only noted. */
static void mail_words(const struct view *v, const struct line *l, struct buf *out)
{
	const char *sha256 = json_get_text(l->body, "sha256"), *verdict = json_get_text(l->body, "verdict");
	char key[40];

	if (!verdict) {
		say_add(v->say, out, "paper.mail", "sha256", sha256, NULL);
		return;
	}
	snprintf(key, sizeof key, "check.short.%s", verdict);
	say_add(v->say, out, "paper.mail-checked", "verdict", say_text(v->say, key), "sha256", sha256, NULL);
}

/* "送った: 迷惑メール相談センター", with what the other side said when it did not take it. */
static void send_words(const struct view *v, const struct line *l, struct buf *out)
{
	static const char *const states[] = { "begun", "sent", "failed", "retry", "unknown" };
	const char *name = json_get_text(l->body, "name"), *answer = json_get_text(l->body, "answer"), *state = json_get_text(l->body, "state");
	char key[40] = "paper.kind.send";

	for (size_t i = 0; state && i < sizeof states / sizeof *states; i++)
		if (strcmp(states[i], state) == 0)
			snprintf(key, sizeof key, "paper.send.%s", states[i]);
	say_add(v->say, out, key, "desk", name ? name : "", NULL);
	if (answer && *answer && strcmp(key, "paper.send.sent") != 0)
		buf_addf(out, " (%s)", answer);
}

void view_line(const struct view *v, const struct line *l, struct buf *out)
{
	char key[40], n[24];
	const char *op = json_get_text(l->body, "op");

	switch (l->kind) {
	case ENTRY_ANSWER: answer_words(v, l, out); break;
	case ENTRY_OUTCOME: outcome_words(v, l, out); break;
	case ENTRY_UNDO:
		snprintf(n, sizeof n, "%.0f", json_number(json_get(l->body, "undoes")));
		say_add(v->say, out, "paper.undo", "n", n, NULL);
		break;
	case ENTRY_MAIL: mail_words(v, l, out); break;
	case ENTRY_SEND: send_words(v, l, out); break;
	case ENTRY_ITEM:
		snprintf(key, sizeof key, "paper.item.%s", op ? op : "add");
		buf_add(out, say_text(v->say, key));
		break;
	default: buf_add(out, l->kind < ENTRY_KINDS ? v->kinds[l->kind] : "?");
	}
}
