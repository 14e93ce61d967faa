/* casebook/engine: what stands behind the store: rows and transactions, no seals and no rules; uses base
 * and casebook/entry only. A further engine is one more file with one more struct engine_ops.
 *
 * Every call sets the store's error keys (casebook/store.h). */
#ifndef KAKEKOMI_CASEBOOK_ENGINE_H
#define KAKEKOMI_CASEBOOK_ENGINE_H

#include "base/mem.h"
#include "casebook/store.h"

struct engine; /* each engine has its own */

/* Rows copied out of the engine: they live in `arena`, and no statement stays open behind them. */
struct entry_page {
	struct arena *arena; /* the caller's */
	struct entry *at;
	size_t count, cap;
};

struct case_page {
	struct arena *arena; /* the caller's */
	struct case_row *at;
	size_t count, cap;
};

enum case_order {
	NEWEST_FIRST,      /* by touched_ms */
	NEWEST_OPEN_FIRST, /* the same, those not done only */
	DUE_FIRST,         /* by due_ms, those due up to `until_ms` only */
	OLDEST_FIRST,      /* by touched_ms */
};

/* Cases in the order they were found. */
enum { CASE_IDS = 64 };
struct case_ids {
	char at[CASE_IDS][CASE_ID_SIZE];
	size_t count;
};

typedef store_index_fn words_fn;

/* A place in a list: the page begins behind (sort, id). */
struct case_key {
	int64_t sort;
	char id[CASE_ID_SIZE];
};

struct engine_ops {
	const char *(*library)(void); /* "SQLite 3.40.1" */
	bool (*open)(const char *path, enum store_mode mode, struct engine **out, struct err *e);
	void (*close)(struct engine *g);

	/* One transaction: after begin() nobody else writes until commit() or rollback(). commit() that
	 * returns true is on disk; one that returns false has been rolled back, unless tip() says that it came about: then
	 * settle() tries once more to get it to the disk. */
	bool (*begin)(struct engine *g, struct err *e);
	bool (*tip)(struct engine *g, const char *case_id, int64_t *n, unsigned char seal[HASH_SIZE], struct err *e); /* n 0: no entry */
	bool (*put_entry)(struct engine *g, const struct entry *entry, struct err *e);
	bool (*put_row)(struct engine *g, const struct case_row *row, struct err *e); /* opened_ms and offset_min only when new */
	bool (*put_pack)(struct engine *g, const unsigned char hash[HASH_SIZE], const void *bytes, size_t len, struct err *e);
	bool (*remove_content)(struct engine *g, const char *case_id, int64_t n, struct err *e);
	bool (*commit)(struct engine *g, struct err *e);
	void (*rollback)(struct engine *g);
	void (*settle)(struct engine *g);

	/* Pages: an empty one is the end. They add to what the page holds. */
	bool (*entries)(struct engine *g, const char *case_id, int64_t from, struct entry_page *page, struct err *e);
	bool (*cases)(struct engine *g, enum case_order order, const struct case_key *after, int64_t until_ms, size_t most,
		      struct case_page *page, struct err *e);
	bool (*by_prefix)(struct engine *g, const char *prefix, size_t most, struct case_page *page, struct err *e);
	bool (*has_word)(struct engine *g, const char *case_id, const char *word, bool *found, struct err *e);
	/* An index of words, where the engine has one; false: every case must be asked with has_word(). catch_up() brings it up to what the
	 * casebook holds now. find() gives cases that may hold the word, the newest matches first, a case perhaps more than once; *before
	 * is INT64_MAX at first and stays with the caller; nothing more is found: an empty page. */
	bool (*words_catch_up)(struct engine *g, words_fn *tell, void *context);
	bool (*words_find)(struct engine *g, const char *word, int64_t *before, size_t most, struct case_ids *out);
	bool (*pack)(struct engine *g, const unsigned char hash[HASH_SIZE], char **bytes, size_t *len, bool *found, struct err *e);

	bool (*claim)(struct engine *g, const char *case_id, struct err *e);
	void (*release)(struct engine *g, const char *case_id);
};

extern const struct engine_ops sqlite_engine;

#endif
