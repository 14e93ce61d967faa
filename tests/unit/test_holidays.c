/* guide/holidays: every day of 2020 to 2027 against the table of the Cabinet Office (tests/data/holidays.csv), and what
 * the rules say of years the table does not hold yet. */
#include "guide_fixture.h"

#include "guide/holidays.h"

struct table {
	char days[2000][11];
	size_t count;
};

static void read_table(struct table *t)
{
	FILE *file = fopen("tests/data/holidays.csv", "r");
	char line[200];

	assert_non_null(file);
	t->count = 0;
	while (fgets(line, sizeof line, file)) {
		if (*line == '#')
			continue;
		assert_true(t->count < 2000 && strlen(line) > 11 && line[10] == ',');
		line[10] = '\0';
		snprintf(t->days[t->count++], sizeof *t->days, "%.10s", line);
	}
	fclose(file);
}

static bool listed(const struct table *t, const char *day)
{
	for (size_t i = 0; i < t->count; i++)
		if (strcmp(t->days[i], day) == 0)
			return true;
	return false;
}

static void every_day(void **state)
{
	static struct table t;
	int64_t last = days_from_civil(2027, 12, 31);
	size_t seen = 0;

	(void)state;
	read_table(&t);
	assert_true(t.count > 1000);
	for (int64_t d = days_from_civil(2020, 1, 1); d <= last; d++) {
		struct civil c = civil_of(d * DAY_MS, 0);
		char day[TIME_TEXT_SIZE];
		moment_format((struct moment){ d * DAY_MS, 0 }, day);
		day[10] = '\0';
		if (is_holiday(c.year, c.month, c.day) != listed(&t, day))
			fail_msg("%s: %s, but the table says otherwise", day, listed(&t, day) ? "no holiday" : "a holiday");
		seen += listed(&t, day);
	}
	assert_int_equal(seen, 18 + 17 + 16 + 17 + 21 + 19 + 18 + 17);
}

static void not_covered(void **state)
{
	(void)state;
	assert_false(is_holiday(2019, 1, 1));
	assert_false(is_holiday(2100, 1, 1));
	assert_true(is_holiday(2099, 1, 1));
}

/* Dates published beyond the table: equinoxes as the observatory computes them, and days between holidays. */
static void later_years(void **state)
{
	(void)state;
	assert_true(is_holiday(2028, 3, 20));
	assert_true(is_holiday(2028, 9, 22));
	assert_true(is_holiday(2030, 3, 20));
	assert_true(is_holiday(2030, 9, 23));
	assert_true(is_holiday(2032, 9, 21)); /* between 敬老の日 on the 20th and 秋分の日 on the 22nd */
	assert_true(is_holiday(2032, 9, 22));
	assert_true(is_holiday(2044, 9, 22));
	assert_false(is_holiday(2028, 9, 23));
}

/* In every year: between 16 and 20 holidays, and never on an impossible day. */
static void counts(void **state)
{
	(void)state;
	for (int year = 2020; year <= 2099; year++) {
		int count = 0;
		for (int64_t d = days_from_civil(year, 1, 1); d < days_from_civil(year + 1, 1, 1); d++) {
			struct civil c = civil_of(d * DAY_MS, 0);
			count += is_holiday(c.year, c.month, c.day);
		}
		if (count < 16 || count > 21)
			fail_msg("%d: %d holidays", year, count);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day),
		cmocka_unit_test(not_covered),
		cmocka_unit_test(later_years),
		cmocka_unit_test(counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
