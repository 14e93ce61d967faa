/* Whom a message claims to be, as a reader sees it: whose name stands in the sender, the subject, the greeting, the signature. */
#include <ctype.h>
#include <string.h>

#include "mail/domain.h"
#include "mail/view.h"

#include "base/banned.h"

/* What a mention is worth as a claim; a name said by the way is none. */
enum {
	CLAIM_NAME = 12,     /* the sender calls itself so */
	CLAIM_SUBJECT = 3,
	CLAIM_BRACKETS = 2,  /* 【名前】 at the head of the subject */
	CLAIM_OPENING = 3,   /* in the first line of the text */
	CLAIM_GREETING = 5,  /* いつも…をご利用 */
	CLAIM_AFTER = 2,     /* …カスタマーサービス, …会員 */
	CLAIM_BEFORE = 2,    /* 株式会社…, ©… */
	CLAIM_MENTION = 1,
	CLAIM_ADDRESS = 2,   /* its word in an address of the mail */
	BODY_MOST = 9,
	MENTIONS_COUNTED = 4,
	CLAIM_FROM = 5,      /* from here on it is a claim … */
	CLAIM_ONE = 3,       /* … when one place is worth this; a company named four times by the way claims nothing */
	CLAIM_HEAD = 5,      /* a name by the way in a subject ("Re: Apple M1") is less */
	NEAR = 30,
	OPENING = 24,        /* bytes */
};

struct candidate {
	int claim, in_body, mentions;
	struct span at;      /* the weightiest place */
	int at_weight;
	bool in_head, spaced, odd;
	bool spoken_of; /* "…を騙る": a warning, unless the sender calls itself so */
	bool named;
};

static enum view_part part_of(const struct view *v, size_t at)
{
	return at < v->starts[PART_SUBJECT] ? PART_NAME : at < v->starts[PART_BODY] ? PART_SUBJECT : PART_BODY;
}

static bool set_near(const struct view *v, const struct phrase_set *set, size_t from, size_t to, struct span *out)
{
	for (size_t i = 0; i < set->count; i++)
		for (size_t at = from; hits_next(v->k->phrases, v->hits, set->at[i], at, out) && out->from < to; at = out->from + 1)
			if (out->to <= to)
				return true;
	return false;
}

/* In front of the name, touching it; or right behind it. */
static bool touches_before(const struct view *v, const struct phrase_set *set, struct span name)
{
	struct span s;
	size_t from = name.from > NEAR ? name.from - NEAR : 0;

	while (set_near(v, set, from, name.from + 1, &s) && s.from < name.from) {
		if (s.to + 4 >= name.from)
			return true;
		from = s.from + 1;
	}
	return false;
}

static bool touches_after(const struct view *v, const struct phrase_set *set, struct span name, size_t reach)
{
	struct span s;

	return set_near(v, set, name.to, name.to + reach + 60, &s) && s.from <= name.to + reach;
}

static int weigh(const struct view *v, struct span s)
{
	enum view_part part = part_of(v, s.from);
	int weight = CLAIM_MENTION;

	if (touches_after(v, &v->k->other, s, 2))
		return 0;
	if (part == PART_NAME)
		return CLAIM_NAME + (int)((s.to - s.from) / 4);
	if (part == PART_SUBJECT)
		weight += CLAIM_SUBJECT + (s.from - v->starts[PART_SUBJECT] <= 24 && touches_before(v, &v->k->before, s) ? CLAIM_BRACKETS : 0);
	if (part == PART_BODY && s.from - v->starts[PART_BODY] <= OPENING)
		weight += CLAIM_OPENING;
	if (touches_after(v, &v->k->greeting, s, 12))
		weight += CLAIM_GREETING;
	else if (touches_after(v, &v->k->after, s, 6))
		weight += CLAIM_AFTER;
	if (touches_before(v, &v->k->before, s))
		weight += CLAIM_BEFORE;
	return weight;
}

static void note_letters(const struct view *v, struct span s, struct candidate *c)
{
	size_t blanks = 0, letters = 0, odd = 0;

	for (size_t i = s.from; i < s.to; i++) {
		bool starts = ((unsigned char)v->squeezed.text[i] & 0xC0) != 0x80;
		letters += starts;
		blanks += i > s.from && v->squeezed.gap[i] == GAP_BLANK;
		odd += starts && v->squeezed.odd[i];
	}
	c->spaced = c->spaced || (letters >= 3 && blanks + 1 >= letters);
	c->odd = c->odd || odd > 0;
}

/* A name inside a longer name of another ("楽天" in "楽天カード") was not said. */
static bool is_inside(const struct span *all, const size_t *owner, size_t count, size_t i)
{
	for (size_t k = 0; k < count; k++)
		if (k != i && owner[k] != owner[i] && all[k].from <= all[i].from && all[k].to >= all[i].to &&
		    all[k].to - all[k].from > all[i].to - all[i].from)
			return true;
	return false;
}

enum { SPANS_MOST = 400, SPANS_OF_ONE = 12 };

static size_t collect(const struct view *v, struct span *all, size_t *owner)
{
	const struct checker *k = v->k;
	size_t count = 0;
	struct span s;

	for (size_t b = 0; b < k->catalog->brand_count; b++)
		for (size_t n = 0; n < k->brands[b].names.count; n++) {
			size_t found = 0;
			for (size_t at = 0; found < SPANS_OF_ONE && count < SPANS_MOST && hits_next(k->phrases, v->hits, k->brands[b].names.at[n], at, &s); at = s.to) {
				all[count] = s;
				owner[count++] = b;
				found++;
			}
		}
	return count;
}

/* What the text says by the way is worth less than the name over it, however often it is said. */
static void add_weight(const struct view *v, struct candidate *c, struct span s, int weight)
{
	if (part_of(v, s.from) == PART_BODY) {
		weight = c->in_body + weight > BODY_MOST ? BODY_MOST - c->in_body : weight;
		c->in_body += weight;
	}
	c->claim += weight;
}

static void add_mentions(struct view *v, struct candidate *all)
{
	struct span *spans = arena_alloc(v->a, SPANS_MOST * sizeof *spans);
	size_t *owner = arena_alloc(v->a, SPANS_MOST * sizeof *owner), count = collect(v, spans, owner);

	for (size_t i = 0; i < count; i++) {
		struct candidate *c = &all[owner[i]];
		if (is_inside(spans, owner, count, i))
			continue;
		int weight = weigh(v, spans[i]);
		if (!weight)
			continue;
		c->spoken_of = c->spoken_of || touches_after(v, &v->k->denied, spans[i], 36);
		c->named = c->named || part_of(v, spans[i].from) == PART_NAME;
		note_letters(v, spans[i], c);
		c->in_head = c->in_head || part_of(v, spans[i].from) != PART_BODY;
		if (weight == CLAIM_MENTION && ++c->mentions > MENTIONS_COUNTED)
			continue;
		add_weight(v, c, spans[i], weight);
		if (weight > c->at_weight) {
			c->at_weight = weight;
			c->at = spans[i];
		}
	}
}

static void add_addresses(const struct view *v, size_t b, struct candidate *c)
{
	const struct brand *brand = &v->k->catalog->brands[b];

	if (!c->claim)
		return;
	if (*v->sender_host && (host_is_of(brand, v->sender_host) || host_names_brand(v->k, brand, v->sender_host)))
		c->claim += CLAIM_ADDRESS;
	for (size_t i = 0; i < v->link_count; i++)
		if (host_is_of(brand, v->links[i].url.host) || host_names_brand(v->k, brand, v->links[i].url.host)) {
			c->claim += CLAIM_ADDRESS;
			break;
		}
}

/* An address alone can name it: a message without a word about who sends it, and a link to "mercari.example". */
static void by_address_alone(struct view *v)
{
	for (size_t b = 0; b < v->k->catalog->brand_count && !v->brand; b++)
		for (size_t i = 0; i < v->link_count; i++)
			if (v->links[i].live && !(v->links[i].lists & (HOST_OFFICIAL | HOST_NEUTRAL | HOST_TRACKER)) && host_names_brand(v->k, &v->k->catalog->brands[b], v->links[i].url.host)) {
				v->brand = &v->k->catalog->brands[b];
				v->claim = CLAIM_FROM;
				v->claimed_in_head = true;
			}
}

void find_brand_claim(struct view *v)
{
	const struct catalog *c = v->k->catalog;
	struct candidate *all = arena_alloc(v->a, (c->brand_count + 1) * sizeof *all);
	size_t best = 0;

	add_mentions(v, all);
	for (size_t b = 0; b < c->brand_count; b++) {
		add_addresses(v, b, &all[b]);
		if (all[b].at_weight < CLAIM_ONE || (all[b].spoken_of && !all[b].named))
			all[b].claim = 0;
		if (all[b].claim > all[best].claim)
			best = b;
	}
	if (c->brand_count && all[best].claim >= CLAIM_FROM) {
		v->brand = &c->brands[best];
		v->claim = all[best].claim;
		v->claimed_in_head = all[best].in_head && all[best].at_weight >= CLAIM_HEAD;
		v->brand_at = all[best].at;
		v->brand_spaced = all[best].spaced;
		v->brand_odd = all[best].odd;
	} else {
		by_address_alone(v);
	}
}

bool view_claims(const struct view *v)
{
	/* "Taro (Amazon)" writes to a list in English: what is aimed at people here has kana, or threatens. */
	return v->brand && v->brand->web_count + v->brand->mail_count && ((v->claimed_in_head && v->japanese) || v->grave);
}

/* --- a brand's word in an address --- */

static bool piece_names(const char *piece, size_t len, const char *token)
{
	size_t n = strlen(token);

	if (len == n && memcmp(piece, token, n) == 0)
		return true;
	if (n >= 5 && len > n && (memcmp(piece, token, n) == 0 || memcmp(piece + len - n, token, n) == 0))
		return true;
	if (n < 5 || len + 2 < n || len > n + 2)
		return false;
	struct buf a = { 0 }, b = { 0 };
	char copy[80];
	if (len < sizeof copy) {
		memcpy(copy, piece, len);
		copy[len] = '\0';
		domain_skeleton(copy, &a);
		domain_skeleton(token, &b);
	}
	bool same = a.len && a.len == b.len && memcmp(a.text, b.text, a.len) == 0;
	buf_free(&a);
	buf_free(&b);
	return same;
}

bool host_names_brand(const struct checker *k, const struct brand *b, const char *host)
{
	const struct brand_words *w = &k->brands[b - k->catalog->brands];

	for (size_t i = 0; i < w->token_count; i++) {
		const char *token = w->tokens[i];
		/* "eki-net" may stand across the hyphen that divides pieces. */
		const char *dashed = strpbrk(token, "-_") ? strstr(host, token) : NULL;
		if (dashed && (dashed == host || strchr(".-_", dashed[-1])))
			return true;
		for (const char *p = host; *p;) {
			size_t len = strcspn(p, ".-_");
			bool suffix = !p[len] || (len <= 3 && p[len] == '.' && !strchr(p + len + 1, '.'));
			if (!suffix && len && piece_names(p, len, token))
				return true;
			p += len + (p[len] != '\0');
		}
	}
	return false;
}
