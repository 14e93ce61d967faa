/* guide/cond: conditions on facts; uses guide/facts. An unanswered fact has no value: `is` is false
 * then, and `not` is plain negation. */
#ifndef KAKEKOMI_GUIDE_COND_H
#define KAKEKOMI_GUIDE_COND_H

#include "guide/facts.h"

bool cond_holds(const struct cond *c, const struct facts *f);

/* Calls `each` with every (fact, value) that made a holding condition hold: first those that an `is`
 * or `known` asked for; when there is none, those that a `not` looked at. */
typedef void because_fn(void *context, size_t fact, const char *value);
void cond_because(const struct cond *c, const struct facts *f, because_fn *each, void *context);

/* Whether the condition looks at this fact anywhere. */
bool cond_uses(const struct cond *c, size_t fact);

#endif
