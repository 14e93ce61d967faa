#include "mail/helper/jis.h"

#include <string.h>

#include "base/banned.h"

enum set { SET_ASCII, SET_KANA, SET_KANJI, SET_OTHER };

static void put(struct buf *out, unsigned c)
{
	buf_add_c(out, (char)(unsigned char)c);
}

/* Both of 0x21…0x7E. */
static void put_kanji(struct buf *out, unsigned row, unsigned cell)
{
	unsigned lead = ((row - 0x21) >> 1) + 0x81;

	put(out, lead > 0x9F ? lead + 0x40 : lead);
	put(out, row & 1 ? cell + 0x1F + (cell >= 0x60) : cell + 0x7E);
}

static bool is_cell(unsigned c)
{
	return c >= 0x21 && c <= 0x7E;
}

struct escape {
	const char *bytes;
	enum set set;
};

static const struct escape escapes[] = {
	{ "$B", SET_KANJI }, { "$@", SET_KANJI }, { "(B", SET_ASCII }, { "(J", SET_ASCII }, { "(I", SET_KANA },
	{ "$(B", SET_KANJI }, { "$(@", SET_KANJI }, { "$(O", SET_KANJI }, { "$(Q", SET_KANJI }, /* JIS X 0213, much the same */
	{ "$(D", SET_OTHER }, { "$(P", SET_OTHER }, { "$A", SET_OTHER }, { "$(C", SET_OTHER }, { "(H", SET_ASCII },
	{ "&@", SET_KANJI },
};

/* The escape sequence behind an ESC, or NULL. */
static const struct escape *escape_at(const char *p, size_t left)
{
	for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
		size_t len = strlen(escapes[i].bytes);
		if (len <= left && memcmp(p, escapes[i].bytes, len) == 0)
			return &escapes[i];
	}
	return NULL;
}

bool jis_is_likely(const char *bytes, size_t len)
{
	const char *end = bytes + len;

	for (const char *p = bytes; (p = memchr(p, 0x1B, (size_t)(end - p)));) {
		p++;
		if (escape_at(p, (size_t)(end - p)))
			return true;
	}
	return false;
}

/* One character of a set that is not ASCII; returns its bytes. */
static size_t put_one(enum set set, const unsigned char *p, size_t left, struct buf *out)
{
	if (set == SET_KANA) {
		put(out, *p | 0x80u);
		return 1;
	}
	if (left < 2 || !is_cell(p[1])) {
		put(out, JIS_BAD);
		return 1;
	}
	if (set == SET_KANJI)
		put_kanji(out, p[0], p[1]);
	else
		put(out, JIS_BAD);
	return 2;
}

void jis_to_cp932(const char *bytes, size_t len, struct buf *out)
{
	const unsigned char *p = (const unsigned char *)bytes, *end = p + len;
	enum set set = SET_ASCII;
	bool shifted = false; /* SO: kana without an escape */

	while (p < end) {
		const struct escape *e = *p == 0x1B ? escape_at((const char *)p + 1, (size_t)(end - p) - 1) : NULL;
		if (e) {
			set = e->set;
			p += 1 + strlen(e->bytes);
		} else if (*p == 0x0E || *p == 0x0F) {
			shifted = *p++ == 0x0E;
		} else if (is_cell(*p) && (set != SET_ASCII || shifted)) {
			p += put_one(shifted ? SET_KANA : set, p, (size_t)(end - p), out);
		} else {
			put(out, *p++); /* ASCII, controls, and raw CP932 between the escapes */
		}
	}
}

void euc_to_cp932(const char *bytes, size_t len, struct buf *out)
{
	const unsigned char *p = (const unsigned char *)bytes, *end = p + len;

	while (p < end) {
		size_t left = (size_t)(end - p);
		if (*p < 0x80) {
			put(out, *p++);
		} else if (*p == 0x8E && left > 1 && p[1] >= 0xA1 && p[1] <= 0xDF) {
			put(out, p[1]);
			p += 2;
		} else if (*p == 0x8F && left > 2 && p[1] >= 0xA1 && p[2] >= 0xA1) {
			put(out, JIS_BAD); /* JIS X 0212: CP51932 has none of it */
			p += 3;
		} else if (*p >= 0xA1 && left > 1 && p[1] >= 0xA1 && *p != 0xFF && p[1] != 0xFF) {
			put_kanji(out, *p & 0x7Fu, p[1] & 0x7Fu);
			p += 2;
		} else {
			put(out, JIS_BAD);
			p++;
		}
	}
}

enum { FIT_KANA = 3, FIT_KANJI = 1, FIT_HALF = -1, FIT_BAD = -20 };

static bool is_sjis_trail(unsigned c)
{
	return c >= 0x40 && c <= 0xFC && c != 0x7F;
}

long sjis_fits(const char *bytes, size_t len)
{
	const unsigned char *p = (const unsigned char *)bytes, *end = p + len;
	long fits = 0;

	for (; p < end; p++) {
		if (*p < 0x80)
			continue;
		bool lead = (*p >= 0x81 && *p <= 0x9F) || (*p >= 0xE0 && *p <= 0xFC);
		if (lead && p + 1 < end && is_sjis_trail(p[1])) {
			fits += *p == 0x82 || *p == 0x83 ? FIT_KANA : FIT_KANJI;
			p++;
		} else {
			fits += *p >= 0xA1 && *p <= 0xDF ? FIT_HALF : FIT_BAD;
		}
	}
	return fits;
}

long euc_fits(const char *bytes, size_t len)
{
	const unsigned char *p = (const unsigned char *)bytes, *end = p + len;
	long fits = 0;

	for (; p < end; p++) {
		if (*p < 0x80)
			continue;
		bool pair = *p >= 0xA1 && *p <= 0xFE && p + 1 < end && p[1] >= 0xA1 && p[1] <= 0xFE;
		if (pair)
			fits += *p == 0xA4 || *p == 0xA5 ? FIT_KANA : FIT_KANJI;
		else
			fits += *p == 0x8E && p + 1 < end && p[1] >= 0xA1 && p[1] <= 0xDF ? FIT_HALF : FIT_BAD;
		p += p + 1 < end && p[1] >= 0x80;
	}
	return fits;
}
