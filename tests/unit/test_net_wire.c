/* net/wire, net/retry, net/trouble: what goes over the pipe comes back the same; anything else is worth nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "net/retry.h"
#include "net/wire.h"

static const struct job JOB = { .kind = JOB_MAIL, .url = "smtp://a", .ca_file = "ca", .etag = "\"x\"", .resume_from = 7, .most_bytes = 1ull << 40,
	                        .most_seconds = 9, .header = "X: y", .from = "a@b", .to = "c@d", .user = "", .password = "p w", .body = "x\0y",
	                        .body_len = 3 };

static void job_there_and_back(void **state)
{
	struct buf wire = { 0 };
	struct job j;

	(void)state;
	wire_job(&JOB, &wire);
	assert_true(wire_read_job(wire.text, wire.len, &j));
	assert_int_equal(j.kind, JOB_MAIL);
	assert_string_equal(j.url, "smtp://a");
	assert_string_equal(j.password, "p w");
	assert_string_equal(j.user, "");
	assert_int_equal(j.resume_from, 7);
	assert_true(j.most_bytes == 1ull << 40);
	assert_int_equal(j.body_len, 3);
	assert_memory_equal(j.body, "x\0y", 3);
	buf_free(&wire);
}

static void cut_and_changed_jobs(void **state)
{
	struct buf wire = { 0 };
	struct job j;

	(void)state;
	wire_job(&JOB, &wire);
	for (size_t len = 0; len < wire.len; len++) {
		char *part = malloc(len + 1);
		memcpy(part, wire.text, len);
		assert_false(wire_read_job(part, len, &j));
		free(part);
	}
	buf_add_c(&wire, 'x');
	assert_false(wire_read_job(wire.text, wire.len, &j));
	wire.len--;
	for (size_t i = 0; i < wire.len; i++)
		for (int bit = 0; bit < 8; bit++) {
			wire.text[i] ^= (char)(1 << bit);
			wire_read_job(wire.text, wire.len, &j); /* whatever it says, nothing outside is read: under ASan */
			wire.text[i] ^= (char)(1 << bit);
		}
	assert_true(wire_read_job(wire.text, wire.len, &j));
	buf_free(&wire);
}

static void answer_there_and_back(void **state)
{
	const struct answer a = { .trouble = TROUBLE_STATUS, .status = 404, .bytes = 12, .handed_over = true, .etag = "\"e\"",
		                  .last_modified = "m", .proxy = "p", .detail = "d" };
	struct answer b;
	struct buf wire = { 0 };
	uint64_t progress[2];
	enum said what;
	size_t used;

	(void)state;
	wire_progress(5, 0, &wire);
	size_t first = wire.len;
	wire_answer(&a, &wire);
	assert_true(wire_read_said(wire.text, first - 1, &used, &what, progress, &b));
	assert_int_equal(used, 0);
	assert_true(wire_read_said(wire.text, wire.len, &used, &what, progress, &b));
	assert_int_equal(used, first);
	assert_int_equal(what, SAID_PROGRESS);
	assert_int_equal(progress[0], 5);
	assert_true(wire_read_said(wire.text + used, wire.len - used, &used, &what, progress, &b));
	assert_int_equal(what, SAID_ANSWER);
	assert_memory_equal(&a.etag, &b.etag, 4);
	assert_int_equal(b.status, 404);
	assert_true(b.handed_over);
	assert_string_equal(b.detail, "d");
	buf_free(&wire);
}

static void nonsense(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} cases[] = {
		{ "\xFF\0\0\0\0\0", 6 },             /* no such field */
		{ "\x01\xFF\xFF\xFF\xFF", 5 },       /* too long */
		{ "\0\0\0\0\1x\0", 7 },              /* an end with something in it */
		{ "\x0E\0\0\0\1x\0\0\0\0\0\0\0", 13 }, /* progress that is no number */
		{ "\x10\0\0\0\1x\0\0\0\0\0\0\0", 13 }, /* half an answer */
		{ "\x01\0\0\0\1" "1\0\x01\0\0\0\1" "1\0", 14 }, /* twice */
		{ "\x02\0\0\0\2a\0\0", 8 },          /* a NUL in a text */
	};
	struct answer a;
	uint64_t progress[2];
	enum said what;
	size_t used;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_false(wire_read_said(cases[i].bytes, cases[i].len, &used, &what, progress, &a));
}

static void retries(void **state)
{
	struct retry r;

	(void)state;
	assert_int_equal(retry_wait_ms(1, 0), 350);
	assert_int_equal(retry_wait_ms(1, 255), 1050);
	assert_int_equal(retry_wait_ms(2, 0), 1050);
	assert_int_equal(retry_wait_ms(2, 255), 3150);
	assert_true(trouble_passes(TROUBLE_STATUS, 500) && trouble_passes(TROUBLE_STATUS, 599) && trouble_passes(TROUBLE_CUT_SHORT, 0));
	assert_false(trouble_passes(TROUBLE_STATUS, 404) || trouble_passes(TROUBLE_STATUS, 429) || trouble_passes(TROUBLE_CERTIFICATE, 0));
	retry_begin(&r, 60);
	assert_false(retry_again(&r, TROUBLE_CERTIFICATE, 0));
	retry_begin(&r, 60);
	r.tries = RETRY_TRIES - 1;
	assert_false(retry_again(&r, TROUBLE_CUT_SHORT, 0));
	retry_begin(&r, 0);
	assert_false(retry_again(&r, TROUBLE_CUT_SHORT, 0));
	assert_int_equal(retry_seconds_left(&r), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(job_there_and_back), cmocka_unit_test(cut_and_changed_jobs), cmocka_unit_test(answer_there_and_back),
		cmocka_unit_test(nonsense), cmocka_unit_test(retries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
