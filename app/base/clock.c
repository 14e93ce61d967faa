#include "base/clock.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/banned.h"

/* UTC is what a machine says whose zone nobody has set; the people here live in Japan. */
static int local_offset(time_t t)
{
	struct tm local;

	return localtime_r(&t, &local) && local.tm_gmtoff ? (int)(local.tm_gmtoff / 60) : JAPAN_OFFSET_MIN;
}

bool clock_init(struct clock *c, struct err *e)
{
	const char *now = getenv("KAKEKOMI_NOW");

	*c = (struct clock){ 0 };
	if (!now || !*now)
		return true;
	c->test = true;
	if (!moment_parse(now, &c->fixed))
		return err_set(e, ERR_DATA, "clock.bad", now, NULL, NULL);
	return true;
}

struct moment clock_now(const struct clock *c)
{
	struct timespec t;

	if (c->test)
		return c->fixed;
	clock_gettime(CLOCK_REALTIME, &t);
	return (struct moment){ (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000, local_offset(t.tv_sec) };
}

/* Days since 1970-01-01 of the proleptic Gregorian calendar; years begin in March so that the leap
 * day comes last. */
int64_t days_from_civil(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

struct civil civil_of(int64_t ms, int offset_min)
{
	int64_t local = ms + offset_min * MINUTE_MS;
	int64_t days = floor_div(local, DAY_MS), in_day = local - days * DAY_MS;
	int64_t z = days + 719468, era = floor_div(z, 146097), day_of_era = z - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t m = (5 * day_of_year + 2) / 153;
	struct civil c;

	c.day = (int)(day_of_year - (153 * m + 2) / 5 + 1);
	c.month = (int)(m < 10 ? m + 3 : m - 9);
	c.year = (int)(year_of_era + era * 400 + (c.month <= 2));
	c.hour = (int)(in_day / HOUR_MS);
	c.minute = (int)(in_day / MINUTE_MS % 60);
	c.second = (int)(in_day / 1000 % 60);
	c.weekday = (int)(((days + 4) % 7 + 7) % 7);
	return c;
}

int64_t ms_of_civil(struct civil c, int offset_min)
{
	int64_t days = days_from_civil(c.year, c.month, c.day);

	return days * DAY_MS + c.hour * HOUR_MS + c.minute * MINUTE_MS + c.second * 1000LL - offset_min * MINUTE_MS;
}

/* Reads exactly `digits` digits. */
static bool number(const char **s, int digits, int *out)
{
	*out = 0;
	for (int i = 0; i < digits; i++) {
		if (!isdigit((unsigned char)**s))
			return false;
		*out = *out * 10 + *(*s)++ - '0';
	}
	return true;
}

static bool offset_parse(const char **s, int *offset_min)
{
	int hours, minutes = 0, sign = **s == '-' ? -1 : 1;

	*offset_min = JAPAN_OFFSET_MIN;
	if (!**s)
		return true;
	if (**s == 'Z') {
		(*s)++;
		*offset_min = 0;
		return true;
	}
	if ((**s != '+' && **s != '-') || ((*s)++, !number(s, 2, &hours)))
		return false;
	bool colon = **s == ':';
	*s += colon;
	if ((colon || **s) && !number(s, 2, &minutes))
		return false;
	*offset_min = sign * (hours * 60 + minutes);
	return hours <= 14 && minutes <= 59;
}

static bool time_parse(const char **s, struct civil *c)
{
	if (!number(s, 2, &c->hour) || *(*s)++ != ':' || !number(s, 2, &c->minute))
		return false;
	if (**s == ':' && ((*s)++, !number(s, 2, &c->second)))
		return false;
	if (**s == '.' || **s == ',') {
		(*s)++;
		while (isdigit((unsigned char)**s))
			(*s)++;
	}
	return c->hour <= 23 && c->minute <= 59 && c->second <= 59;
}

int64_t clock_steady_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool moment_parse(const char *text, struct moment *out)
{
	struct civil c = { 0 };
	const char *s = text;

	if (!number(&s, 4, &c.year) || *s++ != '-' || !number(&s, 2, &c.month) || *s++ != '-' || !number(&s, 2, &c.day))
		return false;
	if (c.year < 1970 || c.month < 1 || c.month > 12 || c.day < 1)
		return false;
	struct civil back = civil_of(days_from_civil(c.year, c.month, c.day) * DAY_MS, 0);
	if (back.day != c.day || back.month != c.month)
		return false;
	if ((*s == 'T' || *s == 't' || *s == ' ') && (s++, !time_parse(&s, &c)))
		return false;
	if (!offset_parse(&s, &out->offset_min) || *s)
		return false;
	out->ms = ms_of_civil(c, out->offset_min);
	return true;
}

/* Two digits and, unless NUL, what stands behind them; returns where the next begin. */
static char *put_digits(char *to, int n, char behind)
{
	*to++ = (char)('0' + n / 10 % 10);
	*to++ = (char)('0' + n % 10);
	if (behind)
		*to++ = behind;
	return to;
}

void moment_format(struct moment m, char out[TIME_TEXT_SIZE])
{
	struct civil c = civil_of(m.ms, m.offset_min);
	int offset = abs(m.offset_min);

	/* By hand: a plan may hold forty of these, and printf took a quarter of its time. */
	out = put_digits(out, c.year / 100, '\0');
	out = put_digits(out, c.year % 100, '-');
	out = put_digits(out, c.month, '-');
	out = put_digits(out, c.day, 'T');
	out = put_digits(out, c.hour, ':');
	out = put_digits(out, c.minute, ':');
	out = put_digits(out, c.second, m.offset_min < 0 ? '-' : '+');
	out = put_digits(out, offset / 60, ':');
	*put_digits(out, offset % 60, '\0') = '\0';
}

static int64_t unit_ms(char unit, bool time)
{
	if (!time)
		return unit == 'W' ? 7 * DAY_MS : unit == 'D' ? DAY_MS : -1;
	return unit == 'H' ? HOUR_MS : unit == 'M' ? MINUTE_MS : -1;
}

int64_t duration_ms(const char *text)
{
	int64_t total = 0;
	bool time = false, any = false;

	if (!text || *text++ != 'P')
		return -1;
	while (*text) {
		if (*text == 'T' && !time) {
			time = true;
			text++;
			any = false;
			continue;
		}
		char *end;
		long n = isdigit((unsigned char)*text) ? strtol(text, &end, 10) : -1;
		int64_t unit = n < 0 || n > 99999 ? -1 : unit_ms(*end, time);
		if (unit < 0)
			return -1;
		total += n * unit;
		text = end + 1;
		any = true;
	}
	return any && total <= 3653 * DAY_MS ? total : -1;
}
