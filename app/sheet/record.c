#include "sheet/record.h"

#include <stdio.h>
#include <string.h>

#include "sheet/record_parts.h"

#include "base/banned.h"

/* --- the timeline --- */

struct taker {
	struct view *view;
	block_fn *take;
	void *to;
	struct buf label, text, more; /* used over and over */
};

static bool take_line(void *context, const struct line *l)
{
	struct taker *t = context;
	struct view *v = t->view;

	buf_clear(&t->label);
	buf_clear(&t->text);
	buf_clear(&t->more);
	buf_addf(&t->label, "%lld  ", (long long)l->n);
	view_moment(v, l->at, &t->label);
	view_line(v, l, &t->text);
	buf_add(&t->text, " [");
	view_who(v, l->who, &t->text);
	buf_add(&t->text, "]");
	if (l->undone)
		buf_add(&t->text, say_text(v->say, "paper.undone"));
	if (l->test_clock)
		buf_add(&t->text, say_text(v->say, "paper.test-clock"));
	view_words(v, l->text, &t->more);
	const struct block b = { .kind = BLOCK_ENTRY, .label = buf_str(&t->label), .text = buf_str(&t->text),
		                 .more = t->more.len ? buf_str(&t->more) : NULL };
	return t->take(t->to, &b);
}

static bool each_line(void *context, block_fn *take, void *to, struct err *e)
{
	struct taker t = { .view = context, .take = take, .to = to };
	bool ok = view_each(t.view, take_line, &t, e);

	buf_free(&t.label);
	buf_free(&t.text);
	buf_free(&t.more);
	return ok;
}

void add_lines(struct document *d, struct view *v)
{
	struct block_source *s = arena_alloc(d->arena, sizeof *s);

	*s = (struct block_source){ each_line, v };
	document_source(d, s);
}

void add_timeline(struct document *d, struct view *v)
{
	document_heading(d, 1, say_text(v->say, "paper.timeline"), NULL);
	add_lines(d, v);
}

/* --- the whole --- */

void add_warnings(struct document *d, const struct view *v)
{
	struct buf text = { 0 };
	char n[24];

	if (!v->verified->intact) {
		snprintf(n, sizeof n, "%lld", (long long)v->verified->broken_at);
		say_add(v->say, &text, "paper.broken", "n", n, NULL);
		document_add(d, BLOCK_WARNING, NULL, buf_str(&text), NULL);
	}
	if (v->verified->test_clock)
		document_add(d, BLOCK_WARNING, NULL, say_text(v->say, "paper.test-clock-warning"), NULL);
	buf_free(&text);
}

static void add_range(struct document *d, const struct view *v)
{
	struct buf from = { 0 }, to = { 0 }, text = { 0 };

	if (v->from_ms >= 0 || v->to_ms >= 0) {
		if (v->from_ms >= 0)
			view_moment(v, (struct moment){ v->from_ms, JAPAN_OFFSET_MIN }, &from);
		if (v->to_ms >= 0)
			view_moment(v, (struct moment){ v->to_ms, JAPAN_OFFSET_MIN }, &to);
		say_add(v->say, &text, "paper.range", "from", buf_str(&from), "to", buf_str(&to), NULL);
		document_add(d, BLOCK_TEXT, NULL, buf_str(&text), NULL);
	}
	if (v->redact_names)
		document_add(d, BLOCK_TEXT, NULL, say_text(v->say, "paper.names-out"), NULL);
	buf_free(&from);
	buf_free(&to);
	buf_free(&text);
}

static void add_head(struct document *d, const struct view *v)
{
	struct buf title = { 0 }, time = { 0 }, begun = { 0 }, printed = { 0 };

	walk_title(v->walk, &title);
	view_moment(v, (struct moment){ v->now.ms, JAPAN_OFFSET_MIN }, &time);
	say_add(v->say, &printed, "paper.japan-time", "time", buf_str(&time), NULL);
	add_warnings(d, v);
	document_add(d, BLOCK_FIELD, say_text(v->say, "paper.case"), v->walk->id, NULL);
	document_add(d, BLOCK_FIELD, say_text(v->say, "paper.name"), buf_str(&title), NULL);
	if (v->walk->log.count) {
		view_moment(v, (struct moment){ v->walk->log.at[0].at_ms, v->walk->log.at[0].offset_min }, &begun);
		document_add(d, BLOCK_FIELD, say_text(v->say, "paper.begun"), buf_str(&begun), NULL);
	}
	document_add(d, BLOCK_FIELD, say_text(v->say, "paper.printed"), buf_str(&printed), NULL);
	document_add(d, BLOCK_FIELD, say_text(v->say, "paper.your-name"), NULL, NULL);
	document_add(d, BLOCK_FIELD, say_text(v->say, "paper.your-phone"), NULL, NULL);
	add_range(d, v);
	buf_free(&title);
	buf_free(&time);
	buf_free(&begun);
	buf_free(&printed);
}

static void set_page(struct document *d, const struct view *v, const char *hex)
{
	struct buf running = { 0 }, groups = { 0 };
	char at[TIME_TEXT_SIZE];

	say_add(v->say, &running, "paper.case-line", "case", v->walk->id, NULL);
	for (size_t i = 0; hex[i]; i += 8)
		buf_addf(&groups, "%s%.8s", i ? " " : "", hex + i);
	moment_format(v->now, at);
	d->title = arena_strdup(d->arena, say_text(v->say, "paper.title"));
	d->lang = arena_strdup(d->arena, v->say->lang);
	d->running = arena_strdup(d->arena, buf_str(&running));
	d->footer = arena_strdup(d->arena, buf_str(&groups));
	d->footer_label = arena_strdup(d->arena, say_text(v->say, "paper.seal-label"));
	d->made_at = arena_strdup(d->arena, at);
	buf_free(&running);
	buf_free(&groups);
}

struct document *record_document(struct view *v)
{
	struct document *d = document_new();
	char hex[HASH_HEX_SIZE];

	hash_hex(v->verified->seal, hex);
	set_page(d, v, hex);
	add_head(d, v);
	add_summary(d, v);
	add_timeline(d, v);
	add_evidence(d, v);
	document_heading(d, 1, say_text(v->say, "paper.seal"), NULL);
	document_add(d, BLOCK_SEAL, NULL, hex, NULL);
	document_add(d, BLOCK_TEXT, NULL, say_text(v->say, "paper.seal-how"), NULL);
	return d;
}
