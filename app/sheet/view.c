#include "sheet/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "sheet/names.h"

#include "base/banned.h"

static int by_number(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void find_words(struct view *v)
{
	char key[40];

	v->self = say_text(v->say, "who.self");
	v->helper = say_text(v->say, "who.helper");
	for (int kind = 0; kind < ENTRY_KINDS; kind++) {
		snprintf(key, sizeof key, "paper.kind.%s", entry_kind_name((enum entry_kind)kind));
		v->kinds[kind] = say_text(v->say, key);
	}
}

void view_begin(struct view *v)
{
	const struct log *l = &v->walk->log;
	size_t cap = 0;

	v->arena = arena_new();
	find_words(v);
	for (size_t i = 0; i < l->count; i++) {
		const struct record *r = &l->at[i];
		if (r->kind != ENTRY_UNDO || r->undone)
			continue;
		v->undone = arena_grow(v->arena, v->undone, v->undone_count, &cap, sizeof *v->undone);
		v->undone[v->undone_count++] = (int64_t)json_number(json_get(r->body, "undoes"));
	}
	if (v->undone_count)
		qsort(v->undone, v->undone_count, sizeof *v->undone, by_number);
}

void view_end(struct view *v)
{
	arena_free(v->arena);
	v->arena = NULL;
}

bool view_in_range(const struct view *v, int64_t at_ms)
{
	return (v->from_ms < 0 || at_ms >= v->from_ms) && (v->to_ms < 0 || at_ms < v->to_ms);
}

/* --- lines --- */

struct reading {
	const struct view *view;
	line_fn *each;
	void *context;
	bool stopped;
};

static bool take_entry(void *context, const struct entry *e)
{
	struct reading *r = context;
	const struct view *v = r->view;
	json *body = NULL;

	if (!view_in_range(v, e->at_ms))
		return true;
	if (e->body && strcmp(e->body, "{}") != 0)
		body = json_parse("entry", e->body, strlen(e->body), NULL);
	struct line l = { .n = e->n, .at = { e->at_ms, e->offset_min }, .kind = e->kind, .who = e->who, .step = e->step,
		          .text = e->text ? e->text : "", .outcome = outcome_from_name(e->outcome), .body = body,
		          .test_clock = *e->clock != '\0', .removed = !e->body, .seal = e->seal };
	l.undone = v->undone_count && bsearch(&e->n, v->undone, v->undone_count, sizeof *v->undone, by_number);
	r->stopped = !r->each(r->context, &l);
	json_free(body);
	return !r->stopped;
}

bool view_each(struct view *v, line_fn *each, void *context, struct err *e)
{
	struct reading r = { v, each, context, false };

	return store_read(v->walk->store, v->walk->id, 1, take_entry, &r, e) && !r.stopped;
}

/* --- words --- */

static void add_number(struct buf *out, int n, int digits)
{
	char text[8];

	for (int i = digits; i-- > 0; n /= 10)
		text[i] = (char)('0' + n % 10);
	buf_add_n(out, text, (size_t)digits);
}

void view_day(const struct view *v, struct moment m, struct buf *out)
{
	struct civil c = civil_of(m.ms, m.offset_min);

	(void)v;
	add_number(out, c.year, 4);
	buf_add_c(out, '-');
	add_number(out, c.month, 2);
	buf_add_c(out, '-');
	add_number(out, c.day, 2);
}

void view_moment(const struct view *v, struct moment m, struct buf *out)
{
	struct civil c = civil_of(m.ms, m.offset_min);

	view_day(v, m, out);
	buf_add_c(out, ' ');
	add_number(out, c.hour, 2);
	buf_add_c(out, ':');
	add_number(out, c.minute, 2);
	if (m.offset_min != JAPAN_OFFSET_MIN) {
		int far = abs(m.offset_min);
		buf_add(out, m.offset_min < 0 ? " (UTC-" : " (UTC+");
		add_number(out, far / 60, 2);
		buf_add_c(out, ':');
		add_number(out, far % 60, 2);
		buf_add_c(out, ')');
	}
}

static size_t agent_number(struct view *v, const char *who)
{
	for (size_t i = 0; i < v->agent_count; i++)
		if (strcmp(v->agents[i], who) == 0)
			return i + 1;
	v->agents = arena_grow(v->arena, v->agents, v->agent_count, &v->agent_cap, sizeof *v->agents);
	v->agents[v->agent_count++] = arena_strdup(v->arena, who);
	return v->agent_count;
}

void view_who(struct view *v, const char *who, struct buf *out)
{
	char name[24];

	if (strcmp(who, "self") == 0) {
		buf_add(out, v->self);
	} else if (strcmp(who, "helper") == 0) {
		buf_add(out, v->helper);
	} else if (v->redact_names) {
		snprintf(name, sizeof name, "%zu", agent_number(v, who));
		say_add(v->say, out, "who.agent", "name", name, NULL);
	} else {
		say_add(v->say, out, "who.agent", "name", who, NULL);
	}
}

void view_words(const struct view *v, const char *text, struct buf *out)
{
	if (v->redact_names)
		names_take_out(text, v->say, out);
	else
		buf_add(out, text);
}

const json *view_member(const struct view *v, const json *body, const char *key)
{
	const json *ja = strcmp(v->say->lang, "ja") == 0 ? json_get(json_get(body, "ja"), key) : NULL;

	return ja ? ja : json_get(body, key);
}

const char *view_text(const struct view *v, const json *body, const char *key)
{
	return json_text(view_member(v, body, key));
}

const char *view_contact_name(const struct view *v, const json *body)
{
	const json *contact = view_member(v, body, "contact");

	return json_is_text(contact) ? json_text(contact) : json_get_text(contact, "name");
}

static void answer_words(const struct view *v, const struct line *l, struct buf *out)
{
	const char *ask = view_text(v, l->body, "ask");
	const json *chosen = view_member(v, l->body, "chosen");

	buf_add(out, ask ? ask : say_text(v->say, "paper.given"));
	buf_add(out, " → ");
	for (const json *m = json_first(chosen); m; m = json_next(m))
		buf_addf(out, "%s%s", m == json_first(chosen) ? "" : say_text(v->say, "paper.comma"), json_text(m) ? json_text(m) : "");
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
	const char *title = view_text(v, l->body, "title"), *name = view_contact_name(v, l->body),
		   *number = json_get_text(json_get(l->body, "contact"), "number");

	buf_addf(out, "%s → %s", title ? title : l->step, view_outcome(v, l));
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
