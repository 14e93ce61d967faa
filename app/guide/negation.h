/* guide/negation: whether words state the opposite: Japanese says no behind the verb, English before it; private to guide. */
#ifndef KAKEKOMI_GUIDE_NEGATION_H
#define KAKEKOMI_GUIDE_NEGATION_H

#include <stdbool.h>

/* In a folded clause, between where it begins and what was matched. */
bool negation_before(const char *from, const char *at);
bool negation_right_after(const char *from, const char *end);

/* Between what was matched, which is [start, from), and the end of the clause. */
bool negation_after(const char *start, const char *from, const char *end);

/* Between the parts of what was matched: whether it is the earlier part's own verb that is denied there. */
bool negation_between(const char *from, const char *end);

#endif
