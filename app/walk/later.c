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

/* --- words of other languages, as data --- */

/* The word at `s`, whole; NULL when none of them stands there. */
static const struct number_word *word_at(const struct number_words *words, const char *s)
{
	for (size_t i = 0; i < words->count; i++) {
		size_t len = strlen(words->at[i].word);
		if (strncmp(s, words->at[i].word, len) == 0 && !isalpha((unsigned char)s[len]))
			return &words->at[i];
	}
	return NULL;
}

/* The first of them anywhere in `s`. */
static const struct number_word *word_in(const struct number_words *words, const char *s)
{
	const struct number_word *w = NULL;

	for (const char *p = s; *p && !w; p++)
		if (p == s || !isalpha((unsigned char)p[-1]))
			w = word_at(words, p);
	return w;
}

static const char *skip_blanks(const char *s)
{
	return s + strspn(s, " ");
}

/* "in 2 weeks", "half an hour" */
static int64_t in_words(const char *s, int64_t now, const struct time_words *more)
{
	const struct number_word *w = word_at(&more->lead, s);
	char *end;

	s = skip_blanks(w ? s + strlen(w->word) : s);
	w = word_at(&more->amounts, s);
	if (w)
		return now + w->number * MINUTE_MS;
	long n = isdigit((unsigned char)*s) ? strtol(s, &end, 10) : -1;
	if (n < 0 || n > 100000)
		return -1;
	w = word_at(&more->units, skip_blanks(end));
	return w ? now + (int64_t)n * w->number * MINUTE_MS : -1;
}

/* --- Japanese --- */

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

/* "Friday": the next one, which may be today. */
static bool find_weekday(const char *s, const struct number_words *weekdays, int today, int64_t *add_days)
{
	const struct number_word *w = word_in(weekdays, s);

	if (w)
		*add_days = (w->number - today + 7) % 7;
	return w != NULL;
}

static bool find_day(const char *s, const struct number_words *days, int64_t *add_days)
{
	const struct number_word *w = word_in(days, s);

	if (w) {
		*add_days = w->number;
		return true;
	}
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

/* "Dec 3" or "3 December" */
static bool find_named_date(const char *s, const struct number_words *months, struct civil *c)
{
	long last = -1; /* a number just before */

	for (const char *p = s; *p;) {
		char *end;
		const struct number_word *w = p == s || !isalpha((unsigned char)p[-1]) ? word_at(months, p) : NULL;
		if (w) {
			const char *behind = skip_blanks(p + strlen(w->word));
			long day = isdigit((unsigned char)*behind) ? strtol(behind, &end, 10) : -1;
			if (day < 0 || *end == ':') /* a time of day */
				day = last;
			if (day < 1 || day > days_in(c->year, w->number))
				return false;
			c->month = w->number;
			c->day = (int)day;
			return true;
		}
		if (isdigit((unsigned char)*p)) {
			last = strtol(p, &end, 10);
			p = skip_blanks(end);
		} else {
			last = -1;
			p++;
		}
	}
	return false;
}

/* "12月3日" or "12/3" */
static bool find_date(const char *s, const struct number_words *months, struct civil *c)
{
	if (find_named_date(s, months, c))
		return true;
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

/* "10 am", "5:30 pm" */
static bool find_half(const char *s, const struct number_words *halves, struct civil *c)
{
	for (const char *p = s; *p; p++) {
		char *end, *last;
		if (!isdigit((unsigned char)*p))
			continue;
		long hour = strtol(p, &end, 10), minute = 0;
		if (*end == ':' && isdigit((unsigned char)end[1])) {
			minute = strtol(end + 1, &last, 10);
			end = last;
		}
		const struct number_word *half = word_at(halves, skip_blanks(end));
		if (half && hour >= 1 && hour <= 12 && minute <= 59) {
			c->hour = (int)hour % 12 + half->number;
			c->minute = (int)minute;
			return true;
		}
		p = end - 1;
	}
	return false;
}

/* "18:00", "18時", "18時半", or a word for the time of day */
static bool find_hour(const char *s, const struct time_words *more, struct civil *c)
{
	const struct number_word *named = word_in(&more->hours, s);

	if (find_half(s, &more->halves, c))
		return true;
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
	if (named) {
		c->hour = named->number;
		c->minute = 0;
	}
	return named != NULL;
}

static int64_t by_calendar(const char *s, struct moment now, const struct time_words *more)
{
	struct civil c = civil_of(now.ms, now.offset_min);
	int64_t days = 0;
	bool date = find_date(s, &more->months, &c), day = !date && find_day(s, &more->days, &days);
	bool week = !date && !day && find_weekday(s, &more->weekdays, c.weekday, &days);

	c.second = 0;
	if (!find_hour(s, more, &c)) {
		if (!date && !day && !week)
			return -1;
		c.hour = 9;
		c.minute = 0;
	}
	int64_t ms = ms_of_civil(c, now.offset_min) + days * DAY_MS;
	if (ms <= now.ms && date) {
		c.year++;
		ms = ms_of_civil(c, now.offset_min);
	} else if (ms <= now.ms) {
		ms += week ? 7 * DAY_MS : DAY_MS;
	}
	return ms;
}

int64_t later_parse(const char *words, struct moment now, const struct time_words *more)
{
	static const struct time_words none;
	struct buf folded = { 0 };
	struct moment exact;
	int64_t ms = -1;

	text_fold(words, &folded);
	const char *s = buf_str(&folded);
	more = more ? more : &none;
	if (moment_parse(words, &exact))
		ms = exact.ms;
	if (ms < 0)
		ms = in_units(s, now.ms);
	if (ms < 0)
		ms = in_words(s, now.ms, more);
	if (ms < 0)
		ms = by_calendar(s, now, more);
	buf_free(&folded);
	return ms > now.ms && ms <= now.ms + 366 * DAY_MS ? ms : -1;
}
