/* base/buf: growing, formatting, clearing, handing over. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static void empty(void **state)
{
	struct buf b = { 0 };

	(void)state;
	assert_string_equal(buf_str(&b), "");
	buf_add(&b, NULL);
	assert_int_equal(b.len, 0);
	buf_clear(&b);
	buf_free(&b);
	buf_wipe(&b);
	char *taken = buf_take(&b);
	assert_string_equal(taken, "");
	free(taken);
}

static void grows(void **state)
{
	struct buf b = { 0 };

	(void)state;
	for (int i = 0; i < 10000; i++) {
		buf_add_c(&b, (char)('a' + i % 26));
		assert_int_equal(b.len, i + 1);
		assert_int_equal(b.text[b.len], 0);
		assert_true(b.cap > b.len);
	}
	assert_int_equal(strlen(b.text), 10000);
	assert_int_equal(b.text[9999], 'a' + 9999 % 26);
	buf_free(&b);
	assert_null(b.text);
	assert_int_equal(b.len, 0);
}

static void formats(void **state)
{
	struct buf b = { 0 };
	char longer[5000];

	(void)state;
	memset(longer, 'x', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	buf_addf(&b, "%d/%s", 7, "駆け込み");
	assert_string_equal(b.text, "7/駆け込み");
	buf_addf(&b, "%s", longer);
	assert_int_equal(b.len, strlen("7/駆け込み") + 4999);
	assert_string_equal(b.text + strlen("7/駆け込み"), longer);
	buf_addf(&b, "%s", "");
	assert_int_equal(b.text[b.len], 0);
	buf_free(&b);
}

static void pieces(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_add_n(&b, "abcdef", 3);
	buf_pad(&b, '.', 4);
	buf_pad(&b, '!', 0);
	buf_add(&b, "z");
	buf_add_n(&b, NULL, 0);
	assert_string_equal(buf_str(&b), "abc....z");
	buf_clear(&b);
	assert_string_equal(buf_str(&b), "");
	buf_add_n(&b, "a\0b", 3);
	assert_int_equal(b.len, 3);
	assert_memory_equal(b.text, "a\0b", 4);
	buf_free(&b);
}

static void handed_over(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_add(&b, "mine");
	char *text = buf_take(&b);
	assert_string_equal(text, "mine");
	assert_string_equal(buf_str(&b), "");
	buf_add(&b, "next");
	assert_string_equal(buf_str(&b), "next");
	assert_string_equal(text, "mine");
	free(text);
	buf_wipe(&b);
	assert_null(b.text);
}

static void reserved(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_reserve(&b, 0);
	assert_non_null(b.text);
	buf_reserve(&b, 100000);
	assert_true(b.cap > 100000);
	char *before = b.text;
	buf_pad(&b, 'x', 100000);
	assert_ptr_equal(b.text, before);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty),       cmocka_unit_test(grows),    cmocka_unit_test(formats),
		cmocka_unit_test(pieces), cmocka_unit_test(handed_over), cmocka_unit_test(reserved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
