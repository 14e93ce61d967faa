#include "sheet/handbook_parts.h"

#include <stdio.h>
#include <string.h>

#include "guide/fill.h"
#include "guide/find.h"
#include "guide/plan.h"
#include "guide/view.h"
#include "sheet/graph.h"

#include "base/banned.h"

void handbook_begin(struct handbook *h, const struct catalog *c, const struct say *say, const char *title)
{
	*h = (struct handbook){ .catalog = c, .say = say, .d = document_new() };
	facts_init(&h->facts, c, h->d->arena);
	h->d->title = arena_strdup(h->d->arena, title);
	h->d->lang = say->lang;
}

struct document *handbook_end(struct handbook *h)
{
	buf_free(&h->words);
	return h->d;
}

void handbook_field(struct handbook *h, const char *key, const char *text, const char *link)
{
	if (text && *text)
		document_add(h->d, BLOCK_FIELD, say_text(h->say, key), text, NULL)->link = arena_strdup(h->d->arena, link);
}

void handbook_cond(struct handbook *h, const char *key, const struct cond *when)
{
	struct buf words = { 0 };

	if (when->kind != COND_ALWAYS)
		graph_cond(h->catalog, when, h->say, &words);
	handbook_field(h, key, buf_str(&words), NULL);
	buf_free(&words);
}

const char *handbook_title(struct handbook *h, const struct step *s, enum urgency u)
{
	char key[40];

	snprintf(key, sizeof key, "urgency.%s", urgency_name(u));
	buf_clear(&h->words);
	buf_addf(&h->words, "[%s] ", say_text(h->say, key));
	fill(s->title, &h->facts, &h->words);
	return buf_str(&h->words);
}

/* --- a step --- */

static void add_filled(struct handbook *h, const char *key, const char *text)
{
	handbook_field(h, key, fill_in(h->d->arena, text, &h->facts), NULL);
}

static void add_words(struct handbook *h, const char *key, const struct words *w)
{
	struct buf all = { 0 };

	for (size_t i = 0; i < w->count; i++) {
		buf_add(&all, i ? say_text(h->say, "paper.comma") : "");
		fill(w->at[i], &h->facts, &all);
	}
	handbook_field(h, key, buf_str(&all), NULL);
	buf_free(&all);
}

static void add_desk(struct handbook *h, const struct step *s)
{
	const struct contact *c = step_contact(s, &h->facts);

	if (!c)
		return;
	handbook_field(h, "handbook.desk", arena_fmt(h->d->arena, "%s%s%s", c->name, c->number.is ? "  " : "", c->number.is ? c->number.is : ""),
	               arena_fmt(h->d->arena, "%s#contact-%s", h->whole ? "" : "contacts.html", c->id));
}

/* What to do instead; each stands on the same page. */
static void add_instead(struct handbook *h, const char *key, const struct words *ids)
{
	for (size_t i = 0; i < ids->count; i++) {
		const struct step *s = find_step(h->catalog, ids->at[i]);
		if (s)
			handbook_field(h, key, fill_in(h->d->arena, s->title, &h->facts), arena_fmt(h->d->arena, "#step-%s", s->id));
	}
}

void handbook_script(struct handbook *h, const struct step *s)
{
	add_filled(h, "handbook.read", s->read);
	add_filled(h, "handbook.say", s->say);
	add_filled(h, "handbook.listen", s->listen);
	add_words(h, "handbook.capture", &s->capture);
}

void handbook_step(struct handbook *h, const struct step *s)
{
	document_add(h->d, BLOCK_TEXT, NULL, fill_in(h->d->arena, s->why, &h->facts), NULL);
	for (size_t i = 0; i < s->how.count; i++)
		document_add(h->d, BLOCK_ITEM, say_text(h->say, "paper.dash"), fill_in(h->d->arena, s->how.at[i], &h->facts), NULL);
	add_desk(h, s);
	add_words(h, "handbook.have", &s->have);
	handbook_script(h, s);
	add_filled(h, "handbook.list", s->items_ask);
	add_filled(h, "handbook.done", s->done);
	add_instead(h, "handbook.closed", &s->if_closed);
	add_instead(h, "handbook.unreachable", &s->if_unreachable);
	add_instead(h, "handbook.refused", &s->if_refused);
	handbook_field(h, "handbook.source", s->source, NULL);
}

/* --- desks --- */

/* A value with where it was seen and when, below it. */
static void add_sourced(struct handbook *h, const char *key, const struct sourced *s, const char *text, const char *link)
{
	struct buf seen = { 0 };

	if (!text || !*text)
		return;
	if (s->source)
		say_add(h->say, &seen, "handbook.seen", "source", s->source, "checked", s->checked ? s->checked : "-", NULL);
	struct block *b = document_add(h->d, BLOCK_FIELD, say_text(h->say, key), text, seen.len ? buf_str(&seen) : NULL);
	b->link = arena_strdup(h->d->arena, link);
	buf_free(&seen);
}

static const char *telephone(const struct handbook *h, const char *number)
{
	const bool plain = number && *number && strspn(number, "0123456789-") == strlen(number);

	return plain ? arena_fmt(h->d->arena, "tel:%s", number) : NULL;
}

static void add_contact(struct handbook *h, const struct contact *c)
{
	struct buf hours = { 0 };

	view_hours(&c->hours, h->say, &hours);
	document_heading(h->d, h->whole ? 2 : 1, c->name, arena_fmt(h->d->arena, "contact-%s", c->id));
	add_sourced(h, "handbook.number", &c->number, c->number.is, telephone(h, c->number.is));
	add_sourced(h, "handbook.url", &c->url, c->url.is, c->url.is);
	add_sourced(h, "handbook.mail", &c->mail, c->mail.is, c->mail.is ? arena_fmt(h->d->arena, "mailto:%s", c->mail.is) : NULL);
	add_sourced(h, "paper.hours", &c->hours_source, buf_str(&hours), NULL);
	add_sourced(h, "handbook.cannot", &c->cannot, c->cannot.is, NULL);
	add_sourced(h, "handbook.cost", &c->cost, c->cost.is, NULL);
	add_sourced(h, "handbook.until", &c->until, c->until.is, NULL);
	handbook_field(h, "handbook.where", c->where, NULL);
	handbook_field(h, "handbook.asked", c->ask, NULL);
	buf_free(&hours);
}

void handbook_desks(struct handbook *h)
{
	for (size_t i = 0; i < h->catalog->contact_count; i++)
		add_contact(h, &h->catalog->contacts[i]);
}
