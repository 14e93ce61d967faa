#include "sheet/names.h"

#include <string.h>

#include "base/text.h"

#include "base/banned.h"

enum script { OTHER, KANJI, KATAKANA, HIRAGANA, LATIN };
enum { HIRAGANA_MOST = 4 };

static enum script script_of(uint32_t c)
{
	if ((c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3005 || (c >= 0xF900 && c <= 0xFAFF))
		return KANJI;
	if ((c >= 0x30A1 && c <= 0x30FF && c != 0x30FB) || (c >= 0xFF66 && c <= 0xFF9F))
		return KATAKANA;
	if (c >= 0x3041 && c <= 0x309F)
		return HIRAGANA;
	if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xFF21 && c <= 0xFF5A) || (c >= 0xC0 && c <= 0x24F))
		return LATIN;
	return OTHER;
}

/* The length of the honorific at `at`, 0 for none. */
static size_t honorific(const char *at, const char *all)
{
	while (*all) {
		size_t len = strcspn(all, " ");
		if (len && strncmp(at, all, len) == 0)
			return len;
		all += len + (all[len] == ' ');
	}
	return 0;
}

static size_t before(const char *text, size_t at)
{
	do
		at--;
	while (at && ((unsigned char)text[at] & 0xC0) == 0x80);
	return at;
}

/* Where the name that ends at `end` begins; not before `from`. */
static size_t name_start(const char *text, size_t from, size_t end)
{
	enum script wanted = OTHER;
	size_t start = end, count = 0;
	uint32_t c;

	while (start > from) {
		size_t at = before(text, start);
		if (at < from)
			break;
		text_next(text + at, &c);
		enum script s = script_of(c);
		if (!count++)
			wanted = s;
		if (s == OTHER || s != wanted || (s == HIRAGANA && count > HIRAGANA_MOST))
			break;
		start = at;
	}
	return start;
}

void names_take_out(const char *in, const struct say *say, struct buf *out)
{
	const char *all = say_text(say, "names.honorifics"), *mark = say_text(say, "names.mark");
	size_t from = 0, at = 0;
	uint32_t c;

	for (size_t len; (len = text_next(in + at, &c));) {
		size_t title = honorific(in + at, all), start = title ? name_start(in, from, at) : at;
		if (start == at) {
			at += len;
			continue;
		}
		buf_add_n(out, in + from, start - from);
		buf_add(out, mark);
		buf_add_n(out, in + at, title);
		at += title;
		from = at;
	}
	buf_add(out, in + from);
}
