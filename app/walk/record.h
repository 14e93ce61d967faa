/* walk/record: the entries of one case as the walk folds them: facts, what became of each action, items,
 * answers; uses guide and casebook. The log is the only truth: everything here is worked out anew
 * from the records after each one. */
#ifndef KAKEKOMI_WALK_RECORD_H
#define KAKEKOMI_WALK_RECORD_H

#include "casebook/entry.h"
#include "guide/plan.h"

/* One entry, with its body parsed. Strings belong to the log. */
struct record {
	int64_t n, at_ms;
	int offset_min;
	enum entry_kind kind;
	char *who, *step, *text, *clock;
	enum outcome outcome;
	json *body; /* or NULL */
	unsigned char seal[HASH_SIZE];
	bool undone; /* a later undo entry took it back */
};

struct log {
	struct record *at;
	size_t count, cap;
};

void log_add(struct log *l, const struct entry *e); /* copies */
void log_drop_last(struct log *l);
void log_free(struct log *l);

/* What a question has been answered. */
struct answered {
	const struct record *record; /* the answer that counts, or NULL */
	bool active;                 /* its question would still be asked, so it holds */
};

struct item {
	const char *name;
	bool ticked;
};

struct item_list {
	const char *action; /* interned */
	struct item *items;
	size_t count, cap;
};

/* Everything folded from a log. Belongs to `arena`, cleared and filled anew by fold_log(). */
struct fold {
	struct arena *arena;
	const struct catalog *catalog;
	struct facts facts;
	struct answered *answers; /* by index of catalog.questions */
	bool *heard; /* by index of catalog.facts: read out of a sentence, and no question about it answered since */
	struct progress progress;
	struct item_list *lists;
	size_t list_count, list_cap;
	size_t progress_cap;
};

/* Given facts and facts from free text first, in order; then the questions in the interview's order, the first
 * holds, each other one as long as its question's `when` holds on what stands before it. What was said after an answer counts more. */
void fold_log(struct fold *f, const struct catalog *c, struct log *l);
void fold_free(struct fold *f);

const struct item_list *fold_items(const struct fold *f, const char *action);

#endif
