#include "sheet/letter.h"

#include <string.h>

#include "guide/cond.h"
#include "guide/find.h"
#include "sheet/record_parts.h"

#include "base/banned.h"

/* --- slots --- */

static const struct record *done_record(const struct view *v, const char *action)
{
	const struct log *l = &v->walk->log;

	for (size_t i = l->count; i-- > 0;) {
		const struct record *r = &l->at[i];
		const char *of = json_get_text(r->body, "action");
		if (r->kind == ENTRY_OUTCOME && !r->undone && r->outcome == OUTCOME_DONE && of && strcmp(of, action) == 0)
			return r;
	}
	return NULL;
}

static void add_fact(const struct view *v, const char *key, struct buf *out)
{
	const struct facts *f = &v->walk->fold.facts;
	long i = fact_index(f->catalog, key);

	for (size_t k = 0; i >= 0 && k < f->of[i].count; k++)
		buf_addf(out, "%s%s", k ? say_text(v->say, "paper.comma") : "", fact_value_label(f->catalog, (size_t)i, f->of[i].at[k]));
}

static void add_outcome_slot(const struct view *v, const struct slot *s, struct buf *out)
{
	const struct record *r = done_record(v, s->name);
	const char *desk = r ? json_get_text(json_get(r->body, "contact"), "name") : NULL;

	if (r && s->kind == SLOT_AT)
		view_moment(v, (struct moment){ r->at_ms, r->offset_min }, out);
	else if (r && s->kind == SLOT_NOTE)
		view_words(v, r->text, out);
	else if (s->kind == SLOT_DESK)
		buf_add(out, desk);
}

static void add_slot(const struct view *v, const struct slot *s, struct buf *out)
{
	const struct facts *f = &v->walk->fold.facts;
	const struct brand *b = facts_brand(f);

	switch (s->kind) {
	case SLOT_CASE: buf_add(out, v->walk->id); break;
	case SLOT_TODAY: view_day(v, (struct moment){ v->now.ms, JAPAN_OFFSET_MIN }, out); break;
	case SLOT_BRAND: buf_add(out, b ? b->name : NULL); break;
	case SLOT_FACT: add_fact(v, s->name, out); break;
	case SLOT_AT:
	case SLOT_NOTE:
	case SLOT_DESK: add_outcome_slot(v, s, out); break;
	case SLOT_BLANK:
	case SLOT_UNKNOWN: break;
	}
}

/* What to write in the blank: the slot's own label, else the name of the fact. */
static const char *label_of(const struct view *v, const struct slot *s)
{
	long i = s->kind == SLOT_FACT ? fact_index(v->walk->catalog, s->name) : -1;

	return *s->label || i < 0 ? s->label : v->walk->catalog->facts[i].label;
}

/* Whether a blank was left. */
static bool fill_slots(const struct view *v, const char *text, struct buf *out)
{
	bool blank = false;

	while (*text) {
		struct slot s;
		size_t before, plain = strcspn(text, "{");
		buf_add_n(out, text, plain);
		text += plain;
		slot_read(text, &s);
		if (!s.len) {
			buf_add_n(out, text, *text ? 1 : 0);
			text += *text != '\0';
			continue;
		}
		before = out->len;
		add_slot(v, &s, out);
		if (out->len == before) {
			say_add(v->say, out, v->leaves ? "letter.unsaid" : "letter.blank", "label", label_of(v, &s), NULL);
			blank = true;
		}
		text += s.len;
	}
	return blank;
}

/* --- parts --- */

static bool is_wanted(const struct words *actions, const char *action)
{
	for (size_t i = 0; i < actions->count; i++)
		if (action && strcmp(actions->at[i], action) == 0)
			return true;
	return !actions->count;
}

static void add_outcomes(struct document *d, const struct view *v, const struct letter_part *p)
{
	const struct log *l = &v->walk->log;
	bool any = false;

	for (size_t i = 0; i < l->count; i++) {
		const struct record *r = &l->at[i];
		struct buf time = { 0 }, text = { 0 }, words = { 0 };
		if (r->kind != ENTRY_OUTCOME || r->undone || !is_wanted(&p->actions, json_get_text(r->body, "action")))
			continue;
		const struct line line = { .n = r->n, .kind = r->kind, .step = r->step, .text = r->text, .outcome = r->outcome, .body = r->body };
		view_moment(v, (struct moment){ r->at_ms, r->offset_min }, &time);
		view_line(v, &line, &text);
		view_words(v, r->text, &words);
		document_add(d, BLOCK_ENTRY, buf_str(&time), buf_str(&text), words.len ? buf_str(&words) : NULL);
		any = true;
		buf_free(&time);
		buf_free(&text);
		buf_free(&words);
	}
	if (!any)
		document_add(d, BLOCK_TEXT, NULL, say_text(v->say, "letter.no-outcome"), NULL);
}

/* What follows returns whether something is left to be filled in by hand. */
static bool add_items(struct document *d, const struct view *v, const char *action)
{
	enum { BLANKS = 4 };
	const struct item_list *list = fold_items(&v->walk->fold, action);

	for (size_t i = 0; list && i < list->count; i++)
		document_add(d, BLOCK_ITEM, say_text(v->say, "paper.dash"), list->items[i].name, NULL);
	for (size_t i = 0; (!list || !list->count) && i < BLANKS; i++) {
		struct buf blank = { 0 };
		say_add(v->say, &blank, "letter.blank", "label", say_text(v->say, "letter.service"), NULL);
		document_add(d, BLOCK_ITEM, say_text(v->say, "paper.dash"), buf_str(&blank), NULL);
		buf_free(&blank);
	}
	return !list || !list->count;
}

static bool add_table(struct document *d, const struct letter_part *p)
{
	const char **empty = arena_alloc(d->arena, (p->heads.count + 1) * sizeof *empty);

	for (size_t i = 0; i < p->heads.count; i++)
		empty[i] = "";
	document_cells(d, BLOCK_HEADS, p->heads.at, p->heads.count);
	for (int i = 0; i < p->rows; i++)
		document_cells(d, BLOCK_ROW, empty, p->heads.count);
	return true;
}

static void add_mails(struct document *d, const struct view *v)
{
	bool any = false;

	for (size_t i = 0; i < v->walk->log.count; i++) {
		const struct record *r = &v->walk->log.at[i];
		const char *sha256 = json_get_text(r->body, "sha256");
		if (r->kind != ENTRY_MAIL || r->undone || !sha256)
			continue;
		document_add(d, BLOCK_FIELD, "SHA-256", sha256, NULL);
		any = true;
		for (const json *s = json_first(json_get(r->body, "signs")); s; s = json_next(s)) {
			document_add(d, BLOCK_ITEM, say_text(v->say, "paper.dash"), view_sign(v, s), json_get_text(s, "evidence"));
		}
	}
	if (!any)
		document_add(d, BLOCK_TEXT, NULL, say_text(v->say, "letter.no-mail"), NULL);
}

static bool add_words(struct document *d, const struct view *v, enum block_kind kind, const struct letter_part *p)
{
	struct buf text = { 0 };
	const bool blank = fill_slots(v, p->text ? p->text : "", &text) || !p->text;

	document_add(d, kind, kind == BLOCK_ITEM ? say_text(v->say, "paper.dash") : p->label, p->text ? buf_str(&text) : NULL, NULL);
	buf_free(&text);
	return blank;
}

/* The part "whole" says that the mail goes as it came. */
static bool is_untrue(const struct view *v, const struct letter_part *p)
{
	return v->unnamed && strcmp(p->id, "whole") == 0;
}

static bool add_part(struct document *d, struct view *v, const struct letter_part *p)
{
	if (is_untrue(v, p)) {
		document_add(d, BLOCK_TEXT, NULL, say_text(v->say, "letter.unnamed"), NULL);
		return false;
	}
	switch (p->kind) {
	case PART_TEXT: return add_words(d, v, BLOCK_TEXT, p);
	case PART_HEADING: return add_words(d, v, BLOCK_HEADING, p);
	case PART_FIELD: return add_words(d, v, BLOCK_FIELD, p);
	case PART_ITEM: return add_words(d, v, BLOCK_ITEM, p);
	case PART_TABLE: return add_table(d, p);
	case PART_ITEMS: return add_items(d, v, p->actions.at[0]);
	case PART_FACTS: add_facts(d, v); break;
	case PART_OUTCOMES: add_outcomes(d, v, p); break;
	case PART_TIMELINE: add_lines(d, v); break;
	case PART_MAIL: add_mails(d, v); break;
	case PART_KINDS: break;
	}
	return false;
}

/* The letter itself: dated, addressed, its parts. */
static bool add_letter(struct document *d, const struct letter *l, struct view *v)
{
	struct buf to = { 0 }, day = { 0 };
	bool blank;

	view_day(v, (struct moment){ v->now.ms, JAPAN_OFFSET_MIN }, &day);
	blank = fill_slots(v, l->to, &to);
	document_add(d, BLOCK_FIELD, say_text(v->say, "letter.date"), buf_str(&day), NULL);
	document_add(d, BLOCK_FIELD, say_text(v->say, "letter.to"), buf_str(&to), NULL);
	for (size_t i = 0; i < l->count; i++)
		if (cond_holds(&l->parts[i].when, &v->walk->fold.facts))
			blank = add_part(d, v, &l->parts[i]) || blank;
	buf_free(&to);
	buf_free(&day);
	return blank;
}

static struct document *begin_letter(const struct letter *l, const struct view *v)
{
	struct document *d = document_new();
	char at[TIME_TEXT_SIZE];

	moment_format(v->now, at);
	d->title = arena_strdup(d->arena, l->title);
	d->lang = arena_strdup(d->arena, v->say->lang);
	d->made_at = arena_strdup(d->arena, at);
	d->letter = true;
	return d;
}

/* Only when the letter is written is it known what is left open. */
static void last_goes_to(struct document *d, size_t at)
{
	const struct block last = d->blocks[d->count - 1];

	memmove(&d->blocks[at + 1], &d->blocks[at], (d->count - 1 - at) * sizeof *d->blocks);
	d->blocks[at] = last;
}

struct document *letter_document(const struct letter *l, struct view *v)
{
	struct document *d = begin_letter(l, v);

	add_warnings(d, v);
	if (!cond_holds(&l->when, &v->walk->fold.facts))
		document_add(d, BLOCK_WARNING, NULL, say_text(v->say, "letter.not-this-case"), NULL);
	const size_t top = d->count;
	if (add_letter(d, l, v) && !v->leaves) {
		document_add(d, BLOCK_TEXT, NULL, say_text(v->say, "letter.complete"), NULL);
		last_goes_to(d, top);
	}
	return d;
}

struct document *letter_copy(const struct letter *l, struct view *v)
{
	struct document *d = begin_letter(l, v);

	document_add(d, BLOCK_WARNING, NULL, say_text(v->say, "letter.copy"), NULL);
	add_warnings(d, v);
	add_letter(d, l, v);
	return d;
}

bool letter_mail_known(const struct view *v, const char *sha256)
{
	for (size_t i = 0; i < v->walk->log.count; i++) {
		const struct record *r = &v->walk->log.at[i];
		const char *known = json_get_text(r->body, "sha256");
		if (r->kind == ENTRY_MAIL && known && strcmp(known, sha256) == 0)
			return true;
	}
	return false;
}
