/* base/secret_words: the words that stand next to secrets, found however they are written (ＰＩＮ, pin, ﾊﾟｽﾜｰﾄﾞ,
 * ぱすわーど); uses base/text and base/digits. */
#ifndef KAKEKOMI_BASE_SECRET_WORDS_H
#define KAKEKOMI_BASE_SECRET_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One character, folded: widths as ASCII and full kana, katakana as hiragana, lower case. Returns its bytes, 0 at
 * the end. */
size_t fold_at(const char *p, uint32_t *c);

/* The bytes of the folded character at `p`, for leaving out at a glance the patterns that begin otherwise. Returns
 * how many. */
size_t fold_key(const char *p, char key[4]);

/* The end of `pattern` at `p`, or NULL. The pattern is folded; a blank in it stands for up to two blanks or
 * hyphens, or none; ー for any hyphen. */
const char *fold_match(const char *p, const char *pattern);

/* The first pattern that is at `p`: its end, or NULL. None begins with a blank or ー. */
const char *fold_first(const char *p, const char *const *patterns, size_t count);
#define FOLD_FIRST(p, ...) \
	fold_first((p), (const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

struct secret_word {
	const char *pattern;
	unsigned kind;  /* enum redact_kind */
	bool strong_only; /* too common a word: only with a colon or the like behind it */
};

/* The longest secret word at `p`, with its end. `text` is where the text begins: what stands before counts. */
const struct secret_word *secret_word_at(const char *text, const char *p, const char **end);

#endif
