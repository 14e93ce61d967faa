/* sheet/unnamed: who received a mail is taken out wherever it can be read, and nothing else is touched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "sheet/unnamed.h"

#define R UNNAMED_ADDRESS
#define TO "To: a@b.example\n"
#define GONE "To: <" R ">\n"

struct example {
	const char *in, *own, *out;
	size_t count;
	const char *unread; /* NULL: nothing */
};

static void check(const struct example *c)
{
	struct buf in = { 0 }, out = { 0 };
	struct unnamed u;

	buf_add(&in, c->in);
	unnamed_mail(&in, c->own, &out, &u);
	assert_string_equal(buf_str(&out), c->out);
	assert_int_equal(u.places, c->count);
	assert_string_equal(buf_str(&u.unread), c->unread ? c->unread : "");
	unnamed_free(&u);
	buf_free(&in);
	buf_free(&out);
}

static void check_all(const struct example *at, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check(&at[i]);
}

static void what_stands_there_plainly(void **state)
{
	static const struct example cases[] = {
		{ "To: a@b.example\r\n\r\nhi a@b.example\r\n", NULL, "To: <" R ">\r\n\r\nhi " R "\r\n", 2, NULL },
		{ "TO: A <a@b.example>,\n c@d.example\nFrom: x@y.example\n\nC@D.EXAMPLE x@y.example", NULL, "TO: <" R ">\nFrom: x@y.example\n\n" R " x@y.example", 2,
		  NULL },
		{ "Received: by b for <a@b.example>; Thu\n\n", NULL, "Received: by b for <" R ">; Thu\n\n", 1, NULL },
		{ "Received: from evil@y.example by b\n\nevil@y.example", NULL, "Received: from evil@y.example by b\n\nevil@y.example", 0, NULL },
		{ "Delivered-To: a@b.example\nReturn-Path: <bounce-a@b.example>\n\n", NULL, "Delivered-To: <" R ">\nReturn-Path: <bounce-a@b.example>\n\n", 1, NULL },
		{ TO "\nxa@b.example a@b.example.evil a@b.example-x ?e=a@b.example&b a@b.example.", NULL,
		  GONE "\nxa@b.example a@b.example.evil a@b.example-x ?e=" R "&b " R ".", 3, NULL },
		{ "Subject: x\n\nme@home.example", "me@home.example", "Subject: x\n\n" R, 1, NULL },
		{ "Subject: x\n\nTo: a@b.example", NULL, "Subject: x\n\nTo: a@b.example", 0, NULL }, /* no head any more */
		{ "To: nobody", NULL, "To: <" R ">\n", 1, NULL },
		{ "To:", NULL, "To: <" R ">\n", 1, NULL },
		{ "To: @ a@ @b\n\n@", NULL, "To: <" R ">\n\n@", 1, NULL },
		{ "", NULL, "", 0, NULL },
		{ "\r\n", NULL, "\r\n", 0, NULL },
	};

	(void)state;
	check_all(cases, sizeof cases / sizeof *cases);
}

/* As links and pages write it. */
static void what_stands_there_disguised(void **state)
{
	static const struct example cases[] = {
		{ TO "\nhttps://x.example/?e=a%40b.example&u=%3Da%40b%2Eexample%26", NULL, GONE "\nhttps://x.example/?e=" R "&u=%3D" R "%26", 3, NULL },
		{ TO "\na&#64;b.example a&#x40;b&#46;example &#97;@b.example; &amp;a@b.example", NULL, GONE "\n" R " " R " " R "; &amp;" R, 5, NULL },
		{ TO "\nhttps://x.example/#YUBiLmV4YW1wbGU= /eyJlIjoiYUBiLmV4YW1wbGUifQ?x xxYUBiLmV4YW1wbGU", NULL,
		  GONE "\nhttps://x.example/#" R "= /" R "?x " R, 4, NULL },
		{ TO "\nYUBiLmV4YW1wbGV4 100% %4 &# &#x; &#0; aaaaaaaaaaaaaaaaaaaaaaa", NULL, GONE "\n" R " 100% %4 &# &#x; &#0; aaaaaaaaaaaaaaaaaaaaaaa", 2, NULL },
	};

	(void)state;
	check_all(cases, sizeof cases / sizeof *cases);
}

static void encoded_words(void **state)
{
	static const struct example cases[] = {
		/* "a@b.example 山田様山田様": cut between two characters */
		{ TO "Subject: Re: =?UTF-8?B?YUBiLmV4YW1wbGUg5bGx55Sw5qeY5bGx55Sw5qeY?= x\n\n", NULL,
		  GONE "Subject: Re: =?UTF-8?B?cmVkYWN0ZWRAcmVkYWN0ZWQuaW52YWxpZCDlsbHnlLDmp5jlsbE=?=\n =?UTF-8?B?55Sw5qeY?= x\n\n", 2, NULL },
		{ TO "Subject: =?utf-8?q?a=40b?=\n =?UTF-8?Q?=2Eexample_=5F?=\n\n", NULL, GONE "Subject: =?utf-8?B?" "cmVkYWN0ZWRAcmVkYWN0ZWQuaW52YWxpZCBf" "?=\n\n", 2, NULL },
		{ TO "Subject: =?ISO-2022-JP?B?YUBiLmV4YW1wbGUgGyRCO00bKEI=?=\n\n", NULL,
		  GONE "Subject: =?ISO-2022-JP?B?cmVkYWN0ZWRAcmVkYWN0ZWQuaW52YWxpZCAbJEI7TRsoQg==?=\n\n", 2, NULL },
		{ TO "Subject: =?UTF-8?B?5bGx55Sw?= =?x?Q =?UTF-8?X?a?= =?UTF-8?B?a =\n\n", NULL,
		  GONE "Subject: =?UTF-8?B?5bGx55Sw?= =?x?Q =?UTF-8?X?a?= =?UTF-8?B?a =\n\n", 1, NULL },
	};

	(void)state;
	check_all(cases, sizeof cases / sizeof *cases);
}

#define BASE64 "Content-Transfer-Encoding: base64\n"
#define PRINTABLE "Content-Transfer-Encoding: Quoted-Printable\n"

static void text_in_other_letters(void **state)
{
	static const struct example cases[] = {
		{ TO BASE64 "\naGkgYUBiLmV4\nYW1wbGUgaG8K\n", NULL, GONE BASE64 "\naGkgcmVkYWN0ZWRAcmVkYWN0ZWQuaW52YWxpZCBobwo=\n", 2, NULL },
		{ TO BASE64 "\naGkg\r\naG8K", NULL, GONE BASE64 "\naGkg\r\naG8K", 1, NULL }, /* nothing to cut: as it was */
		{ TO PRINTABLE "\n=E5=B1=B1 a=40b=\n.example=20\nx\n", NULL, GONE PRINTABLE "\n=E5=B1=B1 redacted@redacted.invalid=20\nx\n", 2, NULL },
		{ TO PRINTABLE "\n=E5=b1 x =  \ny=zz a@b\n", NULL, GONE PRINTABLE "\n=E5=b1 x =  \ny=zz a@b\n", 1, NULL },
		{ TO "Content-Transfer-Encoding: x-uuencode\n\na@b.example", NULL, GONE "Content-Transfer-Encoding: x-uuencode\n\n" R, 2, "text/plain" },
		{ TO "Content-Type: text/plain; charset=\"UTF-16LE\"\n" BASE64 "\nYQBAAA==\n", NULL,
		  GONE "Content-Type: text/plain; charset=\"UTF-16LE\"\n" BASE64 "\nYQBAAA==\n", 1, "text/plain" },
	};

	(void)state;
	check_all(cases, sizeof cases / sizeof *cases);
}

#define MIXED "Content-Type: multipart/mixed;\n\tboundary=\"b=1\"\n"

static void parts_within_parts(void **state)
{
	static const struct example cases[] = {
		{ TO MIXED "\npre a@b.example\n--b=1\nContent-Type: text/html\n" BASE64 "\nYUBiLmV4YW1wbGU=\n--b=1 \n" PRINTABLE "\na=40b.example=\n\n--b=1--\nend",
		  NULL, GONE MIXED "\npre " R "\n--b=1\nContent-Type: text/html\n" BASE64 "\ncmVkYWN0ZWRAcmVkYWN0ZWQuaW52YWxpZA==\n--b=1 \n" PRINTABLE
		  "\n" R "\n--b=1--\nend", 4, NULL },
		/* pictures stay as they are, and are named once */
		{ TO MIXED "\n--b=1\nContent-Type: image/png; name=\"a@b.example.png\"\n" BASE64 "\nYUBiLmV4YW1wbGU=\n--b=1\nContent-Type: IMAGE/PNG\n\nx\n--b=1\n"
		  "Content-Type: application/pdf\n\nx\n--b=1\nContent-Type: image/gif\n\n\n--b=1--\n", NULL,
		  GONE MIXED "\n--b=1\nContent-Type: image/png; name=\"a@b.example.png\"\n" BASE64 "\nYUBiLmV4YW1wbGU=\n--b=1\nContent-Type: IMAGE/PNG\n\nx\n--b=1\n"
		  "Content-Type: application/pdf\n\nx\n--b=1\nContent-Type: image/gif\n\n\n--b=1--\n", 1, "image/png, application/pdf" },
		/* a mail within: its receivers are looked for too, also in what stands before it */
		{ TO MIXED "X-A: c@d.example\n\n--b=1\nContent-Type: message/rfc822\n\nTo: c@d.example\nFrom: x@y.example\n\na@b.example\n--b=1--\n", NULL,
		  GONE MIXED "X-A: " R "\n\n--b=1\nContent-Type: message/rfc822\n\n" GONE "From: x@y.example\n\n" R "\n--b=1--\n", 4, NULL },
		{ "Content-Type: message/rfc822\n" BASE64 "\nVG86IGFAYi5leGFtcGxlCgpYIGFAYi5leGFtcGxl\n", NULL, /* "To: a@b.example\n\nX a@b.example" */
		  "Content-Type: message/rfc822\n" BASE64 "\nVG86IDxyZWRhY3RlZEByZWRhY3RlZC5pbnZhbGlkPgoKWCByZWRhY3RlZEByZWRhY3RlZC5pbnZh\nbGlk\n", 2, NULL },
		/* a boundary within a longer line is none */
		{ TO MIXED "\n--b=1\n\n--b=12 a@b.example\n--b=1", NULL, GONE MIXED "\n--b=1\n\n--b=12 " R "\n--b=1", 2, NULL },
		{ TO "Content-Type: multipart/mixed\n\nx", NULL, GONE "Content-Type: multipart/mixed\n\nx", 1, "multipart/mixed" },
	};

	(void)state;
	check_all(cases, sizeof cases / sizeof *cases);
}

static void bytes_that_are_no_text(void **state)
{
	struct buf in = { 0 }, out = { 0 };
	struct unnamed u;

	(void)state;
	buf_add(&in, "To: a@b.example\n\n");
	buf_add_n(&in, "\0\xFF\x80 a@b.example\0", 16);
	unnamed_mail(&in, NULL, &out, &u);
	assert_int_equal(u.places, 2);
	assert_memory_equal(out.text + out.len - strlen(R) - 1, R, strlen(R));
	assert_string_equal(u.where.text, "To, text/plain");
	assert_true(unnamed_is_in(&u, "x A@B.example!"));
	assert_false(unnamed_is_in(&u, "x A@C.example!"));
	unnamed_free(&u);
	buf_free(&in);
	buf_free(&out);
}

/* Mails within mails without end, parts without end, one line without end. */
static void mails_without_end(void **state)
{
	static const char *const pieces[] = { "Content-Type: message/rfc822\n\n", "Content-Type: multipart/mixed; boundary=a\n\n--a\n", "--a\n", "=?", "=?UTF-8?B?",
		                              "a@b.example", "&#", "%4", "YUBi" };

	(void)state;
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		struct buf in = { 0 }, out = { 0 };
		struct unnamed u;
		buf_add(&in, i >= 2 && i < 4 ? "Content-Type: multipart/mixed; boundary=a\nTo: a@b.example\n\n" : "");
		for (int k = 0; k < 5000; k++)
			buf_add(&in, pieces[i]);
		unnamed_mail(&in, "a@b.example", &out, &u);
		assert_true(out.len > 0);
		unnamed_free(&u);
		buf_free(&in);
		buf_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(what_stands_there_plainly), cmocka_unit_test(what_stands_there_disguised),
		                            cmocka_unit_test(encoded_words),             cmocka_unit_test(text_in_other_letters),
		                            cmocka_unit_test(parts_within_parts),        cmocka_unit_test(bytes_that_are_no_text),
		                            cmocka_unit_test(mails_without_end) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
