#include "base/secret_values.h"

#include <stdio.h>
#include <string.h>

#include "base/digits.h"
#include "base/redact.h"
#include "base/text.h"

#include "base/banned.h"

enum { BETWEEN_MOST = 24, FILLER_MOST = 16, CODE_MOST = 8, TOKEN_SHORTEST = 4, QUOTED_MOST = 64, WEAK_TOKEN_MOST = 200 };

/* How surely what follows is the value: "パスワード hunter2" says less than "パスワード: hunter2". */
enum strength { WEAK, PARTICLE, STRONG };

/* What stands between word and value. Longer ones before their beginnings. */
static const struct {
	const char *text;
	enum strength strength;
	const char *closes; /* for an opening bracket */
} CONNECTORS[] = {
	{ ":", STRONG, NULL },    { "=", STRONG, NULL },      { "→", STRONG, NULL },   { "⇒", STRONG, NULL },
	{ "「", STRONG, "」" },   { "『", STRONG, "』" },     { "\"", STRONG, "\"" },  { "'", STRONG, "'" },
	{ "“", STRONG, "”" },     { "‘", STRONG, "’" },       { "(", STRONG, ")" },    { "[", STRONG, "]" },
	{ "【", STRONG, "】" },   { "〔", STRONG, "〕" },     { "<", STRONG, ">" },    { "〈", STRONG, "〉" },
	{ "《", STRONG, "》" },   { "{", STRONG, "}" },       { "」", STRONG, NULL },  { "』", STRONG, NULL },
	{ "”", STRONG, NULL },    { "’", STRONG, NULL },      { ")", STRONG, NULL },   { "]", STRONG, NULL },
	{ "】", STRONG, NULL },   { "〕", STRONG, NULL },     { ">", STRONG, NULL },   { "〉", STRONG, NULL },
	{ "》", STRONG, NULL },   { "とは", PARTICLE, NULL }, { "には", PARTICLE, NULL }, { "のほうは", PARTICLE, NULL },
	{ "は", PARTICLE, NULL }, { "が", WEAK, NULL },       { "を", WEAK, NULL },    { "も", WEAK, NULL },
	{ "の", WEAK, NULL },     { "に", WEAK, NULL },       { "、", WEAK, NULL },    { "。", WEAK, NULL },
	{ "です", WEAK, NULL },   { "でした", WEAK, NULL },   { "って", WEAK, NULL },  { "という", WEAK, NULL },
	{ "番号", WEAK, NULL },   { "数字", WEAK, NULL },     { "次のとおり", WEAK, NULL }, { "次の通り", WEAK, NULL },
	{ "以下のとおり", WEAK, NULL }, { "以下の通り", WEAK, NULL }, { "下記のとおり", WEAK, NULL }, { "下記の通り", WEAK, NULL },
	{ "is", WEAK, NULL },     { "was", WEAK, NULL },      { "…", WEAK, NULL },     { "number", WEAK, NULL },
};

struct label {
	unsigned kind;
	const char *name;
};

static const struct label LABELS[] = {
	{ REDACT_PIN, "[暗証番号]" },
	{ REDACT_PASSWORD, "[パスワード]" },
	{ REDACT_SECURITY_CODE, "[セキュリティコード]" },
	{ REDACT_ONE_TIME_CODE, "[認証コード]" },
	{ REDACT_MY_NUMBER, "[マイナンバー]" },
};

#define CARD_LABEL "[カード番号 末尾"

void secret_label(const struct secret_value *v, char out[64])
{
	const char *name = "";

	for (size_t i = 0; i < sizeof LABELS / sizeof *LABELS; i++)
		if (LABELS[i].kind == v->kind)
			name = LABELS[i].name;
	if (v->kind == REDACT_CARD)
		snprintf(out, 64, CARD_LABEL "%s]", v->last4);
	else
		snprintf(out, 64, "%s", name);
}

bool secret_label_at(const char *p, const char **end, unsigned *kind)
{
	if (*p != '[')
		return false;
	for (size_t i = 0; i < sizeof LABELS / sizeof *LABELS; i++) {
		size_t len = strlen(LABELS[i].name);
		if (strncmp(p, LABELS[i].name, len) == 0) {
			*kind = LABELS[i].kind;
			*end = p + len;
			return true;
		}
	}
	const size_t len = sizeof CARD_LABEL - 1;
	if (strncmp(p, CARD_LABEL, len) != 0 || strspn(p + len, "0123456789") != 4 || p[len + 4] != ']')
		return false;
	*kind = REDACT_CARD;
	*end = p + len + 5;
	return true;
}

/* --- small readings --- */

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

static const char *first_match(const char *p, const char *const *patterns, size_t count)
{
	char key[4];
	size_t len = fold_key(p, key);

	for (size_t i = 0; i < count; i++) {
		const char *end = strncmp(patterns[i], key, len) == 0 ? fold_match(p, patterns[i]) : NULL;
		if (end)
			return end;
	}
	return NULL;
}

#define FIRST_MATCH(p, ...) \
	first_match((p), (const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

static const char *skip_blanks(const char *p)
{
	uint32_t c;

	for (size_t len; (len = text_next(p, &c)) && (gap_of(c) == GAP_BLANK || gap_of(c) == GAP_UNSEEN);)
		p += len;
	return p;
}

/* --- values --- */

/* 18:30, 1,000, 3.5, 10/3: the group is part of something else. */
static bool counts_something(const struct group *g)
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
			return FIRST_MATCH(skip_blanks(g->end), "に", "へ", "を", "番", "か") ||
			       (FIRST_MATCH(g->end, "で") && !FIRST_MATCH(g->end, "です", "でし"));
	return false;
}

static bool joins_code(enum gap kind, const struct group *a, const struct group *b)
{
	if (kind == GAP_BLANK || kind == GAP_HYPHEN || kind == GAP_UNSEEN)
		return true;
	return a->count == 1 && b->count == 1 && (kind == GAP_DOT || kind == GAP_COMMA || kind == GAP_SLASH);
}

/* Digits of a code at `p`, "1234", "123-456", "1 2 3 4": at least `least` and at most `most` of them. Groups that are
 * something else (a phone number, a time, an amount) do not belong to it. */
static bool code_at(const char *p, size_t least, size_t most, const char **end)
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

static bool spelled_at(const char *p, const char **end)
{
	static const char *const words[] = {
		"ぜろ", "れい", "まる", "いち", "さん", "よん", "ごー", "ろく", "なな", "しち", "はち", "きゅう", "きゅー", "にー", "にい",
		"ごお", "に", "し", "ご", "く", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
	};
	size_t count = 0;

	for (const char *next; (next = first_match(p, words, sizeof words / sizeof *words)); count++) {
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
	t->url = FIRST_MATCH(p, "http", "hxxp", "www.") != NULL;
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

/* G-123456, A1B2C3: a code of letters and digits, where the connector leaves little doubt. */
static bool mixed_code_at(const char *p, enum strength strength, const char **end)
{
	struct token t = { .start = p, .end = p };
	size_t len;

	if (FIRST_MATCH(p, "g-") && code_at(p + 2, 4, CODE_MOST, end))
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
static bool value_at(const char *p, enum strength strength, const char *closes, struct secret_value *v)
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

/* --- between word and value --- */

/* "4けたの", "6桁": how long it is, not what it is. */
static const char *length_at(const char *p)
{
	struct group g;

	if (!group_read(p, &g) || g.count > 2)
		return NULL;
	return FIRST_MATCH(g.end, "桁", "けた", "文字");
}

static const char *connector_at(const char *p, enum strength *strength, const char **closes)
{
	const char *best = length_at(p), *match;
	char key[4];
	uint32_t c;
	unsigned kind;

	if (best)
		return best;
	if (secret_label_at(p, &match, &kind))
		return NULL;
	size_t key_len = fold_key(p, key);
	for (size_t i = 0; i < sizeof CONNECTORS / sizeof *CONNECTORS; i++) {
		match = strncmp(CONNECTORS[i].text, key, key_len) == 0 ? fold_match(p, CONNECTORS[i].text) : NULL;
		if (!match || (best && match <= best))
			continue;
		best = match;
		*closes = CONNECTORS[i].closes;
		if (CONNECTORS[i].strength > *strength)
			*strength = CONNECTORS[i].strength;
	}
	if (best)
		return best;
	size_t len = text_next(p, &c);
	enum gap kind_of_gap = gap_of(c);
	return len && kind_of_gap != GAP_NONE && c != ',' && c != '_' && c != '/' ? p + len : NULL;
}

/* "暗証番号を聞かれて1234と答えた": some words, then digits that the sentence says were given. */
static bool value_after_filler(const char *p, struct secret_value *v)
{
	uint32_t c;

	if (v->kind == REDACT_PASSWORD || v->kind == REDACT_MY_NUMBER || v->kind == REDACT_CARD)
		return false;
	for (size_t i = 0; i < FILLER_MOST; i++) {
		size_t len = text_next(p, &c);
		if (!len || gap_of(c) == GAP_LINE || FIRST_MATCH(p, "番", "受付", "電話", "円", "号", "no", "担当", "日", "時", "〒", "["))
			return false;
		if (is_digit_at(p))
			break;
		p += len;
	}
	if (!code_at(p, 4, CODE_MOST, &v->end))
		return false;
	v->start = p;
	return FIRST_MATCH(skip_blanks(v->end), "と答え", "と言っ", "と言い", "と入", "と伝え", "と打", "と教え", "です", "でした", "って", "だと", "を入れ",
			   "を答え", "を伝え", "を教え", "を打", "を言っ") != NULL;
}

/* "4111… 12/25 123": behind a card and its expiry comes the security code, without any word. */
static bool code_behind_expiry(const char *p, struct secret_value *v)
{
	struct group month, year, code;
	uint32_t c;
	const char *next = FIRST_MATCH(skip_blanks(p), "、有効期限", "有効期限", "期限", "exp", "、", ",", "(");

	p = skip_blanks(next ? next : p);
	next = FIRST_MATCH(p, "は", ":");
	if (!group_read(skip_blanks(next ? next : p), &month) || month.count != 2)
		return false;
	size_t len = fold_at(month.end, &c);
	if ((c != '/' && c != '-') || !group_read(month.end + len, &year) || (year.count != 2 && year.count != 4))
		return false;
	next = FIRST_MATCH(skip_blanks(year.end), "、", ",", ")", "/");
	p = skip_blanks(next ? next : year.end);
	if (p == year.end || !group_read(p, &code) || (code.count != 3 && code.count != 4) || counts_something(&code))
		return false;
	*v = (struct secret_value){ .start = code.start, .end = code.end, .kind = REDACT_SECURITY_CODE };
	return true;
}

bool secret_value_after(const char *p, unsigned kind, enum secret_after after, struct secret_value *v)
{
	enum strength strength = WEAK;
	const bool strong_only = after == AFTER_COMMON_WORD;
	const char *closes = NULL, *sure = NULL, *after_word = p;

	*v = (struct secret_value){ .kind = kind };
	if (kind == REDACT_CARD && after == AFTER_LABEL && code_behind_expiry(p, v))
		return true;
	/* What closes the value that was cut must not open the next. */
	if (after == AFTER_LABEL && (sure = FIRST_MATCH(p, "」", "』", "\"", "'", "”", "’", ")", "]", "】", ">", "〉", "》", "}")))
		p = sure;
	sure = NULL;
	for (int i = 0; i < BETWEEN_MOST; i++) {
		if (kind != REDACT_PASSWORD && kind != REDACT_CARD && spelled_at(p, &v->end)) {
			v->start = p;
			return true;
		}
		const char *next = connector_at(p, &strength, &closes);
		if (!next)
			break;
		p = next;
		if (!sure && strength == STRONG)
			sure = p;
	}
	if (strong_only && strength == WEAK)
		return false;
	if (value_at(p, strength, closes, v))
		return true;
	/* A password that itself begins with a sign: "パスワード: (abc". */
	if (sure && sure != p && kind == REDACT_PASSWORD && value_at(skip_blanks(sure), STRONG, NULL, v))
		return true;
	return after == AFTER_WORD && value_after_filler(after_word, v);
}

/* --- the word behind --- */

static const char *skip_whose(const char *p)
{
	const char *next = FIRST_MATCH(p, "あなたの", "お客様の", "お客さまの", "わたしの", "私の", "自分の", "かーどの", "銀行の", "本人確認の", "その");

	return skip_blanks(next ? next : p);
}

/* "is your ANA verification code": up to three words of ASCII before the word. */
static const struct secret_word *word_near(const char *text, const char *p, const char **end)
{
	const struct secret_word *word;
	uint32_t c;

	for (int i = 0; i < 4; i++) {
		word = secret_word_at(text, p, end);
		if (word)
			return word;
		size_t len = fold_at(p, &c);
		if (!is_letter(c))
			return NULL;
		for (int k = 0; k < 16 && is_letter(c); k++) {
			p += len;
			len = fold_at(p, &c);
		}
		if (c != ' ')
			return NULL;
		p = skip_blanks(p);
	}
	return NULL;
}

static bool is_code_word(const struct secret_word *word)
{
	return word && !(word->kind & (REDACT_CARD | REDACT_MY_NUMBER)) && !word->strong_only;
}

/* A sentence that says "is it": the word ends it. "8841が暗証番号を聞いた" says something else. */
static bool says_is_it(const char *p)
{
	uint32_t c;
	size_t len = fold_at(p, &c);

	return !len || gap_of(c) != GAP_NONE ||
	       FIRST_MATCH(p, "です", "でし", "だ", "。", ")", "」", "』", "】", "!", "と", "で", "じゃ", "らし", "か", ";", "]") != NULL;
}

static const struct secret_word *word_behind(const char *text, const char *p)
{
	const char *next, *end;
	const struct secret_word *word;

	if ((next = FIRST_MATCH(p, "(", "[", "【", "<", "〔"))) {
		word = secret_word_at(text, skip_blanks(next), &end);
		return is_code_word(word) && FIRST_MATCH(skip_blanks(end), ")", "]", "】", ">", "〕") ? word : NULL;
	}
	if ((next = FIRST_MATCH(p, "is your", "is the", "is my", "as your", "as the", "as my"))) {
		word = word_near(text, skip_blanks(next), &end);
		return is_code_word(word) ? word : NULL;
	}
	if ((next = FIRST_MATCH(p, "という", "っていう", "とかいう"))) {
		word = secret_word_at(text, skip_whose(next), &end);
		return is_code_word(word) ? word : NULL;
	}
	if ((next = FIRST_MATCH(p, "が", "は", "って", "=", ":", "is"))) {
		word = secret_word_at(text, skip_whose(skip_blanks(next)), &end);
		return is_code_word(word) && says_is_it(end) ? word : NULL;
	}
	return NULL;
}

bool secret_value_before_word(const char *text, const char *p, struct secret_value *v)
{
	const char *next;

	*v = (struct secret_value){ .start = p };
	if (!code_at(p, 3, CODE_MOST, &v->end))
		return false;
	const char *behind = v->end;
	if ((next = FIRST_MATCH(behind, "」", "』", "\"", "'", ")", "】", "]")))
		behind = next;
	const struct secret_word *word = word_behind(text, skip_blanks(behind));
	if (!word)
		return false;
	v->kind = word->kind;
	return true;
}
