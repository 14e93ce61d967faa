#include "guide/phrase.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "guide/find.h"
#include "guide/negation.h"

#include "base/banned.h"

static bool is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Where `part` occurs in [from, end), at word boundaries when it is ASCII; NULL if not. */
static const char *find_exact(const char *line, const char *from, const char *end, const char *part, size_t len)
{
	for (const char *p = from; len && p + len <= end; p++) {
		if (*p != *part || memcmp(p, part, len) != 0)
			continue;
		bool left = is_word_char(part[0]) && p > line && is_word_char(p[-1]);
		bool right = is_word_char(part[len - 1]) && p + len < end && is_word_char(p[len]);
		if (!left && !right)
			return p;
	}
	return NULL;
}

/* The earliest of the alternatives "a|b|c"; among equals the longest. */
static bool find_part(const char *line, const char *from, const char *end, const char *part, size_t len, struct span *out)
{
	const char *last = part + len;

	out->from = NULL;
	while (part < last) {
		const char *bar = memchr(part, '|', (size_t)(last - part));
		size_t n = (size_t)((bar ? bar : last) - part);
		const char *at = find_exact(line, from, end, part, n);
		if (at && (!out->from || at < out->from || (at == out->from && at + n > out->to)))
			*out = (struct span){ at, at + n };
		part += n + 1;
	}
	return out->from != NULL;
}

/* Ends of clauses: what stands in another clause does not belong together. */
static size_t clause_length(const char *s)
{
	static const char *const ends[] = { "、", "。", "，", ",", "!", "?", ";" };
	size_t len = 0;

	for (; s[len]; len++)
		for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
			if (strncmp(s + len, ends[i], strlen(ends[i])) == 0)
				return len;
	return len;
}

static bool is_taken_back(const struct match *m, struct span clause)
{
	const char *end = m->parts[m->count - 1].to;

	if (is_word_char(end[-1]))
		return negation_before(clause.from, m->parts[0].from) || negation_right_after(end, clause.to);
	return negation_after(m->parts[0].from, end, clause.to);
}

/* All blank-separated parts in order within one clause; "@name" stands for a row of alternatives. */
static bool match_in_clause(const struct catalog *c, const char *line, struct span clause, const char *phrase, struct match *out)
{
	const char *at = clause.from;

	*out = (struct match){ 0 };
	while (*phrase) {
		size_t len = strcspn(phrase, " ");
		const char *part = phrase;
		size_t part_len = len;
		char name[40];
		if (*phrase == '@' && len < sizeof name) {
			memcpy(name, phrase + 1, len - 1);
			name[len - 1] = '\0';
			part = find_name(&c->phrases, name);
			part_len = part ? strlen(part) : 0;
		}
		struct span *found = &out->parts[out->count];
		if (out->count == PARTS_MAX || !part || !find_part(line, at, clause.to, part, part_len, found))
			return false;
		if (out->count && negation_between(at, found->from))
			return false;
		at = found->to;
		out->weight += (size_t)(found->to - found->from);
		out->count++;
		phrase += len + strspn(phrase + len, " ");
	}
	return out->count > 0;
}

struct match phrase_match(const struct catalog *c, const char *line, const struct words *phrases, bool negatable)
{
	struct match best = { 0 }, m;

	for (size_t i = 0; i < phrases->count; i++) {
		struct buf folded = { 0 };
		text_fold(phrases->at[i], &folded);
		for (const char *from = line; *from;) {
			struct span clause = { from, from + clause_length(from) };
			if (match_in_clause(c, line, clause, buf_str(&folded), &m) && m.weight > best.weight &&
			    !(negatable && is_taken_back(&m, clause)))
				best = m;
			uint32_t mark;
			from = clause.to + text_next(clause.to, &mark);
		}
		buf_free(&folded);
	}
	return best;
}
