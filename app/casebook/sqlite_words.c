/* The words of a casebook, to be found without reading all of it: an index in a file of its own, FILE-words. It is made from the
 * casebook when something is looked for, never while an answer waits; whatever is wrong with it, it is thrown away and made anew. */
#include "casebook/sqlite_door.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "casebook/bigrams.h"

#include "base/banned.h"

enum { WORDS_VERSION = 1, PAGE_CASES = 500, BUSY_MS = 5000 };

enum words_query { W_BEGIN, W_COMMIT, W_ROLLBACK, W_GET, W_SET, W_SEEN, W_SEE, W_ADD_DOC, W_ADD_WORDS, W_FIND, WORDS_QUERIES };

static const char *const SQL[WORDS_QUERIES] = {
	[W_BEGIN] = "BEGIN IMMEDIATE",
	[W_COMMIT] = "COMMIT",
	[W_ROLLBACK] = "ROLLBACK",
	[W_GET] = "SELECT value FROM meta WHERE key = ?1",
	[W_SET] = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
	[W_SEEN] = "SELECT entries FROM seen WHERE case_id = ?1",
	[W_SEE] = "INSERT INTO seen (case_id, entries) VALUES (?1, ?2) ON CONFLICT (case_id) DO UPDATE SET entries = excluded.entries",
	[W_ADD_DOC] = "INSERT INTO docs (case_id) VALUES (?1)",
	[W_ADD_WORDS] = "INSERT INTO words (rowid, text) VALUES (?1, ?2)",
	[W_FIND] = "SELECT id, case_id FROM words JOIN docs ON id = words.rowid WHERE words MATCH ?1 AND words.rowid < ?2 ORDER BY words.rowid DESC LIMIT ?3",
};

static const char SCHEMA[] =
	"CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE seen (case_id TEXT NOT NULL PRIMARY KEY, entries INTEGER NOT NULL) STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE docs (id INTEGER PRIMARY KEY, case_id TEXT NOT NULL) STRICT;\n"
	"CREATE VIRTUAL TABLE words USING fts5 (text, content = '', columnsize = 0, detail = none, tokenize = 'ascii');\n";

struct words_index {
	sqlite3 *db;
	sqlite3_stmt *kept[WORDS_QUERIES];
	struct engine *of;
};

static char *words_path(const struct engine *g)
{
	struct buf b = { 0 };

	buf_addf(&b, "%s%s-words", *g->path == '/' ? "" : "./", g->path);
	return buf_take(&b);
}

static void remove_with(const char *path, const char *ending)
{
	struct buf b = { 0 };

	buf_addf(&b, "%s%s", path, ending);
	unlink(b.text);
	buf_free(&b);
}

void sqlite_words_forget(struct engine *g)
{
	char *path = words_path(g);

	sqlite_words_close(g);
	remove_with(path, "");
	remove_with(path, "-journal");
	free(path);
}

void sqlite_words_close(struct engine *g)
{
	struct words_index *w = g->words;

	if (!w)
		return;
	for (size_t i = 0; i < WORDS_QUERIES; i++)
		sqlite3_finalize(w->kept[i]);
	sqlite3_close(w->db);
	free(w);
	g->words = NULL;
}

static sqlite3_stmt *query(struct words_index *w, enum words_query q)
{
	if (!w->kept[q] && sqlite3_prepare_v3(w->db, SQL[q], -1, SQLITE_PREPARE_PERSISTENT, &w->kept[q], NULL) != SQLITE_OK)
		return NULL;
	return w->kept[q];
}

/* Runs a statement to its end; what it gives is not asked for. */
static bool run(sqlite3_stmt *st)
{
	int rc = st ? sqlite3_step(st) : SQLITE_ERROR;

	if (st)
		sqlite_done(st);
	return rc == SQLITE_DONE || rc == SQLITE_ROW;
}

static int64_t one_number(sqlite3_stmt *st, const char *key, int64_t otherwise)
{
	int64_t n = otherwise;

	if (!st)
		return n;
	sqlite_bind_text(st, 1, key);
	if (sqlite3_step(st) == SQLITE_ROW)
		n = sqlite3_column_int64(st, 0);
	sqlite_done(st);
	return n;
}

static int64_t get(struct words_index *w, const char *key)
{
	return one_number(query(w, W_GET), key, -1);
}

static bool set(struct words_index *w, enum words_query q, const char *key, int64_t value)
{
	sqlite3_stmt *st = query(w, q);

	if (!st)
		return false;
	sqlite_bind_text(st, 1, key);
	sqlite3_bind_int64(st, 2, value);
	return run(st);
}

/* --- whose index it is --- */

/* The casebook's file, and how often it was written: SQLite counts that in the header (file format, 1.3.7). */
struct mark {
	int64_t device, node, changes;
};

static bool mark_of(const struct engine *g, struct mark *m)
{
	unsigned char b[4];
	struct stat st;
	int fd = open(g->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	bool ok = fd >= 0 && fstat(fd, &st) == 0 && pread(fd, b, sizeof b, 24) == (ssize_t)sizeof b;

	if (ok)
		*m = (struct mark){ (int64_t)st.st_dev, (int64_t)st.st_ino, (int64_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3] };
	if (fd >= 0)
		close(fd);
	return ok;
}

static bool is_of(struct words_index *w, const struct mark *m)
{
	return get(w, "version") == WORDS_VERSION && get(w, "device") == m->device && get(w, "node") == m->node && get(w, "changes") <= m->changes;
}

static bool make(struct words_index *w, const struct mark *m)
{
	return sqlite3_exec(w->db, SCHEMA, NULL, NULL, NULL) == SQLITE_OK && set(w, W_SET, "version", WORDS_VERSION) &&
	       set(w, W_SET, "device", m->device) && set(w, W_SET, "node", m->node) && set(w, W_SET, "changes", 0) &&
	       set(w, W_SET, "newest", INT64_MIN / 2);
}

static bool open_index(struct engine *g, const struct mark *m)
{
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOFOLLOW;
	struct words_index *w = g->words = mem_alloc(sizeof *w);
	char *path = words_path(g);
	bool ok = sqlite3_open_v2(path, &w->db, flags, NULL) == SQLITE_OK;

	free(path);
	w->of = g;
	if (!ok)
		return false;
	sqlite3_busy_timeout(w->db, BUSY_MS);
	sqlite3_db_config(w->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(w->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if (sqlite3_exec(w->db, "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON", NULL, NULL, NULL) != SQLITE_OK)
		return false;
	if (is_of(w, m))
		return true;
	/* Another program may be making it just now: who comes second finds it made. */
	if (!run(query(w, W_BEGIN)))
		return false;
	ok = is_of(w, m) || make(w, m);
	return run(query(w, ok ? W_COMMIT : W_ROLLBACK)) && ok;
}

/* The index of this casebook as it is now; what is anything else is removed first. */
static bool ready(struct engine *g, struct mark *m)
{
	if (!mark_of(g, m))
		return false;
	if (g->words && is_of(g->words, m))
		return true;
	sqlite_words_close(g);
	if (open_index(g, m))
		return true;
	sqlite_words_forget(g);
	if (open_index(g, m))
		return true;
	sqlite_words_close(g);
	return false;
}

/* --- catching up --- */

static bool add_doc(struct words_index *w, const char *case_id, const struct buf *tokens)
{
	sqlite3_stmt *doc = query(w, W_ADD_DOC), *words = query(w, W_ADD_WORDS);

	if (!doc || !words)
		return false;
	sqlite_bind_text(doc, 1, case_id);
	if (!run(doc))
		return false;
	sqlite3_bind_int64(words, 1, sqlite3_last_insert_rowid(w->db));
	sqlite3_bind_text(words, 2, buf_str(tokens), (int)tokens->len, SQLITE_STATIC);
	return run(words);
}

/* The entries that came since the case was last looked at, its title and its company. */
static bool add_case(struct words_index *w, const struct case_row *row)
{
	int64_t seen = one_number(query(w, W_SEEN), row->id, 0);
	struct buf tokens = { 0 };
	bool more = true, ok = true;

	if (seen == row->entries)
		return true;
	bigrams_of_text(row->title, &tokens);
	bigrams_of_text(row->brand, &tokens);
	for (int64_t from = seen < row->entries ? seen + 1 : 1; ok && more;) {
		struct entry_page page = { .arena = arena_new() };
		ok = sqlite_entries(w->of, row->id, from, &page, NULL);
		more = ok && page.count;
		for (size_t i = 0; more && i < page.count; i++) {
			bigrams_of_text(page.at[i].text ? page.at[i].text : "", &tokens);
			from = page.at[i].n + 1;
		}
		arena_free(page.arena);
	}
	ok = ok && add_doc(w, row->id, &tokens) && set(w, W_SEE, row->id, row->entries);
	buf_wipe(&tokens);
	return ok;
}

static bool add_page(struct words_index *w, struct case_key *after, bool *more)
{
	struct case_page page = { .arena = arena_new() };
	bool ok = sqlite_cases(w->of, OLDEST_FIRST, after, 0, PAGE_CASES, &page, NULL);

	for (size_t i = 0; ok && i < page.count; i++) {
		ok = add_case(w, &page.at[i]);
		after->sort = page.at[i].touched_ms;
		memcpy(after->id, page.at[i].id, sizeof after->id);
	}
	*more = page.count == PAGE_CASES;
	arena_free(page.arena);
	return ok;
}

static bool catch_up(struct words_index *w, const struct mark *m, words_fn *tell, void *context)
{
	struct case_key after = { .sort = get(w, "newest") - WORDS_SLACK_MS };
	bool ok = true, more = get(w, "changes") != m->changes;

	for (size_t done = 0; ok && more; done += PAGE_CASES) {
		if (tell)
			tell(context, done);
		if (!run(query(w, W_BEGIN)))
			return false;
		ok = add_page(w, &after, &more) && (!*after.id || set(w, W_SET, "newest", after.sort)) && (more || set(w, W_SET, "changes", m->changes));
		ok = run(query(w, ok ? W_COMMIT : W_ROLLBACK)) && ok;
	}
	return ok;
}

bool sqlite_words_catch_up(struct engine *g, words_fn *tell, void *context)
{
	struct mark m;

	for (int turn = 0; turn < 2; turn++) {
		if (!ready(g, &m))
			return false;
		if (catch_up(g->words, &m, tell, context))
			return true;
		sqlite_words_forget(g); /* damaged, or out of room */
	}
	return false;
}

/* --- finding --- */

bool sqlite_words_find(struct engine *g, const char *word, int64_t *before, size_t most, struct case_ids *out)
{
	struct buf match = { 0 };
	sqlite3_stmt *st = g->words ? query(g->words, W_FIND) : NULL;
	int rc = SQLITE_ERROR;

	out->count = 0;
	if (st && strlen(word) <= LONGEST_WORD && bigrams_of_word(word, &match)) {
		sqlite_bind_text(st, 1, match.text);
		sqlite3_bind_int64(st, 2, *before);
		sqlite3_bind_int64(st, 3, (int64_t)(most < CASE_IDS ? most : CASE_IDS));
		while (out->count < CASE_IDS && (rc = sqlite3_step(st)) == SQLITE_ROW) {
			const char *id = (const char *)sqlite3_column_text(st, 1);
			*before = sqlite3_column_int64(st, 0);
			snprintf(out->at[out->count++], CASE_ID_SIZE, "%s", id ? id : "");
		}
		sqlite_done(st);
	}
	buf_free(&match);
	return rc == SQLITE_DONE || rc == SQLITE_ROW;
}
