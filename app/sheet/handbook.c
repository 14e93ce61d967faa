#include "sheet/handbook.h"

#include <string.h>

#include "guide/find.h"
#include "guide/plan.h"
#include "sheet/flow.h"
#include "sheet/graph.h"
#include "sheet/handbook_parts.h"

#include "base/banned.h"

void handbook_page_name(const struct playbook *p, struct buf *out)
{
	buf_addf(out, "playbook-%s.html", p->id);
}

static void add_link(struct handbook *h, enum block_kind kind, const char *text, const char *more, const char *link)
{
	struct block *b = document_add(h->d, kind, kind == BLOCK_ITEM ? say_text(h->say, "paper.dash") : NULL, text, more);

	b->link = arena_strdup(h->d->arena, link);
}

/* --- by situation --- */

/* The first fact that a condition asks to be so; fact_count: none. */
static size_t asks_for(const struct catalog *c, const struct cond *when)
{
	if (when->kind == COND_IS || when->kind == COND_KNOWN)
		return when->fact;
	for (size_t i = 0; when->kind != COND_NOT && i < when->count; i++) {
		size_t fact = asks_for(c, &when->parts[i]);
		if (fact < c->fact_count)
			return fact;
	}
	return c->fact_count;
}

static const char *place_of(struct handbook *h, const struct playbook *p)
{
	struct buf name = { 0 };

	if (h->whole)
		return arena_fmt(h->d->arena, "#playbook-%s", p->id);
	handbook_page_name(p, &name);
	const char *kept = arena_strdup(h->d->arena, buf_str(&name));
	buf_free(&name);
	return kept;
}

/* On paper, where a link leads nowhere, its number finds it. */
static const char *numbered(const struct handbook *h, const struct playbook *p)
{
	return h->whole ? arena_fmt(h->d->arena, "%zu. %s", (size_t)(p - h->catalog->playbooks) + 1, p->title) : p->title;
}

static void add_playbook_link(struct handbook *h, const struct playbook *p)
{
	struct buf when = { 0 };

	if (p->when.kind != COND_ALWAYS)
		graph_cond(h->catalog, &p->when, h->say, &when);
	add_link(h, BLOCK_ITEM, numbered(h, p), when.len && !h->whole ? buf_str(&when) : NULL, place_of(h, p));
	buf_free(&when);
}

static void add_situations(struct handbook *h)
{
	const struct catalog *c = h->catalog;

	for (size_t fact = 0; fact <= c->fact_count; fact++) {
		bool headed = false;
		for (size_t i = 0; i < c->playbook_count; i++) {
			if (asks_for(c, &c->playbooks[i].when) != fact)
				continue;
			if (!headed)
				document_heading(h->d, h->whole ? 2 : 1, fact < c->fact_count ? c->facts[fact].label : say_text(h->say, "handbook.always"), NULL);
			headed = true;
			add_playbook_link(h, &c->playbooks[i]);
		}
	}
}

struct document *handbook_index(const struct catalog *c, const struct say *say, bool pdf)
{
	struct handbook h;

	handbook_begin(&h, c, say, say_text(say, "handbook.title"));
	document_add(h.d, BLOCK_TEXT, NULL, say_text(say, "handbook.about"), NULL);
	add_link(&h, BLOCK_ITEM, say_text(say, "handbook.contacts"), NULL, "contacts.html");
	add_link(&h, BLOCK_ITEM, say_text(say, "handbook.scripts"), NULL, "scripts.html");
	if (pdf)
		add_link(&h, BLOCK_ITEM, say_text(say, "handbook.pdf"), NULL, "handbook.pdf");
	add_situations(&h);
	return handbook_end(&h);
}

static void add_back(struct handbook *h)
{
	add_link(h, BLOCK_TEXT, say_text(h->say, "handbook.back"), NULL, "index.html");
}

struct document *handbook_contacts(const struct catalog *c, const struct say *say)
{
	struct handbook h;

	handbook_begin(&h, c, say, say_text(say, "handbook.contacts"));
	add_back(&h);
	handbook_desks(&h);
	return handbook_end(&h);
}

struct document *handbook_scripts(const struct catalog *c, const struct say *say)
{
	struct handbook h;

	handbook_begin(&h, c, say, say_text(say, "handbook.scripts"));
	add_back(&h);
	for (size_t i = 0; i < c->step_count; i++) {
		const struct step *s = &c->steps[i];
		if (!s->read && !s->say && !s->listen)
			continue;
		document_heading(h.d, 1, handbook_title(&h, s, s->urgency), arena_fmt(h.d->arena, "step-%s", s->id));
		handbook_script(&h, s);
	}
	return handbook_end(&h);
}

/* --- one playbook --- */

static size_t place_in(const struct catalog *c, const struct step *s)
{
	return (size_t)(s - c->steps);
}

struct shown {
	bool *steps; /* by place in the catalog: they stand on the page, or are to */
	const struct step **more;
	size_t count;
};

static void want_more(struct shown *s, const struct catalog *c, const struct step *of)
{
	const struct words *lists[] = { &of->if_closed, &of->if_unreachable, &of->if_refused };

	for (size_t l = 0; l < 3; l++)
		for (size_t i = 0; i < lists[l]->count; i++) {
			const struct step *step = find_step(c, lists[l]->at[i]);
			if (!step || s->steps[place_in(c, step)])
				continue;
			s->steps[place_in(c, step)] = true;
			s->more[s->count++] = step;
		}
}

static void add_use(struct handbook *h, const struct use *u, size_t number, bool anchored)
{
	const struct step *s = u->step;
	const struct cond when = use_cond(u, h->d->arena);
	const char *title = arena_fmt(h->d->arena, "%zu. %s", number, handbook_title(h, s, use_urgency(u)));

	document_heading(h->d, 2, title, anchored ? arena_fmt(h->d->arena, "step-%s", s->id) : NULL);
	handbook_cond(h, "handbook.if", &when);
	handbook_step(h, s);
}

static void add_more(struct handbook *h, struct shown *shown)
{
	if (shown->count)
		document_heading(h->d, 1, say_text(h->say, "handbook.instead"), NULL);
	for (size_t i = 0; i < shown->count; i++) {
		const struct step *s = shown->more[i];
		document_heading(h->d, 2, handbook_title(h, s, s->urgency), arena_fmt(h->d->arena, "step-%s", s->id));
		handbook_cond(h, "handbook.if", &s->when);
		handbook_step(h, s);
		want_more(shown, h->catalog, s);
	}
}

struct document *handbook_playbook(const struct catalog *c, const struct playbook *p, const struct say *say)
{
	struct handbook h;
	struct flow flow;
	size_t number = 0;

	handbook_begin(&h, c, say, p->title);
	flow_facts(p, &h.facts);
	flow_of(p, h.d->arena, &flow);
	struct shown shown = { .steps = arena_alloc(h.d->arena, c->step_count + 1),
		               .more = arena_alloc(h.d->arena, (c->step_count + 1) * sizeof(struct step *)) };
	add_back(&h);
	handbook_cond(&h, "handbook.when", &p->when);
	handbook_field(&h, "handbook.source", p->source, NULL);
	document_heading(h.d, 1, say_text(say, "handbook.steps"), NULL);
	for (size_t i = 0; i < flow.count; i++)
		for (size_t k = 0; k < flow.groups[i].count; k++) {
			const struct step *s = flow.groups[i].uses[k]->step;
			add_use(&h, flow.groups[i].uses[k], ++number, !shown.steps[place_in(c, s)]);
			shown.steps[place_in(c, s)] = true;
		}
	for (size_t i = 0; i < p->count; i++)
		want_more(&shown, c, p->uses[i].step);
	add_more(&h, &shown);
	return handbook_end(&h);
}

/* --- everything --- */

/* On paper a procedure names its steps; each stands once, in the part behind. */
static void add_procedure(struct handbook *h, const struct playbook *p)
{
	struct flow flow;
	size_t number = 0;

	flow_of(p, h->d->arena, &flow);
	document_heading(h->d, 2, numbered(h, p), arena_fmt(h->d->arena, "playbook-%s", p->id));
	handbook_cond(h, "handbook.when", &p->when);
	for (size_t i = 0; i < flow.count; i++)
		for (size_t k = 0; k < flow.groups[i].count; k++) {
			const struct use *u = flow.groups[i].uses[k];
			const struct cond when = use_cond(u, h->d->arena);
			struct buf words = { 0 };
			if (when.kind != COND_ALWAYS) {
				buf_addf(&words, "%s: ", say_text(h->say, "handbook.if"));
				graph_cond(h->catalog, &when, h->say, &words);
			}
			struct block *b = document_add(h->d, BLOCK_ITEM, arena_fmt(h->d->arena, "%zu.", ++number), handbook_title(h, u->step, use_urgency(u)),
			                               words.len ? buf_str(&words) : NULL);
			b->link = arena_fmt(h->d->arena, "#step-%s", u->step->id);
			buf_free(&words);
		}
}

struct document *handbook_whole(const struct catalog *c, const struct say *say)
{
	struct handbook h;

	handbook_begin(&h, c, say, say_text(say, "handbook.title"));
	h.whole = true;
	document_add(h.d, BLOCK_TEXT, NULL, say_text(say, "handbook.about"), NULL);
	document_heading(h.d, 1, say_text(say, "handbook.toc"), NULL);
	add_link(&h, BLOCK_ITEM, say_text(say, "handbook.procedures"), NULL, "#procedures");
	add_link(&h, BLOCK_ITEM, say_text(say, "handbook.all-steps"), NULL, "#steps");
	add_link(&h, BLOCK_ITEM, say_text(say, "handbook.contacts"), NULL, "#contacts");
	add_situations(&h);
	document_add(h.d, BLOCK_PAGE, NULL, NULL, NULL);
	document_heading(h.d, 1, say_text(say, "handbook.procedures"), "procedures");
	for (size_t i = 0; i < c->playbook_count; i++)
		add_procedure(&h, &c->playbooks[i]);
	document_add(h.d, BLOCK_PAGE, NULL, NULL, NULL);
	document_heading(h.d, 1, say_text(say, "handbook.all-steps"), "steps");
	for (size_t i = 0; i < c->step_count; i++) {
		const struct step *s = &c->steps[i];
		document_heading(h.d, 2, handbook_title(&h, s, s->urgency), arena_fmt(h.d->arena, "step-%s", s->id));
		handbook_cond(&h, "handbook.if", &s->when);
		handbook_step(&h, s);
	}
	document_add(h.d, BLOCK_PAGE, NULL, NULL, NULL);
	document_heading(h.d, 1, say_text(say, "handbook.contacts"), "contacts");
	handbook_desks(&h);
	return handbook_end(&h);
}
