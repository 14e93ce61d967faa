#include "base/cards.h"

#include <string.h>

#include "base/digits.h"

#include "base/banned.h"

enum { CARD_SHORTEST = 13, CARD_LONGEST = 19, GAP_MOST = 8, GROUPS_MOST = 20 };

static bool is_year(const struct group *g)
{
	return g->count >= 4 && (memcmp(g->value, "19", 2) == 0 || memcmp(g->value, "20", 2) == 0);
}

/* Groups that may be one number, up to CARD_LONGEST digits in all. */
struct run {
	struct group at[GROUPS_MOST];
	enum gap gap[GROUPS_MOST]; /* before each but the first */
	size_t count, total;
	char digits[CARD_LONGEST + 1];
	bool more_of_four; /* another group of four follows behind the same gap */
};

/* What ends a run. */
enum strictness {
	PLAIN,     /* commas, and numbers that look like something else */
	NAMED,     /* the latter only: behind "card number" commas are seen through */
	HEADLONG,  /* the former only */
};

/* 17,831円, 3月, 3000円: an amount or a count stands beside, not in, a card number. */
static bool is_amount(const struct group *g)
{
	struct group next;

	if (unit_at(g->end) && (g->count <= 2 || strncmp(g->end, "円", 3) == 0 || strncmp(g->end, "年", 3) == 0))
		return true;
	return g->count <= 3 && *g->end == ',' && group_read(g->end + 1, &next) && next.count == 3;
}

static bool is_something_else(const struct group *g)
{
	const char *end;

	return is_amount(g) || (g->value[0] == '0' && phone_at(g->start, &end)) || (is_year(g) && date_at(g->start, &end)) ||
	       (g->count == 3 && order_at(g->start, &end));
}

/* Reads what may be a card from the group at `p` on; stops before a phone number or a date. */
static void run_read(const char *p, enum strictness strictness, struct run *r)
{
	struct group g;
	enum gap kind = GAP_NONE;

	*r = (struct run){ 0 };
	while (p && r->count < GROUPS_MOST && group_read(p, &g)) {
		bool fits = r->total + g.count <= CARD_LONGEST && !(r->count && g.kanji != r->at[0].kanji);
		if (r->count && strictness != HEADLONG && is_something_else(&g))
			return;
		if (!fits) {
			r->more_of_four = r->count >= 4 && g.count == 4 && kind == r->gap[1];
			return;
		}
		r->gap[r->count] = kind;
		r->at[r->count++] = g;
		memcpy(r->digits + r->total, g.value, g.count);
		r->total += g.count;
		p = gap_skip(g.end, GAP_MOST, &kind);
		if (kind == GAP_COMMA && strictness != NAMED)
			return;
	}
}

static bool passes_luhn(const char *digits, size_t len)
{
	int sum = 0;

	for (size_t i = 0; i < len; i++) {
		int d = digits[len - 1 - i] - '0';
		if (i % 2)
			d = d > 4 ? d * 2 - 9 : d * 2;
		sum += d;
	}
	return sum % 10 == 0;
}

static bool begins_like_card(const char *digits)
{
	return digits[0] >= '2' && digits[0] <= '6';
}

/* How long the numbers of the card companies are, by their first digits. */
static size_t usual_length(const char *digits)
{
	if (digits[0] == '3' && (digits[1] == '4' || digits[1] == '7'))
		return 15;
	if (digits[0] == '3' && (digits[1] == '0' || digits[1] == '6' || digits[1] == '8' || digits[1] == '9'))
		return 14;
	return 16;
}

static bool has_shape(const struct run *r, size_t groups, const size_t *counts, size_t n)
{
	if (groups != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (r->at[i].count != counts[i])
			return false;
	return true;
}

/* Grouped as on a card, or not at all. */
static bool is_card_shape(const struct run *r, size_t groups)
{
	static const size_t four[] = { 4, 4, 4, 4 }, amex[] = { 4, 6, 5 }, diners[] = { 4, 6, 4 };

	return groups == 1 || has_shape(r, groups, four, 4) || has_shape(r, groups, amex, 3) || has_shape(r, groups, diners, 3);
}

/* How many groups make a number that passes; 0 for none. The usual length wins, else the longest. */
static size_t passing_groups(const struct run *r)
{
	size_t total = 0, best = 0;

	if (!begins_like_card(r->digits))
		return 0;
	for (size_t i = 0; i < r->count; i++) {
		total += r->at[i].count;
		if (total < CARD_SHORTEST || !passes_luhn(r->digits, total))
			continue;
		best = i + 1;
		if (total == usual_length(r->digits))
			break;
	}
	return best;
}

static bool all_years(const struct run *r)
{
	return is_year(&r->at[0]) && is_year(&r->at[1]) && is_year(&r->at[2]) && is_year(&r->at[3]);
}

/* 4-4-4-4 with the same sign between: a card even when a digit was mistyped. */
static bool is_plain_four(const struct run *r)
{
	static const size_t four[] = { 4, 4, 4, 4 };

	if (r->count < 4 || !has_shape(r, 4, four, 4) || !begins_like_card(r->digits) || all_years(r))
		return false;
	if (r->gap[1] != r->gap[2] || r->gap[2] != r->gap[3] || r->gap[1] == GAP_LINE)
		return false;
	if (r->more_of_four || (r->count > 4 && r->at[4].count == 4 && r->gap[4] == r->gap[1]))
		return false;
	return !unit_at(r->at[3].end);
}

/* 4111,1111,1111,1111: amounts come in threes. */
static bool four_with_commas(const char *p, struct run *r)
{
	run_read(p, NAMED, r);
	return is_plain_four(r) && r->gap[1] == GAP_COMMA && passes_luhn(r->digits, 16);
}

/* "2 4111 1111 …": the number that passes from the first digit on by chance hides the real one. */
static bool hides_a_card(const struct run *r, size_t groups)
{
	struct run inner;

	for (size_t i = 1; i < groups; i++) {
		run_read(r->at[i].start, PLAIN, &inner);
		size_t n = passing_groups(&inner);
		if (n && is_card_shape(&inner, n))
			return true;
	}
	return false;
}

/* Groups of one size (the last may be shorter) and one gap: the last group of "3618 3888 0571 16 3000" is no
 * phone number with what follows. */
static size_t even_groups(const char *p)
{
	struct run r;
	size_t total = 0;

	run_read(p, HEADLONG, &r);
	for (size_t i = 0; i < r.count; i++) {
		total += r.at[i].count;
		if (i && (r.gap[i] != r.gap[1] || r.at[i].count > r.at[0].count))
			return 0;
		if (total == usual_length(r.digits) && i >= 2)
			return passes_luhn(r.digits, total) ? i + 1 : 0;
		if (r.at[i].count != r.at[0].count)
			return 0;
	}
	return 0;
}

static bool card_ends(const struct run *r, size_t groups, const char **end, char last4[5])
{
	size_t total = 0;

	for (size_t i = 0; i < groups; i++)
		total += r->at[i].count;
	memcpy(last4, r->digits + total - 4, 4);
	last4[4] = '\0';
	*end = r->at[groups - 1].end;
	return true;
}

/* A card number and what was typed right behind it, without a gap: all of it goes. */
static bool glued_card(const struct group *g, const char **end, char last4[5])
{
	size_t usual = usual_length(g->value);

	if (g->count <= usual || !begins_like_card(g->value) || !passes_luhn(g->value, usual))
		return false;
	memcpy(last4, g->value + usual - 4, 4);
	last4[4] = '\0';
	*end = g->end;
	return true;
}

bool card_at(const char *p, const char **end, char last4[5])
{
	struct run r;
	struct group g;

	if (!group_read(p, &g) || !begins_like_card(g.value) || (g.count == 3 && order_at(p, end)))
		return false;
	run_read(p, PLAIN, &r);
	size_t groups = passing_groups(&r);
	if (groups && !is_card_shape(&r, groups) && hides_a_card(&r, groups))
		return false;
	if (groups)
		return card_ends(&r, groups, end, last4);
	if (is_plain_four(&r))
		return card_ends(&r, 4, end, last4);
	if (four_with_commas(p, &r))
		return card_ends(&r, 4, end, last4);
	groups = even_groups(p);
	if (groups) {
		run_read(p, HEADLONG, &r);
		return card_ends(&r, groups, end, last4);
	}
	return glued_card(&g, end, last4);
}

/* As many groups as make a usual length, else as many as fit. */
static size_t named_groups(const struct run *r)
{
	size_t total = 0;

	for (size_t i = 0; i < r->count; i++) {
		total += r->at[i].count;
		if (total == usual_length(r->digits))
			return i + 1;
	}
	return r->count;
}

bool named_card_at(const char *p, const char **end, char last4[5])
{
	struct run r;
	struct group g;
	const char *other;

	if (card_at(p, end, last4))
		return true;
	if (!group_read(p, &g) || phone_at(p, &other) || date_at(p, &other))
		return false;
	if (g.count > CARD_LONGEST) {
		memcpy(last4, g.value + usual_length(g.value) - 4, 4);
		last4[4] = '\0';
		*end = g.end;
		return true;
	}
	run_read(p, NAMED, &r);
	return r.total >= 12 && card_ends(&r, named_groups(&r), end, last4);
}
