/* mail/message: the helper's answer is as hostile as the mail: cut, lying and overfull ones are refused. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "mail/message.h"
#include "mail/wire.h"

static void number(struct buf *b, uint64_t n, int bytes)
{
	for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
		buf_add_c(b, (char)(unsigned char)(n >> shift & 0xFF));
}

static void text(struct buf *b, const char *s)
{
	number(b, strlen(s), 4);
	buf_add(b, s);
}

static void header(struct buf *b, const char *name, const char *value)
{
	number(b, WIRE_HEADER, 1);
	text(b, name);
	text(b, value);
}

static void form(struct buf *b)
{
	number(b, WIRE_FORM, 1);
	number(b, MESSAGE_MAIL, 1);
}

static void full_answer(struct buf *b)
{
	form(b);
	number(b, WIRE_DATE, 1);
	number(b, (uint64_t)-5000, 8);
	number(b, WIRE_HAS_HTML, 1);
	number(b, WIRE_SUBJECT, 1);
	text(b, "件名");
	number(b, WIRE_FROM, 1);
	text(b, "名前");
	text(b, "a@b.example");
	number(b, WIRE_TEXT, 1);
	text(b, "本文\n二行目");
	header(b, "Received", "x");
	header(b, "X-Spam", "yes");
	number(b, WIRE_LINK, 1);
	number(b, LINK_FROM_FORM | LINK_IMAGE | LINK_HIDDEN, 1);
	text(b, "https://a.example/");
	text(b, "ここ");
	number(b, WIRE_ATTACHMENT, 1);
	number(b, 300, 8);
	text(b, "application/zip");
	text(b, "請求書.zip");
	number(b, WIRE_FINDINGS, 1);
	number(b, FINDING_FORM | FINDING_TORN, 4);
	number(b, WIRE_END, 1);
}

/* Decodes a copy of exactly that size, so that a step beyond it shows under ASan. */
static bool decodes(const struct buf *b, size_t len)
{
	unsigned char *copy = malloc(len ? len : 1);
	struct arena *a = arena_new();
	struct message m;

	if (len)
		memcpy(copy, b->text, len);
	bool ok = message_decode(copy, len, a, &m);
	free(copy);
	arena_free(a);
	return ok;
}

static void reads_everything(void **state)
{
	struct buf b = { 0 };
	struct arena *a = arena_new();
	struct message m;

	(void)state;
	full_answer(&b);
	assert_true(message_decode((unsigned char *)b.text, b.len, a, &m));
	assert_int_equal(m.form, MESSAGE_MAIL);
	assert_int_equal(m.findings, FINDING_FORM | FINDING_TORN);
	assert_int_equal(m.date_ms, -5000);
	assert_true(m.has_html);
	assert_string_equal(m.subject, "件名");
	assert_string_equal(m.from.name, "名前");
	assert_string_equal(m.from.address, "a@b.example");
	assert_string_equal(m.to.address, "");
	assert_string_equal(m.text, "本文\n二行目");
	assert_string_equal(m.plain, "");
	assert_string_equal(m.hidden, "");
	assert_int_equal(m.header_count, 2);
	assert_string_equal(message_header(&m, "x-spam"), "yes");
	assert_null(message_header(&m, "none"));
	assert_int_equal(m.link_count, 1);
	assert_int_equal(m.links[0].from, LINK_FROM_FORM);
	assert_true(m.links[0].image && m.links[0].hidden);
	assert_string_equal(m.links[0].target, "https://a.example/");
	assert_int_equal(m.attachment_count, 1);
	assert_int_equal(m.attachments[0].bytes, 300);
	assert_string_equal(m.attachments[0].name, "請求書.zip");
	arena_free(a);
	buf_free(&b);
}

static void refuses_every_cut(void **state)
{
	struct buf b = { 0 };

	(void)state;
	full_answer(&b);
	for (size_t len = 0; len < b.len; len++)
		assert_false(decodes(&b, len));
	assert_true(decodes(&b, b.len));
	buf_add_c(&b, 0);
	assert_false(decodes(&b, b.len)); /* something left over */
	buf_free(&b);
}

/* Every byte changed to every value: never a step outside, and what is taken still is text. */
static void survives_every_change(void **state)
{
	struct buf b = { 0 };

	(void)state;
	full_answer(&b);
	for (size_t i = 0; i < b.len; i++) {
		char was = b.text[i];
		for (int v = 0; v < 256; v++) {
			b.text[i] = (char)v;
			decodes(&b, b.len);
		}
		b.text[i] = was;
	}
	assert_true(decodes(&b, b.len));
	buf_free(&b);
}

static void check_refused(struct buf *b)
{
	number(b, WIRE_END, 1);
	assert_false(decodes(b, b->len));
	buf_clear(b);
	form(b);
}

static void refuses_lies(void **state)
{
	struct buf b = { 0 };

	(void)state;
	form(&b);
	number(&b, WIRE_SUBJECT, 1);
	number(&b, 0xFFFFFFFF, 4);
	buf_add(&b, "short");
	check_refused(&b);
	number(&b, WIRE_SUBJECT, 1);
	text(&b, "bad \xE3\x81 utf-8");
	check_refused(&b);
	number(&b, WIRE_SUBJECT, 1);
	number(&b, 3, 4);
	buf_add_n(&b, "a\0b", 3);
	check_refused(&b);
	form(&b); /* twice */
	check_refused(&b);
	number(&b, WIRE_FINDINGS, 1);
	number(&b, FINDING_TORN << 1, 4);
	check_refused(&b);
	number(&b, WIRE_FINDINGS, 1);
	number(&b, FINDING_BROKE_READER, 4);
	check_refused(&b);
	number(&b, WIRE_LINK, 1);
	number(&b, LINK_FROM_TEXT, 1);
	text(&b, "x");
	text(&b, "");
	check_refused(&b);
	number(&b, WIRE_LINK, 1);
	number(&b, 0x80 | LINK_FROM_HREF, 1);
	text(&b, "x");
	text(&b, "");
	check_refused(&b);
	number(&b, WIRE_ATTACHMENT, 1);
	number(&b, UINT64_MAX, 8);
	text(&b, "x/y");
	text(&b, "");
	check_refused(&b);
	number(&b, WIRE_ATTACHMENT + 1, 1);
	check_refused(&b);
	buf_clear(&b);
	number(&b, WIRE_FORM, 1);
	number(&b, MESSAGE_PASTED_TEXT + 1, 1);
	check_refused(&b);
	buf_clear(&b);
	number(&b, WIRE_HAS_HTML, 1); /* without a form */
	check_refused(&b);
	buf_free(&b);
}

static void refuses_too_much(void **state)
{
	struct buf b = { 0 }, large = { 0 };

	(void)state;
	form(&b);
	for (int i = 0; i < WIRE_HEADERS_MOST; i++)
		header(&b, "X", "y");
	number(&b, WIRE_END, 1);
	assert_true(decodes(&b, b.len));
	b.len--;
	header(&b, "X", "y");
	check_refused(&b);
	for (int i = 0; i <= WIRE_LINKS_MOST; i++) {
		number(&b, WIRE_LINK, 1);
		number(&b, LINK_FROM_HREF, 1);
		text(&b, "x");
		text(&b, "");
	}
	check_refused(&b);
	buf_pad(&large, 'x', WIRE_TEXT_MOST);
	number(&b, WIRE_TEXT, 1);
	text(&b, large.text);
	number(&b, WIRE_END, 1);
	assert_true(decodes(&b, b.len));
	buf_clear(&b);
	form(&b);
	buf_add_c(&large, 'x');
	number(&b, WIRE_TEXT, 1);
	text(&b, large.text);
	check_refused(&b);
	buf_free(&b);
	buf_free(&large);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_everything),
		cmocka_unit_test(refuses_every_cut),
		cmocka_unit_test(survives_every_change),
		cmocka_unit_test(refuses_lies),
		cmocka_unit_test(refuses_too_much),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
