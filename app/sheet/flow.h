/* sheet/flow: one playbook as it is walked, whatever the facts: its steps by action, in the plan's order; uses guide.
 * What draws it or tells it to other programs goes through it. */
#ifndef KAKEKOMI_SHEET_FLOW_H
#define KAKEKOMI_SHEET_FLOW_H

#include "guide/facts.h"

/* Uses of one action: the first whose condition holds is the one that is done. */
struct flow_group {
	const char *action;
	const struct use **uses;
	size_t count;
	enum urgency urgency; /* the most urgent of them */
	struct words before;  /* actions that come before it: after and needs */
	size_t position;      /* in the playbook */
};

struct flow {
	struct flow_group *groups; /* in the order of walking */
	size_t count;
};

/* Everything belongs to `a` or the catalog. */
void flow_of(const struct playbook *p, struct arena *a, struct flow *out);

enum urgency use_urgency(const struct use *u);

/* When a use is walked: its own condition and its step's. Parts belong to `a`. */
struct cond use_cond(const struct use *u, struct arena *a);

/* What words hang on: the one company (or kind of it) that the playbook is about, where its condition names just one. `f` is facts_init()ed. */
void flow_facts(const struct playbook *p, struct facts *f);

#endif
