#include "mail/lookalike.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "mail/domain.h"

#include "base/banned.h"

/* What each letter from `first` on looks like; a blank for nothing. Capitals are told apart from small letters, since they look
 * like other ones: Greek Nu is an N, its small letter a v. */
static const struct block {
	uint32_t first;
	const char *letters;
} BLOCKS[] = {
	{ 0xD8, "o" }, { 0xDF, "b" }, { 0xF8, "o" }, { 0x110, "dd" }, { 0x131, "i" }, { 0x141, "ll" }, { 0x180, "b" }, { 0x192, "f" },
	{ 0x251, "a" }, { 0x261, "gg" }, { 0x269, "ii" }, { 0x274, "n" }, { 0x280, "r" }, { 0x28B, "u" }, { 0x28F, "y" }, { 0x299, "b" },
	{ 0x29C, "h  l" },
	{ 0x391, "ab  ezh ik mn o p  ty x" },           /* Greek */
	{ 0x3B1, "aby e n ik uv o pcotu x w" },
	{ 0x3F2, "cj" }, { 0x3F9, "c" },
	{ 0x400, "ee  esiij  hk y " },                  /* Cyrillic */
	{ 0x410, "a b  e 3  k mho pcty x  w   b   " },
	{ 0x430, "a br e 3u k mhonpcty x  w   b   " },
	{ 0x450, "eeh esiij  hk y " },
	{ 0x474, "vv" }, { 0x4AE, "yy" }, { 0x4BA, "hh" }, { 0x4C0, "l" }, { 0x4CF, "l" }, { 0x501, "d" }, { 0x51A, "qqww" },
	{ 0x53C, "l" }, { 0x54D, "u s     o" },         /* Armenian */
	{ 0x561, "w    q         h    j  n   nu   g   o" },
	{ 0x13A0, "d t  i   yaje      w   m   h    g  z              " "r      vs   lc  p   k" }, /* Cherokee */
	{ 0x13F4, "b" },
	{ 0x1D00, "a   cd e  jk m o        p  tu   vwz" }, /* small capitals */
	{ 0xA730, "fs" },
};

/* Kanji and strokes as the kana (folded: hiragana) they look like. */
static const struct pair {
	uint32_t from, to;
} PAIRS[] = {
	{ 0x2014, 0x30FC }, { 0x2015, 0x30FC }, { 0x2500, 0x30FC }, /* dashes and ー */
	{ 0x3007, 'o' },
	{ 0x4E00, 0x30FC }, { 0x4E09, 0x307F }, { 0x4E3F, 0x306E }, { 0x4E8C, 0x306B }, /* 一 三 丿 二 */
	{ 0x4EBB, 0x3044 }, { 0x516B, 0x306F }, { 0x529B, 0x304B }, { 0x5343, 0x3061 }, /* 亻 八 力 千 */
	{ 0x535C, 0x3068 }, { 0x53B6, 0x3080 }, { 0x53C8, 0x306C }, { 0x53E3, 0x308D }, /* 卜 厶 又 口 */
	{ 0x56D7, 0x308D }, { 0x5915, 0x305F }, { 0x5DE5, 0x3048 }, { 0x624D, 0x304A }, /* 囗 夕 工 才 */
	{ 0x66F0, 0x65E5 },                                                             /* 曰 日 */
};

char lookalike_dressed(uint32_t c)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";

	if (c >= 0xFF01 && c <= 0xFF5E)
		return (char)(c - 0xFF01 + '!');
	if (c >= 0x1D400 && c <= 0x1D6A3)
		return letters[(c - 0x1D400) % 26];
	if (c >= 0x1D7CE && c <= 0x1D7FF)
		return (char)('0' + (c - 0x1D7CE) % 10);
	if (c >= 0x24B6 && c <= 0x24E9)
		return letters[(c - 0x24B6) % 26];
	return 0;
}

static int by_first(const void *key, const void *row)
{
	uint32_t c = *(const uint32_t *)key;
	const struct block *b = row;

	return c < b->first ? -1 : c >= b->first + strlen(b->letters);
}

/* The mathematical Greek alphabets repeat the Greek capitals and small letters. */
static uint32_t plain_greek(uint32_t c)
{
	uint32_t place;

	if (c < 0x1D6A8 || c > 0x1D7C9)
		return c;
	place = (c - 0x1D6A8) % 58;
	return place < 25 ? 0x391 + place : 0x3B1 + place - 26;
}

char lookalike_foreign(uint32_t c)
{
	c = plain_greek(c);
	if (c < 0xD8 || (c > 0x1D22 && c < 0xA730) || c > 0xA731)
		return 0;
	const struct block *b = bsearch(&c, BLOCKS, sizeof BLOCKS / sizeof *BLOCKS, sizeof *BLOCKS, by_first);
	char letter = b ? b->letters[c - b->first] : ' ';
	return letter == ' ' ? 0 : letter;
}

static int by_from(const void *key, const void *row)
{
	uint32_t c = *(const uint32_t *)key;
	const struct pair *p = row;

	return c < p->from ? -1 : c > p->from;
}

static uint32_t as_kana(uint32_t c)
{
	const struct pair *p = bsearch(&c, PAIRS, sizeof PAIRS / sizeof *PAIRS, sizeof *PAIRS, by_from);

	return p ? p->to : c;
}

static bool has_marks(const char *word)
{
	for (const unsigned char *p = (const unsigned char *)word; *p; p++)
		if ((*p >= 0xC3 && *p <= 0xC9) || *p == 0xCC || *p == 0xCD || *p == 0xE1) /* Latin letters with marks, marks alone */
			return true;
	return false;
}

/* Before folding, while capitals still look as they were written. */
static void put_plain(const char *word, struct buf *out)
{
	uint32_t c;

	for (size_t n; (n = text_next(word, &c)); word += n) {
		char letter = c < 0x80 ? 0 : lookalike_foreign(c);
		if (letter)
			buf_add_c(out, letter);
		else
			buf_add_n(out, word, n);
	}
}

/* Two narrow letters for a wide one. `start`: where this word begins in `out`. */
static void put_letter(char c, size_t start, struct buf *out)
{
	char before = out->len > start ? out->text[out->len - 1] : 0;

	if (c == 'n' && before == 'r')
		out->text[out->len - 1] = 'm';
	else if (c == 'v' && before == 'v')
		out->text[out->len - 1] = 'w';
	else
		buf_add_c(out, c == '0' ? 'o' : c == '1' || c == 'i' || c == '|' ? 'l' : c);
}

/* What a host is made of when it hides nothing; folding changes none of it. */
static bool is_bare_host(const char *word)
{
	for (; *word; word++)
		if (!((*word >= 'a' && *word <= 'z') || (*word >= '0' && *word <= '9') || *word == '-' || *word == '.' || *word == '_'))
			return false;
	return true;
}

void domain_skeleton(const char *word, struct buf *out)
{
	struct buf bare = { 0 }, plain = { 0 }, folded = { 0 };
	size_t start = out->len;
	uint32_t c;

	if (is_bare_host(word)) {
		for (; *word; word++)
			put_letter(*word, start, out);
		return;
	}
	if (has_marks(word))
		text_unmark(word, &bare);
	else
		buf_add(&bare, word);
	put_plain(buf_str(&bare), &plain);
	text_fold(buf_str(&plain), &folded);
	const char *p = buf_str(&folded);
	for (size_t n; (n = text_next(p, &c)); p += n) {
		c = as_kana(c);
		char letter = c < 0x80 ? (char)c : lookalike_foreign(c);
		if (letter)
			put_letter(letter, start, out);
		else
			text_put(out, c);
	}
	buf_free(&bare);
	buf_free(&plain);
	buf_free(&folded);
}
