/* casebook/sqlite_door: the one door to SQLite, private to the sqlite*.c files behind casebook/engine;
 * uses base, casebook/engine, casebook/place. */
#ifndef KAKEKOMI_CASEBOOK_SQLITE_DOOR_H
#define KAKEKOMI_CASEBOOK_SQLITE_DOOR_H

#include <sqlite3.h>

#include "casebook/engine.h"

enum query {
	Q_BEGIN,
	Q_COMMIT,
	Q_ROLLBACK,
	Q_TIP,
	Q_PUT_ENTRY,
	Q_PUT_CONTENT,
	Q_PUT_ROW,
	Q_PUT_PACK,
	Q_REMOVE,
	Q_ENTRIES,
	Q_NEWEST,
	Q_NEWEST_OPEN,
	Q_OLDEST,
	Q_NEWEST_TIME,
	Q_DUE,
	Q_PREFIX,
	Q_TEXTS,
	Q_PACK,
	QUERIES,
};

/* Longer ones stand nowhere. */
enum { LONGEST_WORD = 1000 };

struct engine {
	sqlite3 *db;
	sqlite3_stmt *kept[QUERIES]; /* prepared at first use */
	char *path;
	int queue, claims; /* side files, -1 until needed */
	struct words_index *words; /* NULL until something is looked for */
	bool words_stale;  /* the transaction does what the index would not notice */
};

/* What SQLite says, in the store's keys; returns false. Must come right behind the failed call: errno is
 * asked for. */
bool sqlite_failed(struct engine *g, int rc, struct err *e);

/* The kept statement, or NULL. */
sqlite3_stmt *sqlite_query(struct engine *g, enum query q, struct err *e);

/* One step with errno told apart from what was there before. */
int sqlite_step(sqlite3_stmt *st);

/* Runs a statement that gives no rows, and leaves it unbound. */
bool sqlite_run(struct engine *g, sqlite3_stmt *st, struct err *e);

/* Leaves no statement open and no pointer to the caller's data behind. */
void sqlite_done(sqlite3_stmt *st);

/* The bytes must live until sqlite_done(). A NULL text is "". */
void sqlite_bind_text(sqlite3_stmt *st, int at, const char *text);
void sqlite_bind_hash(sqlite3_stmt *st, int at, const unsigned char hash[HASH_SIZE]);

/* Bytes of any other length read as zeros, which no digest or seal is. */
void sqlite_column_bytes(sqlite3_stmt *st, int column, unsigned char *out, size_t size);

/* sqlite_open.c */
bool sqlite_open(const char *path, enum store_mode mode, struct engine **out, struct err *e);
void sqlite_close(struct engine *g);

/* sqlite.c */
bool sqlite_begin(struct engine *g, struct err *e);
bool sqlite_commit(struct engine *g, struct err *e);
void sqlite_rollback(struct engine *g);

/* sqlite_words.c: an index beside the casebook that is thrown away whenever anything is wrong with it; no error ever comes of it.
 * False: there is none, and every case must be asked. */
bool sqlite_words_catch_up(struct engine *g, words_fn *tell, void *context);
bool sqlite_words_find(struct engine *g, const char *word, int64_t *before, size_t most, struct case_ids *out);
void sqlite_words_forget(struct engine *g); /* removes the file */
void sqlite_words_close(struct engine *g);

/* How far behind the newest entry one may be made and still be noticed by the index, in milliseconds. */
enum { WORDS_SLACK_MS = 10 * 60 * 1000 };

/* sqlite_read.c */
bool sqlite_entries(struct engine *g, const char *case_id, int64_t from, struct entry_page *page, struct err *e);
bool sqlite_cases(struct engine *g, enum case_order order, const struct case_key *after, int64_t until_ms, size_t most,
		  struct case_page *page, struct err *e);
bool sqlite_by_prefix(struct engine *g, const char *prefix, size_t most, struct case_page *page, struct err *e);
bool sqlite_has_word(struct engine *g, const char *case_id, const char *word, bool *found, struct err *e);
bool sqlite_pack(struct engine *g, const unsigned char hash[HASH_SIZE], char **bytes, size_t *len, bool *found, struct err *e);

#endif
