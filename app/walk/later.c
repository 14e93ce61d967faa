#include "walk/later.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

#include "base/banned.h"

int64_t later_default(const struct plan_step *s, int64_t now_ms)
{
	static const int64_t hours[URGENCIES] = { 1, 1, 3, 24, 24 * 7 };

	if (s->step->remind_ms >= 0)
		return now_ms + s->step->remind_ms;
	return now_ms + hours[s->urgency] * HOUR_MS;
}

struct unit {
	const char *name;
	int64_t minutes;
};

static const struct unit units[] = { { "分", 1 }, { "時間", 60 }, { "日", 1440 }, { "にち", 1440 }, { "週", 10080 },
	                             { "min", 1 }, { "hour", 60 }, { "day", 1440 }, { "week", 10080 }, { "か月", 43200 } };

/* "30分後", "2時間", "3日後": a number and a unit; "3日" alone is a day of the month, so days want 後. */
static int64_t in_units(const char *s, int64_t now)
{
	char *end;
	long n = isdigit((unsigned char)*s) ? strtol(s, &end, 10) : -1;

	if (n < 0 || n > 100000)
		return -1;
	end += *end == ' ';
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		size_t len = strlen(units[i].name);
		if (strncmp(end, units[i].name, len) != 0)
			continue;
		if (strcmp(units[i].name, "日") == 0 && !strstr(end, "後") && !strstr(end, "ご"))
			return -1;
		return now + n * units[i].minutes * MINUTE_MS;
	}
	return -1;
}

struct day_word {
	const char *name;
	int days;
};

static const struct day_word day_words[] = { { "あさって", 2 }, { "明後日", 2 }, { "あした", 1 }, { "あす", 1 }, { "明日", 1 },
	                                     { "翌日", 1 },     { "来週", 7 },   { "今日", 0 },   { "きょう", 0 }, { "tomorrow", 1 },
	                                     { "today", 0 } };

struct hour_word {
	const char *name;
	int hour;
};

static const struct hour_word hour_words[] = { { "朝", 9 }, { "午前", 9 }, { "昼", 12 }, { "午後", 14 }, { "夕方", 17 },
	                                       { "今夜", 20 }, { "今晩", 20 }, { "夜", 20 } };

static bool find_day(const char *s, int64_t *add_days)
{
	for (size_t i = 0; i < sizeof day_words / sizeof *day_words; i++)
		if (strstr(s, day_words[i].name)) {
			*add_days = day_words[i].days;
			return true;
		}
	return false;
}

static long days_in(int year, int month)
{
	return (long)(days_from_civil(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) - days_from_civil(year, month, 1));
}

/* "12月3日" or "12/3" */
static bool find_date(const char *s, struct civil *c)
{
	for (const char *p = s; *p; p++) {
		char *end, *last;
		if (!isdigit((unsigned char)*p))
			continue;
		long month = strtol(p, &end, 10);
		bool slash = *end == '/', kanji = strncmp(end, "月", strlen("月")) == 0;
		if (slash || kanji) {
			const char *day_at = end + (slash ? 1 : strlen("月"));
			long day = strtol(day_at, &last, 10);
			if (last > day_at && month >= 1 && month <= 12 && day >= 1 && day <= days_in(c->year, (int)month)) {
				c->month = (int)month;
				c->day = (int)day;
				return true;
			}
		}
		p = end - 1;
	}
	return false;
}

/* "18:00", "18時", "18時半", or a word for the time of day */
static bool find_hour(const char *s, struct civil *c)
{
	for (const char *p = s; *p; p++) {
		char *end;
		if (!isdigit((unsigned char)*p))
			continue;
		long hour = strtol(p, &end, 10);
		bool colon = *end == ':', kanji = strncmp(end, "時", strlen("時")) == 0 && strncmp(end, "時間", strlen("時間")) != 0;
		if ((colon || kanji) && hour <= 23) {
			const char *rest = end + (colon ? 1 : strlen("時"));
			long minute = isdigit((unsigned char)*rest) ? strtol(rest, NULL, 10) : strncmp(rest, "半", strlen("半")) == 0 ? 30 : 0;
			c->hour = (int)(hour < 12 && strstr(s, "午後") ? hour + 12 : hour);
			c->minute = minute <= 59 ? (int)minute : 0;
			return true;
		}
		p = end - 1;
	}
	for (size_t i = 0; i < sizeof hour_words / sizeof *hour_words; i++)
		if (strstr(s, hour_words[i].name)) {
			c->hour = hour_words[i].hour;
			c->minute = 0;
			return true;
		}
	return false;
}

static int64_t by_calendar(const char *s, struct moment now)
{
	struct civil c = civil_of(now.ms, now.offset_min);
	int64_t days = 0;
	bool date = find_date(s, &c), day = !date && find_day(s, &days);

	c.second = 0;
	if (!find_hour(s, &c)) {
		if (!date && !day)
			return -1;
		c.hour = 9;
		c.minute = 0;
	}
	int64_t ms = ms_of_civil(c, now.offset_min) + days * DAY_MS;
	if (ms <= now.ms && date) {
		c.year++;
		ms = ms_of_civil(c, now.offset_min);
	} else if (ms <= now.ms) {
		ms += DAY_MS;
	}
	return ms;
}

int64_t later_parse(const char *words, struct moment now)
{
	struct buf folded = { 0 };
	struct moment exact;
	int64_t ms = -1;

	text_fold(words, &folded);
	const char *s = buf_str(&folded);
	if (moment_parse(words, &exact))
		ms = exact.ms;
	if (ms < 0)
		ms = in_units(s, now.ms);
	if (ms < 0)
		ms = by_calendar(s, now);
	buf_free(&folded);
	return ms > now.ms && ms <= now.ms + 366 * DAY_MS ? ms : -1;
}
