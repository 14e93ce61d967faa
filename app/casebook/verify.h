/* casebook/verify: does the chain of a case hold; uses casebook/store and base/json. */
#ifndef KAKEKOMI_CASEBOOK_VERIFY_H
#define KAKEKOMI_CASEBOOK_VERIFY_H

#include "casebook/store.h"

struct verify_result {
	bool intact;
	int64_t entries;    /* how many were read */
	int64_t broken_at;  /* first entry that does not fit, 0 when intact */
	int64_t removed;    /* contents removed under a purge entry: the chain still holds */
	int64_t sealed_n;   /* with a seal given: the entry it seals, 0 when it seals none */
	bool test_clock;    /* some entry was made under a test clock */
	unsigned char seal[HASH_SIZE]; /* the last seal */
};

/* Recomputes every digest and seal of the case. An entry missing, moved, changed or cut out makes `intact` false;
 * so does a missing content that no later purge entry names (body {"entries":[n,…]}), a gap in the numbers, or
 * a projection row whose count, times or last seal differ. `seal` may be NULL; it says nothing about
 * `intact`: a record rewritten as a whole is intact, but sealed_n is 0. What is sealed up to
 * sealed_n stands even when the chain breaks behind it. casebook.case-unknown when there is nothing of
 * the case at all. */
bool verify_case(struct store *s, const char *case_id, const unsigned char *seal, struct verify_result *out, struct err *e);

/* The same, handing every entry on in order as it is read, so that a long record is read once. `each` returns true. */
bool verify_reading(struct store *s, const char *case_id, const unsigned char *seal, entry_fn *each, void *context,
		    struct verify_result *out, struct err *e);

#endif
