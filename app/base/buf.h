/* base/buf: a growing string; uses base/mem only.
 *
 * Always NUL-terminated once anything was added; `text` may be NULL while len is 0, so read it with
 * buf_str(). The owner frees it with buf_free(). */
#ifndef KAKEKOMI_BASE_BUF_H
#define KAKEKOMI_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *text;
	size_t len, cap;
};

void buf_reserve(struct buf *b, size_t more); /* room for `more` bytes and a NUL; `text` is not NULL afterwards */
void buf_add(struct buf *b, const char *s); /* NULL adds nothing */
void buf_add_n(struct buf *b, const char *s, size_t len);
void buf_add_c(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_pad(struct buf *b, char c, size_t count);
void buf_clear(struct buf *b); /* keeps the room */
void buf_free(struct buf *b);
void buf_wipe(struct buf *b); /* overwrites, then frees: for what may hold a secret */
const char *buf_str(const struct buf *b);
char *buf_take(struct buf *b); /* the caller frees; the buffer is empty afterwards */

#endif
