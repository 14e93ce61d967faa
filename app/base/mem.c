#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/banned.h"

enum { CHUNK = 32 * 1024 };

struct chunk {
	struct chunk *next;
	size_t used, size;
	max_align_t data[];
};

struct arena {
	struct chunk *chunks;
};

static void say_and_exit(void)
{
	static const char line[] = "kakekomi: out of memory; what was answered is saved, start again with: kakekomi\n";
	ssize_t ignored = write(STDERR_FILENO, line, sizeof line - 1);
	(void)ignored;
	_exit(74);
}

static mem_exhausted_fn *on_exhausted = say_and_exit;

void mem_on_exhausted(mem_exhausted_fn *fn)
{
	on_exhausted = fn ? fn : say_and_exit;
}

void mem_exhausted(void)
{
	on_exhausted();
	abort();
}

static void *checked(void *p)
{
	if (!p)
		mem_exhausted();
	return p;
}

void *mem_alloc(size_t size)
{
	return checked(calloc(1, size ? size : 1));
}

void *mem_realloc(void *old, size_t size)
{
	return checked(realloc(old, size ? size : 1));
}

char *mem_strdup(const char *s)
{
	return s ? checked(strdup(s)) : NULL;
}

struct arena *arena_new(void)
{
	return mem_alloc(sizeof(struct arena));
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	for (struct chunk *c = a->chunks, *next; c; c = next) {
		next = c->next;
		free(c);
	}
	free(a);
}

void arena_reset(struct arena *a)
{
	struct chunk *kept = NULL;

	for (struct chunk *c = a->chunks, *next; c; c = next) {
		next = c->next;
		if (!kept && c->size == CHUNK)
			kept = c;
		else
			free(c);
	}
	if (kept) {
		kept->next = NULL;
		kept->used = 0;
	}
	a->chunks = kept;
}

void *arena_take(struct arena *a, size_t size)
{
	size_t need = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
	struct chunk *c = a->chunks;

	if (need < size || need > SIZE_MAX / 2)
		checked(NULL);
	if (!c || c->size - c->used < need) {
		size_t room = need > CHUNK ? need : CHUNK;
		c = checked(malloc(sizeof *c + room));
		c->next = a->chunks;
		c->used = 0;
		c->size = room;
		a->chunks = c;
	}
	void *p = (char *)c->data + c->used;
	c->used += need;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(arena_take(a, size), 0, size);
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy = arena_take(a, len + 1);

	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

char *arena_fmt(struct arena *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	char *text = arena_alloc(a, (size_t)len + 1);
	va_start(ap, fmt);
	vsnprintf(text, (size_t)len + 1, fmt, ap);
	va_end(ap);
	return text;
}

void *arena_grow(struct arena *a, void *items, size_t count, size_t *cap, size_t size)
{
	if (count < *cap)
		return items;
	size_t room = *cap ? *cap * 2 : 8;
	void *grown = arena_alloc(a, room * size);
	if (count)
		memcpy(grown, items, count * size);
	*cap = room;
	return grown;
}
