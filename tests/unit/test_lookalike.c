/* mail/lookalike: words that look the same have the same skeleton, others have not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mail/domain.h"
#include "mail/lookalike.h"

static char *skeleton(const char *word)
{
	struct buf b = { 0 };

	domain_skeleton(word, &b);
	return buf_take(&b);
}

static bool look_alike(const char *a, const char *b)
{
	char *x = skeleton(a), *y = skeleton(b);
	bool same = strcmp(x, y) == 0;

	free(x);
	free(y);
	return same;
}

static void sees_through_disguises(void **state)
{
	static const char *const pairs[][2] = {
		{ "amazon", "аmаzоn" },          /* Cyrillic */
		{ "apple", "аррӏе" },
		{ "ANA", "ΑΝΑ" },                /* Greek capitals */
		{ "paypal", "ρayρal" },          /* Greek */
		{ "softbank", "ѕоftbаnk" },
		{ "ohun", "օհսո" },              /* Armenian */
		{ "amazon", "ａｍａｚｏｎ" },    /* full-width */
		{ "amazon", "𝗮𝗺𝗮𝘇𝗼𝗻" },          /* mathematical */
		{ "amazon", "ⓐⓜⓐⓩⓞⓝ" },
		{ "amazon", "ᴀᴍᴀᴢᴏɴ" },          /* small capitals */
		{ "amazon", "am\u200Ba\u00ADzon" },
		{ "amazon", "AMAZON" },
		{ "amazon", "amazón" },
		{ "amazon", "arnazon" },
		{ "google", "g00gle" },
		{ "paypal", "paypa1" },
		{ "line", "1ine" },
		{ "vvv", "wv" },
		{ "カード", "力ード" },
		{ "カード", "ｶｰﾄﾞ" },
		{ "ニコニコ", "二コ二コ" },
		{ "ロード", "口一ド" },
		{ "エポス", "工ポス" },
		{ "タクシー", "夕クシー" },
		{ "ハガキ", "八ガキ" },
		{ "イオンカード", "イオンカ―ド" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		if (!look_alike(pairs[i][0], pairs[i][1]))
			fail_msg("%s and %s look different", pairs[i][0], pairs[i][1]);
	}
}

static void keeps_different_words_apart(void **state)
{
	static const char *const pairs[][2] = {
		{ "amazon", "amazom" }, { "ana", "jal" }, { "カード", "ガード" }, { "ハート", "バート" }, { "example", "exemple" }, { "三井", "三丼" }, { "", "a" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (look_alike(pairs[i][0], pairs[i][1]))
			fail_msg("%s and %s look the same", pairs[i][0], pairs[i][1]);
}

static void appends_and_bears_anything(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_add(&b, "r");
	domain_skeleton("n", &b); /* the r before is another word's */
	assert_string_equal(b.text, "rn");
	buf_clear(&b);
	domain_skeleton("\xFF\xC3", &b);
	domain_skeleton("", &b);
	buf_free(&b);
}

/* Every row of the table answers at its ends, and nothing answers outside. */
static void tells_letters(void **state)
{
	(void)state;
	assert_int_equal(lookalike_foreign(0x430), 'a');
	assert_int_equal(lookalike_foreign(0x42F), 0);
	assert_int_equal(lookalike_foreign(0x39D), 'n');
	assert_int_equal(lookalike_foreign(0x3BD), 'v');
	assert_int_equal(lookalike_foreign(0x585), 'o');
	assert_int_equal(lookalike_foreign(0x578), 'n');
	assert_int_equal(lookalike_foreign(0x57D), 'u');
	assert_int_equal(lookalike_foreign(0x566), 'q');
	assert_int_equal(lookalike_foreign(0x570), 'h');
	assert_int_equal(lookalike_foreign(0x555), 'o');
	assert_int_equal(lookalike_foreign(0x54F), 's');
	assert_int_equal(lookalike_foreign(0x13AA), 'a');
	assert_int_equal(lookalike_foreign(0x13DF), 'c');
	assert_int_equal(lookalike_foreign(0x13E2), 'p');
	assert_int_equal(lookalike_foreign(0x13D2), 'r');
	assert_int_equal(lookalike_foreign(0x1D0F), 'o');
	assert_int_equal(lookalike_foreign(0x1D22), 'z');
	assert_int_equal(lookalike_foreign(0x1D1B), 't');
	assert_int_equal(lookalike_foreign(0x1D0D), 'm');
	assert_int_equal(lookalike_foreign(0xA731), 's');
	assert_int_equal(lookalike_foreign(0x1D6A8), 'a'); /* mathematical Alpha */
	assert_int_equal(lookalike_foreign('a'), 0);
	assert_int_equal(lookalike_foreign(0x3042), 0);
	assert_int_equal(lookalike_foreign(0x10FFFF), 0);
	assert_int_equal(lookalike_dressed(0xFF21), 'A');
	assert_int_equal(lookalike_dressed(0xFF0E), '.');
	assert_int_equal(lookalike_dressed(0x1D7D8), '0');
	assert_int_equal(lookalike_dressed(0x24D0), 'a');
	assert_int_equal(lookalike_dressed(0x3042), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sees_through_disguises),
		cmocka_unit_test(keeps_different_words_apart),
		cmocka_unit_test(appends_and_bears_anything),
		cmocka_unit_test(tells_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
