/* sheet/unnamed: who received a mail is taken out, and nothing else is touched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "sheet/unnamed.h"

#define R UNNAMED_ADDRESS

static const struct {
	const char *in, *own, *out;
	size_t count;
} cases[] = {
	{ "To: a@b.example\r\n\r\nhi a@b.example\r\n", NULL, "To: <" R ">\r\n\r\nhi " R "\r\n", 2 },
	{ "TO: A <a@b.example>,\n c@d.example\nFrom: x@y.example\n\nC@D.EXAMPLE x@y.example", NULL, "TO: <" R ">\nFrom: x@y.example\n\n" R " x@y.example", 2 },
	{ "Received: by b for <a@b.example>; Thu\n\n", NULL, "Received: by b for <" R ">; Thu\n\n", 1 },
	{ "Received: from evil@y.example by b\n\nevil@y.example", NULL, "Received: from evil@y.example by b\n\nevil@y.example", 0 },
	{ "Delivered-To: a@b.example\nReturn-Path: <bounce-a@b.example>\n\n", NULL, "Delivered-To: <" R ">\nReturn-Path: <bounce-a@b.example>\n\n", 1 },
	{ "To: a@b.example\n\nxa@b.example a@b.example.evil a@b.example-x ?e=a@b.example&b a@b.example.", NULL,
	  "To: <" R ">\n\nxa@b.example a@b.example.evil a@b.example-x ?e=" R "&b " R ".", 3 },
	{ "Subject: x\n\nme@home.example", "me@home.example", "Subject: x\n\n" R, 1 },
	{ "Subject: x\n\nTo: a@b.example", NULL, "Subject: x\n\nTo: a@b.example", 0 }, /* no head any more */
	{ "To: nobody", NULL, "To: <" R ">\n", 1 },
	{ "To:", NULL, "To: <" R ">\n", 1 },
	{ "To: @ a@ @b\n\n@", NULL, "To: <" R ">\n\n@", 1 },
	{ "", NULL, "", 0 },
	{ "\r\n", NULL, "\r\n", 0 },
};

static void each_case(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf in = { 0 }, out = { 0 };
		buf_add(&in, cases[i].in);
		size_t count = unnamed_mail(&in, cases[i].own, &out);
		assert_string_equal(buf_str(&out), cases[i].out);
		assert_int_equal(count, cases[i].count);
		buf_free(&in);
		buf_free(&out);
	}
}

static void bytes_that_are_no_text(void **state)
{
	struct buf in = { 0 }, out = { 0 };

	(void)state;
	buf_add(&in, "To: a@b.example\n\n");
	buf_add_n(&in, "\0\xFF\x80 a@b.example\0", 16);
	assert_int_equal(unnamed_mail(&in, NULL, &out), 2);
	assert_memory_equal(out.text + out.len - strlen(R) - 1, R, strlen(R));
	buf_free(&in);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_case), cmocka_unit_test(bytes_that_are_no_text) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
