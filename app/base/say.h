/* base/say: the program's own words by language and key (locale/LANG/messages.json); uses base/json and base/json_flat. There is
 * no process-wide language: whoever speaks holds the texts it speaks with. */
#ifndef KAKEKOMI_BASE_SAY_H
#define KAKEKOMI_BASE_SAY_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/json_flat.h"

struct say {
	struct arena *arena;
	char *bytes; /* of the file: the texts lie in them */
	struct json_flat texts;
	const json *tree; /* or, of a file that is no flat object of texts, the whole of it, in the arena */
	char *lang;
	const struct say *otherwise; /* for what is missing here; not owned, or NULL */
};

enum { SAYS_MAX = 8 };

/* The languages that are spoken in a run, each read once. Begin with { .data_dir = … }; the owner ends it with says_free(). */
struct says {
	const char *data_dir; /* not owned */
	struct say *at[SAYS_MAX];
	size_t count;
};

/* Japanese stands behind every other language. NULL with an error when it cannot be read. Valid until says_free(). */
const struct say *says_get(struct says *all, const char *lang, struct err *e);
void says_free(struct says *all);

/* What the environment asks for by LC_ALL, LC_MESSAGES or LANG: "en" of "en_US.UTF-8"; NULL for none, C and POSIX. The
 * caller frees. No locale needs to be installed for it. */
char *say_locale(void);

/* Whether it has the form of a language's name: two or three small letters. */
bool say_is_language(const char *lang);

/* The languages that DATA_DIR/locale has, sorted; ended and freed like dir_list(). */
bool say_languages(const char *data_dir, char ***langs, size_t *count, struct err *e);

/* The language nearest to what was typed, or "". The caller frees. */
char *say_nearest(const char *data_dir, const char *lang);

/* Reads DATA_DIR/locale/LANG/messages.json. Error say.missing. The caller ends it with say_free(). */
bool say_load(struct say *s, const char *data_dir, const char *lang, struct err *e);
void say_free(struct say *s);

/* The text; `otherwise`'s where it is missing or lacks a placeholder; the key itself when there is none at all, so that a gap
 * is seen and never crashes. */
const char *say_text(const struct say *s, const char *key);

/* Appends the text with {name} replaced; pairs of name and value, closed by NULL. {count:day|days} is the first word when the
 * value is 1, else the second. */
void say_add(const struct say *s, struct buf *out, const char *key, ...) __attribute__((sentinel));

/* Whether a translation has the placeholders of the original, no fewer and no others; {ja}, the original itself, may stand for
 * some of them. If not, `what` names the first that is missing or not known. */
bool say_keeps_places(const char *original, const char *text, char what[64]);

/* Appends the line for an error: "error.KEY" with {1} {2} {3}. */
void say_error(const struct say *s, struct buf *out, const struct err *e);

#endif
