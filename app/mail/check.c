#include "mail/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/redact.h"
#include "base/text.h"
#include "mail/host.h"
#include "mail/torn.h"
#include "mail/view.h"

#include "base/banned.h"

enum { EVIDENCE_MOST = 240, SHORT_MESSAGE = 400, HEAD_MOST = 2000, SIDE_LEAST = 3 /* what makes a side count */ };

const char *verdict_name(enum verdict v)
{
	static const char *const names[] = { "unclear", "suspicious", "likely-scam" };

	return names[v];
}

/* Cleaned and cut. What an address spells as %31%32 is a secret too: then the text is shown as it is meant. */
static void cut_secrets(const char *text, bool lines, struct buf *out)
{
	struct buf clean = { 0 }, meant = { 0 };

	text_clean(text, lines, &clean);
	if (memchr(buf_str(&clean), '%', clean.len) && percent_decode(clean.text, clean.len, &meant)) {
		for (char *nul; (nul = memchr(meant.text, '\0', meant.len));)
			*nul = ' ';
		buf_clear(&clean);
		text_clean(buf_str(&meant), lines, &clean);
		if (redact(buf_str(&clean), out))
			goto out;
		buf_clear(out);
		buf_clear(&clean);
		text_clean(text, lines, &clean);
	}
	redact(buf_str(&clean), out);
out:
	buf_wipe(&clean);
	buf_wipe(&meant);
}

void check_safe_text(const char *text, bool lines, struct buf *out)
{
	struct buf safe = { 0 };

	cut_secrets(text, lines, &safe);
	url_defang_text(buf_str(&safe), out);
	buf_free(&safe);
}

bool view_shows(const struct view *v, const char *id)
{
	const struct catalog *c = v->k->catalog;

	for (size_t i = 0; i < c->sign_count; i++)
		if (strcmp(c->signs[i].id, id) == 0)
			return v->shows[i];
	return false;
}

bool view_find(const struct view *v, const struct phrase_set *set, struct span *out)
{
	for (size_t i = 0; i < set->count; i++)
		if (hits_next(v->k->phrases, v->hits, set->at[i], 0, out))
			return true;
	return false;
}

/* The line the words stand in, or what fits of it around them. */
void view_quote(const struct view *v, struct span s, struct buf *out)
{
	enum { AROUND = 60 };
	size_t from = v->squeezed.from[s.from], to = s.to < v->squeezed.len ? v->squeezed.from[s.to] : v->squeezed.from[v->squeezed.len];
	size_t least = from > AROUND ? from - AROUND : 0, most = to + AROUND;

	while (from > least && v->text[from - 1] != '\n')
		from--;
	while (to < most && v->text[to] && v->text[to] != '\n')
		to++;
	while (((unsigned char)v->text[from] & 0xC0) == 0x80)
		from++;
	while (((unsigned char)v->text[to] & 0xC0) == 0x80)
		to++;
	buf_add(out, from && v->text[from - 1] != '\n' ? "…" : "");
	buf_add_n(out, v->text + from, to - from);
	buf_add(out, v->text[to] && v->text[to] != '\n' ? "…" : "");
}

static void read_text(struct view *v)
{
	const char *parts[VIEW_PARTS] = { v->sender_name, v->m->subject, v->m->text };
	struct buf all = { 0 };
	size_t starts[VIEW_PARTS];

	for (size_t i = 0; i < VIEW_PARTS; i++) {
		starts[i] = all.len;
		buf_add_n(&all, parts[i], strnlen(parts[i], i == PART_BODY ? SQUEEZE_MOST : HEAD_MOST));
		buf_add(&all, "\n");
	}
	v->text = arena_strndup(v->a, buf_str(&all), all.len);
	v->body = v->text + starts[PART_BODY];
	buf_free(&all);
	squeeze(v->text, v->a, &v->squeezed);
	for (size_t i = 0, at = 0; i < VIEW_PARTS; i++) {
		while (at < v->squeezed.len && v->squeezed.from[at] < starts[i])
			at++;
		v->starts[i] = at;
	}
	v->starts[VIEW_PARTS] = v->squeezed.len;
	v->hits = phrases_find(v->k->phrases, &v->squeezed, v->a);
	/* Hiragana after folding: E3 81 81 to E3 82 96. */
	for (size_t i = 0; i + 2 < v->squeezed.len && !v->japanese; i++)
		v->japanese = (unsigned char)v->squeezed.text[i] == 0xE3 && ((unsigned char)v->squeezed.text[i + 1] == 0x81 || (unsigned char)v->squeezed.text[i + 1] == 0x82);
}

/* The whole text without its secrets. */
static const char *safe_text(struct view *v)
{
	struct buf safe = { 0 };

	if (!v->safe) {
		check_safe_text(v->text, true, &safe);
		v->safe = arena_strdup(v->a, buf_str(&safe));
		buf_free(&safe);
	}
	return v->safe;
}

static const char *fit_to_show(struct view *v, const char *text)
{
	struct arena *a = v->a;
	struct buf safe = { 0 };

	check_safe_text(text, false, &safe);
	if (strstr(v->text, text))
		drop_torn(safe_text(v), &safe);
	size_t len = safe.len;
	if (len > EVIDENCE_MOST) {
		len = EVIDENCE_MOST;
		while (len && ((unsigned char)safe.text[len] & 0xC0) == 0x80)
			len--;
		safe.text[len] = '\0';
		safe.len = len;
		buf_add(&safe, "…");
	}
	const char *copy = arena_strdup(a, buf_str(&safe));
	buf_free(&safe);
	return copy;
}

static bool one_is_met(const struct view *v, const char *need)
{
	struct buf unused = { 0 };
	bool met = view_shows(v, need);

	for (const struct sign_row *m = marks; m->id && !met; m++)
		met = strcmp(m->id, need) == 0 && m->shows(v, &unused);
	buf_free(&unused);
	return met;
}

/* "brand+strange-sender": both. */
static bool need_is_met(const struct view *v, const char *need)
{
	char part[64];

	for (size_t len; *need; need += len + (need[len] == '+')) {
		len = strcspn(need, "+");
		snprintf(part, sizeof part, "%.*s", (int)len, need);
		if (!one_is_met(v, part))
			return false;
	}
	return true;
}

static bool needs_are_met(const struct view *v, const struct sign_rule *r)
{
	for (size_t i = 0; i < r->needs.count; i++)
		if (need_is_met(v, r->needs.at[i]))
			return true;
	return !r->needs.count;
}

static bool rule_shows(const struct view *v, size_t rule, struct buf *why)
{
	const struct sign_rule *r = &v->k->catalog->signs[rule];
	struct span s;

	if (r->words.count) {
		if (!view_find(v, &v->k->rules[rule], &s))
			return false;
		view_quote(v, s, why);
		return true;
	}
	const struct sign_row *row = sign_row_of(r->id);
	return row && row->shows(v, why);
}

/* In the order of signs.json, so that a sign may need one that stands before it. */
static void find_signs(struct view *v)
{
	const struct catalog *c = v->k->catalog;
	struct buf why = { 0 };

	v->shows = arena_alloc(v->a, (c->sign_count + 1) * sizeof *v->shows);
	v->signs = arena_alloc(v->a, (c->sign_count + 1) * sizeof *v->signs);
	for (size_t i = 0; i < c->sign_count; i++) {
		buf_clear(&why);
		if (!rule_shows(v, i, &why) || !needs_are_met(v, &c->signs[i]))
			continue;
		v->shows[i] = true;
		v->grave = v->grave || v->k->grave[i];
		v->asks = v->asks || v->k->asks[i];
		v->signs[v->sign_count++] = (struct sign){ &c->signs[i], c->signs[i].weight, fit_to_show(v, buf_str(&why)) };
	}
	buf_free(&why);
}

/* --- the verdict --- */

static int heaviest_first(const void *a, const void *b)
{
	const struct sign *x = a, *y = b;

	if (x->weight != y->weight)
		return y->weight - x->weight;
	return (x->rule > y->rule) - (x->rule < y->rule);
}

static enum verdict judge(const struct catalog *c, const struct check *out)
{
	int of_side[SIGN_SIDES] = { 0 };
	size_t sides = 0;

	for (size_t i = 0; i < out->sign_count; i++)
		of_side[out->signs[i].rule->side] += out->signs[i].weight;
	for (size_t i = 0; i < SIGN_SIDES; i++)
		sides += of_side[i] >= SIDE_LEAST;
	if (out->weight >= c->likely_from && sides >= 2)
		return VERDICT_LIKELY_SCAM;
	return out->weight >= c->suspicious_from ? VERDICT_SUSPICIOUS : VERDICT_UNCLEAR;
}

static const char *about_of(const struct check *out)
{
	/* What it is about is the particular; that an account is to be stopped or a prize to be had is what it threatens or promises. */
	static const char *const order[] = { "delivery", "tax", "miles-expiring", "card-use", "bill", "prize", "account", "other" };

	for (size_t k = 0; k < sizeof order / sizeof *order; k++)
		for (size_t i = 0; i < out->sign_count; i++)
			if (out->signs[i].rule->about && strcmp(out->signs[i].rule->about, order[k]) == 0)
				return order[k];
	return NULL;
}

static const char *received_of(const struct view *v)
{
	if (view_shows(v, "code-mail"))
		return "code";
	/* A few lines without a head are an SMS; a long text was copied from a mail. */
	return v->m->form == MESSAGE_PASTED_TEXT && strlen(v->body) < SHORT_MESSAGE ? "sms" : "mail";
}

/* Sender and every link are the company's own, and nothing speaks against it: real notices are worded like this too. */
static bool all_official(const struct view *v)
{
	if (v->sender_kind != SENDER_OFFICIAL || v->foreign_links || v->list)
		return false;
	for (size_t i = 0; i < v->sign_count; i++)
		if (v->signs[i].rule->side != SIDE_WORDS && v->signs[i].weight)
			return false;
	return true;
}

static void fill_out(struct view *v, struct check *out)
{
	const bool halved = all_official(v);

	for (size_t i = 0; i < v->sign_count && halved; i++)
		v->signs[i].weight /= 2;
	*out = (struct check){ .catalog = v->k->catalog, .brand = v->brand, .signs = v->signs, .sign_count = v->sign_count, .links = v->links, .link_count = v->link_count };
	qsort(out->signs, out->sign_count, sizeof *out->signs, heaviest_first);
	for (size_t i = 0; i < out->sign_count; i++)
		out->weight += out->signs[i].weight;
	out->sender = (struct checked_sender){ fit_to_show(v, v->sender_name), fit_to_show(v, v->sender_address),
		                               fit_to_show(v, v->sender_domain), fit_to_show(v, v->list ? v->list : ""),
		                               v->sender_kind == SENDER_OFFICIAL };
	out->verdict = judge(v->k->catalog, out);
	out->about = about_of(out);
	out->received = received_of(v);
	out->code = view_shows(v, "code-mail");
}

void check_message(const struct checker *k, const struct message *m, struct arena *a, struct check *out)
{
	struct view v = { .k = k, .m = m, .a = a };

	find_sender(&v);
	read_text(&v);
	find_links(&v);
	find_brand_claim(&v);
	judge_sender(&v);
	judge_links(&v);
	find_signs(&v);
	fill_out(&v, out);
}
