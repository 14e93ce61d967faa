#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

void buf_reserve(struct buf *b, size_t more)
{
	size_t need = b->len + more + 1;

	if (need <= b->cap)
		return;
	b->cap = need < 64 ? 64 : need + need / 2;
	b->text = mem_realloc(b->text, b->cap);
	b->text[b->len] = '\0';
}

void buf_add_n(struct buf *b, const char *s, size_t len)
{
	buf_reserve(b, len);
	if (len)
		memcpy(b->text + b->len, s, len);
	b->len += len;
	b->text[b->len] = '\0';
}

void buf_add(struct buf *b, const char *s)
{
	if (s)
		buf_add_n(b, s, strlen(s));
}

void buf_add_c(struct buf *b, char c)
{
	buf_add_n(b, &c, 1);
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	buf_reserve(b, (size_t)len);
	va_start(ap, fmt);
	vsnprintf(b->text + b->len, (size_t)len + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)len;
}

void buf_pad(struct buf *b, char c, size_t count)
{
	buf_reserve(b, count);
	memset(b->text + b->len, c, count);
	b->len += count;
	b->text[b->len] = '\0';
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	if (b->text)
		b->text[0] = '\0';
}

void buf_free(struct buf *b)
{
	free(b->text);
	*b = (struct buf){ 0 };
}

void buf_wipe(struct buf *b)
{
	if (b->text)
		explicit_bzero(b->text, b->cap);
	buf_free(b);
}

const char *buf_str(const struct buf *b)
{
	return b->text ? b->text : "";
}

char *buf_take(struct buf *b)
{
	char *text = b->text ? b->text : mem_strdup("");

	*b = (struct buf){ 0 };
	return text;
}
