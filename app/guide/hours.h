/* guide/hours: can a desk be called now, and when next; Japan time whatever TZ says; uses
 * guide/holidays. Unknown hours are never "closed". */
#ifndef KAKEKOMI_GUIDE_HOURS_H
#define KAKEKOMI_GUIDE_HOURS_H

#include "base/clock.h"
#include "guide/model.h"

bool hours_open(const struct hours *h, int64_t ms);

/* The first time from `ms` on when the desk answers: `ms` itself when it is open; -1 when not within a year. */
int64_t hours_next(const struct hours *h, int64_t ms);

/* Whether the contact still exists (`until` not passed). */
bool contact_exists(const struct contact *c, int64_t ms);

#endif
