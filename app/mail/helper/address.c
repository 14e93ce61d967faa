#include "mail/helper/address.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mail/helper/words.h"

#include "base/banned.h"

/* The pieces of the first address while it is read. */
struct pieces {
	struct buf phrase, comment, angle;
	bool has_angle;
};

/* Copies up to the closing character; backslashes quote. Returns where to go on. */
static const char *take_until(const char *p, char close, struct buf *out)
{
	for (; *p && *p != close; p++) {
		p += *p == '\\' && p[1];
		buf_add_c(out, *p);
	}
	return *p ? p + 1 : p;
}

static const char *take_angle(const char *p, struct pieces *s)
{
	if (s->has_angle) { /* what was taken for the address is part of the name */
		buf_addf(&s->phrase, "<%s> ", buf_str(&s->angle));
		buf_clear(&s->angle);
	}
	s->has_angle = true;
	return take_until(p, '>', &s->angle);
}

static void split(const char *p, struct pieces *s)
{
	bool group = false;

	while (*p && !group) {
		if (*p == '"')
			p = take_until(p + 1, '"', &s->phrase);
		else if (*p == '(')
			p = take_until(p + 1, ')', &s->comment);
		else if (*p == '<')
			p = take_angle(p + 1, s);
		else if (*p == ',' && (s->has_angle || memchr(buf_str(&s->phrase), '@', s->phrase.len)))
			break;
		else if (*p == ':' && !s->has_angle && !memchr(buf_str(&s->phrase), '@', s->phrase.len) && strchr(p, ';'))
			group = true; /* a group: "undisclosed-recipients:;" */
		else
			buf_add_c(&s->phrase, *p++);
	}
}

static void add_trimmed(struct buf *out, const char *s)
{
	size_t len;

	s += strspn(s, " \t");
	for (len = strlen(s); len && strchr(" \t", s[len - 1]); len--)
		;
	buf_add_n(out, s, len);
}

/* Without blanks; the domain in lower case. */
static void add_address(struct buf *out, const char *s)
{
	const char *at = strrchr(s, '@');

	for (; *s; s++) {
		if (*s == ' ' || *s == '\t')
			continue;
		bool upper = at && s > at && *s >= 'A' && *s <= 'Z';
		buf_add_c(out, (char)(upper ? *s + 32 : *s));
	}
}

static void forget(struct pieces *s)
{
	buf_free(&s->phrase);
	buf_free(&s->comment);
	buf_free(&s->angle);
	s->has_angle = false;
}

/* A phrase that decodes to a whole address ("=?…?=" around all of it) is read once more. */
static unsigned finish(struct pieces *s, bool again, struct buf *name, struct buf *address)
{
	struct buf phrase = { 0 }, comment = { 0 };
	unsigned findings = words_encoded(buf_str(&s->phrase), s->phrase.len, &phrase);

	findings |= words_encoded(buf_str(&s->comment), s->comment.len, &comment);
	if (!s->has_angle && again && strcmp(buf_str(&phrase), buf_str(&s->phrase)) != 0 && strchr(buf_str(&phrase), '@')) {
		struct pieces inner = { 0 };
		split(buf_str(&phrase), &inner);
		findings |= finish(&inner, false, name, address);
		forget(&inner);
	} else if (s->has_angle) {
		add_address(address, buf_str(&s->angle));
		add_trimmed(name, buf_str(phrase.len ? &phrase : &comment));
	} else if (strchr(buf_str(&phrase), '@')) {
		add_address(address, buf_str(&phrase));
		add_trimmed(name, buf_str(&comment));
	} else {
		add_trimmed(name, buf_str(&phrase));
		if (strchr(buf_str(&comment), '@')) /* "Name(a@b)", as people copy it */
			add_address(address, buf_str(&comment));
	}
	buf_free(&phrase);
	buf_free(&comment);
	return findings;
}

unsigned address_read(const char *value, size_t len, struct buf *name, struct buf *address)
{
	struct pieces s = { 0 };
	struct buf raw = { 0 };
	unsigned findings = words_raw(value, len, &raw);

	split(buf_str(&raw), &s);
	findings |= finish(&s, true, name, address);
	forget(&s);
	buf_free(&raw);
	return findings;
}

/* Days from 1970-01-01 (proleptic Gregorian). */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
	year -= month <= 2;
	int64_t era = year / 400, of_era = year - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int month_of(const char *s)
{
	static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	for (int i = 0; i < 12; i++)
		if (strncasecmp(s, months + 3 * i, 3) == 0)
			return i + 1;
	return 0;
}

/* Minutes east of Greenwich of "+0900", "JST", "GMT". */
static long zone_of(const char *s)
{
	if ((*s == '+' || *s == '-') && strspn(s + 1, "0123456789") >= 4) {
		long n = strtol(s + 1, NULL, 10);
		long minutes = n / 100 % 100 * 60 + n % 100;
		return *s == '-' ? -minutes : minutes;
	}
	return strncasecmp(s, "jst", 3) == 0 ? 540 : 0;
}

static long number_at(const char **p, long most)
{
	char *end;

	*p += strspn(*p, " \t:");
	if (**p < '0' || **p > '9')
		return -1;
	long n = strtol(*p, &end, 10);
	*p = end;
	return n <= most ? n : -1;
}

int64_t date_read(const char *value)
{
	const char *comma = strchr(value, ','), *p = comma ? comma + 1 : value;
	long day = number_at(&p, 31);

	p += strspn(p, " \t-");
	int month = month_of(p);
	p += strcspn(p, " \t-");
	p += strspn(p, " \t-");
	long year = number_at(&p, 9999), hour = number_at(&p, 23), minute = number_at(&p, 59);
	long second = *p == ':' ? number_at(&p, 60) : 0;
	if (day < 1 || !month || year < 0 || hour < 0 || minute < 0 || second < 0)
		return 0;
	if (year < 100)
		year += year < 50 ? 2000 : 1900;
	p += strspn(p, " \t");
	int64_t minutes = (days_of(year, month, day) * 24 + hour) * 60 + minute - zone_of(p);
	return (minutes * 60 + second) * 1000;
}
