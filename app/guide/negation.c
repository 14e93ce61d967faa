#include "guide/negation.h"

#include <string.h>

#include "base/banned.h"

static bool ends_with(const char *start, const char *at, const char *tail)
{
	size_t n = strlen(tail);

	return at >= start + n && memcmp(at - n, tail, n) == 0;
}

static bool starts_with(const char *p, const char *end, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(end - p) >= n && memcmp(p, word, n) == 0;
}

static bool starts_with_any(const char *p, const char *end, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (starts_with(p, end, words[i]))
			return true;
	return false;
}

/* "I did not enter my card number": English says no before the verb, and what was said before a "but" or a full stop counts
 * for itself. What a mail says nobody stated. */
bool negation_before(const char *from, const char *at)
{
	static const char *const turns[] = { ". ", " but ", " then ", " and i ", " so i " };
	static const char *const denials[] = { "not ", "n't ", "n’t ", "never ", "without ", "mail saying ", "message saying ", "sms saying ", "text saying ", "letter saying ",
					       "call saying ", "that says ", "which says " };
	bool denied = false;

	for (const char *p = from; p < at; p++) {
		for (size_t i = 0; i < sizeof turns / sizeof *turns; i++)
			denied = denied && strncmp(p, turns[i], strlen(turns[i])) != 0;
		for (size_t i = 0; i < sizeof denials / sizeof *denials; i++)
			denied = denied || strncmp(p, denials[i], strlen(denials[i])) == 0;
	}
	return denied;
}

/* "I entered nothing". */
bool negation_right_after(const char *from, const char *end)
{
	static const char *const denials[] = { " nothing", " none", " no ", " not " };

	return starts_with_any(from, end, denials, sizeof denials / sizeof *denials);
}

/* "払ったのに来ない", "押しただけで入れていない", "払った 相手は知らない": what comes behind is another matter. */
static bool is_turn(const char *from, const char *p, const char *end)
{
	static const char *const turns[] = { "のに", "けど", "けれど", "だけで", "だけ、", "たが", "すが", "ので", "たら" };
	static const char *const directly[] = { "が", "ら", "し", "から", "って" };

	return starts_with_any(p, end, turns, sizeof turns / sizeof *turns) ||
	       (p == from && starts_with_any(p, end, directly, sizeof directly / sizeof *directly));
}

/* "送金しました 相手は知らない人": a blank behind a verb at rest is a full stop. */
static bool is_stop(const char *start, const char *p)
{
	return *p == ' ' && (ends_with(start, p, "た") || ends_with(start, p, "す") || ends_with(start, p, "だ"));
}

/* "入れたかもしれない" and "知らない人に" deny nothing. */
static bool is_no_denial(const char *from, const char *p)
{
	if ((ends_with(from, p, "では") || ends_with(from, p, "じゃ")) && !ends_with(from, p, "わけでは"))
		return true;
	return ends_with(from, p, "しれ") || ends_with(from, p, "知ら");
}

/* "不正利用されたというメール": somebody else says so. */
static bool is_hearsay(const char *p, const char *end)
{
	static const char *const sayings[] = { "というめーる", "というsms", "という電話", "という連絡", "という通知", "というお知らせ", "という知らせ", "という警告", "と言われ",
					       "といわれ", "とのめーる", "とのsms", "との電話", "との連絡", "との通知", "とめーる", "とsms", "と電話", "と書いて", "と表示" };

	return starts_with_any(p, end, sayings, sizeof sayings / sizeof *sayings);
}

/* "入れたことはない" states the opposite. */
bool negation_after(const char *start, const char *from, const char *end)
{
	static const char *const negations[] = { "ない", "ません", "なかった" };

	for (const char *p = from; p < end && !is_turn(from, p, end) && !is_stop(start, p); p++)
		if (is_hearsay(p, end) || (starts_with_any(p, end, negations, sizeof negations / sizeof *negations) && !is_no_denial(from, p)))
			return true;
	return false;
}

/* "カード番号は入れてないけど名前は入れた": the verb found belongs to another thing. "確かめずに入れた" denies nothing. */
bool negation_between(const char *from, const char *end)
{
	static const char *const denials[] = { "てない", "ていない", "てません", "ていません", "てなく", "ていなく", "入れず", "入力せず", "教えず", "伝えず", "言わず",
					       "送らず", "払わず", "入れなかった", "教えなかった", "伝えなかった", "入れないで", "教えないで" };
	static const char *const muddle[] = { "わかっ", "分かっ", "知っ", "気づい", "気付い", "考え", "覚え" };

	for (const char *p = from; p < end; p++) {
		bool muddled = false;
		for (size_t i = 0; i < sizeof muddle / sizeof *muddle; i++)
			muddled = muddled || ends_with(from, p, muddle[i]);
		if (!muddled && starts_with_any(p, end, denials, sizeof denials / sizeof *denials))
			return true;
	}
	return false;
}
