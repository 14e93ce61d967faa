/* Steps, each written once, and the playbooks that use them. */
#include <stdlib.h>
#include <string.h>

#include "guide/find.h"
#include "guide/reader.h"

#include "base/banned.h"

/* A contact's id, or a role that every kind of brand can fill. */
static const char *contact_or_role(const struct reader *r, const struct place *p, const char *text)
{
	const struct catalog *c = r->c;
	const struct kind *any = find_kind(c, intern_find(&c->strings, "unknown"));
	const char *id = keep(r, text);

	if (!find_contact(c, id) && !(any && find_name(&any->contacts, id)))
		fault_at(r, p, "unknown contact or role \"%.60s\"", id);
	return id;
}

static void read_contact_choices(const struct reader *r, const struct place *p, const json *j, struct step *s)
{
	const json *contact = json_get(j, "contact");
	struct place at = { p, "contact", 0 };
	size_t i = 0;

	if (!contact)
		return;
	bool list = json_is_array(contact);
	s->contacts = arena_alloc(r->c->arena, (list ? json_count(contact) + 1 : 1) * sizeof *s->contacts);
	if (!list) {
		const char *is = opt_text(r, p, j, "contact");
		if (is)
			s->contacts[s->contact_count++].is = contact_or_role(r, &at, is);
		return;
	}
	for (const json *m = json_first(contact); m; m = json_next(m), i++) {
		static const char *const keys[] = { "when", "is", NULL };
		struct place item = { &at, NULL, i };
		if (!allow_keys(r, &item, m, keys))
			continue;
		struct contact_choice *choice = &s->contacts[s->contact_count++];
		choice->is = contact_or_role(r, &item, need_text(r, &item, m, "is"));
		opt_cond(r, &item, m, "when", &choice->when);
	}
}

static void read_items(const struct reader *r, const struct place *p, const json *j, struct step *s)
{
	static const char *const keys[] = { "ask", "examples", NULL };
	const json *items = json_get(j, "items");
	struct place at = { p, "items", 0 };

	if (!items || !allow_keys(r, &at, items, keys))
		return;
	s->items_ask = need_text(r, &at, items, "ask");
	opt_words(r, &at, items, "examples", false, &s->items_examples);
}

static void read_links(const struct reader *r, const struct place *p, const json *j, struct step *s)
{
	opt_words(r, p, j, "after", true, &s->after);
	opt_words(r, p, j, "needs", true, &s->needs);
	opt_words(r, p, j, "settles", true, &s->settles);
	opt_words(r, p, j, "if_closed", true, &s->if_closed);
	opt_words(r, p, j, "if_unreachable", true, &s->if_unreachable);
	opt_words(r, p, j, "if_refused", true, &s->if_refused);
}

static void read_step(const struct reader *r, const struct place *p, const json *j)
{
	static const char *const keys[] = { "id",     "action", "title",  "why",       "how",            "say",
		                            "read",   "listen", "have",   "capture",   "done",           "contact",
		                            "urgency", "when",  "after",  "needs",     "if_closed",      "if_unreachable",
		                            "if_refused", "settles", "retry", "remind",    "repeat",         "items",
		                            "alone",   "opening", "source", NULL };
	struct catalog *c = r->c;

	if (!allow_keys(r, p, j, keys))
		return;
	const char *id = row_id(r, p, j, "id", "step");
	struct step *s = row_for(c->arena, (void **)&c->steps, &c->step_count, sizeof *s, id);
	s->id = id;
	s->file = r->file;
	s->index = p->index;
	s->action = keep(r, need_text(r, p, j, "action"));
	s->title = need_text(r, p, j, "title");
	s->why = need_text(r, p, j, "why");
	s->done = need_text(r, p, j, "done");
	s->source = need_text(r, p, j, "source");
	s->say = opt_text(r, p, j, "say");
	s->read = opt_text(r, p, j, "read");
	s->listen = opt_text(r, p, j, "listen");
	opt_words(r, p, j, "how", false, &s->how);
	opt_words(r, p, j, "have", false, &s->have);
	opt_words(r, p, j, "capture", false, &s->capture);
	if (!s->how.count)
		fault_at(r, p, "\"how\" needs at least one line");
	if (!opt_urgency(r, p, j, &s->urgency) && !json_get(j, "urgency"))
		fault_at(r, p, "urgency missing");
	opt_cond(r, p, j, "when", &s->when);
	read_contact_choices(r, p, j, s);
	read_links(r, p, j, s);
	read_items(r, p, j, s);
	s->retry_ms = opt_duration(r, p, j, "retry", 10 * 60 * 1000);
	s->remind_ms = opt_duration(r, p, j, "remind", -1);
	s->opening = opt_bool(r, p, j, "opening", false);
	s->alone = opt_bool(r, p, j, "alone", false);
	s->repeat = opt_int(r, p, j, "repeat", s->remind_ms >= 0 ? 1 : 0);
}

void load_steps(const struct reader *r, const json *root)
{
	static const char *const keys[] = { "steps", "remove", NULL };
	struct place at = { NULL, "steps", 0 };
	size_t i = 0;

	if (!allow_keys(r, NULL, root, keys))
		return;
	for (const json *m = json_first(opt_array(r, NULL, root, "steps")); m; m = json_next(m), i++) {
		struct place item = { &at, NULL, i };
		read_step(r, &item, m);
	}
	if (json_get(root, "remove"))
		remove_rows(r, root, r->c->steps, &r->c->step_count, sizeof *r->c->steps);
}

static void read_use(const struct reader *r, const struct place *p, const json *j, struct use *out)
{
	static const char *const keys[] = { "step", "when", "urgency", "after", "needs", NULL };

	if (json_is_text(j)) {
		out->step_id = keep(r, json_text(j));
		return;
	}
	if (!allow_keys(r, p, j, keys)) {
		out->step_id = keep(r, "");
		return;
	}
	out->step_id = keep(r, need_text(r, p, j, "step"));
	opt_cond(r, p, j, "when", &out->when);
	out->has_urgency = opt_urgency(r, p, j, &out->urgency);
	opt_words(r, p, j, "after", true, &out->after);
	opt_words(r, p, j, "needs", true, &out->needs);
}

static void remove_playbook(const struct reader *r, const char *id)
{
	struct catalog *c = r->c;

	for (size_t i = 0; i < c->playbook_count; i++)
		if (c->playbooks[i].id == id) {
			memmove(&c->playbooks[i], &c->playbooks[i + 1], (c->playbook_count - i - 1) * sizeof *c->playbooks);
			c->playbook_count--;
			return;
		}
	fault_at(r, NULL, "nothing to remove is called \"%.60s\"", id);
}

void load_playbook(const struct reader *r, const json *root)
{
	static const char *const keys[] = { "id", "title", "order", "when", "source", "steps", "remove", NULL };
	struct catalog *c = r->c;
	size_t i = 0;

	if (!allow_keys(r, NULL, root, keys))
		return;
	const char *id = row_id(r, NULL, root, "id", "playbook");
	if (opt_bool(r, NULL, root, "remove", false)) {
		remove_playbook(r, id);
		return;
	}
	struct playbook *b = row_for(c->arena, (void **)&c->playbooks, &c->playbook_count, sizeof *b, id);
	b->id = id;
	b->file = r->file;
	b->title = need_text(r, NULL, root, "title");
	b->source = need_text(r, NULL, root, "source");
	b->order = opt_int(r, NULL, root, "order", -1);
	if (b->order < 0)
		fault_at(r, NULL, "order missing");
	if (!json_get(root, "when"))
		fault_at(r, NULL, "when missing");
	opt_cond(r, NULL, root, "when", &b->when);
	const json *list = opt_array(r, NULL, root, "steps");
	struct place at = { NULL, "steps", 0 };
	b->uses = arena_alloc(c->arena, (json_count(list) + 1) * sizeof *b->uses);
	for (const json *m = json_first(list); m; m = json_next(m), i++) {
		struct place item = { &at, NULL, i };
		read_use(r, &item, m, &b->uses[b->count++]);
	}
	if (!b->count)
		fault_at(r, &at, "a playbook needs steps");
}

static int by_order(const void *a, const void *b)
{
	const struct playbook *x = a, *y = b;

	return x->order != y->order ? (x->order < y->order ? -1 : 1) : strcmp(x->id, y->id);
}

void link_playbooks(struct catalog *c)
{
	if (c->playbook_count)
		qsort(c->playbooks, c->playbook_count, sizeof *c->playbooks, by_order);
	for (size_t i = 0; i < c->playbook_count; i++) {
		struct playbook *b = &c->playbooks[i];
		struct reader r = { c, b->file, 0 };
		for (size_t k = 0; k < b->count; k++) {
			struct place at = { NULL, "steps", 0 }, item = { &at, NULL, k };
			b->uses[k].step = find_step(c, b->uses[k].step_id);
			if (!b->uses[k].step)
				fault_at(&r, &item, "unknown step \"%.60s\"", b->uses[k].step_id);
		}
	}
}
