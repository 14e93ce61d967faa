#include "mail/helper/answer.h"

#include <string.h>

#include "base/text.h"

#include "base/banned.h"

static void put_number(struct buf *out, uint64_t n, int bytes)
{
	for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
		buf_add_c(out, (char)(unsigned char)(n >> shift & 0xFF));
}

/* Cut on a character boundary. */
static size_t cut(const char *s, size_t len, size_t most)
{
	if (len <= most)
		return len;
	for (len = most; len && ((unsigned char)s[len] & 0xC0) == 0x80; len--)
		;
	return len;
}

static void put_text(struct answer *a, struct buf *out, const char *s, size_t len, size_t most)
{
	size_t fits = cut(s, len, most);

	if (fits < len)
		a->findings |= FINDING_CUT_SHORT;
	put_number(out, fits, 4);
	buf_add_n(out, s, fits);
}

/* Room for one more record of about `len` bytes. */
static bool has_room(struct answer *a, size_t *count, size_t most, size_t len)
{
	enum { OVERHEAD = 32 };

	if (*count >= most || a->lists.len + len + OVERHEAD > WIRE_LISTS_MOST) {
		a->findings |= FINDING_CUT_SHORT;
		return false;
	}
	++*count;
	return true;
}

void answer_header(struct answer *a, const char *name, size_t name_len, const char *value, size_t value_len)
{
	if (!has_room(a, &a->headers, WIRE_HEADERS_MOST, cut(value, value_len, WIRE_VALUE_MOST) + WIRE_NAME_MOST))
		return;
	buf_add_c(&a->lists, WIRE_HEADER);
	put_text(a, &a->lists, name, name_len, WIRE_NAME_MOST);
	put_text(a, &a->lists, value, value_len, WIRE_VALUE_MOST);
}

void answer_link(struct answer *a, unsigned flags, const char *target, const char *shown, size_t shown_len)
{
	size_t len = strlen(target);

	if (!has_room(a, &a->links, WIRE_LINKS_MOST, cut(target, len, WIRE_TARGET_MOST) + WIRE_NAME_MOST))
		return;
	buf_add_c(&a->lists, WIRE_LINK);
	put_number(&a->lists, flags, 1);
	put_text(a, &a->lists, target, len, WIRE_TARGET_MOST);
	shown_len = cut(shown, shown_len, WIRE_NAME_MOST); /* a whole mail may be one link: its beginning tells enough */
	put_text(a, &a->lists, shown, shown_len, WIRE_NAME_MOST);
}

void answer_attachment(struct answer *a, const char *type, const char *name, uint64_t bytes)
{
	if (!has_room(a, &a->attachments, WIRE_ATTACHMENTS_MOST, 2 * WIRE_NAME_MOST))
		return;
	buf_add_c(&a->lists, WIRE_ATTACHMENT);
	put_number(&a->lists, bytes, 8);
	put_text(a, &a->lists, type, strlen(type), WIRE_NAME_MOST);
	put_text(a, &a->lists, name, strlen(name), WIRE_NAME_MOST);
}

/* Bidi controls that turn text around wherever they stand. */
static bool turns_text(uint32_t c)
{
	return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* Nobody sees these; between two letters they only serve to tear a word apart. */
static bool is_unseen(uint32_t c)
{
	return c == 0xAD || c == 0x034F || c == 0x061C || c == 0x180E || (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x2064) ||
	       c == 0x3164 || c == 0xFEFF || c == 0xFFA0 || (c >= 0xE0000 && c <= 0xE007F);
}

static bool is_letter(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
	return (c >= 0xC0 && c < 0x2000) || (c >= 0x3040 && c < 0xA000) || (c >= 0xAC00 && c < 0xD7B0) || (c >= 0xFF10 && c < 0xFFA0) ||
	       (c >= 0x1D400 && c < 0x1D800);
}

static bool is_control(uint32_t c)
{
	return (c < 0x20 && c != '\n' && c != '\t' && c != '\r' && c != '\f') || (c >= 0x7F && c < 0xA0);
}

void answer_look_at(struct answer *a, const char *s, size_t len)
{
	const char *end = s + len;
	bool letter = false, torn = false; /* a letter before; then something unseen */
	uint32_t c;

	while (s < end) {
		if ((unsigned char)*s < 0x80) {
			c = (unsigned char)*s++;
		} else {
			s += text_next(s, &c);
		}
		if (is_control(c))
			a->findings |= FINDING_CONTROL_CHARACTERS;
		if (is_unseen(c)) {
			torn = torn || letter;
			continue;
		}
		letter = is_letter(c);
		if (turns_text(c) || (torn && letter))
			a->findings |= FINDING_INVISIBLE_CHARACTERS;
		torn = false;
	}
}

void answer_text(struct answer *a, struct buf *to, const char *s, size_t len)
{
	size_t start = to->len, fits = cut(s, len, WIRE_TEXT_MOST - start);

	if (fits < len)
		a->findings |= FINDING_CUT_SHORT;
	buf_reserve(to, fits);
	for (const char *end = s + fits; s < end;) {
		size_t run = 0;
		while (s + run < end && s[run] && s[run] != '\r')
			run++;
		buf_add_n(to, s, run);
		s += run;
		if (s >= end)
			break;
		if (!*s)
			a->findings |= FINDING_CONTROL_CHARACTERS;
		else if (s + 1 >= end || s[1] != '\n')
			buf_add_c(to, '\n');
		s++;
	}
	if (to != &a->hidden)
		answer_look_at(a, buf_str(to) + start, to->len - start);
}

/* A NUL has no place in any text of the answer. */
static void drop_nuls(struct buf *b)
{
	size_t kept = 0;

	if (!b->len || !memchr(b->text, '\0', b->len))
		return;
	for (size_t i = 0; i < b->len; i++)
		if (b->text[i])
			b->text[kept++] = b->text[i];
	b->len = kept;
	b->text[kept] = '\0';
}

static void put_record(struct answer *a, struct buf *out, enum wire_tag tag, const struct buf *text, size_t most)
{
	if (!text->len)
		return;
	buf_add_c(out, (char)tag);
	put_text(a, out, text->text, text->len, most);
}

static void put_address(struct answer *a, struct buf *out, enum wire_tag tag, struct answer_address *who)
{
	drop_nuls(&who->name);
	drop_nuls(&who->address);
	if (!who->name.len && !who->address.len)
		return;
	buf_add_c(out, (char)tag);
	put_text(a, out, buf_str(&who->name), who->name.len, WIRE_NAME_MOST);
	put_text(a, out, buf_str(&who->address), who->address.len, WIRE_NAME_MOST);
}

/* The same words, but for blanks. */
static bool same_words(const char *a, const char *b)
{
	for (;;) {
		a += strspn(a, " \t\n");
		b += strspn(b, " \t\n");
		if (*a != *b || !*a)
			return *a == *b;
		a++;
		b++;
	}
}

void answer_write(struct answer *a, struct buf *out)
{
	drop_nuls(&a->subject);
	drop_nuls(&a->text);
	drop_nuls(&a->plain);
	drop_nuls(&a->hidden);
	if (same_words(buf_str(&a->plain), buf_str(&a->text)))
		buf_clear(&a->plain);
	buf_clear(out);
	put_number(out, 0, 4);
	put_number(out, WIRE_FORM, 1);
	put_number(out, a->form, 1);
	if (a->has_html)
		put_number(out, WIRE_HAS_HTML, 1);
	if (a->date_ms) {
		put_number(out, WIRE_DATE, 1);
		put_number(out, (uint64_t)a->date_ms, 8);
	}
	put_record(a, out, WIRE_SUBJECT, &a->subject, WIRE_VALUE_MOST);
	put_address(a, out, WIRE_FROM, &a->from);
	put_address(a, out, WIRE_REPLY_TO, &a->reply_to);
	put_address(a, out, WIRE_RETURN_PATH, &a->return_path);
	put_address(a, out, WIRE_TO, &a->to);
	put_record(a, out, WIRE_TEXT, &a->text, WIRE_TEXT_MOST);
	put_record(a, out, WIRE_PLAIN, &a->plain, WIRE_TEXT_MOST);
	put_record(a, out, WIRE_HIDDEN, &a->hidden, WIRE_TEXT_MOST);
	buf_add_n(out, buf_str(&a->lists), a->lists.len);
	put_number(out, WIRE_FINDINGS, 1);
	put_number(out, a->findings, 4);
	put_number(out, WIRE_END, 1);
	for (int i = 0; i < 4; i++)
		out->text[i] = (char)(unsigned char)((out->len - 4) >> (24 - 8 * i) & 0xFF);
}

void answer_clear(struct answer *a)
{
	enum { KEPT = 13 };
	struct buf *const kept[KEPT] = { &a->subject, &a->text, &a->plain, &a->hidden, &a->lists, &a->from.name, &a->from.address,
		               &a->reply_to.name, &a->reply_to.address, &a->return_path.name, &a->return_path.address,
		               &a->to.name, &a->to.address };

	for (size_t i = 0; i < KEPT; i++)
		buf_clear(kept[i]);
	a->form = MESSAGE_MAIL;
	a->findings = 0;
	a->date_ms = 0;
	a->has_html = false;
	a->headers = a->links = a->attachments = 0;
}
