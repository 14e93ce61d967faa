/* base/mem: memory that never returns NULL, and arenas; uses nothing above the C library.
 *
 * When memory runs out the handler set by main is called; it must not return. Every answer is
 * durable before the next prompt appears, so stopping there loses nothing. */
#ifndef KAKEKOMI_BASE_MEM_H
#define KAKEKOMI_BASE_MEM_H

#include <stddef.h>

/* Called once when an allocation fails; must end the process. Default: one line on stderr, status 74. */
typedef void mem_exhausted_fn(void);
void mem_on_exhausted(mem_exhausted_fn *fn);
_Noreturn void mem_exhausted(void); /* for what a library could not allocate */

void *mem_alloc(size_t size);              /* zeroed; the caller frees with free() */
void *mem_realloc(void *old, size_t size); /* the caller frees with free() */
char *mem_strdup(const char *s);           /* NULL stays NULL; the caller frees */

/* An arena owns everything taken from it until arena_free(). */
struct arena;
struct arena *arena_new(void);
void arena_free(struct arena *a); /* NULL is allowed */
void arena_reset(struct arena *a); /* gives everything back but the room of one ordinary chunk, for the next round */
void *arena_alloc(struct arena *a, size_t size); /* zeroed, aligned for any type */
void *arena_take(struct arena *a, size_t size);  /* the same, not zeroed */
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t len);
char *arena_fmt(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Grows a plain array taken from an arena: returns room for `count + 1` items of `size` bytes,
 * the old items copied. `*cap` is the room there was and is updated. */
void *arena_grow(struct arena *a, void *items, size_t count, size_t *cap, size_t size);

#endif
