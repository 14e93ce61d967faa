/* Brands and signs made ready to be looked for; and what is wrong with the signs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guide/load.h"
#include "mail/view.h"

#include "base/banned.h"

static const struct sign_row *const tables[] = { sender_signs, link_signs, make_signs };
enum { TABLES = 3 };

/* Signs that others build on, by name; check_rules() sees that they are there. Those that threaten or ask are grave. */
static const char *const grave_signs[] = { "ask-update", "ask-card", "suspend", "unusual-activity", "unpaid", "tax-demand", "no-such-service" };
static const char *const asking_signs[] = { "ask-update", "ask-card", "ask-login" };
static const char *const asked_for[] = { "advance-fee", "fictitious-bill", "gift-card-demand", "code-mail" };
#define COUNT(list) (sizeof(list) / sizeof *(list))

const struct sign_row *sign_row_of(const char *id)
{
	for (size_t t = 0; t < TABLES; t++)
		for (const struct sign_row *r = tables[t]; r->id; r++)
			if (strcmp(r->id, id) == 0)
				return r;
	return NULL;
}

static bool is_one_of(const char *const *list, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], id) == 0)
			return true;
	return false;
}

static struct phrase_set add_set(struct checker *k, const struct words *w)
{
	struct phrase_set set = { arena_alloc(k->arena, (w->count + 1) * sizeof *set.at), 0 };

	for (size_t i = 0; i < w->count; i++) {
		long n = phrases_add(k->phrases, w->at[i]);
		if (n >= 0)
			set.at[set.count++] = n;
	}
	return set;
}

static void add_token(struct checker *k, struct brand_words *w, const char *text, size_t len, size_t most)
{
	if (len < 2 || w->token_count == most)
		return;
	for (size_t i = 0; i < w->token_count; i++)
		if (strlen(w->tokens[i]) == len && memcmp(w->tokens[i], text, len) == 0)
			return;
	w->tokens[w->token_count++] = arena_strndup(k->arena, text, len);
}

/* What of a brand can stand in an address: its id, its names in ASCII, the heads of its own domains. */
static void add_tokens(struct checker *k, const struct brand *b, struct brand_words *w)
{
	size_t most = b->names.count + b->web_count + b->mail_count + 1;

	w->tokens = arena_alloc(k->arena, most * sizeof *w->tokens);
	add_token(k, w, b->id, strlen(b->id), most);
	for (size_t i = 0; i < b->names.count; i++) {
		struct squeezed s;
		squeeze(b->names.at[i], k->arena, &s);
		if (strspn(s.text, "abcdefghijklmnopqrstuvwxyz0123456789-") == s.len)
			add_token(k, w, s.text, s.len, most);
	}
	for (size_t i = 0; i < b->web_count; i++)
		if (b->web[i].is && strcspn(b->web[i].is, ".") >= 3)
			add_token(k, w, b->web[i].is, strcspn(b->web[i].is, "."), most);
}

/* A phrase's blanks divide parts; a name's own do not count. */
static struct phrase_set add_names(struct checker *k, const struct words *names)
{
	struct words plain = { arena_alloc(k->arena, (names->count + 1) * sizeof *plain.at), 0 };

	for (size_t i = 0; i < names->count; i++) {
		char *name = arena_strdup(k->arena, names->at[i]), *to = name;
		for (const char *from = name; *from; from++)
			if (*from != ' ' && *from != '|')
				*to++ = *from;
		*to = '\0';
		plain.at[plain.count++] = name;
	}
	return add_set(k, &plain);
}

struct checker *checker_new(const struct catalog *c, const struct known *known)
{
	struct checker *k = mem_alloc(sizeof *k);

	*k = (struct checker){ .catalog = c, .known = known, .arena = arena_new(), .hosts = hosts_new(c), .phrases = phrases_new(&c->sign_phrases) };
	k->rules = arena_alloc(k->arena, (c->sign_count + 1) * sizeof *k->rules);
	k->grave = arena_alloc(k->arena, c->sign_count + 1);
	k->asks = arena_alloc(k->arena, c->sign_count + 1);
	for (size_t i = 0; i < c->sign_count; i++) {
		k->rules[i] = add_set(k, &c->signs[i].words);
		k->grave[i] = is_one_of(grave_signs, COUNT(grave_signs), c->signs[i].id);
		k->asks[i] = is_one_of(asking_signs, COUNT(asking_signs), c->signs[i].id);
	}
	k->brands = arena_alloc(k->arena, (c->brand_count + 1) * sizeof *k->brands);
	for (size_t i = 0; i < c->brand_count; i++) {
		k->brands[i].names = add_names(k, &c->brands[i].names);
		add_tokens(k, &c->brands[i], &k->brands[i]);
	}
	k->before = add_set(k, list_words(c, "claim_before"));
	k->after = add_set(k, list_words(c, "claim_after"));
	k->greeting = add_set(k, list_words(c, "claim_greeting"));
	k->denied = add_set(k, list_words(c, "claim_denied"));
	k->other = add_set(k, list_words(c, "claim_not"));
	k->code = add_set(k, list_words(c, "code_words"));
	phrases_ready(k->phrases);
	return k;
}

void checker_free(struct checker *k)
{
	if (!k)
		return;
	phrases_free(k->phrases);
	hosts_free(k->hosts);
	arena_free(k->arena);
	free(k);
}

/* --- faults of signs.json --- */

static bool is_sign(const struct catalog *c, const char *id)
{
	for (size_t i = 0; i < c->sign_count; i++)
		if (strcmp(c->signs[i].id, id) == 0)
			return true;
	return false;
}

static bool is_mark(const char *id)
{
	for (const struct sign_row *m = marks; m->id; m++)
		if (strcmp(m->id, id) == 0)
			return true;
	return false;
}

static bool need_exists(const struct catalog *c, const char *need)
{
	char part[64];

	for (size_t len; *need; need += len + (need[len] == '+')) {
		len = strcspn(need, "+");
		snprintf(part, sizeof part, "%.*s", (int)len, need);
		if (!is_sign(c, part) && !is_mark(part))
			return false;
	}
	return true;
}

static void check_rule(struct catalog *c, struct phrases *p, size_t index)
{
	const struct sign_rule *r = &c->signs[index];
	struct buf at = { 0 };

	buf_addf(&at, "signs[%s]", r->id);
	if (!r->words.count && !sign_row_of(r->id))
		catalog_fault(c, r->file, buf_str(&at), "has no words, and the program has no function of this name");
	if (r->words.count && sign_row_of(r->id))
		catalog_fault(c, r->file, buf_str(&at), "has words, and the program has a function of this name");
	for (size_t i = 0; i < r->words.count; i++)
		if (phrases_add(p, r->words.at[i]) < 0) {
			buf_addf(&at, ".words[%zu]", i);
			catalog_fault(c, r->file, buf_str(&at), "unknown \"@name\", more than four parts, or no word in it");
			break;
		}
	for (size_t i = 0; i < r->needs.count; i++)
		if (!need_exists(c, r->needs.at[i]))
			catalog_fault(c, r->file, buf_str(&at), "needs a sign or mark that does not exist");
	buf_free(&at);
}

static void need_signs(struct catalog *c, const char *const *list, size_t count)
{
	for (size_t i = 0; c->sign_count && i < count; i++)
		if (!is_sign(c, list[i]))
			catalog_fault(c, "signs.json", list[i], "other signs build on this one, and it is not described");
}

void check_rules(struct catalog *c)
{
	struct phrases *p = phrases_new(&c->sign_phrases);

	for (size_t i = 0; i < c->sign_count; i++)
		check_rule(c, p, i);
	for (size_t t = 0; c->sign_count && t < TABLES; t++)
		for (const struct sign_row *r = tables[t]; r->id; r++)
			if (!is_sign(c, r->id))
				catalog_fault(c, "signs.json", r->id, "the program knows this sign, and it is not described");
	need_signs(c, grave_signs, COUNT(grave_signs));
	need_signs(c, asking_signs, COUNT(asking_signs));
	need_signs(c, asked_for, COUNT(asked_for));
	phrases_free(p);
}
