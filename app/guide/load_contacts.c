/* Contacts: every value with its source and the day it was checked. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "guide/reader.h"

#include "base/banned.h"

static bool is_day(const char *text)
{
	struct moment m;

	return strlen(text) == 10 && moment_parse(text, &m);
}

static void read_origin(const struct reader *r, const struct place *p, const json *j, struct sourced *out)
{
	out->source = need_text(r, p, j, "source");
	out->checked = need_text(r, p, j, "checked");
	if (*out->checked && !is_day(out->checked))
		fault_at(r, p, "checked \"%.20s\" is no day such as 2026-11-22", out->checked);
	const char *sure = need_text(r, p, j, "sure");
	out->sure = sure[0];
	/* A value that no source confirms is never shown, so it has no place here at all. */
	if (strcmp(sure, "A") != 0 && strcmp(sure, "B") != 0)
		fault_at(r, p, "sure \"%.10s\" is neither A nor B; what is not confirmed is not shown", sure);
}

void read_sourced(const struct reader *r, const struct place *p, const json *j, struct sourced *out)
{
	static const char *const keys[] = { "is", "source", "checked", "sure", NULL };

	if (!allow_keys(r, p, j, keys))
		return;
	out->is = need_text(r, p, j, "is");
	read_origin(r, p, j, out);
}

static void opt_sourced(const struct reader *r, const struct place *p, const json *obj, const char *key, struct sourced *out)
{
	const json *m = json_get(obj, key);
	struct place at = { p, key, 0 };

	if (m)
		read_sourced(r, &at, m, out);
}

/* "08:30" → minutes of the day; 24:00 allowed as an end. */
static int read_minute(const struct reader *r, const struct place *p, const char *text)
{
	int hour, minute, used = 0;

	if (sscanf(text, "%2d:%2d%n", &hour, &minute, &used) == 2 && used == 5 && !text[used] && hour >= 0 && minute >= 0 &&
	    minute < 60 && hour * 60 + minute <= 24 * 60)
		return hour * 60 + minute;
	fault_at(r, p, "\"%.20s\" is no time such as 08:30", text);
	return 0;
}

static void read_days(const struct reader *r, const struct place *p, const json *obj, struct hours *h)
{
	static const char *const names[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };
	struct words days = { 0 };

	opt_words(r, p, obj, "days", false, &days);
	for (size_t i = 0; i < days.count; i++) {
		size_t d = 0;
		while (d < 7 && strcmp(days.at[i], names[d]) != 0)
			d++;
		if (d == 7)
			fault_at(r, p, "\"%.20s\" is no day (mon, tue, wed, thu, fri, sat, sun)", days.at[i]);
		else
			h->days |= 1u << d;
	}
	if (!h->days)
		fault_at(r, p, "hours need days");
}

static void read_breaks(const struct reader *r, const struct place *p, const json *obj, struct hours *h)
{
	const json *list = opt_array(r, p, obj, "breaks");
	struct place at = { p, "breaks", 0 };

	for (const json *m = json_first(list); m; m = json_next(m)) {
		const json *from = json_first(m), *to = from ? json_next(from) : NULL;
		if (h->break_count == HOURS_BREAKS || !json_is_array(m) || !to || !json_text(from) || !json_text(to)) {
			fault_at(r, &at, "breaks are at most %d pairs of times", HOURS_BREAKS);
			return;
		}
		h->breaks[h->break_count][0] = read_minute(r, &at, json_text(from));
		h->breaks[h->break_count][1] = read_minute(r, &at, json_text(to));
		if (h->breaks[h->break_count][0] >= h->breaks[h->break_count][1])
			fault_at(r, &at, "a break must begin before it ends");
		h->break_count++;
	}
}

static void read_closed(const struct reader *r, const struct place *p, const json *obj, struct hours *h)
{
	struct words ranges = { 0 };

	opt_words(r, p, obj, "closed", false, &ranges);
	for (size_t i = 0; i < ranges.count; i++) {
		int m1, d1, m2, d2, used = 0;
		if (h->closed_count < HOURS_CLOSED && sscanf(ranges.at[i], "%2d-%2d/%2d-%2d%n", &m1, &d1, &m2, &d2, &used) == 4 &&
		    !ranges.at[i][used] && m1 >= 1 && m1 <= 12 && m2 >= 1 && m2 <= 12 && d1 >= 1 && d1 <= 31 && d2 >= 1 && d2 <= 31) {
			h->closed[h->closed_count][0] = m1 * 100 + d1;
			h->closed[h->closed_count++][1] = m2 * 100 + d2;
		} else {
			fault_at(r, p, "closed \"%.30s\" is no range such as 12-29/01-03 (at most %d)", ranges.at[i], HOURS_CLOSED);
		}
	}
}

static void read_hours(const struct reader *r, const struct place *p, const json *is, struct hours *h)
{
	static const char *const keys[] = { "days", "from", "to", "breaks", "holidays", "closed", NULL };

	h->known = true;
	if (json_text(is) && strcmp(json_text(is), "24h") == 0) {
		h->always = true;
		return;
	}
	if (!allow_keys(r, p, is, keys))
		return;
	read_days(r, p, is, h);
	const char *from = opt_text(r, p, is, "from"), *to = opt_text(r, p, is, "to");
	if (!from != !to)
		fault_at(r, p, "\"from\" and \"to\" come together");
	h->from = from ? read_minute(r, p, from) : -1;
	h->to = to ? read_minute(r, p, to) : -1;
	if (from && to && h->from >= h->to)
		fault_at(r, p, "\"from\" must come before \"to\"");
	h->holidays = opt_bool(r, p, is, "holidays", true);
	read_breaks(r, p, is, h);
	read_closed(r, p, is, h);
}

static void read_contact(const struct reader *r, const struct place *p, const json *j)
{
	static const char *const keys[] = { "id",     "name", "number", "url", "mail",  "hours",
		                            "where",  "cannot", "cost", "ask", "until", NULL };
	struct catalog *c = r->c;

	if (!allow_keys(r, p, j, keys))
		return;
	const char *id = row_id(r, p, j, "id", "contact");
	struct contact *out = row_for(c->arena, (void **)&c->contacts, &c->contact_count, sizeof *out, id);
	out->id = id;
	out->name = need_text(r, p, j, "name");
	opt_sourced(r, p, j, "number", &out->number);
	opt_sourced(r, p, j, "url", &out->url);
	opt_sourced(r, p, j, "mail", &out->mail);
	opt_sourced(r, p, j, "cannot", &out->cannot);
	opt_sourced(r, p, j, "cost", &out->cost);
	opt_sourced(r, p, j, "until", &out->until);
	out->where = opt_text(r, p, j, "where");
	out->ask = opt_text(r, p, j, "ask");
	const json *hours = json_get(j, "hours");
	struct place at = { p, "hours", 0 };
	if (hours) {
		static const char *const hour_keys[] = { "is", "source", "checked", "sure", NULL };
		allow_keys(r, &at, hours, hour_keys);
		read_origin(r, &at, hours, &out->hours_source);
		read_hours(r, &at, json_get(hours, "is"), &out->hours);
	}
	if (out->until.is && !is_day(out->until.is))
		fault_at(r, p, "until \"%.20s\" is no day such as 2026-03-31", out->until.is);
	if (!out->number.is && !out->url.is && !out->mail.is && !out->where)
		fault_at(r, p, "a contact needs a number, a url, a mail or a \"where\"");
}

void load_contacts(const struct reader *r, const json *root)
{
	static const char *const keys[] = { "contacts", "remove", NULL };
	struct place at = { NULL, "contacts", 0 };
	size_t i = 0;

	if (!allow_keys(r, NULL, root, keys))
		return;
	for (const json *m = json_first(opt_array(r, NULL, root, "contacts")); m; m = json_next(m), i++) {
		struct place item = { &at, NULL, i };
		read_contact(r, &item, m);
	}
	if (json_get(root, "remove"))
		remove_rows(r, root, r->c->contacts, &r->c->contact_count, sizeof *r->c->contacts);
}
