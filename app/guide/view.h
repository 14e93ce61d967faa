/* guide/view: plans, contacts and times as the JSON that scripts read (design.md, "Command line"), and in words; uses guide/plan. */
#ifndef KAKEKOMI_GUIDE_VIEW_H
#define KAKEKOMI_GUIDE_VIEW_H

#include "base/clock.h"
#include "base/json.h"
#include "base/say.h"
#include "guide/plan.h"

/* Plans as text, many from one catalog. plan_view_write() appends the members
 * "facts": {…}, "steps": [{"id", "action", "title", "urgency", "because", "contact", "opens_at", "remind"}]
 * without the braces around them, so that the caller may put others beside. The caller ends it with plan_view_free(). */
struct plan_view;
struct plan_view *plan_view_new(const struct catalog *c);
void plan_view_free(struct plan_view *v); /* NULL is allowed */
void plan_view_write(const struct plan_view *v, const struct plan *p, const struct facts *f, struct buf *out);

/* Adds a contact (or null) under `key`. */
void view_contact(json *to, const char *key, const struct contact *c);

/* Adds a time in Japan's zone, or null for -1. */
void view_time(json *to, const char *key, int64_t ms, int offset_min);

/* "平日 8:30–17:15" for a screen; empty when hours are unknown. Words from `hours` rows of messages. */
void view_hours(const struct hours *h, const struct say *say, struct buf *out);

/* Appends a moment in words: `key` is "time.moment", "time.day" or "time.today". */
void view_when(const struct say *say, struct moment m, const char *key, struct buf *out);

#endif
