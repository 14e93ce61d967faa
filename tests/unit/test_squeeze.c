/* mail/squeeze: what hides between and behind letters is gone, what is left knows where it came from. */
#include "mail_fixture.h"

#include "mail/squeeze.h"

static struct arena *a;

static struct squeezed squeezed(const char *in)
{
	struct squeezed s;

	squeeze(in, a, &s);
	assert_int_equal(strlen(s.text), s.len);
	return s;
}

static void assert_squeezed(const char *in, const char *out)
{
	assert_string_equal(squeezed(in).text, out);
}

static void widths_cases_and_kana(void **state)
{
	(void)state;
	assert_squeezed("ＡＢＣａｂｃ１２３！", "abcabc123!");
	assert_squeezed("カード", "かーど");
	assert_squeezed("ｶｰﾄﾞ ﾊﾟｽﾜｰﾄﾞ", "かーどぱすわーど");
	assert_squeezed("三 井　住\t友\r\nカード", "三井住友かーど");
	assert_squeezed("𝐀𝐦𝐚𝐳𝐨𝐧 ①", "amazon1");
	assert_squeezed("", "");
}

static void what_nobody_sees(void **state)
{
	(void)state;
	struct squeezed s = squeezed("メル\u2061カ\u200Bリ");
	assert_string_equal(s.text, "めるかり");
	assert_int_equal(s.invisible, 2);
	assert_int_equal(s.first_invisible, strlen("メル"));
	assert_squeezed("お\u0749客\u0749様", "お客様");
	assert_squeezed("ア##mix_normal_10##カ##mix_normal_10##ウント", "あかうんと");
	assert_int_equal(squeezed("a##b_1##c").fillers, 1);
	assert_squeezed("##no end", "##noend");
}

static void emoji_hide_nothing(void **state)
{
	(void)state;
	assert_int_equal(squeezed("おめでとう👨\u200D👩\u200D👧❤\uFE0Fまた").invisible, 0);
	assert_int_equal(squeezed("\uFEFFはじめ").invisible, 0);
}

static void letters_that_look_alike(void **state)
{
	(void)state;
	assert_squeezed("\u0410m\u0430z\u043En", "amazon"); /* Cyrillic */
	assert_int_equal(squeezed("\u0410mazon").odd_count, 1);
	assert_squeezed("AppIe", "apple");
	assert_squeezed("PayPaI ", "paypal");
	assert_squeezed("MyID iPhone AI", "myidiphoneai");
	assert_squeezed("セゾンカ一ド", "せぞんかーど");
	assert_squeezed("楽天力ード", "楽天かーど");
	assert_squeezed("力を入れる", "力を入れる");
	assert_squeezed("カード一枚", "かーど一枚");
}

static void every_byte_knows_where_it_came_from(void **state)
{
	const char *in = "Ａ　二\nb";
	struct squeezed s = squeezed(in);

	(void)state;
	assert_string_equal(s.text, "a二b");
	assert_int_equal(s.from[0], 0);
	assert_int_equal(s.from[1], strlen("Ａ　"));
	assert_int_equal(s.from[4], strlen("Ａ　二\n"));
	assert_int_equal(s.from[5], strlen(in));
	assert_int_equal(s.gap[0], GAP_NONE);
	assert_int_equal(s.gap[1], GAP_BLANK);
	assert_int_equal(s.gap[4], GAP_LINE);
}

static void blanks_between_letters_are_counted(void **state)
{
	(void)state;
	assert_int_equal(squeezed("お 客 様 へ").spaced, 3);
	assert_int_equal(squeezed("お客様 hanako 様").spaced, 0);
}

/* The short way is the general one wherever it answers at all. */
static void the_short_way_is_the_same(void **state)
{
	static const char *const letters[] = { "a", "z", "A", "I", "0", "#", "_", " ", "あ", "ん", "ア", "ヴ", "ー", "ヽ", "カ", "ヶ", "力", "口", "一", "三", "井", "銀", "、",
		                               "ａ", "ｶ", "ﾞ", "\u200B", "\u0301", "é", "а", "\xE3\x81", "\xFF" };
	enum { LETTERS = sizeof letters / sizeof *letters };
	char word[40], plain[40];
	size_t answered = 0;

	(void)state;
	for (size_t i = 0; i < (size_t)LETTERS * LETTERS * LETTERS; i++) {
		snprintf(word, sizeof word, "%s%s%s", letters[i % LETTERS], letters[i / LETTERS % LETTERS], letters[i / LETTERS / LETTERS]);
		size_t len = squeeze_plain(word, strlen(word), plain);
		if (!len)
			continue;
		answered++;
		plain[len] = '\0';
		assert_squeezed(word, plain);
		arena_reset(a);
	}
	assert_true(answered > 1000);
	assert_int_equal(squeeze_plain("あ", 1, plain), 0);
	assert_int_equal(squeeze_plain("", 0, plain), 0);
}

static void rubbish_and_too_much(void **state)
{
	struct buf big = { 0 };

	(void)state;
	squeezed("\xFF\xFE\x80\xE3\x81");
	while (big.len < 3 * SQUEEZE_MOST)
		buf_add(&big, "あ");
	assert_in_range(squeezed(buf_str(&big)).len, SQUEEZE_MOST - 8, SQUEEZE_MOST + 8);
	buf_free(&big);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(widths_cases_and_kana),
		cmocka_unit_test(what_nobody_sees),
		cmocka_unit_test(emoji_hide_nothing),
		cmocka_unit_test(letters_that_look_alike),
		cmocka_unit_test(every_byte_knows_where_it_came_from),
		cmocka_unit_test(blanks_between_letters_are_counted),
		cmocka_unit_test(the_short_way_is_the_same),
		cmocka_unit_test(rubbish_and_too_much),
	};

	a = arena_new();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(a);
	return failed;
}
