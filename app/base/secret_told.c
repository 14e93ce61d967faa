#include "base/secret_told.h"

#include <string.h>

#include "base/digits.h"
#include "base/redact.h"
#include "base/secret_codes.h"
#include "base/text.h"

#include "base/banned.h"

enum { FILLER_MOST = 20, VERB_FAR = 8, BEFORE_MOST = 72, TOLD_SHORTEST = 4 };

static bool is_digit_at(const char *p)
{
	struct group g;

	return group_read(p, &g);
}

static bool is_letter_at(const char *p)
{
	uint32_t c;

	fold_at(p, &c);
	return c >= 'a' && c <= 'z';
}

/* Between the word and the number stands what makes it another number, or says that nothing was told. */
static bool is_other_matter(const char *p)
{
	return FOLD_FIRST(p, "番", "受付", "電話", "円", "号", "no", "担当", "日に", "日の夜", "月", "時", "〒", "[", "件", "相談", "変え", "変更", "止め", "ない",
			  "ません", "再発行") != NULL;
}

/* The number ends the clause, or a particle follows it; "8841山田さん" does not. */
static bool clause_goes_on(const char *p)
{
	uint32_t c;

	return !text_next(p, &c) || gap_of(c) != GAP_NONE ||
	       FOLD_FIRST(p, "。", ")", "」", "』", "!", "を", "に", "と", "で", "だ", "が", "な", "か", "も", "って") != NULL;
}

/* A password is letters and digits together here: words alone go on with the sentence. */
static bool told_password(const char *p, struct secret_value *v)
{
	uint32_t c;

	for (size_t i = 0, len; i < FILLER_MOST && (len = text_next(p, &c)) && gap_of(c) != GAP_LINE; i++, p += len) {
		if (FOLD_FIRST(p, "[", "受付", "担当"))
			return false;
		if (!is_letter_at(p) && !is_digit_at(p))
			continue;
		v->start = p;
		return mixed_token_at(p, &v->end);
	}
	return false;
}

bool told_behind_word(const char *p, struct secret_value *v)
{
	uint32_t c;

	if (v->kind == REDACT_PASSWORD)
		return told_password(p, v);
	if (v->kind == REDACT_MY_NUMBER || v->kind == REDACT_CARD)
		return false;
	for (size_t i = 0; i < FILLER_MOST && !is_digit_at(p); i++) {
		size_t len = text_next(p, &c);
		if (!len || gap_of(c) == GAP_LINE || is_other_matter(p))
			return false;
		p += len;
	}
	v->start = p;
	return code_at(p, TOLD_SHORTEST, CODE_MOST, &v->end) && clause_goes_on(v->end);
}

/* Numbers that are written down on purpose, named earlier in the clause. */
static bool is_called_reference(const char *text, const char *p)
{
	const char *from = p - text > BEFORE_MOST ? p - BEFORE_MOST : text;
	bool called = false;
	uint32_t c;

	while (((unsigned char)*from & 0xC0) == 0x80)
		from++;
	for (size_t len; from < p && (len = text_next(from, &c)); from += len) {
		if (gap_of(c) == GAP_LINE || gap_of(c) == GAP_COMMA || FOLD_FIRST(from, "。"))
			called = false;
		else if (FOLD_FIRST(from, "受付", "受け付け", "問い合わせ", "問合", "整理", "照会", "電話番号", "予約", "お客様", "会員", "口座", "支店", "店番",
				    "注文", "郵便", "案件", "事案", "内線", "担当", "id", "追跡", "伝票", "社員", "契約", "金額", "管理", "受理", "相談"))
			called = true;
	}
	return called;
}

/* "伝えた" of one's own; what somebody else said, or is to be said, is a reference. */
static bool is_telling(const char *p)
{
	const char *past = FOLD_FIRST(p, "教えた", "教えま", "教えちゃ", "伝えた", "伝えま", "伝えちゃ", "答えた", "答えま", "答えちゃ", "言った", "言いま",
				      "言っちゃ", "入れた", "入れま", "入れちゃ", "入力した", "入力しま", "入力しちゃ", "打った", "打ちま", "打ち込", "打っちゃ", "読み上げ");
	const char *joined = past ? NULL : FOLD_FIRST(p, "教えて", "伝えて", "答えて", "言って", "入れて", "入力して", "打って");

	if (joined)
		return !FOLD_FIRST(joined, "い", "もら", "くれ", "くださ", "下さ", "ほし", "頂", "と");
	return past && !FOLD_FIRST(past, "ら");
}

static bool says_told(const char *p)
{
	const char *at = FOLD_FIRST(skip_blanks(p), "を", "と", "って", "だと", "ですと");
	uint32_t c;

	for (size_t i = 0, len; at && i <= VERB_FAR; i++, at += len) {
		if (is_telling(at))
			return true;
		len = text_next(at, &c);
		if (!len || gap_of(c) == GAP_LINE || gap_of(c) == GAP_COMMA || is_digit_at(at) || FOLD_FIRST(at, "。"))
			return false;
	}
	return false;
}

bool told_code_at(const char *text, const char *p, struct secret_value *v)
{
	struct group g;

	*v = (struct secret_value){ .start = p };
	if (!code_at(p, TOLD_SHORTEST, CODE_MOST, &v->end) || !says_told(v->end) || is_called_reference(text, p))
		return false;
	v->kind = group_read(p, &g) && g.end == v->end && g.count == TOLD_SHORTEST ? REDACT_PIN : REDACT_ONE_TIME_CODE;
	return true;
}
