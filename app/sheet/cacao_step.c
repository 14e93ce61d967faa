#include "sheet/cacao_step.h"

#include <string.h>

#include "base/text.h"
#include "guide/find.h"
#include "guide/plan.h"
#include "sheet/cacao_when.h"

#include "base/banned.h"

enum { MINUTES_MAX = 5256000 }; /* ten years */

const char *taking_clean(const struct taking *t, const char *text)
{
	struct buf b = { 0 };
	char *kept;

	text_clean(text, true, &b);
	kept = arena_strdup(t->import->arena, buf_str(&b));
	for (char *at = kept; *at; at++)
		*at = *at == '{' ? '(' : *at == '}' ? ')' : *at;
	buf_free(&b);
	return kept;
}

void taking_left(struct taking *t, const char *key, const char *what, const char *more)
{
	struct cacao_import *i = t->import;

	i->left = arena_grow(i->arena, i->left, i->left_count, &i->left_cap, sizeof *i->left);
	i->left[i->left_count++] = (struct cacao_left){ key, taking_clean(t, what), more ? taking_clean(t, more) : NULL };
}

static const json *own_members(const struct taking *t, const struct cacao_node *n)
{
	return json_get(json_get(n->step, "step_extensions"), t->extension);
}

/* --- texts and lists --- */

/* Our own members are as hostile as the rest: the wrong type is an error. */
static bool take_text(const struct taking *t, const struct cacao_node *n, const char *member, const char **out, struct err *e)
{
	const json *value = json_get(own_members(t, n), member);

	*out = json_text(value);
	if (value && (!*out || strlen(*out) > CACAO_TEXT_MAX))
		return cacao_wrong(&t->file, "cacao.type", n->id, member, "", e);
	*out = *out && **out ? taking_clean(t, *out) : NULL;
	return true;
}

static bool put_text(const struct taking *t, const struct cacao_node *n, json *to, const char *member, struct err *e)
{
	const char *text;

	if (!take_text(t, n, member, &text, e))
		return false;
	if (text)
		json_add_text(to, member, text);
	return true;
}

typedef bool wanted_fn(const struct taking *t, const char *word);

static bool is_text(const struct taking *t, const char *word)
{
	(void)t;
	return *word;
}

static bool is_step(const struct taking *t, const char *word)
{
	return find_step(t->catalog, intern_find(&t->catalog->strings, word));
}

/* The words of a list that pass; each of the others is named. */
static bool put_list(struct taking *t, const struct cacao_node *n, json *to, const char *member, const char *as, wanted_fn *wanted, struct err *e)
{
	const json *list = json_get(own_members(t, n), member);
	json *out = NULL;

	if (list && !json_is_array(list))
		return cacao_wrong(&t->file, "cacao.type", n->id, member, "", e);
	for (const json *m = json_first(list); m; m = json_next(m)) {
		const char *word = json_text(m);
		if (!word || strlen(word) > CACAO_TEXT_MAX)
			return cacao_wrong(&t->file, "cacao.type", n->id, member, "", e);
		if (!wanted(t, word)) {
			taking_left(t, "cacao.left.member", member, word);
			continue;
		}
		if (!out)
			out = json_add_array(to, as);
		json_add_text(out, NULL, taking_clean(t, word));
	}
	return true;
}

static bool put_minutes(const struct taking *t, const struct cacao_node *n, json *to, const char *member, const char *as, struct err *e)
{
	const json *value = json_get(own_members(t, n), member);

	if (!value)
		return true;
	if (!json_is_number(value) || json_number(value) < 1 || json_number(value) > MINUTES_MAX)
		return cacao_wrong(&t->file, "cacao.type", n->id, member, "", e);
	json_add_text(to, as, arena_fmt(t->import->arena, "PT%dM", (int)json_number(value)));
	return true;
}

/* --- commands --- */

static int digit_of(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* Base64 of text; NULL when it is no text. */
static const char *decode(const struct taking *t, const char *base64)
{
	struct buf b = { 0 };
	unsigned bits = 0;
	int count = 0;

	for (; *base64 && *base64 != '='; base64++) {
		int d = digit_of(*base64);
		if (d < 0) {
			buf_free(&b);
			return NULL;
		}
		bits = (bits << 6 | (unsigned)d) & 0xffffff;
		count += 6;
		if (count >= 8) {
			count -= 8;
			buf_add_c(&b, (char)(bits >> count & 0xff));
		}
	}
	const bool good = b.len && b.len <= CACAO_TEXT_MAX && strlen(buf_str(&b)) == b.len && text_bad_utf8(buf_str(&b), b.len) < 0;
	const char *text = good ? taking_clean(t, buf_str(&b)) : NULL;
	buf_free(&b);
	return text;
}

static bool add_commands(struct taking *t, const struct cacao_node *n, json *how, struct err *e)
{
	size_t i = 0;

	for (const json *m = json_first(json_get(n->step, "commands")); m; m = json_next(m), i++) {
		const char *plain = json_get_text(m, "command"), *base64 = json_get_text(m, "command_b64");
		if (strcmp(json_get_text(m, "type"), "manual") != 0) {
			taking_left(t, "cacao.left.command", json_get_text(m, "type"), plain);
			continue;
		}
		const char *text = plain ? taking_clean(t, plain) : base64 ? decode(t, base64) : NULL;
		if (!text || !*text)
			return cacao_wrong(&t->file, "cacao.command", n->id, arena_fmt(t->import->arena, "commands[%zu]", i), "", e);
		json_add_text(how, NULL, text);
	}
	return true;
}

/* --- desks --- */

static bool is_desk(const struct taking *t, const char *word)
{
	const struct catalog *c = t->catalog;
	const char *id = intern_find(&c->strings, word);
	const struct kind *any = find_kind(c, intern_find(&c->strings, "unknown"));

	return find_contact(c, id) || (any && find_name(&any->contacts, word));
}

/* The step's desk is one of ours, by id or role; a number that no source vouches for is not taken over. */
static bool put_contact(struct taking *t, const struct cacao_node *n, json *to, struct err *e)
{
	const json *list = json_get(own_members(t, n), "contacts"), *targets = json_get(n->step, "targets");

	if (list && !json_is_array(list))
		return cacao_wrong(&t->file, "cacao.type", n->id, "contacts", "", e);
	for (const json *m = json_first(list); m; m = json_next(m)) {
		const char *word = json_text(m);
		if (word && is_desk(t, word) && !json_get(to, "contact"))
			json_add_text(to, "contact", taking_clean(t, word));
		else
			taking_left(t, "cacao.left.desk", word ? word : "?", NULL);
	}
	for (const json *m = list ? NULL : json_first(targets); m; m = json_next(m)) {
		const json *desk = json_get(json_get(t->file.root, "target_definitions"), json_text(m) ? json_text(m) : "");
		const char *name = json_get_text(desk, "name"), *number = json_text(json_first(json_get(json_get(desk, "contact"), "phone")));
		taking_left(t, "cacao.left.desk", name ? name : "?", number);
	}
	return true;
}

/* --- a step of its own --- */

static bool put_rest(struct taking *t, const struct cacao_node *n, json *s, struct err *e)
{
	const json *own = own_members(t, n), *repeat = json_get(own, "repeat");
	const char *ask;

	if (!put_text(t, n, s, "say", e) || !put_text(t, n, s, "read", e) || !put_text(t, n, s, "listen", e) ||
	    !put_list(t, n, s, "have", "have", is_text, e) || !put_list(t, n, s, "capture", "capture", is_text, e) ||
	    !put_list(t, n, s, "after", "after", is_text, e) || !put_list(t, n, s, "needs", "needs", is_text, e) ||
	    !put_list(t, n, s, "settles", "settles", is_text, e) || !put_list(t, n, s, "if_closed", "if_closed", is_step, e) ||
	    !put_list(t, n, s, "if_unreachable", "if_unreachable", is_step, e) || !put_list(t, n, s, "if_refused", "if_refused", is_step, e) ||
	    !put_minutes(t, n, s, "retry_minutes", "retry", e) || !put_minutes(t, n, s, "remind_minutes", "remind", e) || !put_contact(t, n, s, e) ||
	    !take_text(t, n, "items_ask", &ask, e))
		return false;
	if (json_is_number(repeat) && json_number(repeat) >= 0 && json_number(repeat) <= 1000 && json_get(s, "remind"))
		json_add_number(s, "repeat", (double)(int)json_number(repeat));
	if (json_is_true(json_get(own, "alone")))
		json_add_bool(s, "alone", true);
	if (json_is_true(json_get(own, "opening")))
		json_add_bool(s, "opening", true);
	if (!ask)
		return true;
	json *items = json_add_object(s, "items");
	json_add_text(items, "ask", ask);
	return put_list(t, n, items, "items_examples", "examples", is_text, e);
}

static const char *first_line(const struct taking *t, const json *how)
{
	const char *text = json_text(json_first(how));

	return arena_strndup(t->import->arena, text, strcspn(text, "\n"));
}

/* `id`: what to call it. False also when nothing in it is for a person: *left. */
static bool make_step(struct taking *t, const struct cacao_node *n, const char *id, const char *action, const char *words, bool *left, struct err *e)
{
	const char *name = json_get_text(n->step, "name"), *about = json_get_text(n->step, "description"), *done, *source, *why;
	struct buf note = { 0 };
	json *how = json_new_array(), *s = NULL;
	bool ok = false;

	if (words) {
		say_add(t->say, &note, "cacao.only-if", "condition", taking_clean(t, words), NULL);
		json_add_text(how, NULL, buf_str(&note));
	}
	if (!add_commands(t, n, how, e) || !take_text(t, n, "done", &done, e) || !take_text(t, n, "source", &source, e))
		goto out;
	ok = *left = json_count(how) == (words ? 1u : 0u);
	if (*left) {
		taking_left(t, "cacao.left.step", name ? name : n->id, NULL);
		goto out;
	}
	if (!t->steps) {
		t->import->steps = json_new_object();
		t->steps = json_add_array(t->import->steps, "steps");
	}
	why = about && *about ? about : json_get_text(t->file.root, "name");
	s = json_add_object(t->steps, NULL);
	json_add_text(s, "id", id);
	json_add_text(s, "action", action);
	json_add_text(s, "title", name && *name ? taking_clean(t, name) : first_line(t, how));
	json_add_text(s, "why", taking_clean(t, why));
	json_add_copy(s, "how", how);
	json_add_text(s, "done", done ? done : say_text(t->say, "paper.outcome.done"));
	json_add_text(s, "source", source ? source : t->source);
	ok = put_rest(t, n, s, e);
out:
	json_free(how);
	buf_free(&note);
	return ok;
}

/* --- one of the catalog's --- */

static bool same(const json *a, const json *b)
{
	struct buf x = { 0 }, y = { 0 };

	if (a)
		json_write(a, false, &x);
	if (b)
		json_write(b, false, &y);
	bool equal = strcmp(buf_str(&x), buf_str(&y)) == 0;
	buf_free(&x);
	buf_free(&y);
	return equal;
}

/* Whether the step of the catalog, written out, would say just what stands in the file. */
static bool says_the_same(struct taking *t, const struct cacao_node *n, const struct step *s)
{
	static const char *const members[] = { "say", "read", "listen", "have", "capture", "done", "items_ask", "items_examples", "contacts", "after", "needs",
		                               "settles", "if_closed", "if_unreachable", "if_refused", "retry_minutes", "remind_minutes", "repeat" };
	struct cacao k;
	json *o = json_new_object();

	cacao_begin(&k, t->catalog, t->say, &t->facts, t->import->id);
	cacao_action_words(&k, o, s);
	const json *theirs = own_members(t, n), *ours = cacao_extend(&k, o);
	bool equal = same(json_get(o, "name"), json_get(n->step, "name")) && same(json_get(o, "description"), json_get(n->step, "description")) &&
		     same(json_get(o, "commands"), json_get(n->step, "commands"));
	for (size_t i = 0; equal && i < sizeof members / sizeof *members; i++)
		equal = same(json_get(ours, members[i]), json_get(theirs, members[i]));
	json_free(o);
	cacao_drop(&k);
	return equal;
}

/* --- uses --- */

static bool is_urgency(const char *name, enum urgency *out)
{
	for (int u = 0; u < URGENCIES; u++)
		if (strcmp(urgency_name((enum urgency)u), name) == 0) {
			*out = (enum urgency)u;
			return true;
		}
	return false;
}

static bool add_use(struct taking *t, const struct cacao_node *n, const struct step *ours, const char *id, const struct cond *when, struct err *e)
{
	const char *text;
	enum urgency urgency = URGENCY_TODAY;

	if (!take_text(t, n, "urgency", &text, e))
		return false;
	if (text && !is_urgency(text, &urgency))
		return cacao_wrong(&t->file, "cacao.type", n->id, "urgency", "", e);
	json *use = json_add_object(t->uses, NULL);
	json_add_text(use, "step", id);
	when_write(t->catalog, when, use, "when");
	if (ours && text && urgency != ours->urgency)
		json_add_text(use, "urgency", urgency_name(urgency));
	if (!ours) /* the step was the last one made */
		for (json *s = (json *)json_first(t->steps); s; s = (json *)json_next(s))
			if (!json_next(s))
				json_add_text(s, "urgency", urgency_name(urgency));
	return put_list(t, n, use, "use_after", "after", is_text, e) && put_list(t, n, use, "use_needs", "needs", is_text, e);
}

bool taking_action(struct taking *t, const struct cacao_node *n, const struct cond *when, const char *words, struct err *e)
{
	const char *step_id, *action;
	bool left = false;

	if (!take_text(t, n, "step_id", &step_id, e) || !take_text(t, n, "action", &action, e))
		return false;
	const struct step *ours = step_id ? find_step(t->catalog, intern_find(&t->catalog->strings, step_id)) : NULL;
	if (ours && !words && says_the_same(t, n, ours))
		return add_use(t, n, ours, ours->id, when, e);
	const char *id = arena_fmt(t->import->arena, "%s.%zu", t->import->id, ++t->number);
	if (!make_step(t, n, id, action ? action : id, words, &left, e))
		return false;
	return left || add_use(t, n, NULL, id, when, e);
}
