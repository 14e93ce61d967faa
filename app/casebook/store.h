/* casebook/store: where cases live: append-only entries, their sealed chain, and a projection for
 * lists; uses base only. An engine stands behind it (casebook/engine.h); SQLite is the one there is.
 *
 * Error keys: casebook.missing, .unreadable, .corrupt (arg1 path, arg2 detail), .newer (arg1 path, arg2 its version),
 * .full, .io (arg1 path, arg2 reason), .locked, .readonly (arg1 path), .case-unknown (arg1 prefix), .case-ambiguous (arg1 prefix, arg2 the ids),
 * .claimed (arg1 case), .no-engine (arg1 the URL), .pack-missing (arg1 hash). After a failed append nothing was written and the store is still usable. */
#ifndef KAKEKOMI_CASEBOOK_STORE_H
#define KAKEKOMI_CASEBOOK_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "casebook/entry.h"

struct store;

enum store_mode {
	STORE_CREATE, /* made, with its directory (mode 0700, file 0600), when it is not there */
	STORE_EXISTING, /* casebook.missing when it is not there */
};

/* The engine's library and its version: "SQLite 3.40.1". */
const char *store_library(void);

/* Opens the casebook at `path`. On success the caller ends it with store_close(). */
bool store_open(const char *path, enum store_mode mode, struct store **out, struct err *e);
void store_close(struct store *s); /* NULL is allowed */

/* The projection of one case, for lists. `due_ms` is -1 when nothing is due. */
struct case_row {
	char id[CASE_ID_SIZE];
	int64_t opened_ms;
	int offset_min;
	const char *state; /* open, waiting, done */
	const char *brand; /* brand id or "" */
	const char *title;
	const char *agent; /* or "" */
	int64_t due_ms;
	int64_t touched_ms; /* time of the last entry */
	int64_t entries;
	unsigned char seal[HASH_SIZE];
};

/* What an append brings besides the entries, in the same transaction. */
struct append {
	struct entry *entries; /* n, salt, digest and seal are filled in here; the rest is the caller's */
	size_t count;
	const struct case_row *row; /* state, brand, title, agent, due_ms are taken from it; the rest is filled in by the store */
	const unsigned char *pack_hash; /* or NULL: a pinned pack to keep, once per hash */
	const void *pack;
	size_t pack_len;
	const int64_t *purge; /* or NULL: entries of this case whose content goes, to be named by a purge entry */
	size_t purge_count;
};

/* Appends to one case (all entries carry the same case_id), continuing its chain. When it returns
 * true the entries are on disk and synced. `expected_n` is the number of entries the caller has
 * folded; when another program has appended since, casebook.claimed is returned. */
bool store_append(struct store *s, struct append *a, int64_t expected_n, struct err *e);

/* Calls `each` for the entries of a case in order, from number `from`. Strings live until `each` returns.
 * `each` returns false to stop early (which is no error) and may use the store. No read statement stays open over 5 ms:
 * pages by key. A case without entries calls nothing. */
typedef bool entry_fn(void *context, const struct entry *entry);
bool store_read(struct store *s, const char *case_id, int64_t from, entry_fn *each, void *context, struct err *e);

/* Which cases store_list() gives, newest first by last entry. */
struct list_filter {
	bool open_only;       /* open or waiting */
	int64_t due_before_ms; /* -1: any; else only cases due at or before it, earliest first */
	const char *agent;    /* or NULL */
	const char *words;    /* or NULL: every blank-separated word must occur in the title, brand or the text of an entry, whatever its
	                       * width, case and kana; the newest matches come first */
	size_t most;          /* 0: all */
};
typedef bool case_fn(void *context, const struct case_row *row);
bool store_list(struct store *s, const struct list_filter *filter, case_fn *each, void *context, struct err *e);

/* Words are found with an index beside the casebook, FILE-words, which is brought up to date first; store_list() does so by itself.
 * Whoever wants to show how far it is calls this before: `tell` hears how many cases have been read. */
typedef void store_index_fn(void *context, size_t done);
void store_index(struct store *s, store_index_fn *tell, void *context);

/* Resolves a unique prefix (any case) to the whole id; also gives the row when `row` is not NULL (its
 * strings live until the next call on the store). */
bool store_find(struct store *s, const char *prefix, char id[CASE_ID_SIZE], struct case_row *row, struct err *e);

/* Reads a pinned pack; false with casebook.pack-missing when it is not there, casebook.corrupt when its bytes are
 * not those of the hash. The caller frees *bytes. */
bool store_pack(struct store *s, const unsigned char hash[HASH_SIZE], char **bytes, size_t *len, struct err *e);

/* Takes a case for writing until store_release() or the end of the process (even kill -9): a lock on
 * one byte of FILE.claims, chosen by the case id. casebook.claimed when another program holds it. */
bool store_claim(struct store *s, const char *case_id, struct err *e);
void store_release(struct store *s, const char *case_id);

#endif
