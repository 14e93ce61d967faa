#include "base/digits.h"

#include <string.h>

#include "base/text.h"

#include "base/banned.h"

enum { GAP_MOST = 8, GROUPS_MOST = 20 };

/* The zeros of the decimal digits of Unicode that somebody may have on a keyboard, or a spammer in a mail. */
static const uint32_t ZEROS[] = {
	0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6,  0x0D66,
	0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80,  0x1A90,
	0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,  0xFF10,
	0x104A0, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1FBF0,
};

static int kanji_value(uint32_t c)
{
	static const uint32_t kanji[] = { 0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D };

	if (c != 0x3007 && (c < 0x4E00 || c > 0x9FFF))
		return -1;
	if (c == 0x96F6) /* 零 */
		return 0;
	for (int i = 0; i < 10; i++)
		if (kanji[i] == c)
			return i;
	return -1;
}

static int decimal_value(uint32_t c)
{
	if (c < 0x660)
		return c >= '0' && c <= '9' ? (int)(c - '0') : -1;
	if (c >= 0x2000 && c < 0xA620) /* kana, kanji and signs: no zeros there */
		return -1;
	for (size_t i = 0; i < sizeof ZEROS / sizeof *ZEROS; i++)
		if (c >= ZEROS[i] && c < ZEROS[i] + 10)
			return (int)(c - ZEROS[i]);
	return -1;
}

/* Most of a text is no digit: that is seen without decoding where it can be. */
static size_t read_digit(const char *p, int *value, bool *kanji)
{
	uint32_t c;

	*kanji = false;
	if ((unsigned char)*p < 0x80) {
		*value = *p >= '0' && *p <= '9' ? *p - '0' : -1;
		return 1;
	}
	size_t len = text_next(p, &c);
	*value = decimal_value(c);
	if (*value < 0) {
		*value = kanji_value(c);
		*kanji = *value >= 0;
	}
	return len;
}

bool group_read(const char *p, struct group *g)
{
	int value;
	bool kanji;

	g->start = g->end = p;
	g->count = 0;
	while (g->count < GROUP_MOST) {
		size_t len = read_digit(g->end, &value, &kanji);
		if (value < 0 || (g->count && kanji != g->kanji))
			break;
		g->kanji = kanji;
		g->value[g->count++] = (char)('0' + value);
		g->end += len;
	}
	return g->count > 0;
}

enum gap gap_of(uint32_t c)
{
	switch (c) {
	case ' ': case '\t': case 0xA0: case 0x1680: case 0x202F: case 0x205F: case 0x3000:
		return GAP_BLANK;
	case '\n': case '\r': case '\v': case '\f': case 0x85: case 0x2028: case 0x2029:
		return GAP_LINE;
	case '-': case '_': case '~': case 0x2043: case 0x2212: case 0x2500: case 0x2501: case 0x301C: case 0x30FC:
	case 0xFE58: case 0xFE63: case 0xFF0D: case 0xFF3F: case 0xFF5E: case 0xFF70:
		return GAP_HYPHEN;
	case '.': case 0xB7: case 0x2022: case 0x2024: case 0x2027: case 0x22C5: case 0x30FB: case 0xFF0E: case 0xFF65:
		return GAP_DOT;
	case '/': case '\\': case '|': case 0x2044: case 0x2215: case 0x29F8: case 0xFF0F: case 0xFF3C: case 0xFF5C:
		return GAP_SLASH;
	case ',': case 0x3001: case 0xFF0C: case 0xFF64:
		return GAP_COMMA;
	case 0xAD: case 0x034F: case 0x180E: case 0xFEFF:
		return GAP_UNSEEN;
	default:
		break;
	}
	if (c >= 0x2000 && c <= 0x200A)
		return GAP_BLANK;
	if (c >= 0x2010 && c <= 0x2015)
		return GAP_HYPHEN;
	if ((c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F))
		return GAP_UNSEEN;
	return GAP_NONE;
}

const char *gap_skip(const char *p, size_t most, enum gap *kind)
{
	int value;
	bool kanji;
	uint32_t c;

	*kind = GAP_NONE;
	for (size_t i = 0; *p; i++) {
		size_t len = text_next(p, &c);
		enum gap this = gap_of(c);
		if (this == GAP_NONE) {
			read_digit(p, &value, &kanji);
			return value >= 0 ? p : NULL;
		}
		if (i == most)
			return NULL;
		*kind = *kind == GAP_NONE || *kind == this ? this : GAP_MIXED;
		p += len;
	}
	return NULL;
}

/* --- phone numbers, dates, units --- */

static bool is_phone_gap(enum gap kind)
{
	return kind == GAP_BLANK || kind == GAP_HYPHEN || kind == GAP_DOT;
}

static bool begins(const struct group *g, const char *with)
{
	return strncmp(g->value, with, strlen(with)) == 0;
}

static bool is_free_or_paid(const struct group *g)
{
	static const char *const prefixes[] = { "0120", "0570", "0180", "0990", "0170", "0077", "0088" };

	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (begins(g, prefixes[i]))
			return true;
	return false;
}

/* 070, 080, 090; 050 over the internet, 020 machines. */
static bool is_mobile(const struct group *g)
{
	return g->count >= 3 && g->value[2] == '0' && strchr("256789", g->value[1]);
}

/* Japan's numbers: the grouping says which beginnings there are, so that the middle of a card is no phone number. */
static bool is_phone_shape(const struct group *first, const size_t counts[3], size_t groups)
{
	static const struct {
		size_t counts[3];
		char kind; /* l: two-figure area, m: mobile, f: freephone and such, 8: 0800, a: any area */
	} shapes[] = {
		{ { 10 }, 'a' },      { { 11 }, 'm' },      { { 11 }, '8' },      { { 2, 8 }, 'l' },    { { 3, 7 }, 'a' },
		{ { 3, 8 }, 'm' },    { { 4, 6 }, 'f' },    { { 4, 7 }, '8' },    { { 2, 4, 4 }, 'l' }, { { 3, 3, 4 }, 'a' },
		{ { 3, 4, 4 }, 'm' }, { { 4, 2, 4 }, 'a' }, { { 4, 3, 3 }, 'f' }, { { 4, 3, 4 }, '8' },
	};

	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		size_t n = 0;
		while (n < groups && shapes[i].counts[n] == counts[n])
			n++;
		if (n != groups || (n < 3 && shapes[i].counts[n]))
			continue;
		switch (shapes[i].kind) {
		case 'l': return strchr("346", first->value[1]) != NULL;
		case 'm':
			if (is_mobile(first))
				return true;
			break;
		case 'f': return is_free_or_paid(first);
		case '8': return begins(first, "0800");
		default: return first->value[1] != '0' || is_free_or_paid(first);
		}
	}
	return false;
}

bool phone_at(const char *p, const char **end)
{
	struct group first = { 0 }, g;
	size_t counts[3] = { 0 };
	bool found = false;
	enum gap kind, between = GAP_NONE;

	for (size_t i = 0; i < 3 && p && group_read(p, &g) && !g.kanji; i++) {
		if (i == 0 && (g.value[0] != '0' || g.count < 2))
			return false;
		if (i == 0)
			first = g;
		counts[i] = g.count;
		if (is_phone_shape(&first, counts, i + 1)) {
			*end = g.end;
			found = true;
		}
		p = gap_skip(g.end, 2, &kind);
		if (!is_phone_gap(kind) || (i && kind != between))
			break;
		between = kind;
	}
	return found;
}

bool phone_abroad_at(const char *p, const char **end)
{
	struct group g;
	size_t total = 0, enough = 10;
	enum gap kind;

	while (p && group_read(p, &g) && !g.kanji) {
		if (!total && strncmp(g.value, "81", 2) == 0)
			enough = 11;
		total += g.count;
		if (total > 15)
			return false;
		*end = g.end;
		if (total >= enough)
			return true;
		p = gap_skip(g.end, 2, &kind);
		if (!is_phone_gap(kind))
			break;
	}
	return total >= 8;
}

static int two(const char *digits)
{
	return (digits[0] - '0') * 10 + digits[1] - '0';
}

static bool in_range(int n, int low, int high)
{
	return n >= low && n <= high;
}

static bool is_year(const struct group *g)
{
	return g->count >= 4 && in_range(two(g->value), 19, 20);
}

static int small(const struct group *g)
{
	return g->count == 1 ? g->value[0] - '0' : g->count == 2 ? two(g->value) : -1;
}

/* YYYYMMDD, with hours and minutes, seconds, milliseconds. */
static bool is_timestamp(const struct group *g)
{
	if (!is_year(g) || (g->count != 8 && g->count != 12 && g->count != 14 && g->count != 17))
		return false;
	if (!in_range(two(g->value + 4), 1, 12) || !in_range(two(g->value + 6), 1, 31))
		return false;
	return g->count == 8 || (two(g->value + 8) < 24 && two(g->value + 10) < 60 && (g->count == 12 || two(g->value + 12) < 61));
}

bool date_at(const char *p, const char **end)
{
	struct group year, month, day;
	enum gap first, second;

	if (!group_read(p, &year) || !is_year(&year))
		return false;
	if (is_timestamp(&year)) {
		*end = year.end;
		return true;
	}
	if (year.count != 4)
		return false;
	const char *next = gap_skip(year.end, 1, &first);
	if (!next || (first != GAP_HYPHEN && first != GAP_SLASH && first != GAP_DOT) || !group_read(next, &month) ||
	    !in_range(small(&month), 1, 12))
		return false;
	next = gap_skip(month.end, 1, &second);
	if (!next || second != first || !group_read(next, &day) || !in_range(small(&day), 1, 31))
		return false;
	*end = day.end;
	return true;
}

bool order_at(const char *p, const char **end)
{
	static const size_t counts[] = { 3, 7, 7 };
	struct group g;
	enum gap kind = GAP_NONE;

	for (size_t i = 0; i < 3; i++) {
		if (!p || !group_read(p, &g) || g.count != counts[i] || (i && kind != GAP_HYPHEN))
			return false;
		*end = g.end;
		p = gap_skip(g.end, 1, &kind);
	}
	return true;
}

/* A unit, and what must not follow: 1234回 is a count, 1234回答 is not. */
bool unit_at(const char *p)
{
	static const struct {
		const char *unit, *not_before[5];
	} units[] = {
		{ "月", { NULL } },          { "日", { "本" } },        { "時", { "点" } },
		{ "分", { "か", "割" } },    { "秒", { NULL } },        { "年", { NULL } },
		{ "円", { NULL } },          { "回", { "答", "線", "復", "収" } }, { "桁", { NULL } },
		{ "けた", { NULL } },        { "ケタ", { NULL } },      { "つ", { "い", "ま", "た", "な", "か" } },
		{ "件", { "名" } },          { "通", { "知", "話", "帳", "信", "報" } }, { "人", { NULL } },
		{ "枚", { NULL } },          { "個", { "人" } },        { "度", { NULL } },
		{ "番", { "号" } },          { "%", { NULL } },         { "％", { NULL } },
		{ "文字", { NULL } },        { "万", { NULL } },        { "千", { NULL } },
		{ "億", { NULL } },          { "歳", { NULL } },        { "才", { NULL } },
		{ "名", { "前", "義" } },    { "ポイント", { NULL } },  { "マイル", { NULL } },
		{ "ドル", { NULL } },        { "階", { NULL } },        { "丁目", { NULL } },
		{ "号室", { NULL } },        { "便", { NULL } },        { "週", { NULL } },
		{ "か月", { NULL } },        { "ヶ月", { NULL } },      { "カ月", { NULL } },
	};

	if (*p != '%' && (unsigned char)*p < 0xE3) /* no unit begins there */
		return false;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		size_t len = strlen(units[i].unit), k = 0;
		if (strncmp(p, units[i].unit, len) != 0)
			continue;
		while (k < 5 && units[i].not_before[k] && strncmp(p + len, units[i].not_before[k], strlen(units[i].not_before[k])) != 0)
			k++;
		if (k == 5 || !units[i].not_before[k])
			return true;
	}
	return false;
}

/* --- card numbers --- */

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

	r->count = r->total = 0;
	r->more_of_four = false;
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
		if (total == usual_length(r.digits) && r.at[0].count >= 3)
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
