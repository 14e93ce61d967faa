/* mail/phrases: words as a whole, parts in order and near, alternatives, names, digits, what must not follow. */
#include "mail_fixture.h"

#include <time.h>

#include "mail/phrases.h"

static const struct names_table names = { (struct named[]){ { "link", "こちら|リンク" }, { "stop", "停止|凍結" } }, 2 };
static struct arena *a;

static bool finds(const char *phrase, const char *text)
{
	struct phrases *p = phrases_new(&names);
	long n = phrases_add(p, phrase);
	struct squeezed s;
	struct span at;

	assert_true(n >= 0);
	phrases_ready(p);
	squeeze(text, a, &s);
	bool found = hits_next(p, phrases_find(p, &s, a), n, 0, &at);
	assert_true(!found || (at.from < at.to && at.to <= s.len));
	phrases_free(p);
	return found;
}

static void words_in_any_spelling(void **state)
{
	(void)state;
	assert_true(finds("カード番号", "ｶｰﾄﾞ番号"));
	assert_true(finds("カード番号", "カ ー ド 番\n号"));
	assert_false(finds("カード番号", "カードの番号"));
	assert_true(finds("gift_card", "a Gift Card now"));
}

static void latin_words_stand_alone(void **state)
{
	(void)state;
	assert_true(finds("ana", "ANAのマイル"));
	assert_true(finds("ana", "A N A"));
	assert_false(finds("ana", "banana"));
	assert_false(finds("ana", "such an apple"));
	assert_false(finds("alマイル", "JALマイル"));
	assert_true(finds("alマイル", "【通知】ALマイル"));
	assert_true(finds("au", "au ID"));
	assert_false(finds("au", "Paul"));
}

static void parts_in_order_and_near(void **state)
{
	struct buf far = { 0 };

	(void)state;
	assert_true(finds("アカウント @stop", "アカウントの利用を停止しました"));
	assert_false(finds("アカウント @stop", "停止したアカウント"));
	buf_add(&far, "アカウント");
	for (int i = 0; i < 30; i++)
		buf_add(&far, "い");
	buf_add(&far, "停止");
	assert_false(finds("アカウント @stop", buf_str(&far)));
	buf_free(&far);
	assert_true(finds("アカウント @stop", "アカウント。別の話。長い長い長い長い長い長い長い長い長い長い話。アカウントを凍結"));
	assert_true(finds("確認 @link|ボタン", "確認は、ボタンから"));
	assert_true(finds("停止 !解除", "停止しました"));
	assert_false(finds("停止 !解除", "停止を解除しました"));
}

static void digits_at_the_edge(void **state)
{
	(void)state;
	assert_true(finds("#時間以内", "24時間以内"));
	assert_true(finds("#時間以内", "２４ 時間以内"));
	assert_false(finds("#時間以内", "時間以内"));
	assert_true(finds("0120-#", "0120-000-000"));
	assert_false(finds("0120-#", "0120-"));
}

static void what_is_no_phrase(void **state)
{
	struct phrases *p = phrases_new(&names);

	(void)state;
	assert_int_equal(phrases_add(p, "@nobody"), -1);
	assert_int_equal(phrases_add(p, "#"), -1);
	assert_int_equal(phrases_add(p, ""), -1);
	assert_int_equal(phrases_add(p, "!停止"), -1);
	assert_int_equal(phrases_add(p, "一 二 三 四 五"), -1);
	assert_true(phrases_add(p, "一 二 三 四") >= 0);
	phrases_free(p);
}

static void every_place_in_order(void **state)
{
	struct phrases *p = phrases_new(&names);
	long n = phrases_add(p, "停止|停");
	struct squeezed s;
	struct span at;

	(void)state;
	phrases_ready(p);
	squeeze("停止、停、停止", a, &s);
	struct hits *h = phrases_find(p, &s, a);
	assert_true(hits_next(p, h, n, 0, &at) && at.from == 0 && at.to == 6);
	assert_true(hits_next(p, h, n, at.to, &at) && at.from == 9 && at.to == 12);
	assert_true(hits_next(p, h, n, at.to, &at) && at.from == 15 && at.to == 21);
	assert_false(hits_next(p, h, n, at.to, &at));
	phrases_free(p);
}

/* One word all the way through the largest text: still done in a moment. */
static void a_word_repeated_without_end(void **state)
{
	struct buf text = { 0 };
	struct timespec from, to;

	(void)state;
	while (text.len < SQUEEZE_MOST)
		buf_add(&text, "アカウント");
	clock_gettime(CLOCK_MONOTONIC, &from);
	assert_false(finds("アカウント @stop", buf_str(&text)));
	clock_gettime(CLOCK_MONOTONIC, &to);
	assert_true(to.tv_sec - from.tv_sec <= 2);
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_in_any_spelling),
		cmocka_unit_test(latin_words_stand_alone),
		cmocka_unit_test(parts_in_order_and_near),
		cmocka_unit_test(digits_at_the_edge),
		cmocka_unit_test(what_is_no_phrase),
		cmocka_unit_test(every_place_in_order),
		cmocka_unit_test(a_word_repeated_without_end),
	};

	a = arena_new();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(a);
	return failed;
}
