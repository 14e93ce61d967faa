/* guide/age: how long ago the facts of the world were checked; uses base/clock and guide/model. */
#ifndef KAKEKOMI_GUIDE_AGE_H
#define KAKEKOMI_GUIDE_AGE_H

#include <stdbool.h>
#include <stdint.h>

#include "guide/model.h"

/* Whether a value is there and was checked more than a year before `now_ms`. */
bool sourced_is_old(const struct sourced *s, int64_t now_ms);

/* The value of a contact that was checked longest ago, NULL where it has none. */
const struct sourced *contact_oldest(const struct contact *c);

#endif
