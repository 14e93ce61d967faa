#include "mail/helper/pasted.h"

#include <string.h>
#include <strings.h>

#include "mail/helper/charset.h"
#include "mail/helper/headers.h"

#include "base/banned.h"

enum { LOOK_AT_LINES = 40, VALUE_MOST = 4096 };

/* How mail programs and people head the lines above a mail. */
struct label {
	const char *text, *header;
};

static const struct label labels[] = {
	{ "件名", "Subject" }, { "題名", "Subject" }, { "表題", "Subject" }, { "タイトル", "Subject" }, { "メール件名", "Subject" },
	{ "メールの件名", "Subject" }, { "Subject", "Subject" }, { "SUBJECT", "Subject" },
	{ "差出人", "From" }, { "差し出し人", "From" }, { "差出人名", "From" }, { "差出人アドレス", "From" }, { "送信者", "From" }, { "送信元", "From" },
	{ "送信元アドレス", "From" }, { "発信者", "From" }, { "発信元", "From" }, { "発信者アドレス", "From" }, { "From", "From" }, { "FROM", "From" },
	{ "Sender", "From" }, { "送信者名", "From" },
	{ "宛先", "To" }, { "宛て先", "To" }, { "あて先", "To" }, { "送信先", "To" }, { "To", "To" }, { "TO", "To" },
	{ "Cc", "Cc" }, { "CC", "Cc" },
	{ "返信先", "Reply-To" }, { "返信アドレス", "Reply-To" }, { "Reply-To", "Reply-To" }, { "Reply-to", "Reply-To" },
	{ "日時", "Date" }, { "日付", "Date" }, { "送信日時", "Date" }, { "受信日時", "Date" }, { "送信日", "Date" }, { "受信日", "Date" },
	{ "Date", "Date" }, { "DATE", "Date" }, { "Sent", "Date" }, { "送信済み", "Date" },
};

/* What stands in front of a label in quotes and lists, and what closes one. */
static const char *const openers[] = { " ", "\t", "　", ">", "|", "*", "・", "■", "●", "◆", "□", "○", "◇", "【", "[", "［", "「", "-" };
static const char *const closers[] = { "】", "]", "］", "」", "*" };
static const char *const separators[] = { ":", "：", "\t" };

static size_t one_of(const char *const *marks, size_t count, const char *p, size_t len)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(marks[i]) <= len && memcmp(p, marks[i], strlen(marks[i])) == 0)
			return strlen(marks[i]);
	return 0;
}

#define ONE_OF(marks, p, len) one_of(marks, sizeof(marks) / sizeof *(marks), p, len)

struct line {
	const char *at;
	size_t len;
};

static struct line line_at(const char *p)
{
	return (struct line){ p, strcspn(p, "\n") };
}

static void skip(struct line *l, size_t bytes)
{
	l->at += bytes;
	l->len -= bytes;
}

static void skip_blanks(struct line *l)
{
	static const char *const blanks[] = { " ", "\t", "　", "\r" };

	for (size_t n; (n = ONE_OF(blanks, l->at, l->len));)
		skip(l, n);
}

/* The longest label the line begins with. */
static const struct label *find_label(const struct line *l)
{
	const struct label *best = NULL;

	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		size_t len = strlen(labels[i].text);
		if (len <= l->len && memcmp(l->at, labels[i].text, len) == 0 && (!best || len > strlen(best->text)))
			best = &labels[i];
	}
	return best;
}

/* The label of a line and, behind it, the value; NULL when the line is none of these. */
static const struct label *read_label(struct line *l)
{
	for (size_t n; (n = ONE_OF(openers, l->at, l->len));)
		skip(l, n);
	const struct label *label = find_label(l);
	if (!label)
		return NULL;
	skip(l, strlen(label->text));
	while (l->len && *l->at == ' ')
		skip(l, 1);
	size_t closer = ONE_OF(closers, l->at, l->len);
	skip(l, closer);
	while (l->len && *l->at == ' ')
		skip(l, 1);
	size_t separator = ONE_OF(separators, l->at, l->len);
	skip(l, separator);
	skip_blanks(l);
	return separator || closer ? label : NULL;
}

static const char *next_line(const char *p)
{
	size_t len = strcspn(p, "\n");

	return p[len] ? p + len + 1 : p + len;
}

static bool is_blank(const char *p)
{
	struct line l = line_at(p);

	skip_blanks(&l);
	return !l.len;
}

/* Signs that people and programs write in an address for others. */
static void add_plain_address(struct buf *out, struct line l)
{
	static const struct { const char *from, *to; } forms[] = {
		{ "＜", "<" }, { "＞", ">" }, { "＠", "@" }, { "[mailto:", "<" }, { "<mailto:", "<" }, { "〈", "<" }, { "〉", ">" }, { "（", "(" },
		{ "）", ")" },
	};
	bool mailto = memmem(l.at, l.len, "[mailto:", strlen("[mailto:"));

	while (l.len) {
		size_t i = 0, count = sizeof forms / sizeof *forms;
		while (i < count && !(strlen(forms[i].from) <= l.len && memcmp(l.at, forms[i].from, strlen(forms[i].from)) == 0))
			i++;
		if (i < count)
			buf_add(out, forms[i].to);
		else
			buf_add_c(out, mailto && *l.at == ']' ? '>' : *l.at);
		skip(&l, i < count ? strlen(forms[i].from) : 1);
	}
}

static void take(const struct label *label, struct line value, struct answer *a)
{
	struct buf text = { 0 };

	while (value.len && (value.at[value.len - 1] == '\r' || value.at[value.len - 1] == ' '))
		value.len--;
	value.len = value.len < VALUE_MOST ? value.len : VALUE_MOST;
	while (value.len && value.len == VALUE_MOST && ((unsigned char)value.at[value.len] & 0xC0) == 0x80)
		value.len--;
	add_plain_address(&text, value);
	bool address = strcmp(label->header, "Subject") != 0;
	const char *shown = address ? buf_str(&text) : value.at;
	size_t len = address ? text.len : value.len;
	answer_header(a, label->header, strlen(label->header), shown, len);
	header_take(label->header, strlen(label->header), shown, len, a);
	buf_free(&text);
}

/* The labelled lines from `p` on; returns what follows them. A value may stand on the line below its label. With `a` NULL they are
 * only counted. */
static const char *read_block(const char *p, size_t *count, struct answer *a)
{
	*count = 0;
	while (*p) {
		struct line l = line_at(p);
		const struct label *label = read_label(&l);
		if (!label)
			break;
		p = next_line(p);
		if (!l.len && !is_blank(p)) {
			struct line below = line_at(p);
			l = below;
			if (read_label(&below))
				l.len = 0;
			else
				p = next_line(p);
			skip_blanks(&l);
			while (l.len && *l.at == '>') { /* quoted */
				skip(&l, 1);
				skip_blanks(&l);
			}
		}
		if (a)
			take(label, l, a);
		++*count;
	}
	return p;
}

/* Where a block of labelled lines begins: two of them, or one at the very top; NULL when there is none. */
static const char *find_block(const char *text)
{
	const char *p = text;
	bool top = true;
	size_t count;

	for (int i = 0; *p && i < LOOK_AT_LINES; i++, p = next_line(p)) {
		if (is_blank(p))
			continue;
		read_block(p, &count, NULL);
		if (count > 1 || (count && top))
			return p;
		top = false;
	}
	return NULL;
}

void pasted_read(const char *bytes, size_t len, struct answer *a)
{
	struct buf text = { 0 };
	size_t count;

	if (len > ANSWER_RAW_MOST) {
		len = ANSWER_RAW_MOST;
		a->findings |= FINDING_CUT_SHORT;
	}
	a->findings |= charset_decode("", bytes, len, &text);
	for (size_t i = 0; i < text.len; i++)
		if (!text.text[i]) {
			text.text[i] = ' ';
			a->findings |= FINDING_CONTROL_CHARACTERS;
		}
	const char *all = buf_str(&text), *block = find_block(all), *rest = all;
	a->form = block ? MESSAGE_PASTED_MAIL : MESSAGE_PASTED_TEXT;
	if (block) {
		rest = read_block(block, &count, a);
		answer_text(a, &a->text, all, (size_t)(block - all));
		while (*rest && is_blank(rest))
			rest = next_line(rest);
	}
	answer_text(a, &a->text, rest, strlen(rest));
	buf_free(&text);
}
