#include "sheet/encoded.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "base/text.h"

#include "base/banned.h"

enum { BASE64_BYTES = 57, LINE_MOST = 76, WORD_BYTES = 39 };

/* --- base64 --- */

static int sextet(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

void encoded_read_base64(struct span s, struct buf *out)
{
	uint32_t bits = 0;
	int have = 0;

	for (size_t i = 0; i < s.len; i++) {
		int v = sextet(s.at[i]);
		if (s.at[i] == '=')
			have = 0; /* an end; some go on behind it */
		if (v < 0)
			continue;
		bits = bits << 6 | (uint32_t)v;
		have += 6;
		if (have >= 8) {
			have -= 8;
			buf_add_c(out, (char)(bits >> have & 0xFF));
		}
	}
}

void encoded_write_base64(const struct buf *bytes, const char *eol, struct buf *out)
{
	for (size_t i = 0; i < bytes->len; i += BASE64_BYTES) {
		base64_add(out, bytes->text + i, bytes->len - i < BASE64_BYTES ? bytes->len - i : BASE64_BYTES);
		buf_add(out, eol);
	}
}

/* --- quoted-printable --- */

/* The length of a soft line end behind '=', blanks before it included; 0 when there is none. */
static size_t soft_end(const char *p, const char *end)
{
	const char *at = p;

	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	at += at < end && *at == '\r';
	return at < end && *at == '\n' ? (size_t)(at + 1 - p) : 0;
}

static size_t escape_at(const char *p, const char *end, char *c)
{
	int high = end - p > 2 && *p == '=' ? hex_value(p[1]) : -1, low = high >= 0 ? hex_value(p[2]) : -1;

	*c = low >= 0 ? (char)(high * 16 + low) : *p;
	return low >= 0 ? 3 : 1;
}

void encoded_read_printable(struct span s, struct buf *out)
{
	const char *p = s.at, *end = s.at + s.len;
	size_t soft;
	char c;

	while (p < end) {
		if (*p == '=' && (soft = soft_end(p + 1, end)) > 0) {
			p += 1 + soft;
			continue;
		}
		p += escape_at(p, end, &c);
		buf_add_c(out, c);
	}
}

void encoded_write_printable(const struct buf *bytes, const char *eol, struct buf *out)
{
	const char *p = bytes->text, *end = bytes->text + bytes->len;
	size_t column = 0;

	for (; p < end; p++) {
		size_t line_end = *p == '\n' ? 1 : *p == '\r' && p + 1 < end && p[1] == '\n' ? 2 : 0;
		if (line_end) {
			buf_add(out, eol);
			p += line_end - 1;
			column = 0;
			continue;
		}
		bool last = p + 1 == end || p[1] == '\n' || p[1] == '\r';
		bool plain = (*p > ' ' && *p < 0x7F && *p != '=') || ((*p == ' ' || *p == '\t') && !last);
		size_t width = plain ? 1 : 3;
		if (column + width >= LINE_MOST) {
			buf_addf(out, "=%s", eol);
			column = 0;
		}
		if (plain)
			buf_add_c(out, *p);
		else
			buf_addf(out, "=%02X", (unsigned char)*p);
		column += width;
	}
}

/* --- encoded words --- */

struct word {
	struct span charset, text;
	bool base64;
};

/* "=?charset?B?text?=" */
static size_t read_word(const char *p, const char *end, struct word *w)
{
	if (end - p < 8 || p[0] != '=' || p[1] != '?')
		return 0;
	const char *charset = p + 2, *how = memchr(charset, '?', (size_t)(end - charset));
	if (!how || end - how < 5 || how[2] != '?' || !strchr("BbQq", how[1]))
		return 0;
	const char *text = how + 3, *stop = memchr(text, '?', (size_t)(end - text));
	if (!stop || stop + 1 == end || stop[1] != '=' || memchr(charset, '\n', (size_t)(stop - charset)))
		return 0;
	*w = (struct word){ { charset, (size_t)(how - charset) }, { text, (size_t)(stop - text) }, how[1] == 'B' || how[1] == 'b' };
	return (size_t)(stop + 2 - p);
}

static void read_text(const struct word *w, struct buf *out)
{
	if (w->base64) {
		encoded_read_base64(w->text, out);
		return;
	}
	for (size_t i = 0, n; i < w->text.len; i += n) { /* '_' is a blank, but =5F is itself */
		char c;
		n = escape_at(w->text.at + i, w->text.at + w->text.len, &c);
		buf_add_c(out, n == 1 && c == '_' ? ' ' : c);
	}
}

size_t encoded_read_words(const char *p, const char *end, struct words *w)
{
	struct word word = { 0 };
	size_t len = read_word(p, end, &word), next = len;

	*w = (struct words){ .charset = word.charset };
	if (!len)
		return 0;
	while (next) {
		read_text(&word, &w->bytes);
		const char *at = p + len;
		while (at < end && isspace((unsigned char)*at))
			at++;
		next = read_word(at, end, &word);
		if (next && (word.charset.len != w->charset.len || strncasecmp(word.charset.at, w->charset.at, w->charset.len) != 0))
			next = 0;
		if (next)
			len = (size_t)(at - p) + next;
	}
	return len;
}

static size_t whole_characters(const struct words *w, size_t from)
{
	size_t len = w->bytes.len - from;

	if (w->charset.len != 5 || strncasecmp(w->charset.at, "utf-8", 5) != 0 || len <= WORD_BYTES)
		return len;
	len = WORD_BYTES;
	while (len > WORD_BYTES - 4 && ((unsigned char)w->bytes.text[from + len] & 0xC0) == 0x80)
		len--;
	return len;
}

void encoded_write_words(const struct words *w, const char *eol, struct buf *out)
{
	for (size_t i = 0, len; i < w->bytes.len; i += len) {
		len = whole_characters(w, i);
		if (i)
			buf_addf(out, "%s ", eol);
		buf_add(out, "=?");
		buf_add_n(out, w->charset.at, w->charset.len);
		buf_add(out, "?B?");
		base64_add(out, w->bytes.text + i, len);
		buf_add(out, "?=");
	}
}
