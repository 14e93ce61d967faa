/* walk/later: when a step that was put off comes back; uses base/clock and guide. */
#ifndef KAKEKOMI_WALK_LATER_H
#define KAKEKOMI_WALK_LATER_H

#include "base/clock.h"
#include "guide/plan.h"

/* Reads "30分後", "2時間", "3日後", "1週間後", "あした", "明日の朝", "今夜", "18:00", "18時", "12/3", "12月3日", an ISO time; full width too.
 * With the words of another language in `more` (NULL: none) also "in 2 weeks", "half an hour", "tomorrow morning", "Friday 10:00",
 * "Dec 3, 5 pm". A time of day that has passed means tomorrow's. -1 when it is none of these or over a year away. */
int64_t later_parse(const char *words, struct moment now, const struct time_words *more);

/* Without a time: by the step's own reminder, else by its urgency. */
int64_t later_default(const struct plan_step *s, int64_t now_ms);

#endif
