/* guide/age: a value is old after a year and a day, and never by accident; the oldest of a desk's values counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "guide/age.h"

static int64_t ms_of(const char *time)
{
	struct moment m;

	assert_true(moment_parse(time, &m));
	return m.ms;
}

static void a_year_and_a_day(void **state)
{
	static const struct {
		struct sourced s;
		const char *now;
		bool old;
	} cases[] = {
		{ { .is = "0120", .checked = "2025-02-12" }, "2025-02-12T00:00:00+09:00", false },
		{ { .is = "0120", .checked = "2025-02-12" }, "2026-02-13T00:00:00+09:00", false }, /* 366 days */
		{ { .is = "0120", .checked = "2025-02-12" }, "2026-02-13T00:00:01+09:00", true },
		{ { .is = "0120", .checked = "2027-02-12" }, "2026-02-13T00:00:00+09:00", false }, /* checked in a time to come: a wrong clock */
		{ { .checked = "2020-01-01" }, "2026-02-13T00:00:00+09:00", true },  /* "has no number", found out long ago */
		{ { .is = "0120" }, "2026-02-13T00:00:00+09:00", false },            /* nobody says when */
		{ { .is = "0120", .checked = "sometime" }, "2026-02-13T00:00:00+09:00", false },
		{ { .is = NULL }, "2026-02-13T00:00:00+09:00", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(sourced_is_old(&cases[i].s, ms_of(cases[i].now)), cases[i].old);
	assert_false(sourced_is_old(NULL, ms_of("2026-02-13T00:00:00+09:00")));
}

static void the_oldest_counts(void **state)
{
	struct contact c = { .id = "x" };
	struct sourced *const all[] = { &c.number, &c.url, &c.mail, &c.cannot, &c.cost, &c.until, &c.hours_source };

	(void)state;
	assert_null(contact_oldest(&c));
	c.number.is = "0120"; /* without a day it says nothing */
	assert_null(contact_oldest(&c));
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		all[i]->checked = "2026-01-02";
	assert_ptr_equal(contact_oldest(&c), &c.number);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		all[i]->checked = "2026-01-01";
		assert_ptr_equal(contact_oldest(&c), all[i]);
		all[i]->checked = "2026-01-02";
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_year_and_a_day), cmocka_unit_test(the_oldest_counts) };

	return cmocka_run_group_tests_name("age", tests, NULL, NULL);
}
