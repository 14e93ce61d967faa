/* base/say: the program's own words by language and key (locale/LANG/messages.json); uses base/json. There is
 * no process-wide language: whoever speaks holds the texts it speaks with. */
#ifndef KAKEKOMI_BASE_SAY_H
#define KAKEKOMI_BASE_SAY_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

struct say {
	struct arena *arena;
	json *texts; /* in the arena */
	char *lang;
};

/* Reads DATA_DIR/locale/LANG/messages.json. Error say.missing. The caller ends it with say_free(). */
bool say_load(struct say *s, const char *data_dir, const char *lang, struct err *e);
void say_free(struct say *s);

/* The text; the key itself when there is none, so that a gap is seen and never crashes. */
const char *say_text(const struct say *s, const char *key);

/* Appends the text with {name} replaced; pairs of name and value, closed by NULL. */
void say_add(const struct say *s, struct buf *out, const char *key, ...) __attribute__((sentinel));

/* Appends the line for an error: "error.KEY" with {1} {2} {3}. */
void say_error(const struct say *s, struct buf *out, const struct err *e);

#endif
