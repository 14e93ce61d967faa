/* guide/tongue: the guidance in other languages (locale/LANG/); uses guide/texts and base.
 *
 * A text is looked up by (language, text): a catalog learns languages, speaks one of them in all its texts, and any of its texts can be
 * had in another one: an agent's screen and the words read to the caller may be in two. What is missing, older than the
 * Japanese it translates, or lacks a placeholder is Japanese. Nothing is read before a language is asked for. */
#ifndef KAKEKOMI_GUIDE_TONGUE_H
#define KAKEKOMI_GUIDE_TONGUE_H

#include "base/err.h"
#include "guide/layer.h"
#include "guide/texts.h"

/* Where the translations of a directory of playbooks are: DIR/locale, or beside it when it is called playbooks, as the shipped one
 * is. The caller frees; NULL: none. */
char *tongue_dir(const char *playbook_dir);

/* Reads a language for a complete catalog, for each directory of playbooks, later ones first. Learning one that is known does nothing.
 * False when a file could not be read (its error is set); what could be read is learnt all the same. */
bool tongue_learn(struct catalog *c, const char *lang, char *const *playbook_dirs, size_t count, struct err *e);

/* From now on the catalog's texts are in that language: "ja" or one it has learnt; any other: Japanese. */
void tongue_speak(struct catalog *c, const char *lang);
const char *tongue_spoken(const struct catalog *c); /* "ja" */

/* `text`, one of the catalog's as it speaks now, in another language; any other text is returned as it is. */
const char *tongue_text(const struct catalog *c, const char *lang, const char *text);
const char *tongue_at(const struct catalog *c, const char *lang, size_t i); /* the text with that number in texts_each() */
struct joiners tongue_joiners(const struct catalog *c, const char *lang);
struct joiners tongue_japanese_joiners(void);

enum { TEXT_HASH_SIZE = 13 };

/* The name a translation gives the Japanese text it was made from: twelve digits of its SHA-256. */
void text_hash(const char *japanese, char out[TEXT_HASH_SIZE]);

/* --- the files of one language, for whoever reads, checks or writes them --- */

struct tongue_file {
	char *name; /* "steps/card.json" */
	json *root; /* NULL: not there, or not to be read */
};

struct tongue_files {
	char *dir; /* …/locale/en */
	struct layer layer; /* the same, open */
	struct arena *arena;
	struct tongue_file *at;
	size_t count, cap;
};

void tongue_files_open(struct tongue_files *f, const char *locale_dir, const char *lang);
void tongue_files_close(struct tongue_files *f);
/* The file, read at its first asking; NULL when it is not there or broken (then *e is set unless it was before). */
const json *tongue_file(struct tongue_files *f, const char *name, struct err *e);

/* {"ja": HASH, "text": "…"} for a place, or NULL. */
const json *tongue_entry(struct tongue_files *f, const struct text_place *p, struct err *e);

enum translation { TRANSLATION_GOOD, TRANSLATION_MISSING, TRANSLATION_STALE, TRANSLATION_PLACES };
/* What an entry is worth for this Japanese text; `what` names the placeholder. */
enum translation tongue_judge(const json *entry, const char *japanese, char what[64]);

#endif
