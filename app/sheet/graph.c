#include "sheet/graph.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "guide/fill.h"
#include "guide/find.h"
#include "guide/plan.h"
#include "sheet/flow.h"

#include "base/banned.h"

enum { LABEL_COLUMNS = 34, QUESTION_COLUMNS = 44 };

struct drawing {
	const struct catalog *catalog;
	const struct say *say;
	struct facts facts;
	struct arena *arena;
	struct sink *out;
	size_t nodes;
	struct buf words; /* used over and over */
};

/* --- conditions in words --- */

static void put_values(const struct catalog *c, const struct cond *when, const struct say *say, struct buf *out)
{
	for (size_t i = 0; i < when->values.count; i++)
		buf_addf(out, "%s%s", i ? say_text(say, "graph.or-value") : "", fact_value_label(c, when->fact, when->values.at[i]));
}

static void put_cond(const struct catalog *c, const struct cond *when, bool not, const struct say *say, struct buf *out, bool within)
{
	const char *key = not ? "graph.is-not" : "graph.is";
	struct buf values = { 0 };

	switch (when->kind) {
	case COND_ALWAYS: buf_add(out, say_text(say, not ? "graph.never" : "graph.always")); return;
	case COND_NOT: put_cond(c, &when->parts[0], !not, say, out, within); return;
	case COND_KNOWN: say_add(say, out, not ? "graph.unknown" : "graph.known", "fact", c->facts[when->fact].label, NULL); return;
	case COND_IS:
		put_values(c, when, say, &values);
		say_add(say, out, key, "fact", c->facts[when->fact].label, "values", buf_str(&values), NULL);
		buf_free(&values);
		return;
	default: break;
	}
	const bool and = (when->kind == COND_ALL) != not;
	if (!when->count)
		buf_add(out, say_text(say, and ? "graph.always" : "graph.never"));
	buf_add(out, within && when->count > 1 ? "(" : "");
	for (size_t i = 0; i < when->count; i++) {
		buf_add(out, i && !within ? "\n" : ""); /* the outermost parts a line each */
		const char *joint = say_text(say, and ? "graph.and" : "graph.or");
		buf_add(out, !i ? "" : within ? joint : joint + strspn(joint, " "));
		put_cond(c, &when->parts[i], not, say, out, when->count > 1);
	}
	buf_add(out, within && when->count > 1 ? ")" : "");
}

void graph_cond(const struct catalog *c, const struct cond *when, const struct say *say, struct buf *out)
{
	put_cond(c, when, false, say, out, false);
}

/* --- the language of dot --- */

static void put_line(void *context, const char *line, size_t len)
{
	struct buf *out = context;

	for (size_t i = 0; i < len; i++) {
		if (line[i] == '"' || line[i] == '\\')
			buf_add_c(out, '\\');
		buf_add_c(out, line[i]);
	}
	buf_add(out, "\\l");
}

static void put_label(struct drawing *d, const char *text, int columns)
{
	struct buf clean = { 0 };

	text_clean(text, true, &clean);
	text_wrap(buf_str(&clean), (struct text_width){ columns, false }, 0, put_line, &d->out->buf);
	buf_free(&clean);
}

/* Appends one node and returns its number. */
static size_t node(struct drawing *d, const char *look, const char *text, int columns)
{
	buf_addf(&d->out->buf, "\tn%zu [%s label=\"", ++d->nodes, look);
	put_label(d, text, columns);
	buf_add(&d->out->buf, "\"]\n");
	return d->nodes;
}

/* An edge that is still to be led somewhere. */
struct loose {
	size_t from;
	const char *label; /* or NULL */
};

struct ends {
	struct loose *at;
	size_t count, cap;
};

static void leave_open(struct drawing *d, struct ends *e, size_t from, const char *label)
{
	e->at = arena_grow(d->arena, e->at, e->count, &e->cap, sizeof *e->at);
	e->at[e->count++] = (struct loose){ from, label };
}

static void edge(struct drawing *d, size_t from, size_t to, const char *label, const char *look)
{
	buf_addf(&d->out->buf, "\tn%zu -> n%zu [%s label=\"", from, to, look);
	for (const char *at = label ? label : ""; *at; at++) {
		if (*at == '"' || *at == '\\')
			buf_add_c(&d->out->buf, '\\');
		buf_add_c(&d->out->buf, *at);
	}
	buf_add(&d->out->buf, "\"]\n");
}

static void lead(struct drawing *d, struct ends *e, size_t to)
{
	for (size_t i = 0; i < e->count; i++)
		edge(d, e->at[i].from, to, e->at[i].label, "");
	e->count = 0;
}

/* --- steps --- */

/* Urgency is said in words and by the frame; the colour only repeats it. */
static const char *look_of(enum urgency u)
{
	static const char *const looks[URGENCIES] = {
		[URGENCY_DANGER] = "shape=box peripheries=3 penwidth=2 fillcolor=\"#ffd9d0\"",
		[URGENCY_NOW] = "shape=box peripheries=2 penwidth=2 fillcolor=\"#ffe9cc\"",
		[URGENCY_TODAY] = "shape=box penwidth=2 fillcolor=\"#fff8cf\"",
		[URGENCY_WEEK] = "shape=box penwidth=1 fillcolor=\"#e4f0ff\"",
		[URGENCY_LATER] = "shape=box style=\"filled,rounded\" penwidth=1 fillcolor=\"#f2f2f2\"",
	};

	return looks[u];
}

static size_t step_node(struct drawing *d, const struct step *s, enum urgency u, bool instead)
{
	char key[40];

	snprintf(key, sizeof key, "urgency.%s", urgency_name(u));
	buf_clear(&d->words);
	buf_addf(&d->words, "[%s] ", say_text(d->say, key));
	fill(s->title, &d->facts, &d->words);
	const struct contact *c = step_contact(s, &d->facts);
	if (c)
		buf_addf(&d->words, "\n%s %s%s%s", say_text(d->say, "graph.call"), c->name, c->number.is ? "  " : "", c->number.is ? c->number.is : "");
	return node(d, instead ? "shape=box style=\"filled,dashed\" fillcolor=\"#ffffff\"" : look_of(u), buf_str(&d->words), LABEL_COLUMNS);
}

static void add_instead(struct drawing *d, const struct step *of, size_t from, const struct words *ids, const char *key)
{
	const char *label = say_text(d->say, key);

	for (size_t i = 0; i < ids->count; i++) {
		const struct step *s = find_step(d->catalog, ids->at[i]);
		if (!s || s->action == of->action)
			continue;
		if (s->when.kind != COND_ALWAYS) {
			buf_clear(&d->words);
			graph_cond(d->catalog, &s->when, d->say, &d->words);
			size_t question = node(d, "shape=box style=\"filled,diagonals,dashed\" fillcolor=\"#ffffff\"", buf_str(&d->words), QUESTION_COLUMNS);
			edge(d, from, question, label, "style=dashed");
			from = question;
			label = say_text(d->say, "graph.yes");
		}
		size_t to = step_node(d, s, s->urgency, true);
		edge(d, from, to, label, "style=dashed");
		from = to;
		label = NULL;
	}
}

static size_t add_use(struct drawing *d, const struct use *u)
{
	size_t n = step_node(d, u->step, use_urgency(u), false);

	add_instead(d, u->step, n, &u->step->if_closed, "graph.closed");
	add_instead(d, u->step, n, &u->step->if_unreachable, "graph.unreachable");
	add_instead(d, u->step, n, &u->step->if_refused, "graph.refused");
	return n;
}

static size_t question_node(struct drawing *d, const struct cond *c)
{
	buf_clear(&d->words);
	graph_cond(d->catalog, c, d->say, &d->words);
	return node(d, "shape=box style=\"filled,diagonals\" fillcolor=\"#ffffff\"", buf_str(&d->words), QUESTION_COLUMNS);
}

static void add_group(struct drawing *d, const struct flow_group *g, struct ends *open)
{
	struct ends after = { 0 };

	for (size_t i = 0; i < g->count; i++) {
		const struct cond c = use_cond(g->uses[i], d->arena);
		if (c.kind != COND_ALWAYS) {
			size_t question = question_node(d, &c);
			lead(d, open, question);
			size_t n = add_use(d, g->uses[i]);
			edge(d, question, n, say_text(d->say, "graph.yes"), "");
			leave_open(d, &after, n, NULL);
			leave_open(d, open, question, say_text(d->say, "graph.no"));
			continue;
		}
		size_t n = add_use(d, g->uses[i]);
		lead(d, open, n);
		leave_open(d, &after, n, NULL);
	}
	for (size_t i = 0; i < after.count; i++)
		leave_open(d, open, after.at[i].from, after.at[i].label);
}

/* --- the drawing --- */

static void add_all(struct drawing *d, const struct playbook *p)
{
	struct flow flow;
	struct ends open = { 0 };

	flow_of(p, d->arena, &flow);
	leave_open(d, &open, node(d, "shape=box style=\"filled,rounded\" penwidth=2 fillcolor=\"#ffffff\"", p->title, LABEL_COLUMNS), NULL);
	size_t outside = 0;
	if (p->when.kind != COND_ALWAYS) {
		outside = question_node(d, &p->when);
		lead(d, &open, outside);
		leave_open(d, &open, outside, say_text(d->say, "graph.yes"));
	}
	for (size_t i = 0; i < flow.count; i++)
		add_group(d, &flow.groups[i], &open);
	size_t end = node(d, "shape=box style=\"filled,rounded\" penwidth=2 fillcolor=\"#ffffff\"", say_text(d->say, "graph.end"), LABEL_COLUMNS);
	lead(d, &open, end);
	if (outside)
		edge(d, outside, end, say_text(d->say, "graph.no"), "");
}

void graph_dot(const struct catalog *c, const struct playbook *p, const struct say *say, struct sink *out)
{
	struct drawing d = { .catalog = c, .say = say, .arena = arena_new(), .out = out };

	facts_init(&d.facts, c, d.arena);
	flow_facts(p, &d.facts);
	buf_add(&out->buf, "digraph \"");
	buf_add(&out->buf, p->id);
	buf_add(&out->buf, "\" {\n\tgraph [rankdir=TB nodesep=0.35 ranksep=0.4 bgcolor=\"#ffffff\" margin=0.2]\n"
			   "\tnode [fontname=\"IPAexGothic, Noto Sans CJK JP, sans-serif\" fontsize=11 style=filled color=\"#1a1a1a\" fontcolor=\"#1a1a1a\" "
			   "margin=\"0.15,0.08\"]\n"
			   "\tedge [fontname=\"IPAexGothic, Noto Sans CJK JP, sans-serif\" fontsize=10 color=\"#1a1a1a\" fontcolor=\"#1a1a1a\"]\n");
	add_all(&d, p);
	buf_add(&out->buf, "}\n");
	buf_free(&d.words);
	arena_free(d.arena);
}
