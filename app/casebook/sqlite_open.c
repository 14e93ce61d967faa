/* Opening a casebook: whose file it is, how it is to be handled, and its migrations. */
#include "casebook/sqlite_door.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "casebook/place.h"
#include "casebook/sqlite_schema.h"

#include "base/banned.h"

enum { BUSY_MS = 10000 };

static bool exec(struct engine *g, const char *sql, struct err *e)
{
	errno = 0;
	int rc = sqlite3_exec(g->db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK || sqlite_failed(g, rc, e);
}

static bool number(struct engine *g, const char *pragma, int *out, struct err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(g->db, pragma, -1, &st, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite_step(st);
	bool ok = rc == SQLITE_ROW || sqlite_failed(g, rc, e);
	*out = ok ? sqlite3_column_int(st, 0) : 0;
	sqlite3_finalize(st);
	return ok;
}

/* A name like ":memory:" or "file:x" means something else to SQLite; "./file:x" does not. */
static int open_file(struct engine *g)
{
	struct buf name = { 0 };
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;

	buf_addf(&name, "%s%s", *g->path == '/' ? "" : "./", g->path);
	int rc = sqlite3_open_v2(name.text, &g->db, flags, NULL);
	buf_free(&name);
	return rc;
}

/* Nothing in the file is trusted to run: no extension, no function in a view, no rewritten schema. */
static void settle(struct engine *g)
{
	sqlite3_busy_timeout(g->db, BUSY_MS);
	sqlite3_db_config(g->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(g->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(g->db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	sqlite3_db_config(g->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	sqlite3_db_config(g->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, NULL);
	sqlite3_db_config(g->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(g->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
}

/* Acknowledged means on disk, power cut or not. */
static bool make_durable(struct engine *g, struct err *e)
{
	return exec(g, "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=EXTRA; PRAGMA secure_delete=ON", e);
}

/* Whose file is it? *version is its user_version, -1 for a file with nothing in it. */
static bool look(struct engine *g, int *version, struct err *e)
{
	int application, tables;
	char text[24];

	/* Counts every change of the tables: 0 means that there never was one. Asked first: another program may
	 * be making the file just now, and all three come into being at once. */
	if (!number(g, "PRAGMA schema_version", &tables, e) || !number(g, "PRAGMA application_id", &application, e) ||
	    !number(g, "PRAGMA user_version", version, e))
		return false;
	if (tables == 0 && (application == 0 || application == SCHEMA_APPLICATION)) {
		*version = -1;
		return true;
	}
	if (application != SCHEMA_APPLICATION || *version < 0)
		return err_set(e, ERR_DATA, "casebook.corrupt", g->path, "application_id", NULL);
	if (*version <= schema_version)
		return true;
	snprintf(text, sizeof text, "%d", *version);
	return err_set(e, ERR_DATA, "casebook.newer", g->path, text, NULL);
}

/* VACUUM INTO does not sync what it writes. */
static bool sync_and_name(struct engine *g, const char *part, const char *name, struct err *e)
{
	int fd = open(part, O_RDONLY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0 && rename(part, name) == 0;

	if (!ok)
		place_errno(g->path, e);
	if (fd >= 0)
		close(fd);
	return ok;
}

/* A copy beside the file, FILE.before-VERSION, before a migration touches it. */
static bool copy_first(struct engine *g, int version, struct err *e)
{
	struct buf part = { 0 }, name = { 0 };
	sqlite3_stmt *st = NULL;
	bool ok = false;

	buf_addf(&name, "%s.before-%d", g->path, version);
	buf_addf(&part, "%s.part", name.text);
	if (unlink(part.text) != 0 && errno != ENOENT) {
		place_errno(g->path, e);
		goto out;
	}
	int rc = sqlite3_prepare_v2(g->db, "VACUUM INTO ?1", -1, &st, NULL);
	if (rc != SQLITE_OK) {
		sqlite_failed(g, rc, e);
		goto out;
	}
	sqlite_bind_text(st, 1, part.text);
	ok = sqlite_run(g, st, e) && sync_and_name(g, part.text, name.text, e);
out:
	sqlite3_finalize(st);
	buf_free(&part);
	buf_free(&name);
	return ok;
}

/* From the version found under the lock to this program's, in one transaction. */
static bool migrate_locked(struct engine *g, struct err *e)
{
	char pragmas[96];
	int version;

	if (!look(g, &version, e))
		return false;
	for (int v = version < 0 ? 0 : version; v < schema_version; v++)
		if (!exec(g, schema_migration(v), e))
			return false;
	snprintf(pragmas, sizeof pragmas, "PRAGMA application_id=%d; PRAGMA user_version=%d", SCHEMA_APPLICATION, schema_version);
	return exec(g, pragmas, e);
}

static bool migrate(struct engine *g, int version, struct err *e)
{
	if (version >= 0 && !copy_first(g, version, e))
		return false;
	if (!sqlite_begin(g, e))
		return false;
	if (!migrate_locked(g, e)) {
		sqlite_rollback(g);
		return false;
	}
	return sqlite_commit(g, e);
}

void sqlite_close(struct engine *g)
{
	sqlite_words_close(g);
	for (size_t i = 0; i < QUERIES; i++)
		sqlite3_finalize(g->kept[i]);
	sqlite3_close(g->db);
	if (g->queue >= 0)
		close(g->queue);
	if (g->claims >= 0)
		close(g->claims);
	free(g->path);
	free(g);
}

static bool ready(struct engine *g, enum store_mode mode, struct err *e)
{
	int version;

	errno = 0;
	int rc = open_file(g);
	if (rc != SQLITE_OK) {
		sqlite_failed(g, rc, e);
		if ((rc & 0xFF) == SQLITE_CANTOPEN)
			return err_set(e, ERR_NOT_ALLOWED, "casebook.unreadable", g->path, sqlite3_errmsg(g->db), NULL);
		return false;
	}
	settle(g);
	if (!look(g, &version, e) || !make_durable(g, e))
		return false;
	if (version < 0 && mode == STORE_EXISTING)
		return err_set(e, ERR_NO_INPUT, "casebook.missing", g->path, NULL, NULL);
	return version == schema_version || migrate(g, version, e);
}

bool sqlite_open(const char *path, enum store_mode mode, struct engine **out, struct err *e)
{
	if (!place_prepare(path, mode, e))
		return false;
	struct engine *g = mem_alloc(sizeof *g);
	g->queue = g->claims = -1;
	g->path = mem_strdup(path);
	if (!ready(g, mode, e)) {
		sqlite_close(g);
		return false;
	}
	*out = g;
	return true;
}

