/* Reading a casebook, page by page: rows are copied, so that no statement stays open. */
#include "casebook/sqlite_door.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#include "base/banned.h"

enum { PAGE_ROWS = 64, PAGE_BYTES = 256 * 1024 };

/* NULL stays NULL. A NUL inside, which nothing here writes, is made to show in the digest. */
static char *column_text(struct arena *a, sqlite3_stmt *st, int column)
{
	const char *text = (const char *)sqlite3_column_text(st, column);
	size_t len = (size_t)sqlite3_column_bytes(st, column);
	char *copy = text ? arena_strndup(a, text, len) : NULL;

	for (size_t i = 0; copy && i < len; i++)
		if (!copy[i])
			copy[i] = '\x01';
	return copy;
}

static const char *column_name(struct arena *a, sqlite3_stmt *st, int column)
{
	const char *text = column_text(a, st, column);

	return text ? text : "";
}

static int column_int(sqlite3_stmt *st, int column)
{
	int64_t n = sqlite3_column_int64(st, column);

	return n < INT_MIN || n > INT_MAX ? INT_MAX : (int)n;
}

static void column_id(sqlite3_stmt *st, int column, char id[CASE_ID_SIZE])
{
	const char *text = (const char *)sqlite3_column_text(st, column);

	snprintf(id, CASE_ID_SIZE, "%s", text ? text : "");
}

/* Steps until the end, `rows` of them or PAGE_BYTES; `take` returns the bytes of its row. */
typedef size_t take_fn(void *page, sqlite3_stmt *st);

static bool read_rows(struct engine *g, sqlite3_stmt *st, size_t rows, take_fn *take, void *page, struct err *e)
{
	size_t bytes = 0;
	int rc = SQLITE_DONE;

	while (rows-- && bytes < PAGE_BYTES && (rc = sqlite_step(st)) == SQLITE_ROW)
		bytes += take(page, st);
	bool ok = rc == SQLITE_ROW || rc == SQLITE_DONE || sqlite_failed(g, rc, e);
	sqlite_done(st);
	return ok;
}

static size_t take_entry(void *to, sqlite3_stmt *st)
{
	struct entry_page *page = to;
	struct arena *a = page->arena;

	page->at = arena_grow(a, page->at, page->count, &page->cap, sizeof *page->at);
	struct entry *e = &page->at[page->count++];
	*e = (struct entry){ .n = sqlite3_column_int64(st, 0), .at_ms = sqlite3_column_int64(st, 1) };
	e->offset_min = column_int(st, 2);
	e->who = column_name(a, st, 3);
	if (!entry_kind_from_name(column_name(a, st, 4), &e->kind))
		e->kind = ENTRY_KINDS;
	e->step = column_name(a, st, 5);
	e->outcome = column_name(a, st, 6);
	e->clock = column_name(a, st, 7);
	sqlite_column_bytes(st, 8, e->digest, HASH_SIZE);
	sqlite_column_bytes(st, 9, e->seal, HASH_SIZE);
	sqlite_column_bytes(st, 10, e->salt, SALT_SIZE);
	e->text = column_text(a, st, 11);
	e->body = column_text(a, st, 12);
	return (size_t)sqlite3_column_bytes(st, 11) + (size_t)sqlite3_column_bytes(st, 12);
}

bool sqlite_entries(struct engine *g, const char *case_id, int64_t from, struct entry_page *page, struct err *e)
{
	sqlite3_stmt *st = sqlite_query(g, Q_ENTRIES, e);
	size_t had = page->count;

	if (!st)
		return false;
	sqlite_bind_text(st, 1, case_id);
	sqlite3_bind_int64(st, 2, from);
	bool ok = read_rows(g, st, PAGE_ROWS, take_entry, page, e);
	for (size_t i = had; i < page->count; i++)
		snprintf(page->at[i].case_id, CASE_ID_SIZE, "%s", case_id);
	return ok;
}

static size_t take_row(void *to, sqlite3_stmt *st)
{
	struct case_page *page = to;
	struct arena *a = page->arena;

	page->at = arena_grow(a, page->at, page->count, &page->cap, sizeof *page->at);
	struct case_row *row = &page->at[page->count++];
	*row = (struct case_row){ .opened_ms = sqlite3_column_int64(st, 1), .due_ms = -1 };
	column_id(st, 0, row->id);
	row->offset_min = column_int(st, 2);
	row->state = column_name(a, st, 3);
	row->brand = column_name(a, st, 4);
	row->title = column_name(a, st, 5);
	row->agent = column_name(a, st, 6);
	if (sqlite3_column_type(st, 7) != SQLITE_NULL)
		row->due_ms = sqlite3_column_int64(st, 7);
	row->touched_ms = sqlite3_column_int64(st, 8);
	row->entries = sqlite3_column_int64(st, 9);
	sqlite_column_bytes(st, 10, row->seal, HASH_SIZE);
	return 0;
}

bool sqlite_cases(struct engine *g, enum case_order order, const struct case_key *after, int64_t until_ms, size_t most,
			 struct case_page *page, struct err *e)
{
	static const enum query queries[] = { [NEWEST_FIRST] = Q_NEWEST, [NEWEST_OPEN_FIRST] = Q_NEWEST_OPEN, [DUE_FIRST] = Q_DUE,
		                              [OLDEST_FIRST] = Q_OLDEST };
	sqlite3_stmt *st = sqlite_query(g, queries[order], e);

	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, after->sort);
	sqlite_bind_text(st, 2, after->id);
	sqlite3_bind_int64(st, 3, (int64_t)most);
	if (order == DUE_FIRST)
		sqlite3_bind_int64(st, 4, until_ms);
	return read_rows(g, st, most, take_row, page, e);
}

bool sqlite_by_prefix(struct engine *g, const char *prefix, size_t most, struct case_page *page, struct err *e)
{
	sqlite3_stmt *st = sqlite_query(g, Q_PREFIX, e);

	if (!st)
		return false;
	sqlite_bind_text(st, 1, prefix);
	sqlite3_bind_int64(st, 2, (int64_t)most);
	return read_rows(g, st, most, take_row, page, e);
}

/* A word that is looked for, in the form for comparing. */
struct sought {
	struct buf word, text;
	bool found;
};

static size_t look_in(void *to, sqlite3_stmt *st)
{
	struct sought *s = to;
	const char *text = (const char *)sqlite3_column_text(st, 0);

	if (s->found || !text)
		return 0;
	buf_clear(&s->text);
	text_fold(text, &s->text);
	s->found = strstr(buf_str(&s->text), buf_str(&s->word)) != NULL;
	return 0;
}

bool sqlite_has_word(struct engine *g, const char *case_id, const char *word, bool *found, struct err *e)
{
	sqlite3_stmt *st = sqlite_query(g, Q_TEXTS, e);
	struct sought s = { .found = false };

	*found = false;
	if (!st)
		return false;
	if (strlen(word) > LONGEST_WORD)
		return true;
	text_fold(word, &s.word);
	sqlite_bind_text(st, 1, case_id);
	bool ok = read_rows(g, st, SIZE_MAX, look_in, &s, e);
	*found = s.found;
	buf_free(&s.word);
	buf_wipe(&s.text);
	return ok;
}

struct pack_bytes {
	char *bytes;
	size_t len;
};

static size_t take_pack(void *to, sqlite3_stmt *st)
{
	struct pack_bytes *p = to;

	const void *bytes = sqlite3_column_blob(st, 0);
	p->len = (size_t)sqlite3_column_bytes(st, 0);
	p->bytes = mem_alloc(p->len + 1);
	if (p->len)
		memcpy(p->bytes, bytes, p->len);
	return p->len;
}

bool sqlite_pack(struct engine *g, const unsigned char hash[HASH_SIZE], char **bytes, size_t *len, bool *found, struct err *e)
{
	sqlite3_stmt *st = sqlite_query(g, Q_PACK, e);
	struct pack_bytes p = { 0 };

	if (!st)
		return false;
	sqlite_bind_hash(st, 1, hash);
	bool ok = read_rows(g, st, 1, take_pack, &p, e);
	*bytes = p.bytes;
	*len = p.len;
	*found = p.bytes != NULL;
	return ok;
}

