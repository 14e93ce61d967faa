/* base/clock: the calendar against the C library's, ISO 8601 both ways, durations. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"

/* Every day of 1970 to 2399, against gmtime_r. */
static void calendar(void **state)
{
	int64_t day = 0;

	(void)state;
	for (; day < 157000; day++) {
		time_t t = (time_t)(day * 86400 + day % 86400);
		struct tm tm;
		assert_non_null(gmtime_r(&t, &tm));
		struct civil c = civil_of(t * 1000LL, 0);
		assert_int_equal(c.year, tm.tm_year + 1900);
		assert_int_equal(c.month, tm.tm_mon + 1);
		assert_int_equal(c.day, tm.tm_mday);
		assert_int_equal(c.weekday, tm.tm_wday);
		assert_int_equal(c.hour, tm.tm_hour);
		assert_int_equal(c.minute, tm.tm_min);
		assert_int_equal(c.second, tm.tm_sec);
		assert_int_equal(days_from_civil(c.year, c.month, c.day), day);
		assert_int_equal(ms_of_civil(c, 0), t * 1000LL);
	}
	assert_int_equal(civil_of(day * DAY_MS, 0).year, 2399);
}

static void before_1970(void **state)
{
	struct civil c = civil_of(-1, 0);

	(void)state;
	assert_int_equal(c.year, 1969);
	assert_int_equal(c.month, 12);
	assert_int_equal(c.day, 31);
	assert_int_equal(c.hour, 23);
	assert_int_equal(c.second, 59);
	assert_int_equal(c.weekday, 3);
	assert_int_equal(days_from_civil(1900, 3, 1) - days_from_civil(1900, 2, 28), 1);
	assert_int_equal(days_from_civil(2000, 3, 1) - days_from_civil(2000, 2, 28), 2);
}

static void round_trips(void **state)
{
	unsigned seed = 1;
	char text[TIME_TEXT_SIZE];
	struct moment back;

	(void)state;
	for (int i = 0; i < 50000; i++) {
		int64_t s = ((int64_t)rand_r(&seed) << 16 ^ rand_r(&seed)) % (130LL * 365 * 86400);
		struct moment m = { s * 1000, rand_r(&seed) % (2 * 14 * 60 + 1) - 14 * 60 };
		if (m.ms < 14 * HOUR_MS)
			continue;
		moment_format(m, text);
		assert_int_equal(strlen(text), 25);
		assert_true(moment_parse(text, &back));
		assert_int_equal(back.ms, m.ms);
		assert_int_equal(back.offset_min, m.offset_min);
	}
}

/* Every leap day there is, and the day that is none. */
static void leap_days(void **state)
{
	struct moment m;
	char text[TIME_TEXT_SIZE];

	(void)state;
	for (int year = 1970; year <= 2200; year++) {
		bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
		struct civil c = { .year = year, .month = 2, .day = 29, .hour = 12 };
		moment_format((struct moment){ ms_of_civil(c, 540), 540 }, text);
		assert_int_equal(strncmp(text + 5, leap ? "02-29" : "03-01", 5), 0);
		memcpy(text + 5, "02-29", 5);
		assert_int_equal(moment_parse(text, &m), leap);
	}
}

static void parses(void **state)
{
	static const struct {
		const char *text, *same;
		int offset;
	} rows[] = {
		{ "2025-11-21T23:30:00+09:00", "2025-11-21T14:30:00Z", 540 },
		{ "2025-11-21T23:30+09:00", "2025-11-21T14:30:00Z", 540 },
		{ "2025-11-21 23:30", "2025-11-21T14:30:00Z", 540 },
		{ "2025-11-21t23:30:00", "2025-11-21T14:30:00Z", 540 },
		{ "2025-11-21T23:30:00+0900", "2025-11-21T14:30:00Z", 540 },
		{ "2025-11-21T23:30:00+09", "2025-11-21T14:30:00Z", 540 },
		{ "2025-11-21T23:30:00.123+09:00", "2025-11-21T14:30:00Z", 540 },
		{ "2025-11-21T10:30:00-04:00", "2025-11-21T14:30:00Z", -240 },
		{ "2025-11-21T20:15:00+05:45", "2025-11-21T14:30:00Z", 345 },
		{ "2025-11-21T11:00:00-03:30", "2025-11-21T14:30:00Z", -210 },
		{ "2025-11-21", "2025-11-20T15:00:00Z", 540 },
		{ "2025-11-21Z", "2025-11-21T00:00:00Z", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct moment a, b;
		assert_true(moment_parse(rows[i].text, &a));
		assert_true(moment_parse(rows[i].same, &b));
		assert_int_equal(a.ms, b.ms);
		assert_int_equal(a.offset_min, rows[i].offset);
	}
}

static void refuses(void **state)
{
	static const char *const bad[] = {
		"",                   "now",              "2025",                 "2025-11",          "2025-1-1",
		"2025-02-29",         "2025-02-30",       "2025-13-01",           "2025-00-10",       "2025-01-00",
		"2025-04-31",         "1969-12-31",       "25-01-01",             "2025-11-21T",      "2025-11-21T24:00",
		"2025-11-21T10",      "2025-11-21T10:60", "2025-11-21T10:30:60",  "2025-11-21T1:30",  "2025-11-21T10:30:00+15:00",
		"2025-11-21T10:30+9", "2025-11-21T10:30x", "2025-11-21T10:30:00Zx", "2025-11-21T10:30:00+09:", "2025-11-21T10:30:00+09:60",
		" 2025-11-21",        "2025-11-21 ",      "２０２５-11-21",       "2025/11/21",       "2025-11-21T-1:30",
		"2025-11-21T10:30:00+09:00+09:00",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct moment m;
		if (moment_parse(bad[i], &m))
			fail_msg("\"%s\" was read as a time", bad[i]);
	}
}

static void durations(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} rows[] = {
		{ "P14D", 14 * 86400000LL }, { "PT10M", 600000 },          { "P1DT2H", 26 * 3600000LL }, { "P1W", 7 * 86400000LL },
		{ "PT0M", 0 },               { "P0D", 0 },                 { "P3653D", 3653 * 86400000LL }, { "PT24H", 86400000 },
		{ "P1W2DT3H4M", ((9LL * 24 + 3) * 60 + 4) * 60000 },
	};
	static const char *const bad[] = { "",      "P",     "PT",    "P1DT",   "1D",     "p1d",   "P-1D", "P+1D", "P 1D", "P1D ",   "P1.5D", "P1Y",
		                           "P1M",   "PT1S",  "P1H",   "PT1D",   "PT1HT1M", "P3654D", "P99999W", "P1",   "PD",   "P１D", "P999999999999999999999D",
		                           "10分" };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(duration_ms(rows[i].text), rows[i].ms);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (duration_ms(bad[i]) != -1)
			fail_msg("\"%s\" was read as a duration", bad[i]);
	assert_int_equal(duration_ms(NULL), -1);
}

static void test_clock(void **state)
{
	struct clock c;
	struct err e = { 0 };

	(void)state;
	setenv("KAKEKOMI_NOW", "2026-02-12T10:42:00+09:00", 1);
	assert_true(clock_init(&c, &e));
	assert_true(c.test);
	assert_int_equal(clock_now(&c).ms, 1770860520000);
	assert_int_equal(clock_now(&c).offset_min, 540);
	setenv("KAKEKOMI_NOW", "yesterday", 1);
	assert_false(clock_init(&c, &e));
	assert_int_equal(e.code, ERR_DATA);
	assert_string_equal(e.key, "clock.bad");
	assert_string_equal(e.arg[0], "yesterday");
	setenv("KAKEKOMI_NOW", "", 1);
	assert_true(clock_init(&c, &e));
	assert_false(c.test);
	unsetenv("KAKEKOMI_NOW");
}

static void machine_clock(void **state)
{
	struct clock c;

	(void)state;
	unsetenv("KAKEKOMI_NOW");
	assert_true(clock_init(&c, NULL));
	int64_t before = (int64_t)time(NULL) * 1000;
	struct moment now = clock_now(&c);
	assert_true(now.ms >= before - 1000 && now.ms <= before + 60000);
	setenv("TZ", "UTC0", 1);
	tzset();
	assert_int_equal(clock_now(&c).offset_min, JAPAN_OFFSET_MIN);
	setenv("TZ", "XXX-3:30", 1);
	tzset();
	assert_int_equal(clock_now(&c).offset_min, 210);
	setenv("TZ", "XXX5", 1);
	tzset();
	assert_int_equal(clock_now(&c).offset_min, -300);
	unsetenv("TZ");
	tzset();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calendar), cmocka_unit_test(before_1970), cmocka_unit_test(round_trips),
		cmocka_unit_test(leap_days), cmocka_unit_test(parses),     cmocka_unit_test(refuses),
		cmocka_unit_test(durations), cmocka_unit_test(test_clock), cmocka_unit_test(machine_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
