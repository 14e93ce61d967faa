#include "guide/negation.h"

#include <string.h>

#include "base/banned.h"

static bool ends_with(const char *start, const char *at, const char *tail)
{
	size_t n = strlen(tail);

	return at >= start + n && memcmp(at - n, tail, n) == 0;
}

/* "I did not enter my card number": English says no before the verb, and what was said before a "but" or a full stop counts
 * for itself. */
bool negation_before(const char *from, const char *at)
{
	static const char *const turns[] = { ". ", " but ", " then " }, *const denials[] = { "not ", "n't ", "n’t ", "never ", "without " };
	bool denied = false;

	for (const char *p = from; p < at; p++) {
		for (size_t i = 0; i < sizeof turns / sizeof *turns; i++)
			denied = denied && strncmp(p, turns[i], strlen(turns[i])) != 0;
		for (size_t i = 0; i < sizeof denials / sizeof *denials; i++)
			denied = denied || strncmp(p, denials[i], strlen(denials[i])) == 0;
	}
	return denied;
}

/* "払ったのに来ない": what comes behind is another matter. */
static bool is_turn(const char *p, const char *end)
{
	static const char *const turns[] = { "のに", "けど", "けれど" };

	for (size_t i = 0; i < sizeof turns / sizeof *turns; i++)
		if (p + strlen(turns[i]) <= end && memcmp(p, turns[i], strlen(turns[i])) == 0)
			return true;
	return false;
}

/* "入れたことはない" states the opposite; "入れたかもしれない" does not. */
bool negation_after(const char *from, const char *end)
{
	static const char *const negations[] = { "ない", "ません", "なかった" };

	for (const char *p = from; p < end && !is_turn(p, end); p++)
		for (size_t i = 0; i < sizeof negations / sizeof *negations; i++) {
			size_t n = strlen(negations[i]);
			bool doubt = ends_with(from, p, "しれ") || ((ends_with(from, p, "では") || ends_with(from, p, "じゃ")) && !ends_with(from, p, "わけでは"));
			if (p + n <= end && memcmp(p, negations[i], n) == 0 && !doubt)
				return true;
		}
	return false;
}
