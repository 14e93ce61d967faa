#include "casebook/store.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "casebook/engine.h"

#include "base/banned.h"

enum { LIST_PAGE = 128, AMBIGUOUS_SHOWN = 8 };

struct store {
	const struct engine_ops *ops;
	struct engine *engine;
	char *path;
	struct arena *found; /* the strings of the last row given by store_find() */
};

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

/* The length of a blank at `p`: ASCII ones and the full-width U+3000. */
static size_t blank_len(const char *p)
{
	if (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
		return 1;
	return strncmp(p, "\u3000", 3) == 0 ? 3 : 0;
}

struct words {
	struct arena *arena;
	char **at;
	size_t count, cap;
};

static void split_words(const char *text, struct words *w)
{
	while (text && *text) {
		size_t len = 0;
		for (size_t blank; (blank = blank_len(text));)
			text += blank;
		while (text[len] && !blank_len(text + len))
			len++;
		if (!len)
			continue;
		w->at = arena_grow(w->arena, w->at, w->count, &w->cap, sizeof *w->at);
		w->at[w->count++] = arena_strndup(w->arena, text, len);
		text += len;
	}
}

static bool row_fits(struct store *s, const struct list_filter *f, const struct words *w, const struct case_row *row,
		     bool *fits, struct err *e)
{
	*fits = !(f->open_only && strcmp(row->state, "done") == 0) && !(f->agent && strcmp(row->agent, f->agent) != 0);
	for (size_t i = 0; *fits && i < w->count; i++)
		if (!s->ops->has_word(s->engine, row->id, w->at[i], fits, e))
			return false;
	return true;
}

static enum case_order order_of(const struct list_filter *f)
{
	if (f->due_before_ms != -1)
		return DUE_FIRST;
	return f->open_only ? NEWEST_OPEN_FIRST : NEWEST_FIRST;
}

/* What store_list() carries from page to page. */
struct listing {
	const struct list_filter *filter;
	enum case_order order;
	struct words words;
	struct case_key after;
	size_t given;
	bool stop;
	case_fn *each;
	void *context;
};

static size_t page_size(const struct listing *l)
{
	const struct list_filter *f = l->filter;
	bool picky = f->agent || l->words.count;

	return f->most && !picky && f->most - l->given < LIST_PAGE ? f->most - l->given : LIST_PAGE;
}

static bool list_page(struct store *s, struct listing *l, struct err *e)
{
	struct case_page page = { .arena = arena_new() };
	size_t most = page_size(l);
	bool ok = s->ops->cases(s->engine, l->order, &l->after, l->filter->due_before_ms, most, &page, e);

	for (size_t i = 0; ok && !l->stop && i < page.count; i++) {
		const struct case_row *row = &page.at[i];
		bool fits;
		ok = row_fits(s, l->filter, &l->words, row, &fits, e);
		l->after.sort = l->order == DUE_FIRST ? row->due_ms : row->touched_ms;
		memcpy(l->after.id, row->id, sizeof row->id);
		if (!ok || !fits)
			continue;
		l->stop = !l->each(l->context, row) || (l->filter->most && ++l->given >= l->filter->most);
	}
	l->stop = l->stop || page.count < most;
	arena_free(page.arena);
	return ok;
}

bool store_list(struct store *s, const struct list_filter *filter, case_fn *each, void *context, struct err *e)
{
	struct listing l = { .filter = filter, .order = order_of(filter), .each = each, .context = context };
	bool ok = true;

	l.words.arena = arena_new();
	split_words(filter->words, &l.words);
	l.after.sort = l.order == DUE_FIRST ? INT64_MIN : INT64_MAX;
	l.after.id[0] = l.order == DUE_FIRST ? '\0' : '~'; /* before, and after, every id */
	while (ok && !l.stop)
		ok = list_page(s, &l, e);
	arena_free(l.words.arena);
	return ok;
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
