/* base/say: texts by key, placeholders, and the line for an error; never a crash over a missing text. */
#include "casebook_fixture.h"

#include "base/path.h"
#include "base/say.h"

static void speaks(void **state, struct say *s)
{
	static const char text[] = "{\"plain\": \"そのまま\", \"one\": \"「{title}」です\", \"two\": \"{a}と{b}と{a}\","
				   "\"open\": \"{a} {b\", \"odd\": \"{} {{a}} }{ {none}\", \"error.file.exists\": \"「{1}」は、{2}{3}もうあります\"}";
	struct err e = { 0 };

	assert_int_equal(mkdir(in_dir(state, "locale"), 0700), 0);
	assert_int_equal(mkdir(in_dir(state, "locale/xx"), 0700), 0);
	assert_true(file_write(in_dir(state, "locale/xx/messages.json"), text, sizeof text - 1, false, NULL));
	assert_true(say_load(s, *state, "xx", &e));
	assert_string_equal(s->lang, "xx");
}

static void texts(void **state)
{
	struct say s;

	speaks(state, &s);
	assert_string_equal(say_text(&s, "plain"), "そのまま");
	assert_string_equal(say_text(&s, "nothing.here"), "nothing.here");
	say_free(&s);
	assert_string_equal(say_text(&s, "plain"), "plain");
}

static void placeholders(void **state)
{
	struct say s;
	struct buf b = { 0 };

	speaks(state, &s);
	say_add(&s, &b, "one", "title", "ANA", NULL);
	say_add(&s, &b, "two", "b", "2", "a", "1", NULL);
	assert_string_equal(buf_str(&b), "「ANA」です1と2と1");
	buf_clear(&b);
	say_add(&s, &b, "one", NULL);
	assert_string_equal(buf_str(&b), "「{title}」です");
	buf_clear(&b);
	/* A value is never looked into for placeholders. */
	say_add(&s, &b, "two", "a", "{b}", "b", "{a}", NULL);
	assert_string_equal(buf_str(&b), "{b}と{a}と{b}");
	buf_clear(&b);
	say_add(&s, &b, "two", "a", NULL, "b", "", NULL);
	buf_clear(&b);
	say_add(&s, &b, "nothing.here", "a", "1", NULL);
	assert_string_equal(buf_str(&b), "nothing.here");
	buf_free(&b);
	say_free(&s);
}

static void odd_braces(void **state)
{
	struct say s;
	struct buf b = { 0 };

	speaks(state, &s);
	say_add(&s, &b, "open", "a", "1", "b", "2", NULL);
	assert_string_equal(buf_str(&b), "1 {b");
	buf_clear(&b);
	say_add(&s, &b, "odd", "a", "1", NULL);
	assert_non_null(strstr(buf_str(&b), "{none}"));
	buf_free(&b);
	say_free(&s);
}

static void errors(void **state)
{
	struct say s;
	struct err e = { 0 };
	struct buf b = { 0 };

	speaks(state, &s);
	err_set(&e, ERR_CANNOT_CREATE, "file.exists", "/tmp/{2}", "x", NULL);
	say_error(&s, &b, &e);
	assert_string_equal(buf_str(&b), "「/tmp/{2}」は、xもうあります");
	buf_clear(&b);
	err_set(&e, ERR_IO, "no.such-error", "what", "why", NULL);
	say_error(&s, &b, &e);
	assert_non_null(strstr(buf_str(&b), "no.such-error"));
	assert_non_null(strstr(buf_str(&b), "what"));
	assert_non_null(strstr(buf_str(&b), "why"));
	buf_free(&b);
	say_free(&s);
}

static void missing(void **state)
{
	struct say s;
	struct err e = { 0 };

	assert_false(say_load(&s, *state, "xx", &e));
	assert_int_equal(e.code, ERR_NO_INPUT);
	assert_false(say_load(&s, NULL, "xx", &e));
	say_free(&s);
}

static void shipped(void **state)
{
	struct say s;
	struct err e = { 0 };

	(void)state;
	assert_true(say_load(&s, ".", "ja", &e));
	assert_string_equal(say_text(&s, "who.self"), "本人");
	say_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(texts, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(placeholders, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(odd_braces, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(errors, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(missing, fixture_begin, fixture_end),
		cmocka_unit_test(shipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
