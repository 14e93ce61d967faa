/* A mail's check in words: the verdict first, then every sign with what shows it, the links, how to make sure by oneself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "guide/fill.h"
#include "mail/desk.h"
#include "talk/mail.h"
#include "talk/talk.h"
#include "walk/evidence.h"

#include "base/banned.h"

enum { LINKS_SHOWN = 8, SIGNS_SHORT = 4, SIGNS_LONG = 8 };

static void put(const struct screen *s, const struct say *say, const char *key, const char *name, const char *value)
{
	struct buf line = { 0 };

	if (name)
		say_add(say, &line, key, name, value, NULL);
	else
		buf_add(&line, say_text(say, key));
	screen_line(s, buf_str(&line));
	buf_free(&line);
}

static void put_verdict(const struct screen *s, const struct say *say, const struct check *c)
{
	char key[40];

	snprintf(key, sizeof key, "check.verdict.%s", verdict_name(c->verdict));
	screen_title(s, say_text(say, key));
	if (c->code)
		screen_line(s, say_text(say, "check.code"));
	if (c->brand)
		put(s, say, c->verdict == VERDICT_UNCLEAR ? "check.named" : "check.claims", "name", c->brand->name);
}

static void put_signs(const struct screen *s, const struct say *say, const struct check *c, size_t most)
{
	char number[24], count[24];

	if (!c->sign_count)
		return;
	screen_gap();
	screen_title(s, say_text(say, "check.signs"));
	for (size_t i = 0; i < c->sign_count && i < most; i++) {
		struct buf line = { 0 };
		snprintf(number, sizeof number, "%zu", i + 1);
		screen_item(s, 2, number, 5, c->signs[i].rule->meaning);
		if (*c->signs[i].evidence) {
			say_add(say, &line, "check.evidence", "words", c->signs[i].evidence, NULL);
			screen_item(s, 5, "", 5, buf_str(&line));
		}
		buf_free(&line);
	}
	if (c->sign_count > most) {
		snprintf(count, sizeof count, "%zu", c->sign_count - most);
		put(s, say, "check.more-signs", "count", count);
	}
}

static void put_links(const struct screen *s, const struct say *say, const struct check *c)
{
	char count[24];

	if (!c->link_count)
		return;
	screen_gap();
	screen_title(s, say_text(say, "check.links"));
	for (size_t i = 0; i < c->link_count && i < LINKS_SHOWN; i++) {
		const struct checked_link *l = &c->links[i];
		screen_item(s, 2, "", 2, l->defanged);
		screen_item(s, 5, "", 5, say_text(say, l->official ? "check.link-official" : "check.link-other"));
	}
	if (c->link_count > LINKS_SHOWN) {
		snprintf(count, sizeof count, "%zu", c->link_count - LINKS_SHOWN);
		put(s, say, "check.more-links", "count", count);
	}
}

/* Where to look by oneself: the company's own word for its site, else a domain of it that is confirmed. */
static const char *own_site(const struct brand *b)
{
	for (size_t i = 0; b && i < b->words.count; i++)
		if (strcmp(b->words.at[i].key, "site") == 0)
			return b->words.at[i].value;
	return b && b->web_count ? b->web[0].is : NULL;
}

static void put_verify(const struct screen *s, const struct say *say, const struct check *c)
{
	const char *site = own_site(c->brand);

	screen_gap();
	screen_title(s, say_text(say, "check.verify"));
	if (site)
		put(s, say, "check.verify-site", "site", site);
	else
		screen_line(s, say_text(say, "check.verify-any"));
	screen_line(s, say_text(say, "check.never-safe"));
}

void show_check(const struct screen *s, const struct say *say, const struct check *c)
{
	put_verdict(s, say, c);
	put_signs(s, say, c, SIGNS_LONG);
	put_links(s, say, c);
	put_verify(s, say, c);
}

/* --- in the conversation --- */

static void show_short(const struct talk *t, const struct check *c)
{
	screen_gap();
	put_verdict(&t->screen, t->say, c);
	put_signs(&t->screen, t->say, c, SIGNS_SHORT);
	screen_gap();
}

/* What the mail tells and nobody has said otherwise. */
static bool offer_facts(struct talk *t, const struct check *c, struct err *e)
{
	const struct catalog *catalog = t->walk->catalog;
	const char *const told[][2] = { { "received", c->received }, { "claims", c->brand ? c->brand->id : NULL }, { "about", c->about } };
	struct arena *a = arena_new();
	struct facts given;
	bool any = false, ok = true;

	facts_init(&given, catalog, a);
	for (size_t i = 0; i < 3; i++) {
		long fact = fact_index(catalog, told[i][0]);
		const char *value = fact >= 0 && told[i][1] ? fact_value(catalog, (size_t)fact, told[i][1]) : NULL;
		if (!value || facts_known(&t->walk->fold.facts, (size_t)fact))
			continue;
		facts_add(&given, (size_t)fact, value);
		any = true;
	}
	if (any) {
		tell_given(t, &given);
		ok = walk_give(t->walk, &given, false, NULL, e);
	}
	arena_free(a);
	return ok;
}

bool take_mail(struct talk *t, const char *bytes, size_t len)
{
	struct arena *a = arena_new();
	char *known = path_known();
	struct desk *desk = desk_open(getenv("KAKEKOMI_PLAYBOOKS"), known, 1);
	struct message m;
	struct check c;
	struct err e = { 0 };

	if (strcmp(t->say->lang, "ja") != 0)
		desk_speak(desk, t->say->lang);
	bool ok = desk_check(desk, bytes, len, a, &m, &c, &e);
	if (ok)
		show_short(t, &c);
	ok = ok && walk_evidence(t->walk, &m, &c, &e);
	if (ok)
		tell(t, "message.taken", NULL);
	ok = ok && offer_facts(t, &c, &e);
	if (!ok)
		tell_error(t, &e);
	desk_close(desk);
	free(known);
	arena_free(a);
	return ok;
}
