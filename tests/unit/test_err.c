/* base/err: what is copied, where it is cut, which status a failed system call gets. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"

static void sets(void **state)
{
	struct err e = { 0 };
	char word[] = "mail";

	(void)state;
	assert_false(err_set(&e, ERR_USAGE, "fact.unknown-key", word, NULL, "three"));
	word[0] = 'X';
	assert_int_equal(e.code, ERR_USAGE);
	assert_string_equal(e.key, "fact.unknown-key");
	assert_string_equal(e.arg[0], "mail");
	assert_string_equal(e.arg[1], "");
	assert_string_equal(e.arg[2], "three");
	assert_false(err_set(&e, ERR_NO, "next", NULL, NULL, NULL));
	assert_string_equal(e.arg[0], "");
	assert_string_equal(e.arg[2], "");
	assert_false(err_set(NULL, ERR_NO, "nobody", NULL, NULL, NULL));
}

/* Cut on a character boundary, whatever the length before the first long one. */
static void cuts(void **state)
{
	(void)state;
	for (size_t lead = 0; lead < 5; lead++) {
		struct err e = { 0 };
		char text[3000] = "";
		memset(text, 'a', lead);
		for (size_t i = lead; i + 3 < sizeof text; i += 3)
			memcpy(text + i, "漢", 4);
		err_set(&e, ERR_DATA, text, text, text, text);
		for (int i = 0; i < ERR_ARGS; i++) {
			size_t len = strlen(e.arg[i]);
			assert_true(len < ERR_ARG_SIZE && len > ERR_ARG_SIZE - 4);
			assert_int_equal(text_bad_utf8(e.arg[i], len), -1);
		}
		assert_true(strlen(e.key) < ERR_KEY_SIZE);
		assert_int_equal(text_bad_utf8(e.key, strlen(e.key)), -1);
	}
}

static void exact_fit(void **state)
{
	struct err e = { 0 };
	char text[ERR_ARG_SIZE];

	(void)state;
	memset(text, 'b', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	err_set(&e, ERR_DATA, "k", text, NULL, NULL);
	assert_string_equal(e.arg[0], text);
}

static void of_errno(void **state)
{
	static const struct {
		int number;
		enum err_code code;
	} rows[] = { { ENOENT, ERR_NO_INPUT }, { ENOTDIR, ERR_NO_INPUT }, { EACCES, ERR_NOT_ALLOWED }, { EPERM, ERR_NOT_ALLOWED },
		     { EROFS, ERR_NOT_ALLOWED }, { ENOSPC, ERR_IO },       { EIO, ERR_IO },           { EMFILE, ERR_IO } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err e = { 0 };
		errno = rows[i].number;
		assert_false(err_errno(&e, "file.unreadable", "/some/where"));
		assert_int_equal(e.code, rows[i].code);
		assert_string_equal(e.arg[0], "/some/where");
		assert_string_equal(e.arg[1], strerror(rows[i].number));
	}
	errno = ENOENT;
	assert_false(err_errno(NULL, "k", "w"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets),
		cmocka_unit_test(cuts),
		cmocka_unit_test(exact_fit),
		cmocka_unit_test(of_errno),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
