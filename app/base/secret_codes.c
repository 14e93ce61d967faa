#include "base/secret_codes.h"

#include <string.h>

#include "base/cards.h"
#include "base/redact.h"
#include "base/text.h"

#include "base/banned.h"

enum { TOKEN_SHORTEST = 4, QUOTED_MOST = 64, WEAK_TOKEN_MOST = 200 };

static bool is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z');
}

static bool is_digit_at(const char *p)
{
	struct group g;

	return group_read(p, &g);
}

/* A word goes on here: katakana, half-width kana or kanji. */
static bool word_goes_on(const char *p)
{
	uint32_t c;

	text_next(p, &c);
	return (c >= 0x30A1 && c <= 0x30FC) || (c >= 0xFF66 && c <= 0xFF9D) || (c >= 0x4E00 && c <= 0x9FFF);
}

/* Printable ASCII of either width, folded; 0 for anything else. */
static uint32_t ascii_at(const char *p, size_t *len)
{
	uint32_t raw, c;

	text_next(p, &raw);
	*len = fold_at(p, &c);
	return c > ' ' && c < 0x7F && (raw < 0x80 || raw >= 0xFF01) ? c : 0;
}

const char *skip_blanks(const char *p)
{
	uint32_t c;

	for (size_t len; (len = text_next(p, &c)) && (gap_of(c) == GAP_BLANK || gap_of(c) == GAP_UNSEEN);)
		p += len;
	return p;
}

bool counts_something(const struct group *g)
{
	uint32_t c;
	size_t len = fold_at(g->end, &c);
	struct group next;
	const char *end;

	if (unit_at(g->end) || date_at(g->start, &end))
		return true;
	bool digits = len && group_read(g->end + len, &next);
	if (c == ',' && digits && next.count == 3 && !g->kanji)
		return true;
	return g->count <= 2 && digits && (c == ':' || c == '/' || c == '.');
}

/* 110に, 188へ: a desk that is called. */
static bool is_short_phone(const struct group *g)
{
	static const char *const desks[] = { "110", "118", "119", "171", "177", "188", "189", "9110" };

	for (size_t i = 0; i < sizeof desks / sizeof *desks; i++)
		if (g->count == strlen(desks[i]) && memcmp(g->value, desks[i], g->count) == 0)
			return FOLD_FIRST(skip_blanks(g->end), "に", "へ", "番", "か") ||
			       (FOLD_FIRST(g->end, "で") && !FOLD_FIRST(g->end, "です", "でし"));
	return false;
}

static bool joins_code(enum gap kind, const struct group *a, const struct group *b)
{
	if (kind == GAP_BLANK || kind == GAP_HYPHEN || kind == GAP_UNSEEN)
		return true;
	return a->count == 1 && b->count == 1 && (kind == GAP_DOT || kind == GAP_COMMA || kind == GAP_SLASH);
}

bool code_at(const char *p, size_t least, size_t most, const char **end)
{
	struct group g, next;
	size_t total = 0;
	enum gap kind;
	const char *other;
	char last4[5];

	if (!group_read(p, &g) || g.count > most || phone_at(p, &other) || is_short_phone(&g) || counts_something(&g))
		return false;
	for (;;) {
		total += g.count;
		*end = g.end;
		const char *behind = gap_skip(g.end, 2, &kind);
		if (!behind || !group_read(behind, &next) || next.kanji != g.kanji || !joins_code(kind, &g, &next))
			break;
		if (total + next.count > most || phone_at(behind, &other) || card_at(behind, &other, last4) || counts_something(&next))
			break;
		g = next;
	}
	return total >= least;
}

bool spelled_at(const char *p, const char **end)
{
	static const char *const words[] = {
		"ぜろ", "れい", "まる", "いち", "さん", "よん", "ごー", "ろく", "なな", "しち", "はち", "きゅう", "きゅー", "にー", "にい",
		"ごお", "に", "し", "ご", "く", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
	};
	size_t count = 0;

	for (const char *next; (next = fold_first(p, words, sizeof words / sizeof *words)); count++) {
		*end = next;
		uint32_t c;
		size_t len = text_next(next, &c);
		enum gap kind = gap_of(c);
		p = len && (kind == GAP_BLANK || kind == GAP_COMMA || kind == GAP_HYPHEN || kind == GAP_DOT) ? next + len : next;
		if (count == CODE_MOST)
			break;
	}
	return count >= TOKEN_SHORTEST;
}

/* What a token is made of. */
struct token {
	const char *start, *end;
	size_t chars, letters, digits, signs; /* signs: those that words do not have */
	bool has_at, has_dot, has_slash_or_colon, url;
};

static void token_note(struct token *t, uint32_t c)
{
	t->chars++;
	t->letters += is_letter(c);
	t->digits += c >= '0' && c <= '9';
	t->signs += c < 0x80 && strchr("!#$%&*+=?@^~|\\", (int)c) != NULL;
	t->has_at = t->has_at || c == '@';
	t->has_dot = t->has_dot || c == '.';
	t->has_slash_or_colon = t->has_slash_or_colon || c == '/' || c == ':';
}

/* Reads to a blank or a character that is not ASCII, or to `closes`. False when `closes` is not found near. */
static bool token_read(const char *p, const char *closes, size_t most, struct token *t)
{
	size_t len;

	*t = (struct token){ .start = p, .end = p };
	t->url = FOLD_FIRST(p, "http", "hxxp", "www.") != NULL;
	while (t->chars <= most) {
		if (closes && fold_match(t->end, closes))
			return true;
		uint32_t c = ascii_at(t->end, &len);
		if (!c && closes && *t->end == ' ')
			c = ' ';
		if (!c)
			return !closes;
		token_note(t, c);
		t->end += len;
	}
	return false;
}

static bool is_plain_number(const struct token *t)
{
	return t->digits && !t->letters && !t->signs;
}

/* Punctuation goes on with the sentence ("password_reused", "password, and"). */
static bool begins_word(const char *p)
{
	size_t len;
	uint32_t c = ascii_at(p, &len);

	return is_letter(c) || (c >= '0' && c <= '9') || (c && strchr("!#$%*@+", (int)c));
}

/* Is the token a password, behind a connector of that strength? */
static bool is_password(const struct token *t, enum strength strength)
{
	struct group g;
	const char *other;

	if (t->chars < TOKEN_SHORTEST || t->url)
		return false;
	if (strength == STRONG)
		return true;
	if ((t->has_at && t->has_dot) || !begins_word(t->start))
		return false;
	if (unit_at(t->end) || (is_plain_number(t) && t->has_slash_or_colon))
		return false;
	if (is_digit_at(t->start) &&
	    (phone_at(t->start, &other) || date_at(t->start, &other) || (group_read(t->start, &g) && g.end == t->end && is_short_phone(&g))))
		return false;
	if (t->digits || t->signs)
		return true;
	return strength == PARTICLE && !word_goes_on(t->end);
}

static bool password_at(const char *p, enum strength strength, const char *closes, const char **end)
{
	struct token t;

	if (closes && token_read(p, closes, QUOTED_MOST, &t)) {
		*end = t.end;
		return is_password(&t, strength);
	}
	/* A sure one goes however long it is. */
	if (!token_read(p, NULL, strength == STRONG ? SIZE_MAX - 1 : WEAK_TOKEN_MOST, &t) || !is_password(&t, strength))
		return false;
	*end = t.end;
	return true;
}

bool mixed_token_at(const char *p, const char **end)
{
	enum { SHORTEST = 6, LONGEST = 40 };
	struct token t;

	if (!token_read(p, NULL, LONGEST, &t) || t.chars < SHORTEST || !t.letters || !t.digits)
		return false;
	*end = t.end;
	return !t.url && !(t.has_at && t.has_dot) && !t.has_slash_or_colon;
}

/* G-123456, A1B2C3: a code of letters and digits, where the connector leaves little doubt. */
static bool mixed_code_at(const char *p, enum strength strength, const char **end)
{
	struct token t = { .start = p, .end = p };
	size_t len;

	if (FOLD_FIRST(p, "g-") && code_at(p + 2, 4, CODE_MOST, end))
		return true;
	for (uint32_t c; (c = ascii_at(t.end, &len)) && (is_letter(c) || (c >= '0' && c <= '9') || c == '-'); t.end += len) {
		token_note(&t, c);
		if (t.chars > 12)
			return false;
	}
	*end = t.end;
	return strength != WEAK && t.letters && t.digits && t.chars >= TOKEN_SHORTEST && !word_goes_on(t.end) && !unit_at(t.end);
}

/* Does a password go on behind the digits? Brackets and the ends of sentences are none of it. */
static bool token_goes_on(const char *p)
{
	size_t len;
	uint32_t c = ascii_at(p, &len);

	return c && !strchr(")]}>.,;\"'", (int)c);
}

/* A bare number behind "password" is read as a code first: "1 2 3 4" is one too. */
bool value_at(const char *p, enum strength strength, const char *closes, struct secret_value *v)
{
	const char *other;

	v->start = p;
	v->last4[0] = '\0';
	switch (v->kind) {
	case REDACT_CARD:
		return named_card_at(p, &v->end, v->last4);
	case REDACT_MY_NUMBER:
		return !phone_at(p, &other) && code_at(p, 11, 13, &v->end);
	case REDACT_PASSWORD:
		if (code_at(p, TOKEN_SHORTEST, CODE_MOST, &v->end) && !token_goes_on(v->end))
			return true;
		return password_at(p, strength, closes, &v->end);
	default:
		return mixed_code_at(p, strength, &v->end) || (!card_at(p, &other, v->last4) && code_at(p, 3, CODE_MOST, &v->end));
	}
}
