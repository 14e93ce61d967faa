#include "base/secret_words.h"

#include <string.h>

#include "base/digits.h"
#include "base/redact.h"
#include "base/text.h"

#include "base/banned.h"

/* Folded: katakana stand here as hiragana. A blank may be there or not. */
static const struct secret_word WORDS[] = {
	{ "暗証番号", REDACT_PIN, false },
	{ "暗証ばんごう", REDACT_PIN, false },
	{ "暗唱番号", REDACT_PIN, false },
	{ "暗号番号", REDACT_PIN, false },
	{ "暗証", REDACT_PIN, false },
	{ "あんしょうばんごう", REDACT_PIN, false },
	{ "あんしょう番号", REDACT_PIN, false },
	{ "pin 番号", REDACT_PIN, false },
	{ "pin こーど", REDACT_PIN, false },
	{ "pin code", REDACT_PIN, false },
	{ "pin number", REDACT_PIN, false },
	{ "pin no", REDACT_PIN, false },
	{ "pin", REDACT_PIN, false },
	{ "ぴんこーど", REDACT_PIN, false },
	{ "ぴん番号", REDACT_PIN, false },
	{ "4桁の数字", REDACT_PIN, false },
	{ "4けたの数字", REDACT_PIN, false },
	{ "4桁の番号", REDACT_PIN, false },
	{ "4けたの番号", REDACT_PIN, false },
	{ "四桁の番号", REDACT_PIN, false },
	{ "四桁の数字", REDACT_PIN, false },
	{ "atmの番号", REDACT_PIN, false },
	{ "ぱすこーど", REDACT_PIN, false },
	{ "passcode", REDACT_PIN, false },
	{ "ぱすわーど", REDACT_PASSWORD, false },
	{ "ぱすふれーず", REDACT_PASSWORD, false },
	{ "password", REDACT_PASSWORD, false },
	{ "passwd", REDACT_PASSWORD, false },
	{ "passphrase", REDACT_PASSWORD, false },
	{ "pass word", REDACT_PASSWORD, false },
	{ "pass", REDACT_PASSWORD, true },
	{ "ぱす", REDACT_PASSWORD, true },
	{ "pwd", REDACT_PASSWORD, false },
	{ "pw", REDACT_PASSWORD, false },
	{ "合言葉", REDACT_PASSWORD, false },
	{ "せきゅりてぃ こーど", REDACT_SECURITY_CODE, false },
	{ "せきゅりてぃー こーど", REDACT_SECURITY_CODE, false },
	{ "せきゅりてぃ 番号", REDACT_SECURITY_CODE, false },
	{ "せきゅりてぃ なんばー", REDACT_SECURITY_CODE, false },
	{ "security code", REDACT_SECURITY_CODE, false },
	{ "cvv2", REDACT_SECURITY_CODE, false },
	{ "cvv", REDACT_SECURITY_CODE, false },
	{ "cvc2", REDACT_SECURITY_CODE, false },
	{ "cvc", REDACT_SECURITY_CODE, false },
	{ "裏の数字", REDACT_SECURITY_CODE, false },
	{ "裏の番号", REDACT_SECURITY_CODE, false },
	{ "3桁の数字", REDACT_SECURITY_CODE, false },
	{ "3けたの数字", REDACT_SECURITY_CODE, false },
	{ "3桁の番号", REDACT_SECURITY_CODE, false },
	{ "3けたの番号", REDACT_SECURITY_CODE, false },
	{ "裏の3桁", REDACT_SECURITY_CODE, false },
	{ "裏の3けた", REDACT_SECURITY_CODE, false },
	{ "裏の三桁", REDACT_SECURITY_CODE, false },
	{ "裏面の3桁", REDACT_SECURITY_CODE, false },
	{ "裏面の3けた", REDACT_SECURITY_CODE, false },
	{ "認証 こーど", REDACT_ONE_TIME_CODE, false },
	{ "認証用 こーど", REDACT_ONE_TIME_CODE, false },
	{ "認証 番号", REDACT_ONE_TIME_CODE, false },
	{ "認証 きー", REDACT_ONE_TIME_CODE, false },
	{ "確認 こーど", REDACT_ONE_TIME_CODE, false },
	{ "ろぐいん こーど", REDACT_ONE_TIME_CODE, false },
	{ "わんたいむ ぱすわーど", REDACT_ONE_TIME_CODE, false },
	{ "わんたいむ ぱす", REDACT_ONE_TIME_CODE, false },
	{ "わんたいむ こーど", REDACT_ONE_TIME_CODE, false },
	{ "わんたいむ きー", REDACT_ONE_TIME_CODE, false },
	{ "使い捨てぱすわーど", REDACT_ONE_TIME_CODE, false },
	{ "otp", REDACT_ONE_TIME_CODE, false },
	{ "one time password", REDACT_ONE_TIME_CODE, false },
	{ "one time passcode", REDACT_ONE_TIME_CODE, false },
	{ "one time code", REDACT_ONE_TIME_CODE, false },
	{ "one time pin", REDACT_ONE_TIME_CODE, false },
	{ "verification code", REDACT_ONE_TIME_CODE, false },
	{ "verification number", REDACT_ONE_TIME_CODE, false },
	{ "authentication code", REDACT_ONE_TIME_CODE, false },
	{ "auth code", REDACT_ONE_TIME_CODE, false },
	{ "confirmation code", REDACT_ONE_TIME_CODE, false },
	{ "login code", REDACT_ONE_TIME_CODE, false },
	{ "access code", REDACT_ONE_TIME_CODE, false },
	{ "sms こーど", REDACT_ONE_TIME_CODE, false },
	{ "6桁の数字", REDACT_ONE_TIME_CODE, false },
	{ "6けたの数字", REDACT_ONE_TIME_CODE, false },
	{ "6桁の番号", REDACT_ONE_TIME_CODE, false },
	{ "6けたの番号", REDACT_ONE_TIME_CODE, false },
	{ "六桁の番号", REDACT_ONE_TIME_CODE, false },
	{ "六桁の数字", REDACT_ONE_TIME_CODE, false },
	{ "承認 こーど", REDACT_ONE_TIME_CODE, false },
	{ "smsの番号", REDACT_ONE_TIME_CODE, false },
	{ "smsの数字", REDACT_ONE_TIME_CODE, false },
	{ "めーるの数字", REDACT_ONE_TIME_CODE, false },
	{ "来た数字", REDACT_ONE_TIME_CODE, false },
	{ "きた数字", REDACT_ONE_TIME_CODE, false },
	{ "届いた数字", REDACT_ONE_TIME_CODE, false },
	{ "届いた番号", REDACT_ONE_TIME_CODE, false },
	{ "届いたこーど", REDACT_ONE_TIME_CODE, false },
	{ "こーど", REDACT_ONE_TIME_CODE, false },
	{ "code", REDACT_ONE_TIME_CODE, false },
	{ "まい なんばー", REDACT_MY_NUMBER, false },
	{ "個人番号", REDACT_MY_NUMBER, false },
	{ "my number", REDACT_MY_NUMBER, false },
	{ "かーど番号", REDACT_CARD, false },
	{ "かーどばんごう", REDACT_CARD, false },
	{ "かーど なんばー", REDACT_CARD, false },
	{ "かーど no", REDACT_CARD, false },
	{ "くれじっと番号", REDACT_CARD, false },
	{ "くれか番号", REDACT_CARD, false },
	{ "くれか", REDACT_CARD, false },
	{ "card number", REDACT_CARD, false },
	{ "card no", REDACT_CARD, false },
	{ "credit card", REDACT_CARD, false },
};

/* U+FF66 ｦ … U+FF9D ﾝ. */
static const uint16_t HALF_KANA[] = {
	0x3092, 0x3041, 0x3043, 0x3045, 0x3047, 0x3049, 0x3083, 0x3085, 0x3087, 0x3063, 0x30FC, 0x3042, 0x3044, 0x3046,
	0x3048, 0x304A, 0x304B, 0x304D, 0x304F, 0x3051, 0x3053, 0x3055, 0x3057, 0x3059, 0x305B, 0x305D, 0x305F, 0x3061,
	0x3064, 0x3066, 0x3068, 0x306A, 0x306B, 0x306C, 0x306D, 0x306E, 0x306F, 0x3072, 0x3075, 0x3078, 0x307B, 0x307E,
	0x307F, 0x3080, 0x3081, 0x3082, 0x3084, 0x3086, 0x3088, 0x3089, 0x308A, 0x308B, 0x308C, 0x308D, 0x308F, 0x3093,
};

/* Most text is looked at for words and is none: ASCII is read without the library. */
static size_t next_char(const char *p, uint32_t *c)
{
	if ((unsigned char)*p < 0x80) {
		*c = (unsigned char)*p;
		return *p != '\0';
	}
	return text_next(p, c);
}

static uint32_t fold_one(uint32_t c)
{
	if (c >= 0xFF66 && c <= 0xFF9D)
		return HALF_KANA[c - 0xFF66];
	if (c >= 0xFF01 && c <= 0xFF5E && c != 0xFF0D && c != 0xFF5E)
		c -= 0xFEE0;
	if (c >= 'A' && c <= 'Z')
		return c + 32;
	return c >= 0x30A1 && c <= 0x30F6 ? c - 0x60 : c;
}

/* か, た, は … take a mark: half-width kana have it behind them, and so has text from some telephones. */
static uint32_t voice(uint32_t kana, uint32_t mark)
{
	bool half = mark == 0x309A || mark == 0xFF9F;
	bool h_row = kana >= 0x306F && kana <= 0x307B && (kana - 0x306F) % 3 == 0;
	bool to_row = (kana >= 0x304B && kana <= 0x3061 && kana % 2) || (kana >= 0x3064 && kana <= 0x3068 && kana % 2 == 0);

	if (mark != 0x3099 && mark != 0xFF9E && !half)
		return 0;
	if (half)
		return h_row ? kana + 2 : 0;
	return h_row || to_row ? kana + 1 : 0;
}

size_t fold_at(const char *p, uint32_t *c)
{
	uint32_t mark;
	size_t len = next_char(p, c);

	if (*c < 0x80) {
		*c = fold_one(*c);
		return len;
	}
	*c = fold_one(*c);
	if (*c >= 0x304B && *c <= 0x307B) {
		size_t more = next_char(p + len, &mark);
		uint32_t voiced = voice(*c, mark);
		if (voiced) {
			*c = voiced;
			return len + more;
		}
	}
	return len;
}

size_t fold_key(const char *p, char key[4])
{
	uint32_t c;

	fold_at(p, &c);
	if (c < 0x80) {
		key[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		key[0] = (char)(0xC0 | c >> 6);
		key[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	size_t len = c < 0x10000 ? 3 : 4;
	key[0] = (char)(len == 3 ? 0xE0 | c >> 12 : 0xF0 | c >> 18);
	if (len == 4)
		key[1] = (char)(0x80 | (c >> 12 & 0x3F));
	key[len - 2] = (char)(0x80 | (c >> 6 & 0x3F));
	key[len - 1] = (char)(0x80 | (c & 0x3F));
	return len;
}

static bool is_loose_blank(uint32_t c)
{
	enum gap kind = gap_of(c);

	return kind == GAP_BLANK || kind == GAP_HYPHEN || kind == GAP_DOT;
}

static const char *skip_unseen(const char *p)
{
	uint32_t c;

	for (size_t len; (unsigned char)*p >= 0x80 && (len = next_char(p, &c)) && gap_of(c) == GAP_UNSEEN;)
		p += len;
	return p;
}

/* A blank of the pattern: ー is no blank here when the pattern goes on with it. */
static const char *skip_loose(const char *p)
{
	uint32_t c;

	for (int i = 0; i < 2; i++) {
		size_t len = next_char(p, &c);
		if (!len || !is_loose_blank(c))
			break;
		p += len;
	}
	return p;
}

const char *fold_match(const char *p, const char *pattern)
{
	uint32_t want, have;

	while (*pattern) {
		pattern += next_char(pattern, &want);
		if (want == ' ') {
			p = skip_loose(p);
			continue;
		}
		p = skip_unseen(p);
		size_t len = fold_at(p, &have);
		if (!len || !(have == want || (want == 0x30FC && gap_of(have) == GAP_HYPHEN)))
			return NULL;
		p += len;
	}
	return p;
}

const char *fold_first(const char *p, const char *const *patterns, size_t count)
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

static bool is_letter(uint32_t c)
{
	return c >= 'a' && c <= 'z';
}

/* The character before `p`, unfolded; 0 at the beginning. */
static uint32_t char_before(const char *text, const char *p)
{
	const char *before = p;
	uint32_t c = 0;

	if (p == text)
		return 0;
	for (before--; before > text && p - before < 4 && ((unsigned char)*before & 0xC0) == 0x80;)
		before--;
	next_char(before, &c);
	return c;
}

static bool is_kana_or_kanji_word(uint32_t c)
{
	return (c >= 0x30A1 && c <= 0x30FC) || (c >= 0xFF66 && c <= 0xFF9D) || (c >= 0x4E00 && c <= 0x9FFF);
}

/* "error code", "zip code" are no secrets, "your code" is: the word before decides. */
static bool is_code_of_ours(const char *text, const char *p)
{
	static const char *const ours[] = { "your", "the", "my", "this", "a", "enter", "is", "use", "digit", "sms", "pin" };
	const char *end = p;

	while (end > text && (end[-1] == ' ' || end[-1] == '-') && p - end < 2)
		end--;
	const char *start = end;
	while (start > text && end - start < 12 && is_letter((unsigned char)start[-1] | 0x20u))
		start--;
	if (start == end || end == p)
		return start == end;
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		if (strlen(ours[i]) == (size_t)(end - start) && strncasecmp(start, ours[i], strlen(ours[i])) == 0)
			return true;
	return false;
}

/* "下4桁の番号", "14桁の番号": another number. */
static bool is_part_of_number(const char *text, const char *p)
{
	struct group g;

	return (p > text && group_read(p - 1, &g)) || (p - text >= 3 && (memcmp(p - 3, "下", 3) == 0 || memcmp(p - 3, "尾", 3) == 0));
}

/* A word inside another word is none: "shopping", "バーコード". */
static bool stands_alone(const char *text, const char *p, const char *end, const char *pattern)
{
	uint32_t before = fold_one(char_before(text, p)), after;
	size_t len = strlen(pattern);

	fold_at(end, &after);
	if (is_letter((unsigned char)pattern[0]) && is_letter(before))
		return false;
	if (is_letter((unsigned char)pattern[len - 1]) && is_letter(after))
		return false;
	if (pattern[0] >= '1' && pattern[0] <= '9' && is_part_of_number(text, p))
		return false;
	if (strcmp(pattern, "こーど") == 0 || strcmp(pattern, "ぱす") == 0)
		return !is_kana_or_kanji_word(char_before(text, p)) && !is_letter(before);
	if (strcmp(pattern, "code") == 0)
		return is_code_of_ours(text, p);
	return true;
}

/* A set of first characters, as 64 bits for ASCII and 64 for the rest (three bytes each). */
struct begins {
	uint64_t bits[2];
	bool known;
};

static uint64_t bit_of(const char *s)
{
	const unsigned char *b = (const unsigned char *)s;

	return 1ull << (b[0] < 0x80 ? b[0] % 64u : (b[1] * 7u + b[2]) % 64u);
}

/* Most characters begin no word, and a glance at one bit says so. */
static bool may_begin(const char *key, size_t len)
{
	static struct begins begins;
	const bool wide = len > 1;

	for (size_t i = 0; !begins.known && i < sizeof WORDS / sizeof *WORDS; i++)
		begins.bits[(unsigned char)WORDS[i].pattern[0] >= 0x80] |= bit_of(WORDS[i].pattern);
	begins.known = true;
	return (len == 1 || len == 3) && (begins.bits[wide] & bit_of(key));
}

const struct secret_word *secret_word_at(const char *text, const char *p, const char **end)
{
	const struct secret_word *best = NULL;
	char key[4];
	size_t len = fold_key(p, key);

	if (!may_begin(key, len))
		return NULL;
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
		if (strncmp(WORDS[i].pattern, key, len) != 0)
			continue;
		const char *match = fold_match(p, WORDS[i].pattern);
		if (!match || (best && match <= *end) || !stands_alone(text, p, match, WORDS[i].pattern))
			continue;
		best = &WORDS[i];
		*end = match;
	}
	return best;
}
