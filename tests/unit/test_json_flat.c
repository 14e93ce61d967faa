/* base/json_flat: what it reads, and what it leaves to the whole parser. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/json_flat.h"

static bool reads(const char *text, struct arena *a, struct json_flat *f)
{
	char *copy = arena_strdup(a, text);

	return json_flat_read(copy, strlen(copy), a, f);
}

static void plain(void **state)
{
	struct arena *a = arena_new();
	struct json_flat f;

	(void)state;
	assert_true(reads("{\n \"a.b\": \"一\\n二\", \"c\" :\"\\\"x\\\\ \\/\\t\" , \"empty\":\"\"}\n", a, &f));
	assert_int_equal(f.count, 3);
	assert_string_equal(json_flat_get(&f, "a.b"), "一\n二");
	assert_string_equal(json_flat_get(&f, "c"), "\"x\\ /\t");
	assert_string_equal(json_flat_get(&f, "empty"), "");
	assert_null(json_flat_get(&f, "a"));
	arena_free(a);
}

static void left_to_the_parser(void **state)
{
	static const char *const texts[] = { "", "{}", "[]", "{\"a\":1}", "{\"a\":{\"b\":\"c\"}}", "{\"a\":\"b\",}", "{\"a\":\"b\"} x",
		                             "{\"a\":\"b\",\"a\":\"c\"}", "{\"a\":\"\\u3042\"}", "{\"a\":\"b\"", "{\"a\":\"b", "{\"a\" \"b\"}",
		                             "{\"a\":\"line\nend\"}", "{\"a\":\"\xff\"}", "{\"a\":\"\\", "{a:\"b\"}" };
	struct arena *a = arena_new();
	struct json_flat f;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (reads(texts[i], a, &f))
			fail_msg("read: %s", texts[i]);
	char nul[] = "{\"a\":\"b\0c\"}";
	assert_false(json_flat_read(nul, sizeof nul - 1, a, &f));
	arena_free(a);
}

static void many(void **state)
{
	struct arena *a = arena_new();
	struct json_flat f;
	struct buf b = { 0 };
	char key[24], value[24];

	(void)state;
	for (int i = 0; i < 5000; i++)
		buf_addf(&b, "%s\"key.%d\":\"value %d\"", i ? "," : "{", i, i * 7);
	buf_add(&b, "}");
	assert_true(reads(buf_str(&b), a, &f));
	for (int i = 0; i < 5000; i++) {
		snprintf(key, sizeof key, "key.%d", i);
		snprintf(value, sizeof value, "value %d", i * 7);
		assert_string_equal(json_flat_get(&f, key), value);
	}
	buf_free(&b);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain),
		cmocka_unit_test(left_to_the_parser),
		cmocka_unit_test(many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
