/* The SQLite engine behind casebook/store: statements, errors, writing. Opening is in sqlite_open.c,
 * reading in sqlite_read.c. */
#include "casebook/sqlite_door.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "casebook/place.h"

#include "base/banned.h"

#define ROW_COLUMNS "case_id, opened_ms, offset_min, state, brand, title, agent, due_ms, touched_ms, entries, seal"

static const char *const SQL[QUERIES] = {
	[Q_BEGIN] = "BEGIN IMMEDIATE",
	[Q_COMMIT] = "COMMIT",
	[Q_ROLLBACK] = "ROLLBACK",
	[Q_TIP] = "SELECT n, seal FROM entries WHERE case_id = ?1 ORDER BY n DESC LIMIT 1",
	[Q_PUT_ENTRY] = "INSERT INTO entries (case_id, n, at_ms, offset_min, who, kind, step, outcome, clock, digest, seal) "
			"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
	[Q_PUT_CONTENT] = "INSERT INTO contents (case_id, n, salt, text, body) VALUES (?1, ?2, ?3, ?4, ?5)",
	[Q_PUT_ROW] = "INSERT INTO cases (" ROW_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
		      "ON CONFLICT (case_id) DO UPDATE SET state = excluded.state, brand = excluded.brand, "
		      "title = excluded.title, agent = excluded.agent, due_ms = excluded.due_ms, "
		      "touched_ms = excluded.touched_ms, entries = excluded.entries, seal = excluded.seal",
	[Q_PUT_PACK] = "INSERT INTO packs (hash, bytes) VALUES (?1, ?2) ON CONFLICT (hash) DO NOTHING",
	[Q_REMOVE] = "DELETE FROM contents WHERE case_id = ?1 AND n = ?2",
	[Q_ENTRIES] = "SELECT n, at_ms, offset_min, who, kind, step, outcome, clock, digest, seal FROM entries "
		      "WHERE case_id = ?1 AND n >= ?2 ORDER BY n",
	[Q_CONTENTS] = "SELECT n, salt, text, body FROM contents WHERE case_id = ?1 AND n >= ?2 ORDER BY n",
	[Q_NEWEST] = "SELECT " ROW_COLUMNS " FROM cases WHERE (touched_ms, case_id) < (?1, ?2) "
		     "ORDER BY touched_ms DESC, case_id DESC LIMIT ?3",
	[Q_NEWEST_OPEN] = "SELECT " ROW_COLUMNS " FROM cases WHERE state <> 'done' AND (touched_ms, case_id) < (?1, ?2) "
			  "ORDER BY touched_ms DESC, case_id DESC LIMIT ?3",
	[Q_OLDEST] = "SELECT " ROW_COLUMNS " FROM cases WHERE (touched_ms, case_id) > (?1, ?2) ORDER BY touched_ms, case_id LIMIT ?3",
	[Q_NEWEST_TIME] = "SELECT max(touched_ms) FROM cases",
	[Q_DUE] = "SELECT " ROW_COLUMNS " FROM cases WHERE due_ms <= ?4 AND (due_ms, case_id) > (?1, ?2) "
		  "ORDER BY due_ms, case_id LIMIT ?3",
	[Q_PREFIX] = "SELECT " ROW_COLUMNS " FROM cases WHERE case_id >= ?1 AND case_id < ?1 || '~' ORDER BY case_id LIMIT ?2",
	[Q_TEXTS] = "SELECT title FROM cases WHERE case_id = ?1 UNION ALL SELECT brand FROM cases WHERE case_id = ?1 "
		    "UNION ALL SELECT text FROM contents WHERE case_id = ?1",
	[Q_PACK] = "SELECT bytes FROM packs WHERE hash = ?1",
};

/* --- errors --- */

bool sqlite_failed(struct engine *g, int rc, struct err *e)
{
	/* A failed commit does not leave its errno in the connection, only in errno. */
	int number = errno ? errno : g->db ? sqlite3_system_errno(g->db) : 0;
	const char *why = g->db ? sqlite3_errmsg(g->db) : sqlite3_errstr(rc);

	switch (rc & 0xFF) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_set(e, ERR_UNAVAILABLE, "casebook.locked", g->path, NULL, NULL);
	case SQLITE_FULL:
		return err_set(e, ERR_IO, "casebook.full", g->path, NULL, NULL);
	case SQLITE_READONLY:
		return err_set(e, ERR_NOT_ALLOWED, "casebook.readonly", g->path, NULL, NULL);
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
	case SQLITE_CONSTRAINT: /* our rows fit the tables: others' rows are in the way */
	case SQLITE_MISMATCH:
		return err_set(e, ERR_DATA, "casebook.corrupt", g->path, why, NULL);
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		if (number) {
			errno = number;
			return place_errno(g->path, e);
		}
		break;
	default:
		break;
	}
	return err_set(e, ERR_IO, "casebook.io", g->path, why, NULL);
}

/* --- statements --- */

sqlite3_stmt *sqlite_query(struct engine *g, enum query q, struct err *e)
{
	if (!g->kept[q]) {
		int rc = sqlite3_prepare_v3(g->db, SQL[q], -1, SQLITE_PREPARE_PERSISTENT, &g->kept[q], NULL);
		if (rc != SQLITE_OK) {
			/* A table that is not as we made it is somebody else's doing. */
			rc == SQLITE_ERROR ? err_set(e, ERR_DATA, "casebook.corrupt", g->path, sqlite3_errmsg(g->db), NULL)
					   : sqlite_failed(g, rc, e);
			return NULL;
		}
	}
	return g->kept[q];
}

void sqlite_done(sqlite3_stmt *st)
{
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
}

int sqlite_step(sqlite3_stmt *st)
{
	errno = 0;
	return sqlite3_step(st);
}

bool sqlite_run(struct engine *g, sqlite3_stmt *st, struct err *e)
{
	int rc;

	while ((rc = sqlite_step(st)) == SQLITE_ROW)
		continue;
	bool ok = rc == SQLITE_DONE || sqlite_failed(g, rc, e);
	sqlite_done(st);
	return ok;
}

static bool run_kept(struct engine *g, enum query q, struct err *e)
{
	sqlite3_stmt *st = sqlite_query(g, q, e);

	return st && sqlite_run(g, st, e);
}

void sqlite_bind_text(sqlite3_stmt *st, int at, const char *text)
{
	sqlite3_bind_text(st, at, text ? text : "", -1, SQLITE_STATIC);
}

void sqlite_bind_hash(sqlite3_stmt *st, int at, const unsigned char hash[HASH_SIZE])
{
	sqlite3_bind_blob(st, at, hash, HASH_SIZE, SQLITE_STATIC);
}

void sqlite_column_bytes(sqlite3_stmt *st, int column, unsigned char *out, size_t size)
{
	const void *bytes = sqlite3_column_blob(st, column);

	memset(out, 0, size);
	if (bytes && (size_t)sqlite3_column_bytes(st, column) == size)
		memcpy(out, bytes, size);
}

/* --- writing --- */

/* SQLite's own waiting lets some writers starve; a queue in the kernel does not. */
bool sqlite_begin(struct engine *g, struct err *e)
{
	if (!place_queue(g->path, &g->queue, e))
		return false;
	if (run_kept(g, Q_BEGIN, e))
		return true;
	place_unqueue(g->queue);
	return false;
}

void sqlite_rollback(struct engine *g)
{
	/* Some failures have rolled back by themselves. */
	if (!sqlite3_get_autocommit(g->db))
		run_kept(g, Q_ROLLBACK, NULL);
	g->words_stale = false;
	place_unqueue(g->queue);
}

bool sqlite_commit(struct engine *g, struct err *e)
{
	const bool stale = g->words_stale;

	/* Before, so that no crash leaves it behind; and after, should somebody have made it anew in between. */
	if (stale)
		sqlite_words_forget(g);
	if (!run_kept(g, Q_COMMIT, e)) {
		sqlite_rollback(g);
		return false;
	}
	if (stale)
		sqlite_words_forget(g);
	g->words_stale = false;
	place_unqueue(g->queue);
	return true;
}

static void sqlite_settle(struct engine *g)
{
	place_sync(g->path);
}

static bool engine_tip(struct engine *g, const char *case_id, int64_t *n, unsigned char seal[HASH_SIZE], struct err *e)
{
	sqlite3_stmt *st = sqlite_query(g, Q_TIP, e);

	*n = 0;
	if (!st)
		return false;
	sqlite_bind_text(st, 1, case_id);
	int rc = sqlite_step(st);
	if (rc == SQLITE_ROW) {
		*n = sqlite3_column_int64(st, 0);
		sqlite_column_bytes(st, 1, seal, HASH_SIZE);
	}
	bool ok = rc == SQLITE_ROW || rc == SQLITE_DONE || sqlite_failed(g, rc, e);
	sqlite_done(st);
	return ok;
}

static bool put_content(struct engine *g, const struct entry *entry, struct err *e)
{
	sqlite3_stmt *st = sqlite_query(g, Q_PUT_CONTENT, e);

	if (!st)
		return false;
	sqlite_bind_text(st, 1, entry->case_id);
	sqlite3_bind_int64(st, 2, entry->n);
	sqlite3_bind_blob(st, 3, entry->salt, SALT_SIZE, SQLITE_STATIC);
	sqlite_bind_text(st, 4, entry->text);
	sqlite_bind_text(st, 5, entry->body);
	return sqlite_run(g, st, e);
}

static bool engine_put_entry(struct engine *g, const struct entry *entry, struct err *e)
{
	sqlite3_stmt *st = sqlite_query(g, Q_PUT_ENTRY, e);

	if (!st)
		return false;
	sqlite_bind_text(st, 1, entry->case_id);
	sqlite3_bind_int64(st, 2, entry->n);
	sqlite3_bind_int64(st, 3, entry->at_ms);
	sqlite3_bind_int(st, 4, entry->offset_min);
	sqlite_bind_text(st, 5, entry->who);
	sqlite_bind_text(st, 6, entry_kind_name(entry->kind));
	sqlite_bind_text(st, 7, entry->step);
	sqlite_bind_text(st, 8, entry->outcome);
	sqlite_bind_text(st, 9, entry->clock);
	sqlite_bind_hash(st, 10, entry->digest);
	sqlite_bind_hash(st, 11, entry->seal);
	return sqlite_run(g, st, e) && put_content(g, entry, e);
}

/* A clock that was set back makes entries that the index of words would take for ones it has. */
static bool note_time(struct engine *g, int64_t touched_ms, struct err *e)
{
	sqlite3_stmt *st = sqlite_query(g, Q_NEWEST_TIME, e);

	if (!st)
		return false;
	int rc = sqlite_step(st);
	if (rc == SQLITE_ROW && sqlite3_column_type(st, 0) != SQLITE_NULL && touched_ms < sqlite3_column_int64(st, 0) - WORDS_SLACK_MS)
		g->words_stale = true;
	bool ok = rc == SQLITE_ROW || sqlite_failed(g, rc, e);
	sqlite_done(st);
	return ok;
}

static bool engine_put_row(struct engine *g, const struct case_row *row, struct err *e)
{
	sqlite3_stmt *st = sqlite_query(g, Q_PUT_ROW, e);

	if (!st || !note_time(g, row->touched_ms, e))
		return false;
	sqlite_bind_text(st, 1, row->id);
	sqlite3_bind_int64(st, 2, row->opened_ms);
	sqlite3_bind_int(st, 3, row->offset_min);
	sqlite_bind_text(st, 4, row->state);
	sqlite_bind_text(st, 5, row->brand);
	sqlite_bind_text(st, 6, row->title);
	sqlite_bind_text(st, 7, row->agent);
	if (row->due_ms != -1)
		sqlite3_bind_int64(st, 8, row->due_ms);
	sqlite3_bind_int64(st, 9, row->touched_ms);
	sqlite3_bind_int64(st, 10, row->entries);
	sqlite_bind_hash(st, 11, row->seal);
	return sqlite_run(g, st, e);
}

static bool engine_put_pack(struct engine *g, const unsigned char hash[HASH_SIZE], const void *bytes, size_t len, struct err *e)
{
	sqlite3_stmt *st = sqlite_query(g, Q_PUT_PACK, e);

	if (!st)
		return false;
	sqlite_bind_hash(st, 1, hash);
	sqlite3_bind_blob64(st, 2, bytes, len, SQLITE_STATIC);
	return sqlite_run(g, st, e);
}

static bool engine_remove_content(struct engine *g, const char *case_id, int64_t n, struct err *e)
{
	sqlite3_stmt *st = sqlite_query(g, Q_REMOVE, e);

	if (!st)
		return false;
	sqlite_bind_text(st, 1, case_id);
	sqlite3_bind_int64(st, 2, n);
	g->words_stale = true;
	return sqlite_run(g, st, e);
}

/* --- claims --- */

static bool engine_claim(struct engine *g, const char *case_id, struct err *e)
{
	return place_claim(g->path, &g->claims, case_id, e);
}

static void engine_release(struct engine *g, const char *case_id)
{
	place_release(g->claims, case_id);
}

static const char *sqlite_library(void)
{
	static char text[32];

	snprintf(text, sizeof text, "SQLite %s", sqlite3_libversion());
	return text;
}

const struct engine_ops sqlite_engine = {
	.library = sqlite_library,
	.open = sqlite_open,
	.close = sqlite_close,
	.begin = sqlite_begin,
	.tip = engine_tip,
	.put_entry = engine_put_entry,
	.put_row = engine_put_row,
	.put_pack = engine_put_pack,
	.remove_content = engine_remove_content,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.settle = sqlite_settle,
	.entries = sqlite_entries,
	.cases = sqlite_cases,
	.by_prefix = sqlite_by_prefix,
	.has_word = sqlite_has_word,
	.words_catch_up = sqlite_words_catch_up,
	.words_find = sqlite_words_find,
	.pack = sqlite_pack,
	.claim = engine_claim,
	.release = engine_release,
};
