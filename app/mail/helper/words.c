#include "mail/helper/words.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mail/helper/charset.h"

#include "base/banned.h"

enum { CHARSET_SIZE = 64, WORD_MOST = 4096 };

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Appends hex pairs behind `mark` ("=41", "%41") as bytes. `underline`: "_" is a blank (Q encoding). */
static void add_marked(const char *s, size_t len, char mark, bool underline, struct buf *out)
{
	for (size_t i = 0; i < len; i++) {
		int high = s[i] == mark && i + 2 < len ? hex_digit(s[i + 1]) : -1;
		int low = high >= 0 ? hex_digit(s[i + 2]) : -1;
		if (low >= 0) {
			buf_add_c(out, (char)(high << 4 | low));
			i += 2;
		} else {
			buf_add_c(out, underline && s[i] == '_' ? ' ' : s[i]);
		}
	}
}

static int base64_digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

static void add_base64(const char *s, size_t len, struct buf *out)
{
	unsigned bits = 0;
	int count = 0;

	for (size_t i = 0; i < len; i++) {
		int d = base64_digit(s[i]);
		if (d < 0)
			continue;
		bits = bits << 6 | (unsigned)d;
		count += 6;
		if (count >= 8) {
			count -= 8;
			buf_add_c(out, (char)(unsigned char)(bits >> count & 0xFF));
		}
	}
}

/* Not folded any more: a line end and the blanks behind it are one blank. */
static void unfold(const char *value, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len;) {
		size_t run = 0;
		while (i + run < len && value[i + run] != '\r' && value[i + run] != '\n')
			run++;
		buf_add_n(out, value + i, run);
		i += run;
		bool folded = i < len;
		while (i < len && is_blank(value[i]))
			i++;
		if (folded && i < len)
			buf_add_c(out, ' ');
	}
}

unsigned words_raw(const char *value, size_t len, struct buf *out)
{
	struct buf line = { 0 };
	unsigned findings = 0;

	while (len && is_blank(*value)) {
		value++;
		len--;
	}
	while (len && is_blank(value[len - 1]))
		len--;
	unfold(value, len, &line);
	for (size_t i = 0; i < line.len; i++)
		if (!line.text[i])
			line.text[i] = 0x1A; /* a NUL; seen later as a control character */
	findings = charset_decode("", buf_str(&line), line.len, out);
	buf_free(&line);
	return findings;
}

/* One encoded word: =?charset?B or Q?data?= */
struct word {
	const char *charset, *data, *end;
	size_t charset_len, data_len;
	bool base64;
};

static bool word_at(const char *p, const char *end, struct word *w)
{
	if (end - p < 6 || p[0] != '=' || p[1] != '?')
		return false;
	w->charset = p + 2;
	const char *q = memchr(w->charset, '?', (size_t)(end - w->charset));
	if (!q || q == w->charset || q - w->charset >= CHARSET_SIZE || end - q < 3 || q[2] != '?')
		return false;
	w->charset_len = (size_t)(q - w->charset);
	w->base64 = (q[1] | 0x20) == 'b';
	if (!w->base64 && (q[1] | 0x20) != 'q')
		return false;
	w->data = q + 3;
	const char *most = end - w->data > WORD_MOST ? w->data + WORD_MOST : end;
	q = memmem(w->data, (size_t)(most - w->data), "?=", 2);
	w->end = q ? q + 2 : most;
	if (!q) /* never closed: up to the next blank */
		for (q = w->data; q < most && !is_blank(*q); q++)
			w->end = q + 1;
	w->data_len = (size_t)(q - w->data);
	return true;
}

struct pending {
	char charset[CHARSET_SIZE];
	struct buf bytes;
};

static unsigned flush(struct pending *p, struct buf *out)
{
	unsigned findings = charset_decode(p->charset, buf_str(&p->bytes), p->bytes.len, out);

	buf_clear(&p->bytes);
	p->charset[0] = '\0';
	return findings;
}

static unsigned add_word(struct pending *p, const struct word *w, struct buf *out)
{
	unsigned findings = 0;

	if (strlen(p->charset) != w->charset_len || strncasecmp(p->charset, w->charset, w->charset_len) != 0) {
		findings = flush(p, out);
		memcpy(p->charset, w->charset, w->charset_len);
		p->charset[w->charset_len] = '\0';
	}
	if (w->base64)
		add_base64(w->data, w->data_len, &p->bytes);
	else
		add_marked(w->data, w->data_len, '=', true, &p->bytes);
	return findings;
}

unsigned words_encoded(const char *text, size_t len, struct buf *out)
{
	struct pending pending = { .charset = "" };
	const char *p = text, *end = text + len;
	struct word w;
	unsigned findings = 0;

	while (p < end) {
		const char *after = p;
		while (after < end && *pending.charset && is_blank(*after))
			after++; /* blanks between encoded words are not shown */
		if (word_at(after, end, &w)) {
			findings |= add_word(&pending, &w, out);
			p = w.end;
			continue;
		}
		findings |= flush(&pending, out);
		const char *next = memchr(p + 1, '=', (size_t)(end - p - 1));
		size_t run = next ? (size_t)(next - p) : (size_t)(end - p);
		buf_add_n(out, p, run);
		p += run;
	}
	findings |= flush(&pending, out);
	buf_free(&pending.bytes);
	return findings;
}

unsigned words_decode(const char *value, size_t len, struct buf *out)
{
	struct buf raw = { 0 };
	unsigned findings = words_raw(value, len, &raw);

	findings |= words_encoded(buf_str(&raw), raw.len, out);
	buf_free(&raw);
	return findings;
}

/* The next parameter behind `*at`: its name and its raw value without quotes. False at the end. */
static bool next_parameter(const char **at, const char **name, size_t *name_len, struct buf *value)
{
	const char *p = strchr(*at, ';');

	if (!p)
		return false;
	p++;
	p += strspn(p, " \t");
	*name = p;
	*name_len = strcspn(p, "=; \t");
	p += strcspn(p, "=;");
	buf_clear(value);
	if (*p == '=')
		p += 1 + strspn(p + 1, " \t");
	if (*p == '"') {
		for (p++; *p && *p != '"'; p++) {
			p += *p == '\\' && p[1];
			buf_add_c(value, *p);
		}
	} else {
		size_t len = strcspn(p, ";");
		buf_add_n(value, p, len);
		p += len;
		while (value->len && is_blank(value->text[value->len - 1]))
			value->text[--value->len] = '\0';
	}
	*at = p;
	return true;
}

/* RFC 2231: utf-8'ja'%E3%81%82; only the first piece says the charset. */
static void add_extended(const struct buf *value, bool first, struct pending *p)
{
	const char *text = buf_str(value), *data = text;
	const char *q = first ? strchr(text, '\'') : NULL, *r = q ? strchr(q + 1, '\'') : NULL;

	if (r) {
		size_t len = (size_t)(q - text) < CHARSET_SIZE ? (size_t)(q - text) : 0;
		memcpy(p->charset, text, len);
		p->charset[len] = '\0';
		data = r + 1;
	}
	add_marked(data, strlen(data), '%', false, &p->bytes);
}

bool words_parameter(const char *value, const char *name, struct buf *out)
{
	struct pending pieces = { .charset = "" };
	struct buf raw = { 0 }, one = { 0 };
	size_t want = strlen(name), len, count = 0;
	const char *found, *at;
	bool plain = false;

	words_raw(value, strlen(value), &raw);
	at = buf_str(&raw);
	while (next_parameter(&at, &found, &len, &one)) {
		if (len < want || strncasecmp(found, name, want) != 0)
			continue;
		if (len == want && !plain) {
			words_encoded(buf_str(&one), one.len, out);
			plain = true;
		} else if (len > want && found[want] == '*' && !plain) {
			if (found[len - 1] == '*')
				add_extended(&one, count == 0, &pieces);
			else
				buf_add_n(&pieces.bytes, buf_str(&one), one.len);
			count++;
		}
	}
	if (count && !plain)
		flush(&pieces, out);
	buf_free(&pieces.bytes);
	buf_free(&one);
	buf_free(&raw);
	return plain || count;
}
