#include "base/redact.h"

#include <string.h>

#include "base/cards.h"
#include "base/digits.h"
#include "base/secret_told.h"
#include "base/secret_values.h"
#include "base/secret_words.h"
#include "base/text.h"

#include "base/banned.h"

/* A pass over the text. What lies between `from` and `p` is looked at and stays. */
struct pass {
	const char *text, *from, *p;
	struct buf *out;
	unsigned cut;
};

static void cut(struct pass *s, const struct secret_value *v)
{
	char label[64];

	buf_add_n(s->out, s->from, (size_t)(v->start - s->from));
	secret_label(v, label);
	buf_add(s->out, label);
	s->from = s->p = v->end;
	s->cut |= v->kind;
}

/* Behind a word, and behind each value cut there, whose label reads as the word again: so that the text left over
 * says nothing new. */
static void cut_values(struct pass *s, const char *end, unsigned kind, enum secret_after after)
{
	struct secret_value v;

	s->p = end;
	while (secret_value_after(s->p, kind, after, &v)) {
		cut(s, &v);
		kind = v.kind;
		after = AFTER_LABEL;
	}
}

static bool is_hex_letter(char c)
{
	return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Digits inside a seal or a checksum are no number: 32 hex digits or more with letters among them. */
static const char *checksum_at(const char *p)
{
	size_t letters = 0, len = 0;

	while ((p[len] >= '0' && p[len] <= '9') || is_hex_letter(p[len])) {
		letters += is_hex_letter(p[len]);
		len++;
	}
	return len >= 32 && letters >= 4 ? p + len : NULL;
}

/* A number that is no secret is passed over as far as it goes. */
static const char *number_end(const char *p)
{
	const char *end;
	struct group g;

	if (date_at(p, &end) || phone_at(p, &end) || order_at(p, &end))
		return end;
	for (end = p; group_read(end, &g); end = g.end)
		continue;
	return end;
}

static void number(struct pass *s)
{
	struct secret_value v = { .start = s->p, .kind = REDACT_CARD };
	const char *end;

	if (!date_at(s->p, &end) && card_at(s->p, &v.end, v.last4)) {
		cut(s, &v);
		cut_values(s, s->p, REDACT_CARD, AFTER_LABEL);
	} else if (secret_value_before_word(s->text, s->p, &v) || told_code_at(s->text, s->p, &v)) {
		cut(s, &v);
		cut_values(s, s->p, v.kind, AFTER_LABEL);
	} else {
		s->p = number_end(s->p);
	}
}

static bool starts_token(const struct pass *s)
{
	if (s->p == s->text)
		return true;
	char before = s->p[-1];
	return !((before >= '0' && before <= '9') || (before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z'));
}

/* Nothing of ASCII stands before it, but what opens a quotation. */
static bool starts_alone(const struct pass *s)
{
	return s->p == s->text || (unsigned char)s->p[-1] >= 0x80 || strchr(" \t\n\"'([<", s->p[-1]);
}

/* One step: a label, a word, a number or a character. */
static void step(struct pass *s)
{
	const struct secret_word *word;
	const char *end;
	char last4[5];
	unsigned kind;
	struct group g;
	struct secret_value v;

	if (secret_label_at(s->p, &end, &kind)) {
		cut_values(s, end, kind, AFTER_LABEL);
	} else if (starts_token(s) && (end = checksum_at(s->p))) {
		s->p = end;
	} else if ((word = secret_word_at(s->text, s->p, &end))) {
		cut_values(s, end, word->kind, word->strong_only ? AFTER_COMMON_WORD : AFTER_WORD);
	} else if (starts_alone(s) && secret_password_before_word(s->text, s->p, &v)) {
		cut(s, &v);
	} else if (*s->p == '+' && !card_at(s->p + 1, &end, last4) && phone_abroad_at(s->p + 1, &end)) {
		s->p = end;
	} else if (group_read(s->p, &g)) {
		number(s);
	} else {
		uint32_t c;
		s->p += text_next(s->p, &c);
	}
}

/* Nothing begins with these: most of a long hostile line, and the blanks of a decent one. */
static bool is_plain(char c)
{
	return (unsigned char)c < 0x80 && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
	       c != '[' && c != '+';
}

static unsigned run_pass(const char *in, struct buf *out)
{
	struct pass s = { .text = in, .from = in, .p = in, .out = out };

	while (*s.p) {
		if (is_plain(*s.p))
			s.p++;
		else
			step(&s);
	}
	buf_add(out, s.from);
	return s.cut;
}

/* The digits of a secret lie about where the functions that looked at it had their variables. */
__attribute__((noinline)) static void wipe_stack(void)
{
	enum { DEEPEST = 16 * 1024 };
	char left[DEEPEST];

	explicit_bzero(left, sizeof left);
}

unsigned redact(const char *in, struct buf *out)
{
	enum { PASSES_MOST = 6 };
	struct buf now = { 0 }, next = { 0 };
	unsigned all = run_pass(in, &now), more = all;

	/* In torn text a cut can make a word or a number of what was none; then it is looked at again. */
	for (int i = 1; more && i < PASSES_MOST; i++) {
		more = run_pass(buf_str(&now), &next);
		all |= more;
		struct buf swap = now;
		now = next;
		next = swap;
		buf_clear(&next);
	}
	buf_add_n(out, buf_str(&now), now.len);
	buf_wipe(&now);
	buf_wipe(&next);
	if (all)
		wipe_stack();
	return all;
}
