/* A CACAO playbook as a playbook of ours: its flow is followed once, branch by branch; conditions become `when`, actions become steps,
 * and whatever has no place here is named. */
#include <string.h>

#include "guide/find.h"
#include "guide/tongue.h"
#include "sheet/cacao.h"
#include "sheet/cacao_step.h"
#include "sheet/cacao_when.h"
#include "sheet/flow.h"

#include "base/banned.h"

enum { DEPTH_MAX = 24, PARTS_MAX = 300, ID_MAX = 64 };

/* What a branch stands under. */
struct under {
	const struct cond *when;  /* or NULL */
	const char *words;        /* conditions that are none of ours, for a person to judge; or NULL */
	int depth;
};

static bool follow(struct taking *t, const char *id, const struct under *u, struct err *e);

/* --- conditions --- */

static bool within(struct taking *t, const struct cacao_node *n, const char *to, const struct under *u, const struct cond *more, const char *words,
		   struct err *e)
{
	struct under inner = { .when = when_both(t->import->arena, u->when, more), .words = u->words, .depth = u->depth + 1 };

	if (!to)
		return true;
	if (inner.depth > DEPTH_MAX || (inner.when && inner.when->count > PARTS_MAX))
		return cacao_wrong(&t->file, "cacao.deep", n->id, NULL, "", e);
	if (words)
		inner.words = u->words ? arena_fmt(t->import->arena, "%s, %s", u->words, words) : words;
	return follow(t, to, &inner, e);
}

static bool take_if(struct taking *t, const struct cacao_node *n, const struct under *u, struct err *e)
{
	struct arena *a = t->import->arena;
	const char *text = json_get_text(n->step, "condition"), *yes = json_get_text(n->step, "on_true"), *no = json_get_text(n->step, "on_false");
	const struct cond *c = when_read(t->catalog, a, text);

	if (!c) {
		taking_left(t, "cacao.left.condition", text, NULL);
		return within(t, n, yes, u, NULL, text, e) && within(t, n, no, u, NULL, arena_fmt(a, "NOT (%s)", text), e);
	}
	return within(t, n, yes, u, c, NULL, e) && within(t, n, no, u, when_not(a, c), NULL, e);
}

/* What became of the step before: our steps say by themselves what to do then. */
static bool is_outcome(const struct cacao_node *n)
{
	return strcmp(json_get_text(n->step, "switch"), "__outcome__:value") == 0;
}

static bool pass_over(struct taking *t, const char *id, int depth, struct err *e);

static bool take_switch(struct taking *t, const struct cacao_node *n, const struct under *u, struct err *e)
{
	const char *variable = json_get_text(n->step, "switch");
	const struct cond *any = NULL;
	const json *otherwise = NULL;

	for (const json *m = json_first(json_get(n->step, "cases")); m; m = json_next(m)) {
		if (is_outcome(n)) {
			if (!pass_over(t, json_text(m), 0, e))
				return false;
			continue;
		}
		if (strcmp(json_key(m), "default") == 0) {
			otherwise = m;
			continue;
		}
		const struct cond *c = when_case(t->catalog, t->import->arena, variable, json_key(m));
		const char *words = c ? NULL : arena_fmt(t->import->arena, "%s = '%.100s'", variable, json_key(m));
		if (words)
			taking_left(t, "cacao.left.condition", words, NULL);
		if (!within(t, n, json_text(m), u, c, words, e))
			return false;
		any = c ? when_both(t->import->arena, any, when_not(t->import->arena, c)) : any;
	}
	return !otherwise || within(t, n, json_text(otherwise), u, any, NULL, e);
}

/* --- the flow --- */

/* No step is come to twice: a branch has its own end. */
static bool enter(struct taking *t, struct cacao_node *n, struct err *e)
{
	if (n->on_way)
		return cacao_wrong(&t->file, "cacao.circle", n->id, NULL, "", e);
	if (n->taken && strcmp(n->type, "end") != 0)
		return cacao_wrong(&t->file, "cacao.twice", n->id, NULL, "", e);
	n->on_way = n->taken = true;
	return true;
}

static const char *next_of(const struct cacao_node *n)
{
	const char *next = json_get_text(n->step, "on_completion");

	return next ? next : json_get_text(n->step, "on_success");
}

static void leave(const struct taking *t, const char *from)
{
	for (struct cacao_node *n; from && (n = cacao_node(&t->file, from)) && n->on_way; from = strcmp(n->type, "end") == 0 ? NULL : next_of(n))
		n->on_way = false;
}

/* Steps that our own steps bring by themselves. */
static bool pass_over(struct taking *t, const char *id, int depth, struct err *e)
{
	for (const char *at = id; at;) {
		struct cacao_node *n = cacao_node(&t->file, at);
		if (depth > DEPTH_MAX)
			return cacao_wrong(&t->file, "cacao.deep", n->id, NULL, "", e);
		if (!enter(t, n, e))
			return false;
		const char *const yes = json_get_text(n->step, "on_true"), *const no = json_get_text(n->step, "on_false");
		if ((yes && !pass_over(t, yes, depth + 1, e)) || (no && !pass_over(t, no, depth + 1, e)))
			return false;
		at = strcmp(n->type, "end") == 0 ? NULL : next_of(n);
	}
	leave(t, id);
	return true;
}

static bool take_parallel(struct taking *t, const struct cacao_node *n, const struct under *u, struct err *e)
{
	for (const json *m = json_first(json_get(n->step, "next_steps")); m; m = json_next(m))
		if (!within(t, n, json_text(m), u, NULL, NULL, e))
			return false;
	return true;
}

static bool take_node(struct taking *t, const struct cacao_node *n, const struct under *u, struct err *e)
{
	if (strcmp(n->type, "action") == 0)
		return taking_action(t, n, u->when, u->words, e);
	if (strcmp(n->type, "if-condition") == 0)
		return take_if(t, n, u, e);
	if (strcmp(n->type, "switch-condition") == 0)
		return take_switch(t, n, u, e);
	if (strcmp(n->type, "parallel") == 0)
		return take_parallel(t, n, u, e);
	if (strcmp(n->type, "while-condition") == 0) {
		taking_left(t, "cacao.left.again", json_get_text(n->step, "condition"), NULL);
		return within(t, n, json_get_text(n->step, "on_true"), u, NULL, NULL, e);
	}
	if (strcmp(n->type, "playbook-action") == 0)
		taking_left(t, "cacao.left.playbook", json_get_text(n->step, "name") ? json_get_text(n->step, "name") : n->id, NULL);
	return true;
}

static bool follow(struct taking *t, const char *id, const struct under *u, struct err *e)
{
	for (const char *at = id; at;) {
		struct cacao_node *n = cacao_node(&t->file, at);
		if (!enter(t, n, e) || !take_node(t, n, u, e))
			return false;
		at = strcmp(n->type, "end") == 0 ? NULL : next_of(n);
	}
	leave(t, id);
	return true;
}

/* --- the playbook --- */

/* Start, one condition around everything, end: that is when the playbook applies. */
static const struct cond *applies(struct taking *t, struct cacao_node **inner)
{
	struct cacao_node *start = cacao_node(&t->file, json_get_text(t->file.root, "workflow_start")),
			  *n = cacao_node(&t->file, next_of(start)), *after;

	*inner = start;
	if (strcmp(n->type, "if-condition") != 0 || json_get(n->step, "on_false") || !next_of(n))
		return NULL;
	after = cacao_node(&t->file, next_of(n));
	const struct cond *c = strcmp(after->type, "end") == 0 ? when_read(t->catalog, t->import->arena, json_get_text(n->step, "condition")) : NULL;
	if (c) {
		start->taken = n->taken = after->taken = true;
		*inner = cacao_node(&t->file, json_get_text(n->step, "on_true"));
	}
	return c;
}

static bool is_good_id(const char *id)
{
	static const char *const taken[] = { "interview", "brands", "contacts", "words", "signs", "steps", "letters" };

	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		if (strcmp(id, taken[i]) == 0)
			return false;
	return *id && strlen(id) <= ID_MAX && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(id) && *id != '-';
}

static const char *find_id(struct taking *t, struct err *e)
{
	const json *own = json_get(json_get(t->file.root, "playbook_extensions"), t->extension), *id = json_get(own, "playbook_id");

	if (!id)
		return arena_fmt(t->import->arena, "cacao-%.8s", json_get_text(t->file.root, "id") + strlen("playbook--"));
	if (json_is_text(id) && is_good_id(json_text(id)))
		return arena_strdup(t->import->arena, json_text(id));
	cacao_wrong(&t->file, "cacao.name", NULL, "playbook_extensions", json_is_text(id) ? json_text(id) : "", e);
	return NULL;
}

/* The title of one of ours goes back in the language our files are in. */
static const char *title_of(const struct taking *t)
{
	const char *name = taking_clean(t, json_get_text(t->file.root, "name"));

	if (t->playbook && strcmp(t->playbook->title, name) == 0)
		return tongue_text(t->catalog, "ja", t->playbook->title);
	return name;
}

static void add_head(struct taking *t, const struct cond *when)
{
	const json *own = json_get(json_get(t->file.root, "playbook_extensions"), t->extension), *order = json_get(own, "order");
	const char *source = json_get_text(own, "source");
	const bool ordered = json_is_number(order) && json_number(order) >= 0 && json_number(order) <= 100000;
	json *p = t->import->playbook;

	json_add_text(p, "id", t->import->id);
	json_add_text(p, "title", title_of(t));
	json_add_number(p, "order", ordered ? (double)(int)json_number(order) : 900);
	if (when)
		when_write(t->catalog, when, p, "when");
	else
		json_add_array(json_add_object(p, "when"), "any"); /* never, until somebody says when */
	json_add_text(p, "source", source && *source ? taking_clean(t, source) : t->source);
}

static void name_unreached(struct taking *t)
{
	for (size_t i = 0; i < t->file.count; i++) {
		const struct cacao_node *n = &t->file.nodes[i];
		const char *name = json_get_text(n->step, "name");
		if (!n->taken && strcmp(n->type, "end") != 0)
			taking_left(t, "cacao.left.unreached", name ? name : n->id, NULL);
	}
}

static bool take_all(struct taking *t, struct err *e)
{
	const struct under nothing = { 0 };
	struct cacao_node *inner;
	const struct cond *when = applies(t, &inner);

	t->import->id = find_id(t, e);
	if (!t->import->id)
		return false;
	t->playbook = find_playbook(t->catalog, intern_find(&t->catalog->strings, t->import->id));
	if (t->playbook)
		flow_facts(t->playbook, &t->facts);
	add_head(t, when);
	taking_about(t);
	if (!when)
		taking_left(t, "cacao.left.when", t->import->id, NULL);
	t->uses = json_add_array(t->import->playbook, "steps");
	if (!follow(t, inner->id, &nothing, e))
		return false;
	name_unreached(t);
	return json_count(t->uses) || cacao_wrong(&t->file, "cacao.empty", NULL, "workflow", "", e);
}

bool cacao_import(const struct catalog *c, const struct say *say, const char *name, const char *text, size_t len, struct cacao_import *out,
		  struct err *e)
{
	struct taking t = { .catalog = c, .say = say, .import = out };

	*out = (struct cacao_import){ .arena = arena_new(), .playbook = json_new_object() };
	t.extension = cacao_id(out->arena, "extension-definition", "", "kakekomi");
	facts_init(&t.facts, c, out->arena);
	if (!cacao_read(out->arena, name, text, len, &t.file, e))
		return false;
	t.source = arena_fmt(out->arena, "CACAO: %s (%s)", taking_clean(&t, json_get_text(t.file.root, "name")), json_get_text(t.file.root, "id"));
	return take_all(&t, e);
}

void cacao_import_free(struct cacao_import *i)
{
	json_free(i->playbook);
	json_free(i->steps);
	arena_free(i->arena);
	*i = (struct cacao_import){ 0 };
}
