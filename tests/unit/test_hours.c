/* guide/hours: can a desk be called now, and when next; Japan time whatever TZ says. */
#include "guide_fixture.h"

#include <time.h>

#include "guide/hours.h"

enum { WEEKDAYS = 0x3E, EVERY_DAY = 0x7F };

static struct hours office(void)
{
	return (struct hours){ .known = true, .days = WEEKDAYS, .from = 9 * 60, .to = 17 * 60 };
}

static void assert_next(const struct hours *h, const char *from, const char *wanted)
{
	assert_ms(hours_next(h, at(from)), wanted);
	if (wanted)
		assert_int_equal(hours_open(h, at(from)), strcmp(from, wanted) == 0);
	else
		assert_false(hours_open(h, at(from)));
}

static void a_working_day(void **state)
{
	struct hours h = office();

	(void)state;
	assert_next(&h, "2026-02-12T08:59", "2026-02-12T09:00");
	assert_next(&h, "2026-02-12T09:00", "2026-02-12T09:00");
	assert_next(&h, "2026-02-12T12:34", "2026-02-12T12:34");
	assert_next(&h, "2026-02-12T16:59", "2026-02-12T16:59");
	assert_next(&h, "2026-02-12T17:00", "2026-02-13T09:00");
	assert_next(&h, "2026-02-12T00:00", "2026-02-12T09:00");
	assert_next(&h, "2026-02-12T23:59", "2026-02-13T09:00");
	/* Seconds: open in the last of the last minute, shut with the hour. */
	assert_true(hours_open(&h, at("2026-02-12T16:59:59")));
	assert_false(hours_open(&h, at("2026-02-12T17:00:00")));
	assert_false(hours_open(&h, at("2026-02-12T08:59:59")));
	assert_int_equal(hours_next(&h, at("2026-02-12T10:00:30") + 7), at("2026-02-12T10:00:30") + 7);
}

static void weekends(void **state)
{
	struct hours h = office(), sunday = office();

	(void)state;
	assert_next(&h, "2026-02-13T17:00", "2026-02-16T09:00");
	assert_next(&h, "2026-02-14T12:00", "2026-02-16T09:00");
	assert_next(&h, "2026-02-15T23:59", "2026-02-16T09:00");
	sunday.days = 1;
	assert_next(&sunday, "2026-02-12T12:00", "2026-02-15T09:00");
}

static void holidays(void **state)
{
	struct hours h = office();

	(void)state;
	assert_next(&h, "2025-11-21T23:30", "2025-11-25T09:00"); /* Friday night, Monday is 振替休日 */
	assert_next(&h, "2026-02-11T10:00", "2026-02-12T09:00");
	assert_next(&h, "2026-05-01T18:00", "2026-05-07T09:00");
	assert_next(&h, "2026-09-18T18:00", "2026-09-24T09:00"); /* three holidays in a row after a weekend */
	h.holidays = true;
	assert_next(&h, "2025-11-24T10:00", "2025-11-24T10:00");
	assert_next(&h, "2026-02-11T08:00", "2026-02-11T09:00");
}

static void breaks(void **state)
{
	struct hours h = office();

	(void)state;
	h.breaks[0][0] = 12 * 60;
	h.breaks[0][1] = 13 * 60 + 30;
	h.break_count = 1;
	assert_next(&h, "2026-02-12T11:59", "2026-02-12T11:59");
	assert_next(&h, "2026-02-12T12:00", "2026-02-12T13:30");
	assert_next(&h, "2026-02-12T13:29", "2026-02-12T13:30");
	assert_next(&h, "2026-02-12T13:30", "2026-02-12T13:30");
	/* One right behind the other, written in either order; the last up to closing time. */
	h.breaks[0][0] = 13 * 60;
	h.breaks[0][1] = 14 * 60;
	h.breaks[1][0] = 12 * 60;
	h.breaks[1][1] = 13 * 60;
	h.breaks[2][0] = 16 * 60;
	h.breaks[2][1] = 17 * 60;
	h.break_count = 3;
	assert_next(&h, "2026-02-12T12:10", "2026-02-12T14:00");
	assert_next(&h, "2026-02-12T16:10", "2026-02-13T09:00");
	/* From opening time on. */
	h.breaks[0][0] = 9 * 60;
	h.breaks[0][1] = 10 * 60;
	assert_next(&h, "2026-02-12T07:00", "2026-02-12T10:00");
}

/* Closed 12-29/01-03 and 08-13/08-15. */
static void closed_ranges(void **state)
{
	struct hours h = { .known = true, .days = EVERY_DAY, .from = 10 * 60, .to = 16 * 60, .holidays = true, .closed_count = 2,
		           .closed = { { 1229, 103 }, { 813, 815 } } };

	(void)state;
	assert_next(&h, "2025-12-28T15:59", "2025-12-28T15:59");
	assert_next(&h, "2025-12-28T16:00", "2026-01-04T10:00");
	assert_next(&h, "2025-12-29T12:00", "2026-01-04T10:00");
	assert_next(&h, "2025-12-31T23:59", "2026-01-04T10:00");
	assert_next(&h, "2026-01-01T00:00", "2026-01-04T10:00");
	assert_next(&h, "2026-01-03T23:59", "2026-01-04T10:00");
	assert_next(&h, "2026-01-04T10:00", "2026-01-04T10:00");
	assert_next(&h, "2026-08-12T16:00", "2026-08-16T10:00");
	assert_next(&h, "2026-08-15T12:00", "2026-08-16T10:00");
	/* A weekend behind the range. */
	h.days = WEEKDAYS;
	assert_next(&h, "2025-12-29T12:00", "2026-01-05T10:00");
	/* A single day. */
	h.closed[1][0] = h.closed[1][1] = 401;
	assert_next(&h, "2026-04-01T12:00", "2026-04-02T10:00");
	assert_next(&h, "2026-03-31T12:00", "2026-03-31T12:00");
}

static void always_and_unknown(void **state)
{
	struct hours always = { .known = true, .always = true }, unknown = { 0 };

	(void)state;
	assert_next(&always, "2026-01-01T03:00", "2026-01-01T03:00");
	assert_next(&unknown, "2026-01-01T03:00", "2026-01-01T03:00");
}

/* Days are known, times are not: the whole of an open day. */
static void unknown_times(void **state)
{
	struct hours h = { .known = true, .days = WEEKDAYS, .from = -1, .to = -1 };

	(void)state;
	assert_next(&h, "2026-02-12T03:00", "2026-02-12T03:00");
	assert_next(&h, "2026-02-14T03:00", "2026-02-16T00:00");
	assert_next(&h, "2026-02-11T23:00", "2026-02-12T00:00");
}

static void midnight(void **state)
{
	struct hours h = office();

	(void)state;
	h.days = EVERY_DAY;
	h.holidays = true;
	h.from = 0;
	h.to = 24 * 60;
	for (int minute = 0; minute < 2 * 24 * 60; minute++) {
		int64_t ms = at("2025-12-31") + minute * MINUTE_MS;
		assert_int_equal(hours_next(&h, ms), ms);
	}
}

static void never(void **state)
{
	struct hours h = office();

	(void)state;
	h.closed_count = 1;
	h.closed[0][0] = 101;
	h.closed[0][1] = 1231;
	assert_next(&h, "2026-02-12T12:00", NULL);
	h = office();
	h.days = 0;
	assert_next(&h, "2026-02-12T12:00", NULL);
}

/* hours_next is the first open minute: against looking at every minute. */
static void first_of_all(void **state)
{
	struct hours h = office();

	(void)state;
	h.breaks[0][0] = 12 * 60;
	h.breaks[0][1] = 13 * 60;
	h.break_count = 1;
	h.closed_count = 1;
	h.closed[0][0] = 1229;
	h.closed[0][1] = 103;
	int64_t last = at("2026-01-20"), next = -1;
	for (int64_t ms = last; ms >= at("2025-12-20"); ms -= MINUTE_MS) {
		struct civil c = civil_of(ms, JAPAN_OFFSET_MIN);
		int minute = c.hour * 60 + c.minute, day = c.month * 100 + c.day;
		bool open = c.weekday >= 1 && c.weekday <= 5 && minute >= 540 && minute < 1020 && (minute < 720 || minute >= 780) &&
			    day < 1229 && !(day <= 103) && day != 112;
		if (open)
			next = ms;
		if (next >= 0)
			assert_int_equal(hours_next(&h, ms), next);
		assert_int_equal(hours_open(&h, ms), open);
	}
}

static void time_zone_of_the_machine(void **state)
{
	static const char *const zones[] = { "UTC0", "XXX8", "XXX-13", "America/New_York", "Asia/Tokyo" };
	struct hours h = office();

	(void)state;
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
		setenv("TZ", zones[i], 1);
		tzset();
		assert_next(&h, "2026-02-12T08:59", "2026-02-12T09:00");
		assert_next(&h, "2026-02-12T17:00", "2026-02-13T09:00");
		assert_next(&h, "2025-11-21T23:30", "2025-11-25T09:00");
		assert_int_equal(hours_next(&h, at("2026-02-11T23:30:00Z")), at("2026-02-12T00:00:00Z"));
	}
	unsetenv("TZ");
	tzset();
}

static void until(void **state)
{
	struct contact c = { .id = "x" };

	(void)state;
	assert_true(contact_exists(&c, at("2026-04-01")));
	c.until.is = "2026-03-31";
	assert_true(contact_exists(&c, at("2026-03-31T23:59:59")));
	assert_false(contact_exists(&c, at("2026-04-01T00:00:00")));
}

static void shipped_desks(void **state)
{
	struct catalog *c = shipped();
	const struct contact *amex = find_contact(c, known(c, "amex-desk")), *hotline = find_contact(c, known(c, "consumer-188"));
	const struct contact *back = find_contact(c, known(c, "card-back")), *ipa = find_contact(c, known(c, "ipa"));

	(void)state;
	assert_next(&amex->hours, "2025-11-21T23:30", "2025-11-25T09:00");
	assert_next(&amex->hours, "2025-11-24T11:00", "2025-11-25T09:00");
	assert_next(&hotline->hours, "2025-12-30T11:00", "2026-01-04T00:00");
	assert_next(&hotline->hours, "2025-11-24T11:00", "2025-11-24T11:00");
	assert_next(&back->hours, "2026-01-01T03:00", "2026-01-01T03:00");
	assert_next(&ipa->hours, "2026-02-12T12:10", "2026-02-12T13:30");
	catalog_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_working_day), cmocka_unit_test(weekends),
		cmocka_unit_test(holidays),      cmocka_unit_test(breaks),
		cmocka_unit_test(closed_ranges), cmocka_unit_test(always_and_unknown),
		cmocka_unit_test(unknown_times), cmocka_unit_test(midnight),
		cmocka_unit_test(never),         cmocka_unit_test(first_of_all),
		cmocka_unit_test(time_zone_of_the_machine), cmocka_unit_test(until),
		cmocka_unit_test(shipped_desks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
