/* guide/plan: the ordered steps for these facts, outcomes and this time: a pure function, without I/O and
 * without a clock of its own; uses guide/cond and guide/hours.
 *
 * Every playbook whose `when` holds brings its steps whose `when` holds; one step per action; order by
 * (rank, playbook order, step order) among those whose predecessors are placed. Rank of harm: body in
 * danger, contact with them, money on its way and bank logins, card, accounts, the rest (procedures.md). */
#ifndef KAKEKOMI_GUIDE_PLAN_H
#define KAKEKOMI_GUIDE_PLAN_H

#include "guide/facts.h"

enum outcome { OUTCOME_NONE, OUTCOME_DONE, OUTCOME_LATER, OUTCOME_UNREACHABLE, OUTCOME_REFUSED, OUTCOME_NOT_NEEDED, OUTCOMES };

const char *outcome_name(enum outcome o); /* "done", "later", "unreachable", "refused", "not-needed"; "" for none */
enum outcome outcome_from_name(const char *name);

/* What has become of one action so far. */
struct progress_row {
	const char *action; /* interned */
	enum outcome last;
	int64_t at_ms;  /* when */
	int64_t due_ms; /* later: when it comes back; else -1 */
	int times_done;
};

struct progress {
	struct progress_row *rows;
	size_t count;
};

enum step_status {
	STEP_OPEN,    /* can be done now */
	STEP_WAITING, /* comes back by itself at due_ms */
	STEP_HELD,    /* another step must be done first */
	STEP_DONE,
	STEP_NOT_NEEDED,
};

struct plan_step {
	const struct step *step;
	const char *action;
	enum urgency urgency;
	struct words after, needs;
	struct words because; /* "key=value", never empty */
	const struct contact *contact; /* or NULL */
	int64_t opens_ms;  /* -1: open now or hours unknown or no contact */
	int64_t remind_ms; /* when the step's reminder falls; -1 none */
	int64_t due_ms;    /* WAITING: when it comes back; DONE with a reminder: when it returns; else -1 */
	enum step_status status;
	enum outcome last;
};

struct plan {
	struct plan_step *steps; /* in walking order */
	size_t count;
};

/* Everything in the plan belongs to `a` or the catalog. `progress` may be NULL. */
void plan_build(const struct facts *f, const struct progress *progress, int64_t now_ms, struct arena *a, struct plan *out);

/* The step to be shown now: the first open one; -1 when there is none. */
long plan_current(const struct plan *p);
long plan_find(const struct plan *p, const char *action); /* interned; -1 */

/* The earliest time something of the plan comes back, or -1. */
int64_t plan_due(const struct plan *p);

/* The contact of a step for these facts: through the brand where it names a role. NULL: none. */
const struct contact *step_contact(const struct step *s, const struct facts *f);

const char *urgency_name(enum urgency u);

#endif
