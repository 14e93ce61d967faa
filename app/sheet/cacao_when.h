/* sheet/cacao_when: conditions of CACAO files as ours; private to sheet. */
#ifndef KAKEKOMI_SHEET_CACAO_WHEN_H
#define KAKEKOMI_SHEET_CACAO_WHEN_H

#include "base/json.h"
#include "guide/facts.h"

/* Reads comparisons of variables joined by AND, OR and parentheses, as cacao_cond() writes them. NULL when it is anything else, or
 * speaks of what is no fact of ours. Everything belongs to `a` or the catalog. */
const struct cond *when_read(const struct catalog *c, struct arena *a, const char *text);

/* The same for one case of a switch: `variable` as "__NAME__:value". */
const struct cond *when_case(const struct catalog *c, struct arena *a, const char *variable, const char *value);

/* NULL stands for what always holds. */
const struct cond *when_both(struct arena *a, const struct cond *x, const struct cond *y);
const struct cond *when_not(struct arena *a, const struct cond *x);

/* Adds it as our files write it; nothing for NULL. */
void when_write(const struct catalog *c, const struct cond *when, json *to, const char *key);

#endif
