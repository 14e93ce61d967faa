#include "guide/check.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "guide/cond.h"
#include "guide/find.h"
#include "guide/reader.h"

#include "base/banned.h"

static void fault_step(struct catalog *c, const struct step *s, const char *key, const char *fmt, const char *what)
{
	struct reader r = { c, s->file, 0 };
	struct place list = { NULL, "steps", 0 }, item = { &list, NULL, s->index }, at = { &item, key, 0 };
	char text[300];

	snprintf(text, sizeof text, "%s \"%.80s\"", fmt, what);
	fault_at(&r, key ? &at : &item, "%s", text);
}

/* --- steps nobody reaches --- */

static bool names_step(const struct words *w, const struct step *s)
{
	return words_has(w, s->id);
}

static bool is_reached(const struct catalog *c, const struct step *s)
{
	for (size_t i = 0; i < c->playbook_count; i++)
		for (size_t k = 0; k < c->playbooks[i].count; k++)
			if (c->playbooks[i].uses[k].step == s)
				return true;
	for (size_t i = 0; i < c->step_count; i++) {
		const struct step *o = &c->steps[i];
		if (o != s && (names_step(&o->if_closed, s) || names_step(&o->if_unreachable, s) || names_step(&o->if_refused, s)))
			return true;
	}
	return false;
}

/* --- orders that cannot be --- */

/* The most urgent that any step of the action is, where playbooks raise it too. */
static enum urgency urgency_of(const struct catalog *c, const char *action)
{
	enum urgency u = URGENCY_LATER;

	for (size_t i = 0; i < c->step_count; i++)
		if (c->steps[i].action == action && c->steps[i].urgency < u)
			u = c->steps[i].urgency;
	for (size_t i = 0; i < c->playbook_count; i++)
		for (size_t k = 0; k < c->playbooks[i].count; k++) {
			const struct use *use = &c->playbooks[i].uses[k];
			if (use->step && use->step->action == action && use->has_urgency && use->urgency < u)
				u = use->urgency;
		}
	return u;
}

static void check_urgency(struct catalog *c, const char *file, size_t index, const char *key, const struct words *before,
			  enum urgency urgency)
{
	struct reader r = { c, file, 0 };
	struct place list = { NULL, "steps", 0 }, item = { &list, NULL, index }, at = { &item, key, 0 };

	for (size_t i = 0; i < before->count; i++)
		if (urgency_of(c, before->at[i]) > urgency)
			fault_at(&r, &at, "\"%.60s\" is less urgent than this step and would hold it up", before->at[i]);
}

/* --- circles in the union of all after and needs --- */

struct graph {
	const struct catalog *c;
	const char **actions;
	unsigned char *state; /* 0 not seen, 1 on the way, 2 done */
	size_t count;
	const char *path[64];
	size_t depth;
};

static size_t node_of(const struct graph *g, const char *action)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->actions[i] == action)
			return i;
	return g->count;
}

static bool visit(struct graph *g, size_t node);

static bool visit_list(struct graph *g, const struct words *w)
{
	for (size_t i = 0; i < w->count; i++) {
		size_t next = node_of(g, w->at[i]);
		if (next < g->count && visit(g, next))
			return true;
	}
	return false;
}

static bool visit_action(struct graph *g, const char *action)
{
	const struct catalog *c = g->c;

	for (size_t i = 0; i < c->step_count; i++)
		if (c->steps[i].action == action && (visit_list(g, &c->steps[i].after) || visit_list(g, &c->steps[i].needs)))
			return true;
	for (size_t i = 0; i < c->playbook_count; i++)
		for (size_t k = 0; k < c->playbooks[i].count; k++) {
			const struct use *u = &c->playbooks[i].uses[k];
			if (u->step && u->step->action == action && (visit_list(g, &u->after) || visit_list(g, &u->needs)))
				return true;
		}
	return false;
}

/* True when a circle was found; g->path then ends with the action it began with. */
static bool visit(struct graph *g, size_t node)
{
	if (g->state[node] == 2)
		return false;
	if (g->depth < 63)
		g->path[g->depth++] = g->actions[node];
	if (g->state[node] == 1)
		return true;
	g->state[node] = 1;
	if (visit_action(g, g->actions[node]))
		return true;
	g->state[node] = 2;
	g->depth--;
	return false;
}

static void report_circle(struct catalog *c, const struct graph *g)
{
	struct buf text = { 0 };
	size_t from = 0;
	const char *file = "playbooks";

	while (from + 1 < g->depth && g->path[from] != g->path[g->depth - 1])
		from++;
	for (size_t i = from; i < g->depth; i++)
		buf_addf(&text, "%s%s", i > from ? " after " : "", g->path[i]);
	for (size_t i = 0; i < c->step_count; i++)
		if (c->steps[i].action == g->path[from])
			file = c->steps[i].file;
	struct reader r = { c, file, 0 };
	fault_at(&r, NULL, "a circle: %s", buf_str(&text));
	buf_free(&text);
}

static void check_circles(struct catalog *c)
{
	struct graph g = { .c = c };

	g.actions = arena_alloc(c->arena, (c->step_count + 1) * sizeof *g.actions);
	g.state = arena_alloc(c->arena, c->step_count + 1);
	for (size_t i = 0; i < c->step_count; i++)
		if (node_of(&g, c->steps[i].action) == g.count)
			g.actions[g.count++] = c->steps[i].action;
	for (size_t i = 0; i < g.count; i++) {
		g.depth = 0;
		if (visit(&g, i)) {
			report_circle(c, &g);
			return; /* the states are spoilt now; one at a time */
		}
	}
}

/* --- playbooks that would hold on nothing --- */

static void check_because(struct catalog *c, const struct playbook *p)
{
	struct facts none;
	struct reader r = { c, p->file, 0 };

	facts_init(&none, c, c->arena);
	if (!cond_holds(&p->when, &none))
		return;
	for (size_t k = 0; k < p->count; k++) {
		struct place list = { NULL, "steps", 0 }, item = { &list, NULL, k };
		const struct use *u = &p->uses[k];
		if (u->step && cond_holds(&u->when, &none) && cond_holds(&u->step->when, &none))
			fault_at(&r, &item, "holds without any fact; \"because\" would be empty");
	}
}

/* --- questions nothing depends on --- */

static bool step_uses(const struct step *s, size_t fact)
{
	if (cond_uses(&s->when, fact))
		return true;
	for (size_t i = 0; i < s->contact_count; i++)
		if (cond_uses(&s->contacts[i].when, fact))
			return true;
	return false;
}

static bool fact_matters(const struct catalog *c, size_t fact)
{
	for (size_t i = 0; i < c->playbook_count; i++) {
		if (cond_uses(&c->playbooks[i].when, fact))
			return true;
		for (size_t k = 0; k < c->playbooks[i].count; k++)
			if (cond_uses(&c->playbooks[i].uses[k].when, fact))
				return true;
	}
	for (size_t i = 0; i < c->step_count; i++)
		if (step_uses(&c->steps[i], fact))
			return true;
	return false;
}

/* A fact matters too when another question is asked because of it. */
static bool question_matters(const struct catalog *c, const struct question *q)
{
	for (size_t i = 0; i < q->count; i++)
		for (size_t k = 0; k < q->choices[i].set_count; k++) {
			size_t fact = q->choices[i].sets[k].fact;
			if (fact_matters(c, fact) || c->facts[fact].brands)
				return true;
			for (size_t n = 0; n < c->question_count; n++)
				if (cond_uses(&c->questions[n].when, fact))
					return true;
		}
	return false;
}

static bool sets_fact(const struct question *q, size_t fact)
{
	for (size_t i = 0; i < q->count; i++)
		for (size_t k = 0; k < q->choices[i].set_count; k++)
			if (q->choices[i].sets[k].fact == fact)
				return true;
	return false;
}

/* An answer stays as long as its question would be asked given the answers before it; a `when` that
 * looks ahead would make answers fall away by themselves. */
static void check_lookahead(struct catalog *c, const struct reader *r, const struct place *p, size_t index)
{
	const struct question *q = &c->questions[index];

	for (size_t fact = 0; fact < c->fact_count; fact++) {
		bool earlier = false, later = false;
		if (!cond_uses(&q->when, fact))
			continue;
		for (size_t k = 0; k < c->question_count; k++) {
			earlier = earlier || (k < index && sets_fact(&c->questions[k], fact));
			later = later || (k > index && sets_fact(&c->questions[k], fact));
		}
		if (later && !earlier && q->stage != STAGE_FIRST)
			fault_at(r, p, "depends on \"%s\", which only a later question asks", c->facts[fact].key);
	}
}

static void check_questions(struct catalog *c)
{
	struct reader r = { c, "interview.json", 0 };
	size_t first = 0;

	for (size_t i = 0; i < c->question_count; i++) {
		struct place list = { NULL, "questions", 0 }, item = { &list, NULL, i }, when = { &item, "when", 0 };
		if (!question_matters(c, &c->questions[i]))
			fault_at(&r, &item, "no plan depends on question \"%.60s\"", c->questions[i].id);
		check_lookahead(c, &r, &when, i);
		first += c->questions[i].stage == STAGE_FIRST;
	}
	if (first != 1)
		fault_at(&r, NULL, "there must be exactly one question of stage first");
}

/* --- placeholders --- */

static bool brand_word_known(const struct catalog *c, const char *word)
{
	const struct kind *any = find_kind(c, intern_find(&c->strings, "unknown"));

	return any && find_name(&any->words, word);
}

static void check_text(struct catalog *c, const struct step *s, const char *key, const char *text)
{
	for (const char *open = text; open && (open = strchr(open, '{')); open++) {
		char name[64];
		size_t len = strcspn(open + 1, "{}");
		if (open[1 + len] != '}' || len >= sizeof name) {
			fault_step(c, s, key, "unclosed placeholder in", text);
			return;
		}
		memcpy(name, open + 1, len);
		name[len] = '\0';
		bool brand = strncmp(name, "brand.", 6) == 0;
		long fact = brand ? -1 : fact_index(c, name);
		if (brand ? !brand_word_known(c, name + 6) : fact < 0 || !c->facts[fact].unknown)
			fault_step(c, s, key, "nothing fills in", name);
	}
}

static void check_texts(struct catalog *c, const struct step *s)
{
	const struct named texts[] = { { "title", s->title }, { "why", s->why },       { "say", s->say },
		                       { "read", s->read },   { "listen", s->listen }, { "done", s->done } };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		check_text(c, s, texts[i].key, texts[i].value);
	for (size_t i = 0; i < s->how.count; i++)
		check_text(c, s, "how", s->how.at[i]);
	for (size_t i = 0; i < s->have.count; i++)
		check_text(c, s, "have", s->have.at[i]);
	for (size_t i = 0; i < s->capture.count; i++)
		check_text(c, s, "capture", s->capture.at[i]);
	check_text(c, s, "items", s->items_ask);
	for (size_t i = 0; i < s->items_examples.count; i++)
		check_text(c, s, "items", s->items_examples.at[i]);
}

/* --- names that collide --- */

static void check_names(struct catalog *c)
{
	struct reader r = { c, "brands.json", 0 };
	struct intern folded = { 0 };
	struct intern owners = { 0 };

	for (size_t i = 0; i < c->brand_count; i++)
		for (size_t k = 0; k < c->brands[i].names.count; k++) {
			struct buf b = { 0 };
			text_fold(c->brands[i].names.at[k], &b);
			const char *mine = arena_strdup(c->arena, buf_str(&b));
			const char *owned = arena_fmt(c->arena, "%s/%s", c->brands[i].id, mine);
			struct place list = { NULL, "brands", 0 }, item = { &list, NULL, i }, names = { &item, "names", 0 };
			if (intern(&folded, mine) != mine && !intern_find(&owners, owned))
				fault_at(&r, &names, "\"%.60s\" is another brand's name too", mine);
			intern(&owners, owned);
			buf_free(&b);
		}
	intern_free(&folded);
	intern_free(&owners);
}

static void check_step(struct catalog *c, const struct step *s)
{
	if (!is_reached(c, s))
		fault_step(c, s, NULL, "unreachable: no playbook or other step brings", s->id);
	check_urgency(c, s->file, s->index, "after", &s->after, s->urgency);
	check_urgency(c, s->file, s->index, "needs", &s->needs, s->urgency);
	check_texts(c, s);
}

void check_guidance(struct catalog *c)
{
	for (size_t i = 0; i < c->step_count; i++)
		check_step(c, &c->steps[i]);
	for (size_t i = 0; i < c->playbook_count; i++) {
		const struct playbook *p = &c->playbooks[i];
		check_because(c, p);
		for (size_t k = 0; k < p->count; k++) {
			const struct use *u = &p->uses[k];
			enum urgency urgency = u->has_urgency || !u->step ? u->urgency : u->step->urgency;
			check_urgency(c, p->file, k, "after", &u->after, urgency);
			check_urgency(c, p->file, k, "needs", &u->needs, urgency);
			if (!u->step || !u->has_urgency)
				continue;
			check_urgency(c, p->file, k, "urgency", &u->step->after, urgency);
			check_urgency(c, p->file, k, "urgency", &u->step->needs, urgency);
		}
	}
	if (!find_kind(c, intern_find(&c->strings, "unknown")))
		catalog_fault(c, "brands.json", "kinds", "there must be a kind \"unknown\" with every word and role");
	check_circles(c);
	check_questions(c);
	check_names(c);
}
