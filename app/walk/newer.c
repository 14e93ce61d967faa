#include "walk/newer.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "guide/differ.h"
#include "guide/find.h"
#include "walk/open.h"

#include "base/banned.h"

static const char MARK[] = "newer";

static bool told(const struct walk *w, const char *hash)
{
	for (size_t i = 0; i < w->log.count; i++) {
		const char *of = json_get_text(w->log.at[i].body, MARK);
		if (of && strcmp(of, hash) == 0)
			return true;
	}
	return false;
}

static bool is_ahead(const struct plan_step *s)
{
	return s->status != STEP_DONE && s->status != STEP_NOT_NEEDED;
}

static void compare(struct walk *w, const struct catalog *today)
{
	w->newer = mem_alloc((w->plan.count + 1) * sizeof *w->newer);
	for (size_t i = 0; i < w->plan.count; i++) {
		const struct step *mine = w->plan.steps[i].step, *theirs = find_step(today, intern_find(&today->strings, mine->id));
		if (is_ahead(&w->plan.steps[i]) && (!theirs || !step_same(mine, theirs)))
			w->newer[w->newer_count++] = mine->id;
	}
}

void walk_find_newer(struct walk *w)
{
	unsigned char hash[HASH_SIZE];
	struct source s = { 0 };
	struct buf bytes = { 0 };

	if (w->moved && source_read(w->dirs, w->dir_count, SOURCE_ALL, &s, NULL)) {
		source_pack(&s, &bytes, hash);
		hash_hex(hash, w->newer_hash);
		struct catalog *today = catalog_new();
		catalog_read(today, &s, SOURCE_ALL);
		if (!today->faults.count && !told(w, w->newer_hash))
			compare(w, today);
		catalog_free(today);
	}
	buf_free(&bytes);
	source_free(&s);
}

bool walk_told_newer(struct walk *w, const char *words, struct err *e)
{
	json *body = json_new_object();

	json_add_text(body, MARK, w->newer_hash);
	json *steps = json_add_array(body, "steps");
	for (size_t i = 0; i < w->newer_count; i++)
		json_add_text(steps, NULL, w->newer[i]);
	w->newer_count = 0;
	return walk_write_words(w, ENTRY_NOTE, words, body, e);
}
