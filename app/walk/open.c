/* Beginning, resuming and ending a walk: which playbooks it stands on. */
#include "walk/open.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "walk/newer.h"
#include "guide/tongue.h"

#include "base/banned.h"

static void begin(struct walk *w, struct store *store, const struct clock *clock, const char *agent)
{
	*w = (struct walk){ .store = store, .clock = clock, .agent = agent, .asks = true };
}

static bool find_dirs(struct walk *w, struct err *e)
{
	return source_dirs(getenv("KAKEKOMI_PLAYBOOKS"), &w->dirs, &w->dir_count, e);
}

static bool read_part(struct walk *w, enum source_part part, struct err *e)
{
	struct source s = { 0 };
	bool ok = source_read(w->dirs, w->dir_count, part, &s, e);

	if (ok) {
		if (!w->catalog)
			w->catalog = catalog_new();
		catalog_read(w->catalog, &s, part);
		ok = catalog_sound(w->catalog, e);
	}
	source_free(&s);
	return ok;
}

bool walk_new(struct walk *w, struct store *store, const struct clock *clock, const char *agent, struct err *e)
{
	begin(w, store, clock, agent);
	if (!find_dirs(w, e) || !read_part(w, SOURCE_INTERVIEW, e))
		return false;
	fold_log(&w->fold, w->catalog, &w->log);
	walk_replan(w);
	return true;
}

/* The fold holds pointers into the catalog's brands, so it is made anew with them. */
bool walk_complete(struct walk *w, struct err *e)
{
	if (w->catalog->complete)
		return true;
	if (!read_part(w, SOURCE_REST, e))
		return false;
	fold_log(&w->fold, w->catalog, &w->log);
	walk_replan(w);
	return true;
}

bool walk_learn(struct walk *w, const char *lang, struct err *e)
{
	/* Japanese is what the files are in: nothing to read before the first prompt. */
	if (strcmp(lang, "ja") == 0)
		return true;
	return walk_complete(w, e) && tongue_learn(w->catalog, lang, w->dirs, w->dir_count, e);
}

bool walk_speak(struct walk *w, const char *lang, struct err *e)
{
	bool ok = walk_learn(w, lang, e);

	tongue_speak(w->catalog, lang);
	return ok;
}

bool walk_pack(const struct walk *w, struct buf *out, unsigned char hash[HASH_SIZE])
{
	struct source s = { 0 };
	bool ok = source_read(w->dirs, w->dir_count, SOURCE_ALL, &s, NULL);

	if (ok)
		source_pack(&s, out, hash);
	source_free(&s);
	return ok;
}

static bool add_entry(void *context, const struct entry *e)
{
	struct walk *w = context;

	log_add(&w->log, e);
	w->entries = e->n;
	return true;
}

/* The hash of the pack that the case pinned; false when it pinned none. */
static bool pinned_hash(const struct walk *w, unsigned char hash[HASH_SIZE])
{
	for (size_t i = 0; i < w->log.count; i++) {
		const char *hex = json_get_text(w->log.at[i].body, "pack");
		if (hex && hash_from_hex(hex, hash))
			return true;
	}
	return false;
}

static struct catalog *read_catalog(struct source *s)
{
	struct catalog *c = catalog_new();

	catalog_read(c, s, SOURCE_ALL);
	return c;
}

/* Puts the pinned steps in place of today's; brands and contacts stay as they are today. */
static bool use_pinned(struct walk *w, struct source *s, struct err *e)
{
	unsigned char wanted[HASH_SIZE], current[HASH_SIZE];
	struct buf pack = { 0 };
	char *bytes = NULL;
	size_t len;

	w->pinned = pinned_hash(w, wanted);
	source_pack(s, &pack, current);
	buf_free(&pack);
	if (!w->pinned || memcmp(wanted, current, HASH_SIZE) == 0)
		return true;
	w->moved = true;
	bool ok = store_pack(w->store, wanted, &bytes, &len, e) && source_unpack(s, bytes, len, e);
	free(bytes);
	return ok;
}

static bool read_pinned(struct walk *w, struct err *e)
{
	struct source now = { 0 }, then = { 0 };
	bool ok = source_read(w->dirs, w->dir_count, SOURCE_ALL, &then, e) && use_pinned(w, &then, e);

	if (!ok)
		goto out;
	w->catalog = read_catalog(&then);
	/* Old steps may speak of a contact that is gone today. A case that cannot be opened helps nobody, so
	 * today's steps stand in. */
	if (w->catalog->faults.count) {
		catalog_free(w->catalog);
		ok = source_read(w->dirs, w->dir_count, SOURCE_ALL, &now, e);
		w->catalog = read_catalog(&now);
	}
	ok = ok && catalog_sound(w->catalog, e);
out:
	source_free(&then);
	source_free(&now);
	return ok;
}

static bool add_if_it_counts(void *context, const struct entry *e)
{
	struct walk *w = context;

	w->entries = e->n;
	return e->kind == ENTRY_NOTE || e->kind == ENTRY_OPEN || add_entry(context, e);
}

/* What was read is folded on the steps the case began with. */
static bool fold_read(struct walk *w, struct err *e)
{
	if (!find_dirs(w, e) || !read_pinned(w, e))
		return false;
	fold_log(&w->fold, w->catalog, &w->log);
	walk_replan(w);
	return true;
}

bool walk_look(struct walk *w, struct store *store, const struct clock *clock, const char *id, struct err *e)
{
	begin(w, store, clock, NULL);
	memcpy(w->id, id, CASE_ID_SIZE);
	return store_read(store, id, 1, add_entry, w, e) && fold_read(w, e);
}

bool walk_summary(struct walk *w, struct store *store, const struct clock *clock, const char *id, struct verify_result *v,
		  struct err *e)
{
	begin(w, store, clock, NULL);
	memcpy(w->id, id, CASE_ID_SIZE);
	return verify_reading(store, id, NULL, add_if_it_counts, w, v, e) && fold_read(w, e);
}

bool walk_resume(struct walk *w, struct store *store, const struct clock *clock, const char *agent, const char *id,
		 struct err *e)
{
	begin(w, store, clock, agent);
	if (!store_claim(store, id, e))
		return false;
	if (!walk_look(w, store, clock, id, e)) {
		store_release(store, id);
		*w->id = '\0';
		return false;
	}
	w->agent = agent;
	walk_find_newer(w);
	return true;
}

void walk_end(struct walk *w)
{
	if (*w->id && w->entries)
		store_release(w->store, w->id);
	source_dirs_free(w->dirs, w->dir_count);
	log_free(&w->log);
	fold_free(&w->fold);
	arena_free(w->plan_arena);
	catalog_free(w->catalog);
	free(w->newer);
	*w = (struct walk){ 0 };
}
