/* base/say: texts by key, placeholders, and the line for an error; never a crash over a missing text. */
#include "casebook_fixture.h"

#include "base/path.h"
#include "base/say.h"

static void write_messages(void **state, const char *lang, const char *text)
{
	char name[64];

	snprintf(name, sizeof name, "locale/%s/messages.json", lang);
	const char *path = in_dir(state, name);
	assert_true(path_make_parent(path, NULL));
	assert_true(file_write(path, text, strlen(text), false, NULL));
}

static void speaks_text(void **state, struct say *s, const char *lang, const char *text)
{
	write_messages(state, lang, text);
	assert_true(say_load(s, *state, lang, NULL));
}

static void speaks(void **state, struct say *s)
{
	static const char text[] = "{\"plain\": \"そのまま\", \"one\": \"「{title}」です\", \"two\": \"{a}と{b}と{a}\","
				   "\"open\": \"{a} {b\", \"odd\": \"{} {{a}} }{ {none}\", \"error.file.exists\": \"「{1}」は、{2}{3}もうあります\"}";

	speaks_text(state, s, "xx", text);
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

static void plurals(void **state)
{
	static const char text[] = "{\"days\": \"{count} {count:day|days} left\", \"odd\": \"{count:day}{count:|s}{other:a|b}{count:a|b|c}\"}";
	struct say s;
	struct buf b = { 0 };

	speaks_text(state, &s, "xx", text);
	say_add(&s, &b, "days", "count", "1", NULL);
	assert_string_equal(buf_str(&b), "1 day left");
	buf_clear(&b);
	say_add(&s, &b, "days", "count", "0", NULL);
	assert_string_equal(buf_str(&b), "0 days left");
	buf_clear(&b);
	say_add(&s, &b, "days", "count", "21", NULL);
	assert_string_equal(buf_str(&b), "21 days left");
	buf_clear(&b);
	say_add(&s, &b, "odd", "count", "2", NULL);
	assert_string_equal(buf_str(&b), "days{other:a|b}b|c");
	buf_free(&b);
	say_free(&s);
}

/* What another language lacks, or has without its placeholders, is Japanese. */
static void falling_back(void **state)
{
	static const char ja[] = "{\"a\": \"あ\", \"b\": \"{n}件\", \"c\": \"う\", \"error.x\": \"誤り {1}\"}";
	static const char en[] = "{\"a\": \"A\", \"b\": \"some\", \"only\": \"here\", \"c\": 3}";
	struct says all = { .data_dir = *state };
	struct err e = { 0 };
	struct buf b = { 0 };

	write_messages(state, "ja", ja);
	write_messages(state, "en", en);
	const struct say *s = says_get(&all, "en", &e);
	assert_non_null(s);
	assert_string_equal(say_text(s, "a"), "A");
	assert_string_equal(say_text(s, "b"), "{n}件");
	assert_string_equal(say_text(s, "c"), "う");
	assert_string_equal(say_text(s, "only"), "here");
	assert_string_equal(say_text(s, "none"), "none");
	say_error(s, &b, &(struct err){ ERR_NO, "x", { "y" } });
	assert_string_equal(buf_str(&b), "誤り y");
	assert_ptr_equal(says_get(&all, "en", &e), s);
	assert_null(says_get(&all, "de", &e));
	assert_int_equal(e.code, ERR_NO_INPUT);
	assert_null(says_get(&all, "../en", NULL));
	buf_free(&b);
	says_free(&all);
}

static void places_kept(void **state)
{
	static const struct {
		const char *original, *text, *what;
	} rows[] = {
		{ "{a}と{b}", "{b}, {a}", NULL },   { "なし", "none", NULL },       { "{a}", "none", "{a}" },
		{ "なし", "{a}", "{a}" },           { "{a}", "{a:x|y}", NULL },     { "{a}と{b}", "see {ja}", NULL },
		{ "{a}", "{b} and {ja}", "{b}" },   { "{a", "none", NULL },         { "{brand.name}", "{brand.nam}", "{brand.name}" },
	};
	char what[64];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool kept = say_keeps_places(rows[i].original, rows[i].text, what);
		assert_int_equal(kept, rows[i].what == NULL);
		if (!kept)
			assert_string_equal(what, rows[i].what);
	}
}

static void locales(void **state)
{
	static const struct {
		const char *all, *messages, *lang, *wanted;
	} rows[] = { { NULL, NULL, NULL, NULL },   { NULL, NULL, "C", NULL },          { NULL, NULL, "C.UTF-8", NULL },
		     { NULL, NULL, "POSIX", NULL }, { NULL, NULL, "en_US.UTF-8", "en" }, { "ja_JP.eucJP", NULL, "en_US", "ja" },
		     { NULL, "de@euro", "en", "de" }, { "C", "en", "en", NULL },          { "", "", "en", "en" },
		     { NULL, NULL, "english", NULL }, { NULL, NULL, "e", NULL },          { NULL, NULL, "../../x", NULL } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
		const char *const values[] = { rows[i].all, rows[i].messages, rows[i].lang };
		for (size_t k = 0; k < 3; k++)
			values[k] ? setenv(names[k], values[k], 1) : unsetenv(names[k]);
		char *lang = say_locale();
		if (rows[i].wanted)
			assert_string_equal(lang, rows[i].wanted);
		else
			assert_null(lang);
		free(lang);
	}
}

static void nearest(void **state)
{
	static const struct {
		const char *typed, *wanted;
	} rows[] = { { "en", "en" }, { "eng", "en" }, { "e", "en" }, { "jp", "ja" }, { "xx", "" }, { "", "" }, { "english", "en" } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *near = say_nearest(".", rows[i].typed);
		assert_string_equal(near, rows[i].wanted);
		free(near);
	}
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
		cmocka_unit_test_setup_teardown(plurals, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(falling_back, fixture_begin, fixture_end),
		cmocka_unit_test(places_kept),
		cmocka_unit_test(locales),
		cmocka_unit_test(nearest),
		cmocka_unit_test_setup_teardown(errors, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(missing, fixture_begin, fixture_end),
		cmocka_unit_test(shipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
