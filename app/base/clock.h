/* base/clock: points in time, ISO 8601, durations, calendar days; uses base/err only.
 *
 * A time is milliseconds since 1970 UTC. Desks in Japan live at UTC+9, whatever TZ says. */
#ifndef KAKEKOMI_BASE_CLOCK_H
#define KAKEKOMI_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum { JAPAN_OFFSET_MIN = 540, TIME_TEXT_SIZE = 40 };
static const int64_t MINUTE_MS = 60 * 1000, HOUR_MS = 3600 * 1000, DAY_MS = 86400 * 1000;

struct moment {
	int64_t ms;
	int offset_min; /* minutes east of UTC, for showing it */
};

struct clock {
	bool test;            /* set by KAKEKOMI_NOW: stands still */
	struct moment fixed;
};

/* Reads KAKEKOMI_NOW; without it the machine's clock. Error clock.bad (65) when it cannot be read. */
bool clock_init(struct clock *c, struct err *e);
/* With the zone's offset; Japan's where the machine's zone is UTC. */
struct moment clock_now(const struct clock *c);

/* Milliseconds of a clock that nobody sets: for how long something takes, whatever KAKEKOMI_NOW says. */
int64_t clock_steady_ms(void);

/* "2025-11-21T23:30:00+09:00", seconds and offset optional (no offset: Japan's), "Z" allowed,
 * a blank instead of T allowed, a day alone is its midnight. */
bool moment_parse(const char *text, struct moment *out);
void moment_format(struct moment m, char out[TIME_TEXT_SIZE]); /* ISO 8601, seconds, offset */

struct civil {
	int year, month, day; /* 1–12, 1–31 */
	int hour, minute, second;
	int weekday; /* 0 = Sunday */
};
struct civil civil_of(int64_t ms, int offset_min);
int64_t ms_of_civil(struct civil c, int offset_min); /* weekday is not looked at */
int64_t days_from_civil(int year, int month, int day); /* since 1970-01-01 */

/* ISO 8601 duration of weeks, days, hours, minutes ("P14D", "PT10M", "P1DT2H", "P1W"), ≤ 10 years; -1 when it is none. */
int64_t duration_ms(const char *text);

#endif
