/* guide/view: plans, contacts and times as the JSON that scripts read (design.md, "Command line"), and in words; uses guide/plan. */
#ifndef KAKEKOMI_GUIDE_VIEW_H
#define KAKEKOMI_GUIDE_VIEW_H

#include "base/clock.h"
#include "base/json.h"
#include "base/say.h"
#include "guide/plan.h"

/* {"facts", "steps": [{"id", "action", "title", "urgency", "because", "contact", "opens_at", "remind"}]}; the caller frees. */
json *plan_to_json(const struct plan *p, const struct facts *f);

/* Adds a contact (or null) under `key`. */
void view_contact(json *to, const char *key, const struct contact *c);

/* Adds a time in Japan's zone, or null for -1. */
void view_time(json *to, const char *key, int64_t ms, int offset_min);

/* "平日 8:30–17:15" for a screen; empty when hours are unknown. Words from `hours` rows of messages. */
void view_hours(const struct hours *h, const struct say *say, struct buf *out);

/* Appends a moment in words: `key` is "time.moment", "time.day" or "time.today". */
void view_moment(const struct say *say, struct moment m, const char *key, struct buf *out);

#endif
