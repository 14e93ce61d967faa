#include "base/secret_values.h"

#include <stdio.h>
#include <string.h>

#include "base/digits.h"
#include "base/redact.h"
#include "base/secret_codes.h"
#include "base/secret_told.h"
#include "base/text.h"

#include "base/banned.h"

enum { BETWEEN_MOST = 24 };

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

static bool is_letter(uint32_t c)
{
	return c >= 'a' && c <= 'z';
}

/* --- between word and value --- */

/* "4けたの", "6桁": how long it is, not what it is. */
static const char *length_at(const char *p)
{
	struct group g;

	if (!group_read(p, &g) || g.count > 2)
		return NULL;
	return FOLD_FIRST(g.end, "桁", "けた", "文字");
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

/* "4111… 12/25 123": behind a card and its expiry comes the security code, without any word. */
static bool code_behind_expiry(const char *p, struct secret_value *v)
{
	struct group month, year, code;
	uint32_t c;
	const char *next = FOLD_FIRST(skip_blanks(p), "、有効期限", "有効期限", "期限", "exp", "、", ",", "(");

	p = skip_blanks(next ? next : p);
	next = FOLD_FIRST(p, "は", ":");
	if (!group_read(skip_blanks(next ? next : p), &month) || month.count != 2)
		return false;
	size_t len = fold_at(month.end, &c);
	if ((c != '/' && c != '-') || !group_read(month.end + len, &year) || (year.count != 2 && year.count != 4))
		return false;
	next = FOLD_FIRST(skip_blanks(year.end), "、", ",", ")", "/");
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
	if (after == AFTER_LABEL && (sure = FOLD_FIRST(p, "」", "』", "\"", "'", "”", "’", ")", "]", "】", ">", "〉", "》", "}")))
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
	if (strong_only && strength == WEAK) {
		v->start = p;
		return mixed_token_at(p, &v->end);
	}
	if (value_at(p, strength, closes, v))
		return true;
	/* A password that itself begins with a sign: "パスワード: (abc". */
	if (sure && sure != p && kind == REDACT_PASSWORD && value_at(skip_blanks(sure), STRONG, NULL, v))
		return true;
	return after == AFTER_WORD && told_behind_word(after_word, v);
}

/* --- the word behind --- */

static const char *skip_whose(const char *p)
{
	const char *next = FOLD_FIRST(p, "あなたの", "お客様の", "お客さまの", "わたしの", "私の", "自分の", "かーどの", "銀行の", "本人確認の", "その");

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
	       FOLD_FIRST(p, "です", "でし", "だ", "。", ")", "」", "』", "】", "!", "と", "で", "じゃ", "らし", "か", ";", "]") != NULL;
}

static const struct secret_word *word_behind(const char *text, const char *p)
{
	const char *next, *end;
	const struct secret_word *word;

	if ((next = FOLD_FIRST(p, "(", "[", "【", "<", "〔"))) {
		word = secret_word_at(text, skip_blanks(next), &end);
		return is_code_word(word) && FOLD_FIRST(skip_blanks(end), ")", "]", "】", ">", "〕") ? word : NULL;
	}
	if ((next = FOLD_FIRST(p, "is your", "is the", "is my", "as your", "as the", "as my"))) {
		word = word_near(text, skip_blanks(next), &end);
		return is_code_word(word) ? word : NULL;
	}
	if ((next = FOLD_FIRST(p, "という", "っていう", "とかいう"))) {
		word = secret_word_at(text, skip_whose(next), &end);
		return is_code_word(word) ? word : NULL;
	}
	if ((next = FOLD_FIRST(p, "を", "も"))) {
		word = secret_word_at(text, skip_whose(skip_blanks(next)), &end);
		return is_code_word(word) && FOLD_FIRST(end, "に", "として", "で入", "欄") ? word : NULL;
	}
	if ((next = FOLD_FIRST(p, "が", "は", "って", "=", ":", "is"))) {
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
	if ((next = FOLD_FIRST(behind, "」", "』", "\"", "'", ")", "】", "]")))
		behind = next;
	const struct secret_word *word = word_behind(text, skip_blanks(behind));
	if (!word)
		return false;
	v->kind = word->kind;
	return true;
}

bool secret_password_before_word(const char *text, const char *p, struct secret_value *v)
{
	*v = (struct secret_value){ .start = p, .kind = REDACT_PASSWORD };
	if (!mixed_token_at(p, &v->end))
		return false;
	const struct secret_word *word = word_behind(text, skip_blanks(v->end));
	return word && word->kind == REDACT_PASSWORD;
}
