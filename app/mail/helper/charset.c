#include "mail/helper/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "mail/helper/jis.h"
#include "mail/message.h"

#include "base/banned.h"

enum kind {
	KIND_UNKNOWN, KIND_ASCII, KIND_LATIN, KIND_UTF8, KIND_UTF7, KIND_UTF16, KIND_UTF16LE, KIND_UTF16BE,
	KIND_JIS, KIND_EUC, KIND_CP932, KIND_GB, KIND_BIG5, KIND_KOREAN, KIND_COUNT,
};

/* Names as mail writes them, in lower case, without "-" and "_". */
struct name {
	const char *name;
	enum kind kind;
};

static const struct name names[] = {
	{ "usascii", KIND_ASCII }, { "ascii", KIND_ASCII }, { "ansix3.41968", KIND_ASCII }, { "iso646us", KIND_ASCII },
	{ "utf8", KIND_UTF8 }, { "unicode11utf8", KIND_UTF8 }, { "utf8mb4", KIND_UTF8 },
	{ "utf7", KIND_UTF7 }, { "unicode11utf7", KIND_UTF7 },
	{ "utf16", KIND_UTF16 }, { "utf16le", KIND_UTF16LE }, { "utf16be", KIND_UTF16BE }, { "unicode", KIND_UTF16 },
	{ "iso2022jp", KIND_JIS }, { "iso2022jp1", KIND_JIS }, { "iso2022jp2", KIND_JIS }, { "iso2022jp3", KIND_JIS },
	{ "iso2022jpms", KIND_JIS }, { "iso2022jp2004", KIND_JIS }, { "csiso2022jp", KIND_JIS }, { "jis", KIND_JIS },
	{ "cp50220", KIND_JIS }, { "cp50221", KIND_JIS }, { "cp50222", KIND_JIS },
	{ "shiftjis", KIND_CP932 }, { "sjis", KIND_CP932 }, { "xsjis", KIND_CP932 }, { "mskanji", KIND_CP932 },
	{ "csshiftjis", KIND_CP932 }, { "windows31j", KIND_CP932 }, { "cp932", KIND_CP932 }, { "windows932", KIND_CP932 },
	{ "ms932", KIND_CP932 }, { "cswindows31j", KIND_CP932 }, { "xmscp932", KIND_CP932 }, { "shiftjisx0213", KIND_CP932 },
	{ "eucjp", KIND_EUC }, { "xeucjp", KIND_EUC }, { "ujis", KIND_EUC }, { "eucjpms", KIND_EUC }, { "cp51932", KIND_EUC },
	{ "eucjpwin", KIND_EUC }, { "cseucpkdfmtjapanese", KIND_EUC },
	{ "gb2312", KIND_GB }, { "gbk", KIND_GB }, { "gb18030", KIND_GB }, { "cp936", KIND_GB }, { "xgbk", KIND_GB },
	{ "euccn", KIND_GB }, { "gb231280", KIND_GB }, { "csgb2312", KIND_GB }, { "windows936", KIND_GB }, { "chinese", KIND_GB },
	{ "big5", KIND_BIG5 }, { "big5hkscs", KIND_BIG5 }, { "cp950", KIND_BIG5 }, { "csbig5", KIND_BIG5 },
	{ "euckr", KIND_KOREAN }, { "ksc56011987", KIND_KOREAN }, { "ksc5601", KIND_KOREAN }, { "uhc", KIND_KOREAN },
	{ "cp949", KIND_KOREAN }, { "windows949", KIND_KOREAN }, { "cseuckr", KIND_KOREAN },
	{ "iso88591", KIND_LATIN }, { "iso885915", KIND_LATIN }, { "windows1252", KIND_LATIN }, { "cp1252", KIND_LATIN },
	{ "latin1", KIND_LATIN },
};

static const char *const converter_names[KIND_COUNT] = {
	[KIND_CP932] = "CP932", [KIND_GB] = "GB18030", [KIND_BIG5] = "BIG5-HKSCS", [KIND_KOREAN] = "UHC",
	[KIND_UTF7] = "UTF-7", [KIND_UTF16LE] = "UTF-16LE", [KIND_UTF16BE] = "UTF-16BE",
};

static iconv_t converters[KIND_COUNT]; /* NULL: none */

void charset_open(void)
{
	for (size_t i = 0; i < KIND_COUNT; i++) {
		iconv_t cd = converter_names[i] ? iconv_open("UTF-8", converter_names[i]) : NULL;
		converters[i] = (intptr_t)cd == -1 ? NULL : cd;
	}
}

static enum kind kind_of(const char *name)
{
	char plain[32];
	size_t len = 0;

	for (; *name && *name != '*'; name++) { /* RFC 2231: "utf-8*ja" */
		if (strchr("-_ \t\"'", *name))
			continue;
		if (len == sizeof plain - 1)
			return KIND_UNKNOWN;
		plain[len++] = (char)(*name >= 'A' && *name <= 'Z' ? *name + 32 : *name);
	}
	plain[len] = '\0';
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(plain, names[i].name) == 0)
			return names[i].kind;
	return KIND_UNKNOWN;
}

static void put_bad(struct buf *out, size_t *bad)
{
	text_put(out, 0xFFFD);
	++*bad;
}

/* Converts; what cannot be is U+FFFD, one for each byte. */
static size_t convert(enum kind kind, const char *bytes, size_t len, struct buf *out)
{
	iconv_t cd = converters[kind];
	union { const char *read; char *as_iconv_wants; } in = { bytes };
	size_t bad = 0, worst = kind == KIND_CP932 ? 3 : 4;

	if (!cd) {
		put_bad(out, &bad);
		return bad;
	}
	iconv(cd, NULL, NULL, NULL, NULL);
	buf_reserve(out, len + len / 2);
	while (len) {
		char *to = out->text + out->len;
		size_t room = out->cap - out->len - 1, before = room;
		size_t done = iconv(cd, &in.as_iconv_wants, &len, &to, &room);
		int reason = errno;
		out->len += before - room;
		out->text[out->len] = '\0';
		if (done != (size_t)-1)
			break;
		if (reason == E2BIG) {
			buf_reserve(out, len / 2 * worst + 64);
			continue;
		}
		put_bad(out, &bad);
		in.read++;
		len--;
	}
	return bad;
}

/* U+0080…U+009F of windows-1252; 0 has none. */
static const uint16_t latin_upper[32] = {
	0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
	0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
};

static size_t decode_latin(const char *bytes, size_t len, struct buf *out)
{
	size_t bad = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];
		if (c < 0x80)
			buf_add_c(out, (char)c);
		else if (c >= 0xA0)
			text_put(out, c);
		else if (latin_upper[c - 0x80])
			text_put(out, latin_upper[c - 0x80]);
		else
			put_bad(out, &bad);
	}
	return bad;
}

static size_t decode_utf8(const char *bytes, size_t len, struct buf *out)
{
	size_t bad = 0;

	while (len) {
		long at = text_bad_utf8(bytes, len);
		size_t good = at < 0 ? len : (size_t)at;
		buf_add_n(out, bytes, good);
		if (at < 0)
			break;
		put_bad(out, &bad);
		bytes += good + 1;
		len -= good + 1;
	}
	return bad;
}

static size_t decode_utf16(enum kind kind, const char *bytes, size_t len, struct buf *out)
{
	if (len >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0)
		return convert(KIND_UTF16LE, bytes + 2, len - 2, out);
	if (len >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0)
		return convert(KIND_UTF16BE, bytes + 2, len - 2, out);
	return convert(kind == KIND_UTF16LE ? KIND_UTF16LE : KIND_UTF16BE, bytes, len, out);
}

static size_t decode_via_cp932(enum kind kind, const char *bytes, size_t len, struct buf *out)
{
	struct buf cp932 = { 0 };

	kind == KIND_JIS ? jis_to_cp932(bytes, len, &cp932) : euc_to_cp932(bytes, len, &cp932);
	size_t bad = convert(KIND_CP932, buf_str(&cp932), cp932.len, out);
	buf_free(&cp932);
	return bad;
}

static size_t decode_as(enum kind kind, const char *bytes, size_t len, struct buf *out)
{
	switch (kind) {
	case KIND_JIS:
	case KIND_EUC: return decode_via_cp932(kind, bytes, len, out);
	case KIND_LATIN: return decode_latin(bytes, len, out);
	case KIND_UTF16:
	case KIND_UTF16LE:
	case KIND_UTF16BE: return decode_utf16(kind, bytes, len, out);
	case KIND_CP932:
	case KIND_GB:
	case KIND_BIG5:
	case KIND_KOREAN:
	case KIND_UTF7: return convert(kind, bytes, len, out);
	default: return decode_utf8(bytes, len, out);
	}
}

static bool is_seven_bit(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)bytes[i] >= 0x80)
			return false;
	return true;
}

static enum kind guess(const char *bytes, size_t len)
{
	if (len >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0))
		return KIND_UTF16;
	if (jis_is_likely(bytes, len))
		return KIND_JIS;
	if (text_bad_utf8(bytes, len) < 0)
		return KIND_UTF8;
	long sjis = sjis_fits(bytes, len), euc = euc_fits(bytes, len);
	if (sjis <= 0 && euc <= 0)
		return KIND_UNKNOWN;
	return sjis > euc ? KIND_CP932 : KIND_EUC;
}

static bool is_foreign(enum kind kind)
{
	return kind == KIND_GB || kind == KIND_BIG5 || kind == KIND_KOREAN;
}

/* The charset to try first: the declared one when it says something about these bytes. */
static enum kind first_choice(enum kind declared, const char *bytes, size_t len)
{
	bool wide = declared == KIND_UTF16 || declared == KIND_UTF16LE || declared == KIND_UTF16BE || declared == KIND_UTF7;

	if (wide || is_foreign(declared))
		return declared;
	if (is_seven_bit(bytes, len))
		return memchr(bytes, 0x1B, len) || declared == KIND_JIS ? KIND_JIS : KIND_UTF8;
	if (declared == KIND_UTF8 || declared == KIND_CP932 || declared == KIND_EUC)
		return declared;
	enum kind best = guess(bytes, len);
	return best == KIND_UNKNOWN && declared == KIND_LATIN ? KIND_LATIN : best;
}

unsigned charset_decode(const char *name, const char *bytes, size_t len, struct buf *out)
{
	enum kind declared = kind_of(name), kind = first_choice(declared, bytes, len);
	size_t start = out->len;

	if (!len)
		return 0;
	size_t bad = decode_as(kind, bytes, len, out);
	enum kind other = bad ? guess(bytes, len) : kind;
	if (other != kind && other != KIND_UNKNOWN) {
		struct buf second = { 0 };
		size_t worse = decode_as(other, bytes, len, &second);
		if (worse < bad) {
			out->len = start;
			buf_add_n(out, buf_str(&second), second.len);
			bad = worse;
		}
		buf_free(&second);
	}
	return (bad ? FINDING_BAD_CHARSET : 0u) | (is_foreign(declared) ? FINDING_FOREIGN_CHARSET : 0u);
}
