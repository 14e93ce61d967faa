/* base/text: UTF-8 text: reading, cleaning, folding for comparison, width and lines; the one door to
 * libunistring; uses base/buf and base/mem. */
#ifndef KAKEKOMI_BASE_TEXT_H
#define KAKEKOMI_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

const char *text_library(void); /* "libunistring 1.0.0" */

/* Reads one character; returns its length in bytes (0 at the end). A bad byte reads as U+FFFD, length 1. */
size_t text_next(const char *s, uint32_t *ch);
void text_put(struct buf *out, uint32_t ch);

/* Offset of the first byte that is no valid UTF-8, or -1. */
long text_bad_utf8(const char *s, size_t len);

/* Appends `in` fit for a screen or paper: bad bytes become U+FFFD; control characters, bidi controls
 * and zero-width characters are taken out (emoji selectors too: terminals disagree on the width they give); a tab becomes a
 * blank. Line ends stay when `lines`. */
void text_clean(const char *in, bool lines, struct buf *out);

/* Appends the form used for comparing: NFKC, case folded, katakana as hiragana, cleaned,
 * runs of blanks as one, none at the ends. */
void text_fold(const char *in, struct buf *out);

/* Characters that nobody sees but that change what is seen: controls, bidi marks, zero-width ones. */
bool text_unseen(uint32_t c);

/* Appends NFKC, case folded, and nothing else. */
void text_casefold(const char *in, struct buf *out);

/* Appends CP932 (Shift_JIS as Windows writes it) as UTF-8; bad bytes become question marks. */
void text_from_cp932(const char *in, size_t len, struct buf *out);

/* Appends the text with letters for accented letters (é as e); kana keep their marks. */
void text_unmark(const char *in, struct buf *out);

/* Columns on a terminal. `ambiguous_wide`: characters of ambiguous width count two. */
struct text_width {
	int columns;
	bool ambiguous_wide;
};
int text_columns(const char *s, bool ambiguous_wide);

/* Breaks `in` into lines of at most w.columns columns by Unicode line breaking (no 。 at the start of a
 * line), words that are too long being cut; calls `each` for every line without its line end.
 * The first line has `first` columns less. `in` should be clean. */
typedef void text_line_fn(void *context, const char *line, size_t len);
void text_wrap(const char *in, struct text_width w, int first, text_line_fn *each, void *context);

int hex_value(char c); /* of a hexadecimal digit; -1: it is none */

/* Number of single-character edits between two folded words, counted up to `most` + 1. */
int text_distance(const char *a, const char *b, int most);

#endif
