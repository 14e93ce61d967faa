/* sheet/ics: a calendar by RFC 5545: folded lines, escaped text, UTC times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sheet/ics.h"

static char *calendar(const char *summary, const char *description)
{
	struct buf b = { 0 };

	ics_begin(&b);
	ics_add(&b, &(struct ics_event){ .uid = "abc-card.stop@kakekomi", .written_ms = 0, .start_ms = 1770874200000, .revision = 3,
	                                 .summary = summary, .description = description });
	ics_end(&b);
	return buf_take(&b);
}

static void times_are_utc(void **state)
{
	char *c = calendar("x", "y");

	(void)state;
	assert_non_null(strstr(c, "\r\nDTSTAMP:19700101T000000Z\r\n"));
	assert_non_null(strstr(c, "\r\nDTSTART:20260212T053000Z\r\n"));
	assert_non_null(strstr(c, "\r\nSEQUENCE:3\r\n"));
	assert_non_null(strstr(c, "\r\nTRIGGER:PT0S\r\n"));
	free(c);
}

static void text_is_escaped(void **state)
{
	char *c = calendar("a,b;c\\d", "one\ntwo\x1b[2J");

	(void)state;
	assert_non_null(strstr(c, "\r\nSUMMARY:a\\,b\\;c\\\\d\r\n"));
	assert_non_null(strstr(c, "\r\nDESCRIPTION:one\\ntwo[2J\r\n"));
	free(c);
}

static void no_line_is_longer_than_75_octets(void **state)
{
	struct buf text = { 0 }, unfolded = { 0 };

	(void)state;
	for (int i = 0; i < 100; i++)
		buf_add(&text, "カードを止めます。a");
	char *c = calendar(buf_str(&text), "y");
	size_t octets = 0;
	for (const char *p = c; *p; p++) {
		if (p[0] == '\r' && p[1] == '\n') {
			assert_true(octets <= 75);
			octets = 0;
			p++;
			if (p[1] == ' ')
				p++, octets = 1;
			else
				buf_add(&unfolded, "\r\n");
			continue;
		}
		assert_true(octets > 1 || ((unsigned char)*p & 0xc0) != 0x80); /* never cut in the middle of a character */
		octets++;
		buf_add_c(&unfolded, *p);
	}
	assert_non_null(strstr(buf_str(&unfolded), buf_str(&text)));
	free(c);
	buf_free(&text);
	buf_free(&unfolded);
}

/* RFC 5545, 3.6: a calendar without a component is none. */
static void nothing_due_is_a_calendar(void **state)
{
	struct buf b = { 0 };

	(void)state;
	ics_begin(&b);
	ics_end(&b);
	assert_non_null(strstr(b.text, "\r\nBEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\n"));
	assert_null(strstr(b.text, "VEVENT"));
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_utc),
		cmocka_unit_test(text_is_escaped),
		cmocka_unit_test(no_line_is_longer_than_75_octets),
		cmocka_unit_test(nothing_due_is_a_calendar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
