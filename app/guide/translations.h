/* guide/translations: what is missing, stale or wrong in locale/LANG/, and putting filled-in texts in their places; uses
 * guide/tongue.
 *
 * A translation file mirrors one of the playbooks': {"ROW": {"MEMBER": {"ja": HASH, "text": "…"}}}, a list where the
 * playbooks have one. HASH is text_hash() of the Japanese that was translated, so that a change there is seen here. */
#ifndef KAKEKOMI_GUIDE_TRANSLATIONS_H
#define KAKEKOMI_GUIDE_TRANSLATIONS_H

#include "guide/tongue.h"

/* Adds a fault for everything that is wrong in any language of this directory of playbooks: stale, a placeholder missing or
 * unknown, a text for nothing, a file that cannot be read. What is missing is no fault. The catalog speaks Japanese. */
void check_translations(struct catalog *c, const char *playbook_dir);

/* One text that is missing, stale or lacks a placeholder. */
struct todo {
	const struct text_place *place;
	enum translation state;
	const char *old;  /* what stands there now, or NULL */
	const char *what; /* the placeholder */
};

typedef void todo_fn(void *context, const struct todo *t);

/* Calls `each` for them, guidance and messages; a message's row is its key. Error translations.none (66) when the directory has no locale,
 * or that of a file that cannot be read. */
bool translations_todo(const struct catalog *c, const char *playbook_dir, const char *lang, todo_fn *each, void *context, struct err *e);

/* Puts the texts of a filled-in file ({"language", "texts": [{"file", "row", "member", "index"?, "ja", "text"}]}) in their places and
 * writes the files anew, the others' texts as they are. *placed and *left (whose Japanese has changed since, or that have no place)
 * count them. Errors: translations.none, translations.bad-file (65), those of writing. */
bool translations_place(const struct catalog *c, const char *playbook_dir, const json *filled, size_t *placed, size_t *left, struct err *e);

/* The locale of a directory of playbooks; NULL with error translations.none. The caller frees. */
char *translations_dir(const char *playbook_dir, struct err *e);

#endif
