/* A step of the guidance as an action of CACAO: what the standard has a member for, and the rest in the extension. */
#include <string.h>

#include "guide/fill.h"
#include "guide/find.h"
#include "guide/plan.h"
#include "guide/tongue.h"
#include "sheet/cacao_parts.h"

#include "base/banned.h"

static void add_filled_words(const struct cacao *k, json *to, const char *key, const struct words *w)
{
	json *list = w->count ? json_add_array(to, key) : NULL;

	for (size_t i = 0; i < w->count; i++)
		json_add_text(list, NULL, fill_in(k->arena, w->at[i], k->facts));
}

/* --- other languages --- */

struct translated {
	const struct cacao *k;
	const char *lang;
	json *to;
};

/* What is not translated is Japanese, and stands there already. */
static const char *in_language(const struct translated *t, const char *text)
{
	struct buf b = { 0 };

	if (!text || strcmp(tongue_text(t->k->catalog, t->lang, text), text) == 0)
		return NULL;
	fill_as(t->lang, text, t->k->facts, &b);
	const char *kept = arena_strdup(t->k->arena, buf_str(&b));
	buf_free(&b);
	return kept;
}

static void add_one(const struct translated *t, const char *key, const char *text)
{
	const char *other = in_language(t, text);

	if (other)
		json_add_text(t->to, key, other);
}

static void add_list(const struct translated *t, const char *key, const struct words *w)
{
	json *list = NULL;

	for (size_t i = 0; i < w->count; i++) {
		const char *other = in_language(t, w->at[i]);
		if (!other)
			continue;
		if (!list)
			list = json_add_array(t->to, key);
		json_add_text(list, NULL, other);
	}
}

static void add_translations(const struct cacao *k, json *extension, const struct step *s)
{
	json *all = k->lang_count ? json_add_object(extension, "translations") : NULL;

	for (size_t i = 0; i < k->lang_count; i++) {
		const struct translated t = { k, k->langs[i], json_add_object(all, k->langs[i]) };
		add_one(&t, "title", s->title);
		add_one(&t, "why", s->why);
		add_list(&t, "how", &s->how);
		add_one(&t, "say", s->say);
		add_one(&t, "read", s->read);
		add_one(&t, "listen", s->listen);
		add_list(&t, "have", &s->have);
		add_list(&t, "capture", &s->capture);
		add_one(&t, "done", s->done);
		add_one(&t, "items_ask", s->items_ask);
		add_list(&t, "items_examples", &s->items_examples);
	}
}

/* --- desks --- */

static void add_target(struct cacao *k, json *targets, const struct contact *c)
{
	const char *id = cacao_target(k, c);

	for (const json *m = json_first(targets); m; m = json_next(m))
		if (strcmp(json_text(m), id) == 0)
			return;
	json_add_text(targets, NULL, id);
}

/* Every desk the step may lead to; a role that no company fills has none. */
static void add_targets(struct cacao *k, json *o, const struct step *s)
{
	json *targets = json_new_array();

	for (size_t i = 0; i < s->contact_count; i++) {
		const struct contact_choice one = { .when = { .kind = COND_ALWAYS }, .is = s->contacts[i].is };
		struct step alone = { .contacts = (struct contact_choice *)&one, .contact_count = 1 };
		const struct contact *c = step_contact(&alone, k->facts);
		if (c)
			add_target(k, targets, c);
	}
	if (json_count(targets))
		json_add_copy(o, "targets", targets);
	json_free(targets);
}

static void add_hours(json *extension, const struct cacao *k, const struct step *s)
{
	const struct contact *c = step_contact(s, k->facts);

	if (!c || !c->hours.known)
		return;
	json *hours = json_add_object(extension, "hours");
	static const char *const days[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };
	json_add_bool(hours, "always", c->hours.always);
	json *list = json_add_array(hours, "days");
	for (unsigned d = 0; d < 7; d++)
		if (c->hours.always || (c->hours.days & (1u << d)))
			json_add_text(list, NULL, days[d]);
	if (c->hours.from >= 0 && !c->hours.always) {
		json_add_text(hours, "from", arena_fmt(k->arena, "%02d:%02d", c->hours.from / 60, c->hours.from % 60));
		json_add_text(hours, "until", arena_fmt(k->arena, "%02d:%02d", c->hours.to / 60, c->hours.to % 60));
	}
	json_add_bool(hours, "holidays", c->hours.always || c->hours.holidays);
	json_add_text(hours, "timezone", "+09:00");
	json_add_text(hours, "source", c->hours_source.source);
	json_add_text(hours, "checked", c->hours_source.checked);
}

/* --- the step --- */

static void add_commands(const struct cacao *k, json *o, const struct step *s)
{
	json *list = json_add_array(o, "commands");

	for (size_t i = 0; i < s->how.count; i++) {
		json *command = json_add_object(list, NULL);
		json_add_text(command, "type", "manual");
		cacao_add_filled(k, command, "command", s->how.at[i]);
	}
}

static void add_contacts(json *extension, const struct step *s)
{
	json *list = s->contact_count ? json_add_array(extension, "contacts") : NULL;

	for (size_t i = 0; i < s->contact_count; i++)
		json_add_text(list, NULL, s->contacts[i].is);
}

/* Minutes: what the step's own duration was written in is not kept. */
static void add_minutes(json *extension, const char *key, int64_t ms)
{
	const int64_t minutes = ms / MINUTE_MS;

	if (ms >= 0)
		json_add_number(extension, key, (double)minutes);
}

static void add_links(json *x, const struct step *s)
{
	cacao_add_words(x, "after", &s->after);
	cacao_add_words(x, "needs", &s->needs);
	cacao_add_words(x, "settles", &s->settles);
	cacao_add_words(x, "if_closed", &s->if_closed);
	cacao_add_words(x, "if_unreachable", &s->if_unreachable);
	cacao_add_words(x, "if_refused", &s->if_refused);
	add_minutes(x, "retry_minutes", s->retry_ms);
	add_minutes(x, "remind_minutes", s->remind_ms);
	if (s->remind_ms >= 0)
		json_add_number(x, "repeat", s->repeat);
	if (s->alone)
		json_add_bool(x, "alone", true);
	if (s->opening)
		json_add_bool(x, "opening", true);
}

void cacao_action_words(struct cacao *k, json *o, const struct step *s)
{
	cacao_add_filled(k, o, "name", s->title);
	cacao_add_filled(k, o, "description", s->why);
	add_commands(k, o, s);
	json_add_text(o, "agent", k->person);
	add_targets(k, o, s);
	json *x = cacao_extend(k, o);
	json_add_text(x, "step_id", s->id);
	json_add_text(x, "action", s->action);
	cacao_add_filled(k, x, "say", s->say);
	cacao_add_filled(k, x, "read", s->read);
	cacao_add_filled(k, x, "listen", s->listen);
	add_filled_words(k, x, "have", &s->have);
	add_filled_words(k, x, "capture", &s->capture);
	cacao_add_filled(k, x, "done", s->done);
	cacao_add_filled(k, x, "items_ask", s->items_ask);
	add_filled_words(k, x, "items_examples", &s->items_examples);
	add_contacts(x, s);
	add_hours(x, k, s);
	add_links(x, s);
	json_add_text(x, "source", s->source);
	add_translations(k, x, s);
}

json *cacao_action(struct cacao *k, const char *id, const struct step *s, const char *next)
{
	json *o = cacao_step(k, id, "action", NULL, next);

	cacao_action_words(k, o, s);
	return o;
}
