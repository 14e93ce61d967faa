#include "base/digits.h"

#include <string.h>

#include "base/text.h"

#include "base/banned.h"

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
