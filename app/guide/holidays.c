#include "guide/holidays.h"

#include <stdint.h>

#include "base/clock.h"

#include "base/banned.h"

static int weekday_of(int year, int month, int day)
{
	return (int)(((days_from_civil(year, month, day) + 4) % 7 + 7) % 7);
}

/* Day of the nth Monday. */
static int monday(int year, int month, int nth)
{
	int first = weekday_of(year, month, 1);

	return 1 + (8 - first) % 7 + (nth - 1) * 7;
}

/* 国立天文台's approximation, good for 1980–2099. */
static int equinox(int year, double constant)
{
	int y = year - 1980;

	return (int)(constant + 0.242194 * y) - y / 4;
}

struct shifted {
	int year, month, day;
};

/* 2020 and 2021: 海の日, 山の日 and スポーツの日 were moved around the Olympic ceremonies. */
static const struct shifted olympics[] = { { 2020, 7, 23 }, { 2020, 7, 24 }, { 2020, 8, 10 },
	                                   { 2021, 7, 22 }, { 2021, 7, 23 }, { 2021, 8, 8 } };

static bool is_summer_holiday(int year, int month, int day)
{
	if (year == 2020 || year == 2021) {
		for (unsigned i = 0; i < sizeof olympics / sizeof *olympics; i++)
			if (olympics[i].year == year && olympics[i].month == month && olympics[i].day == day)
				return true;
		return false;
	}
	return (month == 7 && day == monday(year, 7, 3)) || (month == 8 && day == 11) ||
	       (month == 10 && day == monday(year, 10, 2));
}

static bool is_named_holiday(int year, int month, int day)
{
	switch (month) {
	case 1: return day == 1 || day == monday(year, 1, 2);
	case 2: return day == 11 || day == 23;
	case 3: return day == equinox(year, 20.8431);
	case 4: return day == 29;
	case 5: return day >= 3 && day <= 5;
	case 9: return day == monday(year, 9, 3) || day == equinox(year, 23.2488);
	case 11: return day == 3 || day == 23;
	default: return is_summer_holiday(year, month, day);
	}
}

static bool named_on(int64_t days)
{
	struct civil c = civil_of(days * DAY_MS, 0);

	return is_named_holiday(c.year, c.month, c.day);
}

/* Going back over the unbroken row of holidays before this day: does one of them fall on a Sunday? */
static bool is_substitute(int64_t days)
{
	for (int64_t d = days - 1; named_on(d); d--)
		if (civil_of(d * DAY_MS, 0).weekday == 0)
			return true;
	return false;
}

bool is_holiday(int year, int month, int day)
{
	int64_t days = days_from_civil(year, month, day);

	if (year < 2020 || year > 2099)
		return false;
	if (named_on(days) || is_substitute(days))
		return true;
	return named_on(days - 1) && named_on(days + 1) && weekday_of(year, month, day) != 0;
}
