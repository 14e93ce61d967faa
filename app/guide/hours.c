#include "guide/hours.h"

#include "guide/holidays.h"

#include "base/banned.h"

static bool in_range(const int range[2], int month_day)
{
	if (range[0] <= range[1])
		return month_day >= range[0] && month_day <= range[1];
	return month_day >= range[0] || month_day <= range[1]; /* over the turn of the year */
}

static bool open_day(const struct hours *h, struct civil c)
{
	if (!(h->days >> c.weekday & 1u))
		return false;
	if (!h->holidays && is_holiday(c.year, c.month, c.day))
		return false;
	for (size_t i = 0; i < h->closed_count; i++)
		if (in_range(h->closed[i], c.month * 100 + c.day))
			return false;
	return true;
}

/* The first open minute of the day from `minute` on, or -1. */
static int open_minute(const struct hours *h, int minute)
{
	if (h->from < 0)
		return minute;
	if (minute < h->from)
		minute = h->from;
	for (size_t moved = 1; moved;) {
		moved = 0;
		for (size_t i = 0; i < h->break_count; i++)
			if (minute >= h->breaks[i][0] && minute < h->breaks[i][1]) {
				minute = h->breaks[i][1];
				moved = 1;
			}
	}
	return minute < h->to ? minute : -1;
}

int64_t hours_next(const struct hours *h, int64_t ms)
{
	struct civil c = civil_of(ms, JAPAN_OFFSET_MIN);
	int minute = c.hour * 60 + c.minute;

	if (!h->known || h->always)
		return ms;
	for (int day = 0; day <= 366; day++) {
		int open = open_day(h, c) ? open_minute(h, minute) : -1;
		if (open >= 0 && day == 0 && open == minute)
			return ms;
		c.hour = c.minute = c.second = 0;
		int64_t midnight = ms_of_civil(c, JAPAN_OFFSET_MIN);
		if (open >= 0)
			return midnight + open * MINUTE_MS;
		c = civil_of(midnight + DAY_MS, JAPAN_OFFSET_MIN);
		minute = 0;
	}
	return -1;
}

bool hours_open(const struct hours *h, int64_t ms)
{
	return hours_next(h, ms) == ms;
}

bool contact_exists(const struct contact *c, int64_t ms)
{
	struct moment last;

	return !c->until.is || !moment_parse(c->until.is, &last) || ms < last.ms + DAY_MS;
}
