#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <uniconv.h>
#include <unictype.h>
#include <unilbrk.h>
#include <uninorm.h>
#include <unistr.h>
#include <unistring/version.h>
#include <uniwidth.h>

#include "base/mem.h"

#include "base/banned.h"

enum { REPLACEMENT = 0xFFFD };

const char *text_library(void)
{
	static char text[32];
	int version = _libunistring_version;

	snprintf(text, sizeof text, "libunistring %d.%d.%d", version >> 16 & 0xFF, version >> 8 & 0xFF, version & 0xFF);
	return text;
}

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

size_t text_next(const char *s, uint32_t *ch)
{
	const unsigned char first = (unsigned char)*s;
	ucs4_t c;

	if (first < 0x80) {
		*ch = first;
		return first != '\0';
	}
	/* Kana and ideographs begin so, and no three such bytes are wrong: most of a Japanese text needs no closer look. */
	if (first >= 0xE1 && first <= 0xEC && is_continuation(s[1]) && is_continuation(s[2])) {
		*ch = (uint32_t)(first & 0x0F) << 12 | (uint32_t)(s[1] & 0x3F) << 6 | (uint32_t)(s[2] & 0x3F);
		return 3;
	}
	int len = u8_strmbtouc(&c, (const uint8_t *)s);
	if (len <= 0) {
		*ch = REPLACEMENT;
		return 1;
	}
	*ch = c;
	return (size_t)len;
}

int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void text_put(struct buf *out, uint32_t ch)
{
	uint8_t bytes[6];
	int len = u8_uctomb(bytes, ch, sizeof bytes);

	if (len > 0)
		buf_add_n(out, (const char *)bytes, (size_t)len);
}

long text_bad_utf8(const char *s, size_t len)
{
	const uint8_t *bad = u8_check((const uint8_t *)s, len);

	return bad ? (long)(bad - (const uint8_t *)s) : -1;
}

bool text_unseen(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7F && c < 0xA0))
		return true;
	if (c < 0xAD || (c > 0x3164 && c < 0xFE0E) || (c > 0x206F && c < 0x3164)) /* most of what is read */
		return false;
	return c == 0xAD || c == 0x034F || c == 0x061C || c == 0x115F || c == 0x1160 || (c >= 0x17B4 && c <= 0x17B5) ||
	       (c >= 0x180B && c <= 0x180F) || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
	       (c >= 0x2060 && c <= 0x206F) || c == 0x3164 ||
	       (c >= 0xFE0E && c <= 0xFE0F) || c == 0xFEFF || c == 0xFFA0 || (c >= 0xFFF0 && c <= 0xFFFB) ||
	       (c >= 0xE0000 && c <= 0xE0FFF);
}

/* Whole runs of what stays are copied at once: nearly every text is one run. */
void text_clean(const char *in, bool lines, struct buf *out)
{
	const char *run = in;
	uint32_t c;

	for (size_t len;; in += len) {
		while (*in >= 0x20 && *in < 0x7F)
			in++;
		len = text_next(in, &c);
		if (!len)
			break;
		if ((c == '\n' && lines) || (c != REPLACEMENT && !text_unseen(c)))
			continue;
		buf_add_n(out, run, (size_t)(in - run));
		run = in + len;
		if (c == '\t' || c == '\n')
			buf_add_c(out, ' ');
		else if (c == REPLACEMENT)
			text_put(out, c);
	}
	buf_add_n(out, run, (size_t)(in - run));
}

static bool is_ascii(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

/* Kana differ only in a constant offset; ー and the iteration marks stay. */
static uint32_t to_hiragana(uint32_t c)
{
	return c >= 0x30A1 && c <= 0x30F6 ? c - 0x60 : c;
}

static void add_squeezed(struct buf *out, size_t start, uint32_t c)
{
	if (c == ' ' || c == 0x3000 || c == 0xA0) {
		if (out->len > start && out->text[out->len - 1] != ' ')
			buf_add_c(out, ' ');
		return;
	}
	text_put(out, to_hiragana(c));
}

/* What libunistring made of a text. It gives nothing for bytes that are no UTF-8; without memory too, and then an answer would read
 * as an empty one. */
static uint8_t *made(uint8_t *text)
{
	if (!text && errno == ENOMEM)
		mem_exhausted();
	return text;
}

void text_fold(const char *in, struct buf *out)
{
	struct buf clean = { 0 };
	size_t start = out->len, len = 0;
	uint8_t *folded = NULL;
	uint32_t c;

	text_clean(in, false, &clean);
	const char *from = buf_str(&clean);
	if (is_ascii(from)) {
		for (; *from; from++)
			add_squeezed(out, start, (uint32_t)(*from >= 'A' && *from <= 'Z' ? *from + 32 : *from));
	} else {
		folded = made(u8_casefold((const uint8_t *)from, clean.len + 1, NULL, UNINORM_NFKC, NULL, &len));
		if (!folded)
			goto out;
		from = (const char *)folded;
		for (size_t n; (n = text_next(from, &c)); from += n)
			add_squeezed(out, start, c);
	}
	while (out->len > start && out->text[out->len - 1] == ' ')
		out->text[--out->len] = '\0';
out:
	free(folded);
	buf_free(&clean);
}

void text_casefold(const char *in, struct buf *out)
{
	size_t len = 0;
	uint8_t *folded = made(u8_casefold((const uint8_t *)in, strlen(in), NULL, UNINORM_NFKC, NULL, &len));

	if (folded)
		buf_add_n(out, (const char *)folded, len);
	free(folded);
}

void text_from_cp932(const char *in, size_t len, struct buf *out)
{
	size_t count = 0;
	uint8_t *text = made(u8_conv_from_encoding("CP932", iconveh_question_mark, in, len, NULL, NULL, &count));

	if (text)
		buf_add_n(out, (const char *)text, count);
	free(text);
}

static bool is_accent(uint32_t c)
{
	return c >= 0x300 && c <= 0x36F;
}

void text_unmark(const char *in, struct buf *out)
{
	struct buf bare = { 0 };
	size_t len = 0;
	uint32_t c;
	uint8_t *apart = made(u8_normalize(UNINORM_NFD, (const uint8_t *)in, strlen(in) + 1, NULL, &len)), *together = NULL;

	if (!apart)
		return;
	const char *p = (const char *)apart;
	for (size_t n; (n = text_next(p, &c)); p += n)
		if (!is_accent(c))
			buf_add_n(&bare, p, n);
	together = made(u8_normalize(UNINORM_NFC, (const uint8_t *)buf_str(&bare), bare.len, NULL, &len));
	if (together)
		buf_add_n(out, (const char *)together, len);
	free(apart);
	free(together);
	buf_free(&bare);
}

/* libunistring takes the East Asian width of ambiguous characters from the name of an encoding. */
static const char *encoding_of(bool ambiguous_wide)
{
	return ambiguous_wide ? "EUC-JP" : "UTF-8";
}

int text_columns(const char *s, bool ambiguous_wide)
{
	return u8_strwidth((const uint8_t *)s, encoding_of(ambiguous_wide));
}

struct wrapper {
	struct text_width w;
	text_line_fn *each;
	void *context;
};

/* No letter takes more than two columns, nor more than its bytes: mostly that is enough to know that a line fits. */
static size_t columns_at_most(const char *s, size_t len)
{
	size_t letters = 0;

	for (size_t i = 0; i < len; i++)
		letters += !is_continuation(s[i]);
	return letters * 2 < len ? letters * 2 : len;
}

static void give_line(const struct wrapper *k, const char *line, size_t len)
{
	while (len && line[len - 1] == ' ')
		len--;
	k->each(k->context, line, len);
}

/* A word wider than the line is cut where the line is full: better a cut than a torn screen. */
static const char *cut_long(const struct wrapper *k, const char *line, const char *end, int room)
{
	int used = 0;
	uint32_t c;

	while (end > line && end[-1] == ' ')
		end--; /* blanks at the end of a line are not shown */
	for (const char *p = line; p < end;) {
		size_t n = text_next(p, &c);
		int columns = uc_width(c, encoding_of(k->w.ambiguous_wide));
		columns = columns < 0 ? 0 : columns;
		if (used + columns > room && p > line) {
			give_line(k, line, (size_t)(p - line));
			line = p;
			used = 0;
			room = k->w.columns;
		}
		used += columns;
		p += n;
	}
	return line;
}

/* Quotes and opening brackets must not end a line, nor small kana begin one; unilbrk sees to both. */
static void wrap_paragraph(const struct wrapper *k, const char *in, size_t len, int first)
{
	const char *line = in;
	int room = k->w.columns - first;

	/* No character is wider than its bytes are many. */
	if (columns_at_most(in, len) <= (size_t)room || u8_width((const uint8_t *)in, len, encoding_of(k->w.ambiguous_wide)) <= room) {
		give_line(k, in, len);
		return;
	}
	char *marks = mem_alloc(len + 1);
	u8_width_linebreaks((const uint8_t *)in, len, k->w.columns, first, 0, NULL,
	                    encoding_of(k->w.ambiguous_wide), marks);
	for (size_t i = 0; i < len; i++) {
		if (marks[i] != UC_BREAK_POSSIBLE && marks[i] != UC_BREAK_MANDATORY)
			continue;
		line = cut_long(k, line, in + i, room);
		give_line(k, line, (size_t)(in + i - line));
		line = in + i;
		room = k->w.columns;
	}
	line = cut_long(k, line, in + len, room);
	give_line(k, line, (size_t)(in + len - line));
	free(marks);
}

void text_wrap(const char *in, struct text_width w, int first, text_line_fn *each, void *context)
{
	struct wrapper k = { w, each, context };

	if (k.w.columns < 2)
		k.w.columns = 2;
	if (first > k.w.columns - 2)
		first = k.w.columns - 2;
	for (;;) {
		size_t len = strcspn(in, "\n");
		if (len)
			wrap_paragraph(&k, in, len, first);
		else
			each(context, in, 0);
		if (!in[len])
			return;
		in += len + 1;
		first = 0;
	}
}

static int smallest(int a, int b, int c)
{
	int m = a < b ? a : b;

	return m < c ? m : c;
}

int text_distance(const char *a, const char *b, int most)
{
	enum { LONGEST = 64 };
	size_t la = strlen(a), lb = strlen(b);
	int row[LONGEST + 1];

	if (la > LONGEST || lb > LONGEST)
		return most + 1;
	for (size_t j = 0; j <= lb; j++)
		row[j] = (int)j;
	for (size_t i = 1; i <= la; i++) {
		int diagonal = row[0];
		row[0] = (int)i;
		for (size_t j = 1; j <= lb; j++) {
			int next = smallest(row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
			diagonal = row[j];
			row[j] = next;
		}
	}
	return row[lb] > most ? most + 1 : row[lb];
}
