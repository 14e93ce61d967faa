/* walk/later: when a step that was put off comes back, from the words people use. */
#include "guide_fixture.h"

#include "guide/tongue.h"
#include "walk/later.h"

static const char NOW[] = "2026-02-12T10:42:00+09:00"; /* a Thursday */

static void assert_later(const char *words, const char *now, const char *wanted)
{
	struct moment m;
	char text[TIME_TEXT_SIZE];

	assert_true(moment_parse(now, &m));
	int64_t got = later_parse(words, m, NULL);
	if (!wanted && got == -1)
		return;
	moment_format((struct moment){ got, JAPAN_OFFSET_MIN }, text);
	if (!wanted || got != at(wanted))
		fail_msg("\"%s\" is %s, not %s", words, got < 0 ? "no time" : text, wanted ? wanted : "no time");
}

static void amounts(void **state)
{
	(void)state;
	assert_later("30分後", NOW, "2026-02-12T11:12");
	assert_later("30分", NOW, "2026-02-12T11:12");
	assert_later("３０分後", NOW, "2026-02-12T11:12");
	assert_later("30 分後", NOW, "2026-02-12T11:12");
	assert_later("2時間", NOW, "2026-02-12T12:42");
	assert_later("2時間後", NOW, "2026-02-12T12:42");
	assert_later("3日後", NOW, "2026-02-15T10:42");
	assert_later("1週間後", NOW, "2026-02-19T10:42");
	assert_later("1か月後", NOW, "2026-03-14T10:42");
	assert_later("20 min", NOW, "2026-02-12T11:02");
	assert_later("2 hours", NOW, "2026-02-12T12:42");
	assert_later("0分後", NOW, NULL);
	assert_later("600日後", NOW, NULL);
	assert_later("99999999999999999999分後", NOW, NULL);
}

static void days(void **state)
{
	(void)state;
	assert_later("あした", NOW, "2026-02-13T09:00");
	assert_later("明日", NOW, "2026-02-13T09:00");
	assert_later("アシタ", NOW, "2026-02-13T09:00");
	assert_later("明日の朝", NOW, "2026-02-13T09:00");
	assert_later("明日の昼", NOW, "2026-02-13T12:00");
	assert_later("あしたの18時", NOW, "2026-02-13T18:00");
	assert_later("明後日", NOW, "2026-02-14T09:00");
	assert_later("あさって", NOW, "2026-02-14T09:00");
	assert_later("来週", NOW, "2026-02-19T09:00");
	assert_later("今夜", NOW, "2026-02-12T20:00");
	assert_later("夕方", NOW, "2026-02-12T17:00");
	assert_later("tomorrow", NOW, "2026-02-13T09:00");
}

static void times_of_day(void **state)
{
	(void)state;
	assert_later("18:00", NOW, "2026-02-12T18:00");
	assert_later("１８：００", NOW, "2026-02-12T18:00");
	assert_later("18時", NOW, "2026-02-12T18:00");
	assert_later("18時半", NOW, "2026-02-12T18:30");
	assert_later("18時15分", NOW, "2026-02-12T18:15");
	assert_later("午後3時", NOW, "2026-02-12T15:00");
	assert_later("9:00", NOW, "2026-02-13T09:00"); /* it has passed: tomorrow's */
	assert_later("10:42", NOW, "2026-02-13T10:42");
	assert_later("10:43", NOW, "2026-02-12T10:43");
	assert_later("0:00", NOW, "2026-02-13T00:00");
	assert_later("25:00", NOW, NULL);
}

static void dates(void **state)
{
	(void)state;
	assert_later("12/3", NOW, "2026-12-03T09:00");
	assert_later("12月3日", NOW, "2026-12-03T09:00");
	assert_later("１２月３日", NOW, "2026-12-03T09:00");
	assert_later("12月3日 14:30", NOW, "2026-12-03T14:30");
	assert_later("2/13 18時", NOW, "2026-02-13T18:00");
	assert_later("2/1", NOW, "2027-02-01T09:00"); /* next year's */
	assert_later("2/12", NOW, "2027-02-12T09:00");
	assert_later("2/12 18:00", NOW, "2026-02-12T18:00");
	assert_later("13/3", NOW, NULL);
	assert_later("0/3", NOW, NULL);
	assert_later("12/32", NOW, NULL);
	/* A day that does not exist is no time; better asked again than on another day. */
	assert_later("2/30", NOW, NULL);
	assert_later("11/31", NOW, NULL);
}

static void iso(void **state)
{
	(void)state;
	assert_later("2026-02-13T09:30:00+09:00", NOW, "2026-02-13T09:30");
	assert_later("2026-02-13 09:30", NOW, "2026-02-13T09:30");
	assert_later("2026-02-13", NOW, "2026-02-13T00:00");
	assert_later("2026-02-12T10:00:00+09:00", NOW, NULL); /* passed */
	assert_later("2027-03-01", NOW, NULL);                /* over a year away */
}

static void nothing(void **state)
{
	static const char *const rows[] = { "", "   ", "あとで", "わからない", "そのうち", "3", "後", "分", "時", "-1分", "abc", ":" };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_later(rows[i], NOW, NULL);
}

static void in_english(void **state)
{
	static const struct {
		const char *words, *wanted;
	} rows[] = {
		{ "in 30 minutes", "2026-02-12T11:12" }, { "in 2 weeks", "2026-02-26T10:42" }, { "2 hrs", "2026-02-12T12:42" },
		{ "half an hour", "2026-02-12T11:12" },  { "in an hour", "2026-02-12T11:42" }, { "tomorrow", "2026-02-13T09:00" },
		{ "Tomorrow Morning", "2026-02-13T09:00" }, { "the day after tomorrow", "2026-02-14T09:00" }, { "next week", "2026-02-19T09:00" },
		{ "tonight", "2026-02-12T20:00" },       { "Friday 10:00", "2026-02-13T10:00" }, { "fri at 5 pm", "2026-02-13T17:00" },
		{ "Thursday", "2026-02-19T09:00" },      { "Thursday 11:00", "2026-02-12T11:00" }, { "sunday", "2026-02-15T09:00" },
		{ "Dec 3", "2026-12-03T09:00" },         { "December 3, 5:30 pm", "2026-12-03T17:30" }, { "3 Dec 14:30", "2026-12-03T14:30" },
		{ "Feb 1", "2027-02-01T09:00" },         { "5 pm", "2026-02-12T17:00" },        { "12 pm", "2026-02-12T12:00" },
		{ "12 am", "2026-02-13T00:00" },         { "noon", "2026-02-12T12:00" },        { "9am", "2026-02-13T09:00" },
		{ "あした", "2026-02-13T09:00" },         { "30分後", "2026-02-12T11:12" },      { "Feb 30", NULL },
		{ "13 pm", NULL },                       { "some day", NULL },                 { "may be", NULL },
		{ "later", NULL },                       { "minutes", NULL },                  { "in weeks", NULL },
	};
	static char playbooks[] = "playbooks", *dirs[] = { playbooks };
	struct catalog *c = shipped();
	struct moment now;

	(void)state;
	assert_true(moment_parse(NOW, &now));
	assert_true(tongue_learn(c, "en", dirs, 1, NULL));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t got = later_parse(rows[i].words, now, &c->times);
		if (got != (rows[i].wanted ? at(rows[i].wanted) : -1))
			fail_msg("\"%s\" is not %s: %lld", rows[i].words, rows[i].wanted ? rows[i].wanted : "no time", (long long)got);
	}
	catalog_free(c);
}

/* Hours are those of the place where the person is. */
static void in_another_zone(void **state)
{
	(void)state;
	assert_later("18:00", "2026-02-12T10:42:00+00:00", "2026-02-13T03:00");
	assert_later("あした", "2026-02-12T23:30:00+09:00", "2026-02-13T09:00");
	assert_later("あした", "2026-02-12T00:30:00+09:00", "2026-02-13T09:00");
}

static void by_itself(void **state)
{
	static const int hours[URGENCIES] = { 1, 1, 3, 24, 168 };
	struct step s = { .remind_ms = -1 };
	struct plan_step p = { .step = &s };

	(void)state;
	for (int u = 0; u < URGENCIES; u++) {
		p.urgency = (enum urgency)u;
		assert_int_equal(later_default(&p, 1000), 1000 + hours[u] * HOUR_MS);
	}
	s.remind_ms = 5 * MINUTE_MS;
	assert_int_equal(later_default(&p, 1000), 1000 + 5 * MINUTE_MS);
}

/* Whatever is typed: a time within a year, or none. */
static void anything(void **state)
{
	static const char *const bits[] = { "あした", "3", "12", "/", "月", "日", "時", "半", ":", "分後", "午後", "30", " ", "来週", "今夜", "99999", "後", "週", "-" };
	struct moment now = { at(NOW), 540 };
	unsigned seed = 8;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char words[200] = "";
		size_t used = 0;
		for (int i = rand_r(&seed) % 6; i >= 0; i--)
			used += (size_t)snprintf(words + used, sizeof words - used, "%s", bits[(size_t)rand_r(&seed) % (sizeof bits / sizeof *bits)]);
		int64_t ms = later_parse(words, now, NULL);
		if (ms != -1 && (ms <= now.ms || ms > now.ms + 366 * DAY_MS))
			fail_msg("\"%s\" is out of range", words);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(amounts), cmocka_unit_test(days),            cmocka_unit_test(times_of_day),
		cmocka_unit_test(dates),   cmocka_unit_test(iso),             cmocka_unit_test(nothing),
		cmocka_unit_test(in_english), cmocka_unit_test(in_another_zone), cmocka_unit_test(by_itself), cmocka_unit_test(anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
