/* mail/glyphs: the table is GB 2312 without CP932 and JIS X 0213, worked out again with iconv. */
#include "guide_fixture.h"

#include <iconv.h>

#include "mail/glyphs.h"

static bool has(const char *charset, uint32_t c)
{
	iconv_t cd = iconv_open(charset, "UTF-32LE");
	unsigned char in[4] = { (unsigned char)c, (unsigned char)(c >> 8), 0, 0 };
	char out[32], *from = (char *)in, *to = out;
	size_t left = sizeof in, room = sizeof out;

	assert_true(cd != (iconv_t)-1);
	size_t lossy = iconv(cd, &from, &left, &to, &room);
	iconv_close(cd);
	return lossy == 0;
}

static void as_iconv_says(void **state)
{
	size_t simplified = 0;

	(void)state;
	for (uint32_t c = 0x4E00; c <= 0x9FFF; c++) {
		bool foreign = has("GB2312", c) && !has("CP932", c);
		/* JIS X 0213 writes some more of them. */
		if (glyph_is_simplified(c) && !foreign)
			fail_msg("U+%04X is Japanese", c);
		simplified += glyph_is_simplified(c);
	}
	assert_in_range(simplified, 2000, 3000);
}

static void some_by_hand(void **state)
{
	(void)state;
	assert_true(glyph_is_simplified(0x8D26));  /* 账 */
	assert_true(glyph_is_simplified(0x7EDC));  /* 络 */
	assert_false(glyph_is_simplified(0x53E3)); /* 口 */
	assert_false(glyph_is_simplified(0x56FD)); /* 国, the same in both */
	assert_false(glyph_is_simplified(0x3042));
	assert_false(glyph_is_simplified(0x10FFFF));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(as_iconv_says), cmocka_unit_test(some_by_hand) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
