#include "sheet/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "guide/phrasebook.h"
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
	v->book = phrasebook_new(v->arena, v->walk->catalog);
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
