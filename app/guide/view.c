#include "guide/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* What an answer says of a step or a contact whatever the facts and the time are: written once, then copied. */
struct plan_view {
	const struct catalog *catalog;
	char **steps;    /* like catalog.steps: id, action and, where it has no placeholder, title */
	char **contacts; /* like catalog.contacts */
};

static bool has_placeholder(const struct step *s)
{
	return strchr(s->title, '{') != NULL;
}

static char *step_text(const struct step *s)
{
	struct buf b = { 0 };

	buf_add(&b, "{\"id\":");
	json_quote(&b, s->id);
	buf_add(&b, ",\"action\":");
	json_quote(&b, s->action);
	buf_add(&b, ",\"title\":");
	if (!has_placeholder(s))
		json_quote(&b, s->title);
	return buf_take(&b);
}

static char *contact_text(const struct contact *c)
{
	json *holder = json_new_object();
	struct buf b = { 0 };

	view_contact(holder, "contact", c);
	json_write(json_get(holder, "contact"), false, &b);
	json_free(holder);
	return buf_take(&b);
}

struct plan_view *plan_view_new(const struct catalog *c)
{
	struct plan_view *v = mem_alloc(sizeof *v);

	v->catalog = c;
	v->steps = mem_alloc(c->step_count * sizeof *v->steps);
	v->contacts = mem_alloc(c->contact_count * sizeof *v->contacts);
	for (size_t i = 0; i < c->step_count; i++)
		v->steps[i] = step_text(&c->steps[i]);
	for (size_t i = 0; i < c->contact_count; i++)
		v->contacts[i] = contact_text(&c->contacts[i]);
	return v;
}

void plan_view_free(struct plan_view *v)
{
	if (!v)
		return;
	for (size_t i = 0; i < v->catalog->step_count; i++)
		free(v->steps[i]);
	for (size_t i = 0; i < v->catalog->contact_count; i++)
		free(v->contacts[i]);
	free(v->steps);
	free(v->contacts);
	free(v);
}

static void write_list(struct buf *out, const char *const *at, size_t count)
{
	buf_add_c(out, '[');
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_add_c(out, ',');
		json_quote(out, at[i]);
	}
	buf_add_c(out, ']');
}

static void write_time(struct buf *out, int64_t ms)
{
	char text[TIME_TEXT_SIZE];

	if (ms >= 0)
		moment_format((struct moment){ ms, JAPAN_OFFSET_MIN }, text);
	json_quote(out, ms >= 0 ? text : NULL);
}

static void write_step(const struct plan_view *v, const struct plan_step *s, const struct facts *f, struct buf *out)
{
	buf_add(out, v->steps[s->step - v->catalog->steps]);
	if (has_placeholder(s->step)) {
		struct buf title = { 0 };
		fill(s->step->title, f, &title);
		json_quote(out, buf_str(&title));
		buf_free(&title);
	}
	buf_add(out, ",\"urgency\":");
	json_quote(out, urgency_name(s->urgency));
	buf_add(out, ",\"because\":");
	write_list(out, s->because.at, s->because.count);
	buf_add(out, ",\"contact\":");
	buf_add(out, s->contact ? v->contacts[s->contact - v->catalog->contacts] : "null");
	buf_add(out, ",\"opens_at\":");
	write_time(out, s->opens_ms);
	buf_add(out, ",\"remind\":");
	write_time(out, s->remind_ms);
	buf_add_c(out, '}');
}

void plan_view_write(const struct plan_view *v, const struct plan *p, const struct facts *f, struct buf *out)
{
	const char *comma = "";

	buf_add(out, "\"facts\":{");
	for (size_t i = 0; i < v->catalog->fact_count; i++) {
		if (!f->of[i].count)
			continue;
		buf_add(out, comma);
		json_quote(out, v->catalog->facts[i].key);
		buf_add_c(out, ':');
		write_list(out, f->of[i].at, f->of[i].count);
		comma = ",";
	}
	buf_add(out, "},\"steps\":[");
	for (size_t i = 0; i < p->count; i++) {
		if (i)
			buf_add_c(out, ',');
		write_step(v, &p->steps[i], f, out);
	}
	buf_add_c(out, ']');
}

static void add_days(const struct hours *h, const struct say *say, struct buf *out)
{
	static const unsigned WEEKDAYS = 0x3E, EVERY = 0x7F;

	if (h->days == EVERY) {
		buf_add(out, say_text(say, "hours.every-day"));
	} else if (h->days == WEEKDAYS) {
		buf_add(out, say_text(say, "hours.weekdays"));
	} else {
		const char *join = "";
		for (int d = 0; d < 7; d++) {
			char key[16];
			snprintf(key, sizeof key, "day.%d", d);
			if (!(h->days >> d & 1u))
				continue;
			buf_addf(out, "%s%s", join, say_text(say, key));
			join = say_text(say, "hours.days-join");
		}
	}
}

/* "12/29", "Dec 29" */
static void add_date(int date, const struct say *say, struct buf *out)
{
	char day[16], month[24];

	snprintf(day, sizeof day, "%d", date % 100);
	snprintf(month, sizeof month, "hours.month.%d", date / 100);
	say_add(say, out, "hours.date", "month", say_text(say, month), "day", day, NULL);
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
		buf_addf(out, "%s%d:%02d–%d:%02d", i ? say_text(say, "hours.join") : " ", from / 60, from % 60, to / 60, to % 60);
		from = i < h->break_count ? h->breaks[i][1] : from;
	}
	if (!h->holidays)
		buf_add(out, say_text(say, "hours.not-holidays"));
	for (size_t i = 0; i < h->closed_count; i++) {
		struct buf first = { 0 }, last = { 0 };
		add_date(h->closed[i][0], say, &first);
		add_date(h->closed[i][1], say, &last);
		say_add(say, out, "hours.closed", "from", buf_str(&first), "to", buf_str(&last), NULL);
		buf_free(&first);
		buf_free(&last);
	}
}

void view_when(const struct say *say, struct moment m, const char *key, struct buf *out)
{
	struct civil c = civil_of(m.ms, m.offset_min);
	char month[8], day[8], hour[8], minute[8], weekday[8], name[16];

	snprintf(month, sizeof month, "%d", c.month);
	snprintf(day, sizeof day, "%d", c.day);
	snprintf(hour, sizeof hour, "%d", c.hour);
	snprintf(minute, sizeof minute, "%02d", c.minute);
	snprintf(weekday, sizeof weekday, "day.%d", c.weekday);
	snprintf(name, sizeof name, "month.%d", c.month);
	say_add(say, out, key, "month", month, "month_name", say_text(say, name), "day", day, "weekday", say_text(say, weekday), "hour", hour, "minute",
	        minute, NULL);
}
