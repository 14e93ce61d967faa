/* The step card: what to do first, why second; one action on the screen at a time. */
#include <stdio.h>
#include <string.h>

#include "guide/age.h"
#include "guide/fill.h"
#include "guide/view.h"
#include "talk/talk.h"

#include "base/banned.h"

enum { LABEL_INDENT = 2, LABEL_HANG = 12 };

static void filled_row(const struct talk *t, const char *label_key, const char *text)
{
	struct buf b = { 0 };

	if (!text)
		return;
	fill(text, &t->walk->fold.facts, &b);
	screen_item(&t->screen, LABEL_INDENT, say_text(t->say, label_key), LABEL_HANG, buf_str(&b));
	buf_free(&b);
}

/* What the caller hears, or says to a desk, is in the caller's language. */
static void aloud_row(const struct talk *t, const char *label_key, const char *text)
{
	struct buf b = { 0 };

	if (!text)
		return;
	add_aloud(t, text, &b);
	screen_item(&t->screen, LABEL_INDENT, say_text(t->say, label_key), LABEL_HANG, buf_str(&b));
	buf_free(&b);
}

static void list_row(const struct talk *t, const char *label_key, const struct words *w)
{
	for (size_t i = 0; i < w->count; i++) {
		struct buf b = { 0 };
		fill(w->at[i], &t->walk->fold.facts, &b);
		screen_item(&t->screen, LABEL_INDENT, i ? "" : say_text(t->say, label_key), LABEL_HANG, buf_str(&b));
		buf_free(&b);
	}
}

static void joined_row(const struct talk *t, const char *label_key, const struct words *w)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < w->count; i++) {
		buf_add(&b, i ? t->walk->catalog->join.list : "");
		fill(w->at[i], &t->walk->fold.facts, &b);
	}
	if (b.len)
		screen_item(&t->screen, LABEL_INDENT, say_text(t->say, label_key), LABEL_HANG, buf_str(&b));
	buf_free(&b);
}

/* A value seen only on secondary pages is shown, and said to be so. */
static void sourced_row(const struct talk *t, const char *label_key, const struct sourced *v)
{
	if (!v->is)
		return;
	screen_item(&t->screen, LABEL_INDENT, say_text(t->say, label_key), LABEL_HANG, v->is);
	if (v->sure == 'B')
		screen_item(&t->screen, LABEL_INDENT, "", LABEL_HANG, say_text(t->say, "contact.confirm"));
}

/* One quiet line where it matters: what was checked more than a year ago. */
static void show_age(const struct talk *t, const struct contact *c)
{
	const struct sourced *s = contact_oldest(c);
	struct buf line = { 0 };

	if (!sourced_is_old(s, clock_now(t->walk->clock).ms))
		return;
	say_add(t->say, &line, "contact.old", "day", s->checked, NULL);
	screen_item(&t->screen, LABEL_INDENT, "", LABEL_HANG, buf_str(&line));
	buf_free(&line);
}

void show_contact(const struct talk *t, const struct plan_step *s)
{
	const struct contact *c = s->contact;
	struct buf name = { 0 };

	if (!c)
		return;
	buf_add(&name, c->name);
	if (c->number.is)
		buf_addf(&name, "  %s", c->number.is);
	screen_item(&t->screen, LABEL_INDENT, say_text(t->say, "card.contact"), LABEL_HANG, buf_str(&name));
	if (c->number.is && c->number.sure == 'B' && strchr("0123456789", c->number.is[0]))
		screen_item(&t->screen, LABEL_INDENT, "", LABEL_HANG, say_text(t->say, "contact.confirm"));
	show_age(t, c);
	if (c->where)
		screen_item(&t->screen, LABEL_INDENT, "", LABEL_HANG, c->where);
	sourced_row(t, "card.web", &c->url);
	sourced_row(t, "card.mail", &c->mail);
	if (c->hours.known) {
		struct buf hours = { 0 };
		view_hours(&c->hours, t->say, &hours);
		screen_item(&t->screen, LABEL_INDENT, say_text(t->say, "card.hours"), LABEL_HANG, buf_str(&hours));
		buf_free(&hours);
	}
	if (s->opens_ms >= 0) {
		struct buf time = { 0 }, line = { 0 };
		say_opening(t, s, &time);
		say_add(t->say, &line, "card.opens", "time", buf_str(&time), NULL);
		screen_item(&t->screen, LABEL_INDENT, "", LABEL_HANG, buf_str(&line));
		buf_free(&time);
		buf_free(&line);
	}
	if (c->cannot.is)
		screen_item(&t->screen, LABEL_INDENT, say_text(t->say, "card.cannot"), LABEL_HANG, c->cannot.is);
	buf_free(&name);
}

static size_t position_of(const struct talk *t, const struct plan_step *s)
{
	return (size_t)(s - t->walk->plan.steps) + 1;
}

void show_headline(const struct talk *t, const struct plan_step *s)
{
	struct buf line = { 0 };
	char key[24];

	snprintf(key, sizeof key, "urgency.%s", urgency_name(s->urgency));
	buf_addf(&line, "%zu/%zu  %s ── ", position_of(t, s), t->walk->plan.count, say_text(t->say, key));
	fill(s->step->title, &t->walk->fold.facts, &line);
	screen_title(&t->screen, buf_str(&line));
	buf_free(&line);
}

void show_items(const struct talk *t, const struct plan_step *s)
{
	const struct item_list *list = fold_items(&t->walk->fold, s->action);

	if (!s->step->items_ask)
		return;
	filled_row(t, "card.items", s->step->items_ask);
	for (size_t i = 0; list && i < list->count; i++) {
		struct buf line = { 0 };
		buf_addf(&line, "%zu %s %s", i + 1, say_text(t->say, list->items[i].ticked ? "item.ticked" : "item.open"),
		         list->items[i].name);
		screen_item(&t->screen, LABEL_INDENT, "", LABEL_HANG, buf_str(&line));
		buf_free(&line);
	}
	if (!list || !list->count)
		joined_row(t, "card.examples", &s->step->items_examples);
}

void show_card(struct talk *t, const struct plan_step *s)
{
	const struct step *step = s->step;

	screen_gap();
	if (!t->shown_any && t->walk->plan.count > 1 && is_phoned(s) && s->urgency != URGENCY_DANGER) {
		tell(t, "card.first", NULL);
		screen_gap();
	}
	t->shown_any = true;
	if (is_agent(t)) {
		aloud_row(t, "agent.read", step->read ? step->read : step->title);
		filled_row(t, "agent.listen", step->listen);
		joined_row(t, "agent.write", &step->capture);
		screen_gap();
	}
	show_headline(t, s);
	show_contact(t, s);
	aloud_row(t, "card.say", step->say);
	joined_row(t, "card.have", &step->have);
	list_row(t, "card.how", &step->how);
	show_items(t, s);
}

/* "entered=card" in the words of the interview: "カード番号". */
static void because_row(const struct talk *t, const struct plan_step *s)
{
	const struct catalog *c = t->walk->catalog;
	struct buf line = { 0 };

	for (size_t i = 0; i < s->because.count; i++) {
		const char *equals = strchr(s->because.at[i], '=');
		const char *value = equals ? intern_find(&c->strings, equals + 1) : NULL;
		for (size_t f = 0; value && f < c->fact_count; f++)
			if (strlen(c->facts[f].key) == (size_t)(equals - s->because.at[i]) &&
			    memcmp(c->facts[f].key, s->because.at[i], (size_t)(equals - s->because.at[i])) == 0) {
				buf_add(&line, line.len ? c->join.list : "");
				say_add(t->say, &line, "card.because-one", "fact", c->facts[f].label, "value", fact_value_label(c, f, value), NULL);
			}
	}
	screen_item(&t->screen, LABEL_INDENT, say_text(t->say, "card.because"), LABEL_HANG, buf_str(&line));
	buf_free(&line);
}

void show_why(const struct talk *t, const struct plan_step *s)
{
	struct buf checked = { 0 };

	screen_gap();
	filled_row(t, "card.why", s->step->why);
	because_row(t, s);
	screen_item(&t->screen, LABEL_INDENT, say_text(t->say, "card.source"), LABEL_HANG, s->step->source);
	if (s->contact && s->contact->ask)
		screen_item(&t->screen, LABEL_INDENT, say_text(t->say, "card.ask"), LABEL_HANG, s->contact->ask);
	if (s->contact && s->contact->number.is) {
		say_add(t->say, &checked, "card.checked", "source", s->contact->number.source, "day",
		        s->contact->number.checked, NULL);
		screen_item(&t->screen, LABEL_INDENT, say_text(t->say, "card.contact"), LABEL_HANG, buf_str(&checked));
	}
	buf_free(&checked);
}
