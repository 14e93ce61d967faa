#include "mail/squeeze.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "mail/domain.h"

#include "base/banned.h"

enum { FILLER_MOST = 32, PROLONGED = 0x30FC };

static bool is_kana(uint32_t c)
{
	return c >= 0x3041 && c <= 0x30FE;
}

static bool is_katakana(uint32_t c)
{
	return c >= 0x30A1 && c <= 0x30FE;
}

static bool is_ideograph(uint32_t c)
{
	return c >= 0x3400 && c <= 0x9FFF;
}

static bool is_letter_of_japan(uint32_t c)
{
	return is_kana(c) || is_ideograph(c);
}

/* What most of a text is made of, and is neither invisible nor combining. */
static bool is_plain(uint32_t c)
{
	return (c > 0x20 && c < 0x7F) || is_letter_of_japan(c);
}

static bool is_blank(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F;
}

static bool is_invisible(uint32_t c)
{
	return (c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7F || c == 0xAD || c == 0x034F || c == 0x061C || c == 0x180E ||
	       (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
	       (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE0FFF);
}

/* Marks that sit on the letter before: "お݉客݉様݉" is お客様. */
static bool is_combining(uint32_t c)
{
	return (c >= 0x0300 && c <= 0x036F) || (c >= 0x0483 && c <= 0x0489) || (c >= 0x0591 && c <= 0x05BD) || (c >= 0x0610 && c <= 0x061A) ||
	       (c >= 0x064B && c <= 0x065F) || (c >= 0x06D6 && c <= 0x06ED) || (c >= 0x0730 && c <= 0x074A) || (c >= 0x1AB0 && c <= 0x1AFF) ||
	       (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE20 && c <= 0xFE2F);
}

/* "AppIe": a capital I among small letters is read as l. */
static bool is_capital_for_l(const char *in, uint32_t before)
{
	return *in == 'I' && before >= 'a' && before <= 'z' && !isupper((unsigned char)in[1]) && !isdigit((unsigned char)in[1]);
}

/* Letters of scripts that hold look-alikes of Latin ones: accented Latin, Greek, Cyrillic, Armenian, Cherokee, IPA. */
static bool may_look_alike(uint32_t c)
{
	return (c >= 0xC0 && c <= 0x58F && c != 0xD7 && c != 0xF7) || (c >= 0x13A0 && c <= 0x13FF) || (c >= 0x1D00 && c <= 0x1EFF);
}

/* Ideographs that look like katakana: 力 beside カ. */
static uint32_t as_katakana(uint32_t c)
{
	switch (c) {
	case 0x529B: return 0x30AB;
	case 0x53E3: return 0x30ED;
	case 0x5DE5: return 0x30A8;
	case 0x4E8C: return 0x30CB;
	case 0x516B: return 0x30CF;
	case 0x535C: return 0x30C8;
	case 0x5915: return 0x30BF;
	case 0x4E00: return 0x30FC;
	case 0x4E36: return 0x30FD;
	case 0x624D: return 0x30AA;
	default: return 0;
	}
}

static void make_room(struct squeezed *s, struct arena *a, size_t cap)
{
	struct squeezed old = *s;

	s->text = arena_alloc(a, cap);
	s->from = arena_alloc(a, cap * sizeof *s->from);
	s->gap = arena_alloc(a, cap);
	s->odd = arena_alloc(a, cap);
	if (old.len) {
		memcpy(s->text, old.text, old.len);
		memcpy(s->from, old.from, old.len * sizeof *s->from);
		memcpy(s->gap, old.gap, old.len);
		memcpy(s->odd, old.odd, old.len);
	}
	s->cap = cap;
}

static void put_text(struct squeezed *s, struct arena *a, const char *text, size_t len, size_t from, enum squeeze_gap gap, bool odd)
{
	if (s->len + len >= s->cap)
		make_room(s, a, s->cap * 2 + len);
	memcpy(s->text + s->len, text, len);
	for (size_t i = s->len; i < s->len + len; i++) {
		s->from[i] = (uint32_t)from;
		s->gap[i] = GAP_NONE;
		s->odd[i] = odd;
	}
	s->gap[s->len] = (unsigned char)gap;
	s->len += len;
	s->odd_count += odd;
}

/* Everything that is put by number is ASCII or lies between U+0800 and U+FFFF. */
static void three_bytes(uint32_t c, char *out)
{
	out[0] = (char)(0xE0 | c >> 12);
	out[1] = (char)(0x80 | (c >> 6 & 0x3F));
	out[2] = (char)(0x80 | (c & 0x3F));
}

static void put_char(struct squeezed *s, struct arena *a, uint32_t c, size_t from, enum squeeze_gap gap, bool odd)
{
	char bytes[3] = { (char)c };

	if (c >= 0x80)
		three_bytes(c, bytes);
	put_text(s, a, bytes, c < 0x80 ? 1 : 3, from, gap, odd);
}

/* The rest of Unicode by the general rules; half-width kana together with the mark that follows. */
static size_t put_folded(struct squeezed *s, struct arena *a, const char *in, size_t len, size_t from, enum squeeze_gap gap, uint32_t c)
{
	struct buf folded = { 0 };
	char raw[16];
	uint32_t next;
	size_t more = c >= 0xFF66 && c <= 0xFF9D ? text_next(in + len, &next) : 0;
	bool odd = may_look_alike(c);

	if (more && next != 0xFF9E && next != 0xFF9F)
		more = 0;
	memcpy(raw, in, len + more);
	raw[len + more] = '\0';
	if (odd)
		domain_skeleton(raw, &folded);
	else
		text_fold(raw, &folded);
	odd = odd && folded.len == 1;
	if (folded.len && folded.text[0] != ' ')
		put_text(s, a, folded.text, folded.len, from, gap, odd);
	buf_free(&folded);
	return len + more;
}

/* "##mix_normal_10##" between two letters: what a mailing tool should have replaced. */
static size_t filler_length(const char *in)
{
	size_t len = 2;

	if (in[0] != '#' || in[1] != '#')
		return 0;
	while (len < FILLER_MOST && (isalnum((unsigned char)in[len]) || in[len] == '_'))
		len++;
	return len > 2 && in[len] == '#' && in[len + 1] == '#' ? len + 2 : 0;
}

static void note_invisible(struct squeezed *s, const char *in, size_t at, size_t len, uint32_t before)
{
	uint32_t after;

	text_next(in + at + len, &after);
	if (before <= 0x7F && is_combining(after))
		return;
	if (before <= ' ' || after <= ' ' || is_invisible(after) || before >= 0x1F000 || after >= 0x1F000 ||
	    (before >= 0x2190 && before < 0x3000) || (after >= 0x2190 && after < 0x3000))
		return; /* at an end, or within an emoji: nobody's letters are torn apart */
	if (!s->invisible++)
		s->first_invisible = at;
}

static size_t put_one(struct squeezed *s, struct arena *a, const char *in, size_t len, size_t from, enum squeeze_gap gap, uint32_t c, uint32_t before)
{
	uint32_t after, look = c < 0x80 || !is_ideograph(c) ? 0 : as_katakana(c);

	if (look) {
		text_next(in + len, &after);
		/* An ideograph is never followed by ー, nor does one stand between two katakana; "カード一枚" and "力を" stay. */
		if (is_katakana(after) && (is_katakana(before) || (after == PROLONGED && look != PROLONGED)))
			return put_char(s, a, look == PROLONGED ? look : look - 0x60, from, gap, true), len;
	}
	if (is_capital_for_l(in, before))
		put_char(s, a, 'l', from, gap, true);
	else if (c < 0x80)
		put_char(s, a, (uint32_t)(c >= 'A' && c <= 'Z' ? c + 32 : c), from, gap, false);
	else if (is_kana(c))
		put_char(s, a, c >= 0x30A1 && c <= 0x30F6 ? c - 0x60 : c, from, gap, false);
	else if (is_ideograph(c) || (c >= 0x3001 && c <= 0x3020))
		put_char(s, a, c, from, gap, false);
	else if (c >= 0xFF01 && c <= 0xFF5E)
		put_char(s, a, c - 0xFEE0 + (c >= 0xFF21 && c <= 0xFF3A ? 32 : 0), from, gap, false);
	else
		return put_folded(s, a, in, len, from, gap, c);
	return len;
}

size_t squeeze_plain(const char *in, size_t len, char *out)
{
	uint32_t c;
	size_t done = 0;

	for (size_t n; done < len; done += n) {
		n = text_next(in + done, &c);
		const bool katakana = c >= 0x30A1 && c <= 0x30F6;
		if (n > len - done || !((c >= 'a' && c <= 'z') || is_kana(c) || (is_ideograph(c) && !as_katakana(c))))
			return 0;
		memcpy(out + done, in + done, n);
		if (katakana)
			three_bytes(c - 0x60, out + done);
	}
	return done;
}

void squeeze(const char *in, struct arena *a, struct squeezed *out)
{
	enum squeeze_gap gap = GAP_NONE;
	uint32_t c, before = 0, after;
	size_t at = 0, filler;

	*out = (struct squeezed){ 0 };
	make_room(out, a, strnlen(in, SQUEEZE_MOST) + 8); /* mostly what is needed: little gets longer */
	for (size_t len; at < SQUEEZE_MOST && (len = text_next(in + at, &c)); at += len) {
		if (c == '\n') {
			gap = GAP_LINE;
		} else if (is_blank(c)) {
			if (gap == GAP_NONE && is_letter_of_japan(before) && text_next(in + at + len, &after) && is_letter_of_japan(after))
				out->spaced++;
			gap = gap == GAP_LINE ? gap : GAP_BLANK;
		} else if ((filler = filler_length(in + at))) {
			out->fillers++;
			len = filler;
		} else if (!is_plain(c) && (is_invisible(c) || is_combining(c))) {
			note_invisible(out, in, at, len, before);
		} else {
			len = put_one(out, a, in + at, len, at, gap, c, before);
			gap = GAP_NONE;
			before = c;
		}
	}
	put_text(out, a, "", 1, at, gap, false);
	out->len--;
}
