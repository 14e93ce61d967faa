/* sheet/names: what stands before an honorific goes; the rest stays as it was. */
#include "casebook_fixture.h"

#include "base/say.h"
#include "sheet/names.h"

static struct say say;

static int load(void **state)
{
	(void)state;
	return say_load(&say, ".", "ja", NULL) ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	say_free(&say);
	return 0;
}

static void check_names(const char *in, const char *wanted)
{
	struct buf out = { 0 };

	names_take_out(in, &say, &out);
	assert_string_equal(buf_str(&out), wanted);
	buf_free(&out);
}

static void names_go(void **state)
{
	(void)state;
	check_names("受付 8841 山田さん", "受付 8841 ●●さん");
	check_names("山田太郎様と佐々木氏", "●●様と●●氏");
	check_names("担当はスズキさん。", "担当は●●さん。");
	check_names("Smithさんに電話", "●●さんに電話");
	check_names("さとうさん", "●●さん");
}

static void the_rest_stays(void **state)
{
	static const char *const texts[] = { "", "受付 8841", "さん", " さん", "03-1234-5678 に電話", "\xFFさん", "{case}", "様子を見る" };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		check_names(texts[i], texts[i]);
}

static void long_texts(void **state)
{
	struct buf in = { 0 }, out = { 0 };

	(void)state;
	for (int i = 0; i < 20000; i++)
		buf_add(&in, "山田さん");
	names_take_out(in.text, &say, &out);
	assert_null(strstr(out.text, "山田"));
	buf_free(&in);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(names_go), cmocka_unit_test(the_rest_stays), cmocka_unit_test(long_texts) };

	return cmocka_run_group_tests(tests, load, unload);
}
