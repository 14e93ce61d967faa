#include "casebook/store.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "casebook/opened.h"

#include "base/banned.h"

enum { AMBIGUOUS_SHOWN = 8 };

const char *store_library(void)
{
	return sqlite_engine.library();
}

/* "postgres://host/db": a place that only an engine of its own could open, never a file's name. */
static bool is_url(const char *path)
{
	size_t scheme = strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");

	return scheme && strncmp(path + scheme, "://", 3) == 0;
}

bool store_open(const char *path, enum store_mode mode, struct store **out, struct err *e)
{
	struct store *s = mem_alloc(sizeof *s);

	*out = NULL;
	s->ops = &sqlite_engine;
	bool ok = is_url(path) ? err_set(e, ERR_USAGE, "casebook.no-engine", path, NULL, NULL) :
	                         s->ops->open(path, mode, &s->engine, e);
	if (!ok) {
		free(s);
		return false;
	}
	s->path = mem_strdup(path);
	*out = s;
	return true;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	s->ops->close(s->engine);
	arena_free(s->found);
	free(s->path);
	free(s);
}

/* --- writing --- */

/* Numbers and seals the entries behind the last one there is, and writes them. */
static bool put_entries(struct store *s, const struct append *a, int64_t n, unsigned char seal[HASH_SIZE], struct err *e)
{
	for (size_t i = 0; i < a->count; i++) {
		struct entry *entry = &a->entries[i];
		entry->n = ++n;
		entry_close(entry, n > 1 ? seal : NULL);
		if (!s->ops->put_entry(s->engine, entry, e))
			return false;
		memcpy(seal, entry->seal, HASH_SIZE);
	}
	return true;
}

static bool put_row(struct store *s, const struct append *a, struct err *e)
{
	const struct entry *first = &a->entries[0], *last = &a->entries[a->count - 1];
	struct case_row row = *a->row;

	memcpy(row.id, first->case_id, sizeof row.id);
	memcpy(row.seal, last->seal, sizeof row.seal);
	row.opened_ms = first->at_ms;
	row.offset_min = first->offset_min;
	row.touched_ms = last->at_ms;
	row.entries = last->n;
	return s->ops->put_row(s->engine, &row, e);
}

static bool put_all(struct store *s, const struct append *a, int64_t expected_n, struct err *e)
{
	const char *id = a->entries[0].case_id;
	unsigned char seal[HASH_SIZE] = { 0 };
	int64_t n = 0;

	if (!s->ops->tip(s->engine, id, &n, seal, e))
		return false;
	if (n != expected_n)
		return err_set(e, ERR_UNAVAILABLE, "casebook.claimed", id, NULL, NULL);
	if (!put_entries(s, a, n, seal, e) || !put_row(s, a, e))
		return false;
	if (a->pack_hash && !s->ops->put_pack(s->engine, a->pack_hash, a->pack, a->pack_len, e))
		return false;
	for (size_t i = 0; i < a->purge_count; i++)
		if (!s->ops->remove_content(s->engine, id, a->purge[i], e))
			return false;
	return true;
}

/* A commit that failed in its very last sync is there all the same: to ask for the answer again would be wrong, and the next one
 * would meet an entry that nobody knows of. */
static bool came_about(struct store *s, const struct append *a)
{
	const struct entry *last = &a->entries[a->count - 1];
	unsigned char seal[HASH_SIZE];
	int64_t n;

	if (!s->ops->tip(s->engine, last->case_id, &n, seal, NULL) || n != last->n || memcmp(seal, last->seal, HASH_SIZE) != 0)
		return false;
	s->ops->settle(s->engine);
	return true;
}

bool store_append(struct store *s, struct append *a, int64_t expected_n, struct err *e)
{
	if (!a->count)
		return true;
	if (!s->ops->begin(s->engine, e))
		return false;
	if (!put_all(s, a, expected_n, e)) {
		s->ops->rollback(s->engine);
		return false;
	}
	return s->ops->commit(s->engine, e) || came_about(s, a);
}

/* --- reading --- */

bool store_read(struct store *s, const char *case_id, int64_t from, entry_fn *each, void *context, struct err *e)
{
	for (bool more = true; more;) {
		struct entry_page page = { .arena = arena_new() };
		bool ok = s->ops->entries(s->engine, case_id, from, &page, e);
		more = ok && page.count > 0;
		for (size_t i = 0; more && i < page.count; i++)
			more = each(context, &page.at[i]);
		if (more && page.at[page.count - 1].n == INT64_MAX)
			more = false;
		else if (more)
			from = page.at[page.count - 1].n + 1;
		arena_free(page.arena);
		if (!ok)
			return false;
	}
	return true;
}

static bool ambiguous(const char *prefix, const struct case_page *page, struct err *e)
{
	struct buf ids = { 0 };

	for (size_t i = 0; i < page->count && i < AMBIGUOUS_SHOWN; i++)
		buf_addf(&ids, "%s%s", i ? ", " : "", page->at[i].id);
	if (page->count > AMBIGUOUS_SHOWN)
		buf_add(&ids, ", …");
	err_set(e, ERR_NO_INPUT, "casebook.case-ambiguous", prefix, ids.text, NULL);
	buf_free(&ids);
	return false;
}

/* An id is letters of a-z2-7; upper case is allowed because people copy from paper. */
static bool lower_prefix(const char *prefix, char out[CASE_ID_SIZE])
{
	size_t len = strlen(prefix);

	if (!len || len > CASE_ID_LEN)
		return false;
	for (size_t i = 0; i <= len; i++) {
		char c = prefix[i];
		out[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
		if (c && !(out[i] >= 'a' && out[i] <= 'z') && !(c >= '2' && c <= '7'))
			return false;
	}
	return true;
}

bool store_find(struct store *s, const char *prefix, char id[CASE_ID_SIZE], struct case_row *row, struct err *e)
{
	char lower[CASE_ID_SIZE];
	struct case_page page = { 0 };

	if (!lower_prefix(prefix, lower))
		return err_set(e, ERR_NO_INPUT, "casebook.case-unknown", prefix, NULL, NULL);
	arena_free(s->found);
	page.arena = s->found = arena_new();
	if (!s->ops->by_prefix(s->engine, lower, AMBIGUOUS_SHOWN + 1, &page, e))
		return false;
	if (!page.count)
		return err_set(e, ERR_NO_INPUT, "casebook.case-unknown", prefix, NULL, NULL);
	if (page.count > 1)
		return ambiguous(prefix, &page, e);
	memcpy(id, page.at[0].id, CASE_ID_SIZE);
	if (row)
		*row = page.at[0];
	return true;
}

bool store_pack(struct store *s, const unsigned char hash[HASH_SIZE], char **bytes, size_t *len, struct err *e)
{
	char hex[HASH_HEX_SIZE];
	unsigned char is[HASH_SIZE];
	struct hash h;
	bool found = false;

	*bytes = NULL;
	*len = 0;
	hash_hex(hash, hex);
	if (!s->ops->pack(s->engine, hash, bytes, len, &found, e))
		return false;
	if (!found)
		return err_set(e, ERR_NO_INPUT, "casebook.pack-missing", hex, NULL, NULL);
	hash_begin(&h);
	hash_bytes(&h, *bytes, *len);
	hash_end(&h, is);
	if (memcmp(is, hash, HASH_SIZE) == 0)
		return true;
	free(*bytes);
	*bytes = NULL;
	return err_set(e, ERR_DATA, "casebook.corrupt", s->path, "pack", NULL);
}

bool store_claim(struct store *s, const char *case_id, struct err *e)
{
	return s->ops->claim(s->engine, case_id, e);
}

void store_release(struct store *s, const char *case_id)
{
	s->ops->release(s->engine, case_id);
}
