/* Which cases there are: by time, by what is due, by words. */
#include <stdint.h>
#include <string.h>

#include "base/intern.h"
#include "base/mem.h"
#include "casebook/opened.h"

#include "base/banned.h"

enum { LIST_PAGE = 128 };

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
	struct intern seen; /* cases that the index has given */
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
		bool fits = !intern_find(&l->seen, row->id);
		ok = !fits || row_fits(s, l->filter, &l->words, row, &fits, e);
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

/* --- by words --- */

void store_index(struct store *s, store_index_fn *tell, void *context)
{
	s->ops->words_catch_up(s->engine, tell, context);
}

/* The longest is in the fewest cases. */
static const char *rarest(const struct words *w)
{
	const char *best = w->at[0];

	for (size_t i = 1; i < w->count; i++)
		if (strlen(w->at[i]) > strlen(best))
			best = w->at[i];
	return best;
}

static bool give_case(struct store *s, struct listing *l, const char *id, struct err *e)
{
	struct case_page page = { .arena = arena_new() };
	bool fits = false, ok = s->ops->by_prefix(s->engine, id, 1, &page, e);

	if (ok && page.count && strcmp(page.at[0].id, id) == 0)
		ok = row_fits(s, l->filter, &l->words, &page.at[0], &fits, e);
	if (ok && fits)
		l->stop = !l->each(l->context, &page.at[0]) || (l->filter->most && ++l->given >= l->filter->most);
	arena_free(page.arena);
	return ok;
}

/* False without an error in `e`: there is no index, or it broke on the way; the cases not given yet are asked one by one. */
static bool list_matches(struct store *s, struct listing *l, struct err *e)
{
	struct case_ids page = { .count = 1 };
	int64_t before = INT64_MAX;
	const char *word = rarest(&l->words);
	bool ok = s->ops->words_catch_up(s->engine, NULL, NULL);

	while (ok && !l->stop && page.count) {
		ok = s->ops->words_find(s->engine, word, &before, CASE_IDS, &page);
		for (size_t i = 0; ok && !l->stop && i < page.count; i++) {
			const char *id = arena_strdup(l->words.arena, page.at[i]);
			if (intern(&l->seen, id) == id)
				ok = give_case(s, l, id, e);
		}
	}
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
	if (l.words.count && l.order != DUE_FIRST) {
		struct err why = { 0 };
		bool found = list_matches(s, &l, &why);
		ok = !why.code;
		if (!ok)
			*e = why;
		l.stop = l.stop || found;
	}
	while (ok && !l.stop)
		ok = list_page(s, &l, e);
	intern_free(&l.seen);
	arena_free(l.words.arena);
	return ok;
}
