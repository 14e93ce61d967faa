/* Signs of fraud in a mail: their words, weights and meanings, and the lists of hosts they look up. */
#include <string.h>

#include "guide/facts.h"
#include "guide/reader.h"

#include "base/banned.h"

static const char *const side_names[SIGN_SIDES] = { "sender", "link", "words", "make" };

static enum sign_side read_side(const struct reader *r, const struct place *p, const json *j)
{
	const char *text = need_text(r, p, j, "side");
	struct place at = { p, "side", 0 };

	for (size_t i = 0; i < SIGN_SIDES; i++)
		if (strcmp(text, side_names[i]) == 0)
			return (enum sign_side)i;
	if (*text)
		fault_at(r, &at, "\"%.40s\" is none of sender, link, words, make", text);
	return SIDE_WORDS;
}

static const char *read_about(const struct reader *r, const struct place *p, const json *j)
{
	const char *text = opt_text(r, p, j, "about");
	struct place at = { p, "about", 0 };
	long fact = text && !r->c->for_mail ? fact_index(r->c, "about") : -1;

	if (fact >= 0 && !fact_value(r->c, (size_t)fact, text))
		fault_at(r, &at, "unknown value \"%.60s\" of fact \"about\"", text);
	return text;
}

static void read_sign(const struct reader *r, const struct place *p, const json *j)
{
	static const char *const keys[] = { "id", "side", "weight", "meaning", "words", "needs", "about", NULL };
	struct catalog *c = r->c;

	if (!allow_keys(r, p, j, keys))
		return;
	const char *id = row_id(r, p, j, "id", "sign");
	struct sign_rule *s = row_for(c->arena, (void **)&c->signs, &c->sign_count, sizeof *s, id);
	s->id = id;
	s->file = r->file;
	s->side = read_side(r, p, j);
	s->weight = opt_int(r, p, j, "weight", 0);
	s->meaning = need_text(r, p, j, "meaning");
	s->about = read_about(r, p, j);
	opt_words(r, p, j, "words", false, &s->words);
	opt_words(r, p, j, "needs", true, &s->needs);
}

/* A list is there to be added to: later layers' words join the earlier ones. */
static void read_list(const struct reader *r, const struct place *p, const json *lists, const char *key)
{
	struct catalog *c = r->c;
	const char *id = keep(r, key);
	struct word_list *old = NULL;
	struct words more = { 0 };

	opt_words(r, p, lists, key, false, &more);
	for (size_t i = 0; i < c->list_count; i++)
		if (c->lists[i].id == id)
			old = &c->lists[i];
	if (!old) {
		old = row_for(c->arena, (void **)&c->lists, &c->list_count, sizeof *old, id);
		*old = (struct word_list){ id, more };
		return;
	}
	const char **all = arena_alloc(c->arena, (old->words.count + more.count + 1) * sizeof *all);
	if (old->words.count)
		memcpy(all, old->words.at, old->words.count * sizeof *all);
	if (more.count)
		memcpy(all + old->words.count, more.at, more.count * sizeof *all);
	old->words = (struct words){ all, old->words.count + more.count };
}

static void read_sign_phrases(const struct reader *r, const json *table)
{
	struct place at = { NULL, "phrases", 0 };
	struct names_table *t = &r->c->sign_phrases;
	struct named *all = arena_alloc(r->c->arena, (t->count + json_count(table) + 1) * sizeof *all);
	size_t count = 0;

	/* Later layers stand first, so that theirs are found first. */
	for (const json *m = json_first(table); m; m = json_next(m)) {
		const char *text = opt_text(r, &at, table, json_key(m));
		if (text)
			all[count++] = (struct named){ keep(r, json_key(m)), text };
	}
	if (t->count)
		memcpy(all + count, t->at, t->count * sizeof *all);
	*t = (struct names_table){ all, t->count + count };
}

static void read_verdict(const struct reader *r, const json *j)
{
	static const char *const keys[] = { "likely-scam", "suspicious", NULL };
	struct place at = { NULL, "verdict", 0 };

	if (!j || !allow_keys(r, &at, j, keys))
		return;
	r->c->likely_from = opt_int(r, &at, j, "likely-scam", r->c->likely_from);
	r->c->suspicious_from = opt_int(r, &at, j, "suspicious", r->c->suspicious_from);
	if (r->c->suspicious_from < 1 || r->c->likely_from <= r->c->suspicious_from)
		fault_at(r, &at, "likely-scam must be more than suspicious, and suspicious more than 0");
}

void load_signs(const struct reader *r, const json *root)
{
	static const char *const keys[] = { "verdict", "phrases", "lists", "signs", "remove", NULL };
	struct place lists = { NULL, "lists", 0 }, signs = { NULL, "signs", 0 };
	size_t i = 0;

	if (!allow_keys(r, NULL, root, keys))
		return;
	read_verdict(r, json_get(root, "verdict"));
	read_sign_phrases(r, json_get(root, "phrases"));
	for (const json *m = json_first(json_get(root, "lists")); m; m = json_next(m))
		if (json_key(m))
			read_list(r, &lists, json_get(root, "lists"), json_key(m));
	for (const json *m = json_first(opt_array(r, NULL, root, "signs")); m; m = json_next(m), i++) {
		struct place item = { &signs, NULL, i };
		read_sign(r, &item, m);
	}
	if (json_get(root, "remove"))
		remove_rows(r, root, r->c->signs, &r->c->sign_count, sizeof *r->c->signs);
}
