#include "guide/view.h"

#include <stdio.h>

#include "guide/fill.h"

#include "base/banned.h"

void view_time(json *to, const char *key, int64_t ms, int offset_min)
{
	char text[TIME_TEXT_SIZE];

	if (ms < 0) {
		json_add_null(to, key);
		return;
	}
	moment_format((struct moment){ ms, offset_min }, text);
	json_add_text(to, key, text);
}

static void add_sourced(json *to, const char *key, const struct sourced *s)
{
	if (s->is)
		json_add_text(to, key, s->is);
}

void view_contact(json *to, const char *key, const struct contact *c)
{
	if (!c) {
		json_add_null(to, key);
		return;
	}
	json *out = json_add_object(to, key);
	json_add_text(out, "id", c->id);
	json_add_text(out, "name", c->name);
	add_sourced(out, "number", &c->number);
	add_sourced(out, "url", &c->url);
	add_sourced(out, "mail", &c->mail);
	if (c->where)
		json_add_text(out, "where", c->where);
	const struct sourced *main = c->number.is ? &c->number : c->url.is ? &c->url : &c->mail;
	if (main->is) {
		json_add_text(out, "source", main->source);
		json_add_text(out, "checked", main->checked);
	}
}

static void add_step(json *list, const struct plan_step *s, const struct facts *f)
{
	struct buf title = { 0 };
	json *out = json_add_object(list, NULL);

	fill(s->step->title, f, &title);
	json_add_text(out, "id", s->step->id);
	json_add_text(out, "action", s->action);
	json_add_text(out, "title", buf_str(&title));
	json_add_text(out, "urgency", urgency_name(s->urgency));
	json *because = json_add_array(out, "because");
	for (size_t i = 0; i < s->because.count; i++)
		json_add_text(because, NULL, s->because.at[i]);
	view_contact(out, "contact", s->contact);
	view_time(out, "opens_at", s->opens_ms, JAPAN_OFFSET_MIN);
	view_time(out, "remind", s->remind_ms, JAPAN_OFFSET_MIN);
	buf_free(&title);
}

json *plan_to_json(const struct plan *p, const struct facts *f)
{
	json *out = json_new_object(), *facts = facts_to_json(f);

	json_add_copy(out, "facts", facts);
	json_free(facts);
	json *steps = json_add_array(out, "steps");
	for (size_t i = 0; i < p->count; i++)
		add_step(steps, &p->steps[i], f);
	return out;
}

static void add_days(const struct hours *h, const struct say *say, struct buf *out)
{
	static const unsigned WEEKDAYS = 0x3E, EVERY = 0x7F;

	if (h->days == EVERY) {
		buf_add(out, say_text(say, "hours.every-day"));
	} else if (h->days == WEEKDAYS) {
		buf_add(out, say_text(say, "hours.weekdays"));
	} else {
		for (int d = 0; d < 7; d++) {
			char key[16];
			snprintf(key, sizeof key, "day.%d", d);
			if (h->days >> d & 1u)
				buf_add(out, say_text(say, key));
		}
	}
}

void view_hours(const struct hours *h, const struct say *say, struct buf *out)
{
	if (!h->known)
		return;
	if (h->always) {
		buf_add(out, say_text(say, "hours.always"));
		return;
	}
	add_days(h, say, out);
	int from = h->from;
	for (size_t i = 0; from >= 0 && i <= h->break_count; i++) {
		int to = i < h->break_count ? h->breaks[i][0] : h->to;
		buf_addf(out, "%s%d:%02d–%d:%02d", i ? "、" : " ", from / 60, from % 60, to / 60, to % 60);
		from = i < h->break_count ? h->breaks[i][1] : from;
	}
	if (!h->holidays)
		buf_add(out, say_text(say, "hours.not-holidays"));
	for (size_t i = 0; i < h->closed_count; i++) {
		char first[16], last[16];
		snprintf(first, sizeof first, "%d/%d", h->closed[i][0] / 100, h->closed[i][0] % 100);
		snprintf(last, sizeof last, "%d/%d", h->closed[i][1] / 100, h->closed[i][1] % 100);
		say_add(say, out, "hours.closed", "from", first, "to", last, NULL);
	}
}

void view_moment(const struct say *say, struct moment m, const char *key, struct buf *out)
{
	struct civil c = civil_of(m.ms, m.offset_min);
	char month[8], day[8], hour[8], minute[8], weekday[8];

	snprintf(month, sizeof month, "%d", c.month);
	snprintf(day, sizeof day, "%d", c.day);
	snprintf(hour, sizeof hour, "%d", c.hour);
	snprintf(minute, sizeof minute, "%02d", c.minute);
	snprintf(weekday, sizeof weekday, "day.%d", c.weekday);
	say_add(say, out, key, "month", month, "day", day, "weekday", say_text(say, weekday), "hour", hour, "minute",
	        minute, NULL);
}
