/* base/json: what is refused and where, what is read, what is written. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "base/mem.h"

static json *parsed(const char *text)
{
	struct err e = { 0 };
	json *j = json_parse("test.json", text, strlen(text), &e);

	if (!j)
		fail_msg("%s: %s", text, e.arg[1]);
	return j;
}

static void assert_refused_n(const char *text, size_t len, const char *why)
{
	struct err e = { 0 };
	json *j = json_parse("test.json", text, len, &e);

	if (j)
		fail_msg("was read: %.60s", text);
	assert_int_equal(e.code, ERR_DATA);
	assert_string_equal(e.key, "json.bad");
	assert_string_equal(e.arg[0], "test.json");
	if (!strstr(e.arg[1], why))
		fail_msg("\"%s\" does not hold \"%s\"", e.arg[1], why);
}

static void assert_refused(const char *text, const char *why)
{
	assert_refused_n(text, strlen(text), why);
}

/* `depth` brackets of the two kinds in turn, around a 1. */
static char *nested(int depth)
{
	struct buf b = { 0 };

	for (int i = 0; i < depth; i++)
		buf_add(&b, i % 2 ? "[" : "{\"a\":");
	buf_add(&b, "1");
	for (int i = depth; i-- > 0;)
		buf_add(&b, i % 2 ? "]" : "}");
	return buf_take(&b);
}

static void depth(void **state)
{
	char *deep = nested(32), *deeper = nested(33), *deepest = nested(100000);

	(void)state;
	json_free(parsed(deep));
	assert_refused(deeper, "nested deeper than 32");
	assert_refused(deepest, "nested deeper than 32");
	free(deep);
	free(deeper);
	free(deepest);
	json_free(parsed("[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\", \"\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"]"));
	json_free(parsed("[[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[]]"));
}

static void size(void **state)
{
	char *text = mem_alloc(JSON_MAX_BYTES + 2);

	(void)state;
	memset(text, 'x', JSON_MAX_BYTES + 1);
	text[0] = text[JSON_MAX_BYTES - 1] = '"';
	text[JSON_MAX_BYTES] = '\0';
	json_free(parsed(text));
	text[JSON_MAX_BYTES - 1] = 'x';
	text[JSON_MAX_BYTES] = '"';
	text[JSON_MAX_BYTES + 1] = '\0';
	assert_refused(text, "larger than 1 MiB");
	free(text);
}

static void duplicates(void **state)
{
	(void)state;
	assert_refused("{\"a\":1,\"a\":2}", "a: duplicate key");
	assert_refused("{\"x\":{\"b\":[1,{\"c\":1,\"d\":2,\"c\":2}]}}", "x.b[1].c: duplicate key");
	assert_refused("[0,[{\"k\":1,\"k\":1}]]", "[1][0].k: duplicate key");
	assert_refused("{\"\\u0061\":1,\"a\":2}", "a: duplicate key");
	assert_refused("{\"事実\":1,\"事実\":2}", "事実: duplicate key");
	assert_refused("{\"\":1,\"\":2}", "duplicate key");
	json_free(parsed("{\"a\":1,\"A\":2,\"b\":{\"a\":1},\"c\":[{\"a\":1},{\"a\":1}]}"));
}

/* Many keys that begin alike must not take long: the text is hostile. */
static void many_keys(void **state)
{
	struct buf b = { 0 };
	struct timespec from, to;

	(void)state;
	for (int i = 0; b.len < JSON_MAX_BYTES - 20; i++)
		buf_addf(&b, "%s\"a%x\":1", i ? "," : "{", i);
	buf_add_c(&b, '}');
	clock_gettime(CLOCK_MONOTONIC, &from);
	json_free(parsed(b.text));
	clock_gettime(CLOCK_MONOTONIC, &to);
	if (to.tv_sec - from.tv_sec > 5)
		fail_msg("%ld s for 1 MiB of keys", (long)(to.tv_sec - from.tv_sec));
	buf_free(&b);
}

static void bad_utf8(void **state)
{
	(void)state;
	assert_refused("{\n  \"a\": \"\xFF\"}", "line 2, column 9: not valid UTF-8");
	assert_refused("\"\xC0\xAF\"", "line 1, column 2: not valid UTF-8");
	assert_refused("\"\xED\xA0\x80\"", "not valid UTF-8");
	assert_refused("\"\xF4\x90\x80\x80\"", "not valid UTF-8");
	assert_refused("\"日\xE6\x9C\"", "not valid UTF-8");
	assert_refused("\"日\xE3\x81", "not valid UTF-8");
	assert_refused("\"\xE3", "not valid UTF-8");
	assert_refused("\"\x80\"", "not valid UTF-8");
	assert_refused("\"\\\xFF\"", "not valid UTF-8");
	json_free(parsed("\"\xF0\x9F\x98\x80 日本語 \xC3\xA9\""));
}

static void nul(void **state)
{
	(void)state;
	assert_refused_n("[1,\n\0]", 6, "line 2, column 1: a NUL byte");
	assert_refused_n("\"a\0b\"", 5, "a NUL byte");
	assert_refused_n("1\0", 2, "a NUL byte");
	assert_refused("[1, \"a\\u0000b\"]", "\\u0000 in a text");
	assert_refused("{\"a\\u0000\": 1}", "\\u0000 in a text");
	assert_refused("\"\\\\\\u0000\"", "\\u0000 in a text");
	json_free(parsed("\"\\\\u0000\""));
	json_free(parsed("\"\\u0001\""));
}

static void broken(void **state)
{
	(void)state;
	assert_refused("", "");
	assert_refused("   ", "");
	assert_refused("{", "not JSON");
	assert_refused("{\"a\" 1}", "not JSON");
	assert_refused("{a:1}", "not JSON");
	assert_refused("[1,]", "not JSON");
	assert_refused("{\"a\":1,}", "not JSON");
	assert_refused("\"open", "not JSON");
	assert_refused("nul", "not JSON");
	assert_refused("'a'", "not JSON");
	assert_refused("\"\\ud800\"", "not JSON");
	assert_refused("\"\\udc00\\ud800\"", "not JSON");
	assert_refused("\"\\x41\"", "not JSON");
	assert_refused("{\n\"a\": 1\n\"b\": 2}", "line 3");
	assert_refused("{} x", "line 1, column 4: something follows");
	assert_refused("{}\n{}", "line 2, column 1: something follows");
	assert_refused("1 2", "something follows");
	assert_refused("]", "not JSON");
	assert_refused("{]", "not JSON");
	json_free(parsed(" {} \r\n\t"));
}

static void byte_order_mark(void **state)
{
	(void)state;
	json *j = parsed("\xEF\xBB\xBF{\"a\":1}");
	assert_true(json_is_object(j));
	json_free(j);
	assert_refused("\xEF\xBB\xBF", "");
	assert_refused("{}\xEF\xBB\xBF", "something follows");
}

static void reads(void **state)
{
	json *j = parsed("{\"text\":\"値\\n\\u3042\\ud83d\\ude00\",\"n\":-1.5e2,\"yes\":true,\"no\":false,\"null\":null,\"list\":[1,\"二\",{}],\"Text\":\"other\"}");

	(void)state;
	assert_string_equal(json_get_text(j, "text"), "値\nあ\xF0\x9F\x98\x80");
	assert_string_equal(json_get_text(j, "Text"), "other");
	assert_null(json_get(j, "TEXT"));
	assert_null(json_get(j, ""));
	assert_true(json_number(json_get(j, "n")) < -149.9 && json_number(json_get(j, "n")) > -150.1);
	assert_true(json_is_true(json_get(j, "yes")));
	assert_true(json_is_bool(json_get(j, "no")));
	assert_false(json_is_true(json_get(j, "no")));
	assert_false(json_is_text(json_get(j, "null")));
	assert_null(json_text(json_get(j, "n")));
	assert_int_equal(json_count(j), 7);
	const json *list = json_get(j, "list");
	assert_true(json_is_array(list));
	assert_int_equal(json_count(list), 3);
	assert_true(json_is_number(json_first(list)));
	assert_string_equal(json_text(json_next(json_first(list))), "二");
	assert_null(json_next(json_next(json_next(json_first(list)))));
	assert_null(json_get(list, "a"));
	assert_null(json_get(NULL, "a"));
	assert_null(json_first(NULL));
	assert_null(json_text(NULL));
	assert_false(json_is_object(NULL));
	assert_int_equal(json_count(NULL), 0);
	assert_string_equal(json_key(json_first(j)), "text");
	json_free(j);
	json_free(NULL);
}

static void writes(void **state)
{
	json *j = json_new_object(), *list;
	struct buf out = { 0 };

	(void)state;
	json_add_text(j, "text", "「値」\n\"\\");
	json_add_text(j, "none", NULL);
	json_add_number(j, "n", 1763731800000.0);
	json_add_bool(j, "b", true);
	json_add_null(j, "null");
	list = json_add_array(j, "list");
	json_add_text(list, NULL, "a");
	json_add_object(list, NULL);
	json *copy = parsed("{\"x\":[1]}");
	json_add_copy(j, "copy", copy);
	json_add_copy(j, "no-copy", NULL);
	json_free(copy);
	json_write(j, false, &out);
	assert_string_equal(buf_str(&out), "{\"text\":\"「値」\\n\\\"\\\\\",\"none\":null,\"n\":1763731800000,\"b\":true,\"null\":null,"
					   "\"list\":[\"a\",{}],\"copy\":{\"x\":[1]},\"no-copy\":null}");
	json *again = parsed(buf_str(&out));
	assert_string_equal(json_get_text(again, "text"), "「値」\n\"\\");
	json_free(again);
	buf_clear(&out);
	json_write(j, true, &out);
	assert_non_null(strchr(buf_str(&out), '\n'));
	json_free(parsed(buf_str(&out)));
	buf_free(&out);
	json_free(j);
}

/* Every cut and every changed byte of a good text: read or refused, never a crash. */
/* Bytes of a tampered casebook come out as JSON that can be read again. */
static void writes_bad_utf8(void **state)
{
	struct buf out = { 0 };
	json *j = json_new_object();

	(void)state;
	json_add_text(j, "a", "x\xfb\xffy\xe3\x81");
	json_write(j, false, &out);
	json_free(j);
	j = json_parse("t", buf_str(&out), out.len, NULL);
	assert_non_null(j);
	assert_string_equal(json_get_text(j, "a"), "x\uFFFD\uFFFDy\uFFFD\uFFFD");
	json_free(j);
	buf_free(&out);
}

static void hostile(void **state)
{
	static const char good[] = "{\"a\":[1,2.5e3,{\"b\":\"日本\\u3042\\n\"},true,null],\"c\":{\"d\":\"\\\"x\\\"\"}}";
	char text[sizeof good];
	unsigned seed = 3;

	(void)state;
	for (size_t len = 0; len < sizeof good; len++) {
		memcpy(text, good, len);
		text[len] = '\0';
		json_free(json_parse("t", text, len, NULL));
	}
	for (int round = 0; round < 20000; round++) {
		memcpy(text, good, sizeof good);
		for (int k = rand_r(&seed) % 4; k >= 0; k--)
			text[(size_t)rand_r(&seed) % (sizeof good - 1)] = (char)(rand_r(&seed) % 256);
		json_free(json_parse("t", text, sizeof good - 1, NULL));
	}
}

/* What json_quote() writes reads back the same, and is what the library writes. */
static void quotes(void **state)
{
	static const char *const texts[] = { "", "plain", "日本語", "\"\\/", "a\nb\tc", "\x01\x1f\r\b\f", "end\\", "\"" };
	struct buf b = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		buf_clear(&b);
		buf_add(&b, "[");
		json_quote(&b, texts[i]);
		buf_add(&b, "]");
		json *j = json_parse("t", b.text, b.len, NULL);
		assert_non_null(j);
		assert_string_equal(json_text(json_first(j)), texts[i]);
		json_free(j);
	}
	buf_clear(&b);
	json_quote(&b, NULL);
	assert_string_equal(buf_str(&b), "null");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(depth),  cmocka_unit_test(size),   cmocka_unit_test(duplicates),      cmocka_unit_test(many_keys),
		cmocka_unit_test(bad_utf8), cmocka_unit_test(nul),  cmocka_unit_test(broken),          cmocka_unit_test(byte_order_mark),
		cmocka_unit_test(reads),  cmocka_unit_test(writes), cmocka_unit_test(writes_bad_utf8),
		cmocka_unit_test(hostile), cmocka_unit_test(quotes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
