#include "guide/understand.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "guide/find.h"

#include "base/banned.h"

enum { PARTS_MAX = 6, MATCHES_MAX = 64, LINE_MOST = 4096 };

/* What somebody tells stands at the beginning; a page pasted as one line would take minutes to look through. */
static void fold_line(const char *line, struct buf *out)
{
	struct buf begin = { 0 };
	size_t len = strnlen(line, LINE_MOST);

	while (len && ((unsigned char)line[len] & 0xC0) == 0x80)
		len--;
	buf_add_n(&begin, line, len);
	text_fold(buf_str(&begin), out);
	buf_wipe(&begin);
}

/* --- matching a phrase in a folded line --- */

struct span {
	const char *from, *to;
};

/* What was found of a phrase, part by part. */
struct match {
	struct span parts[PARTS_MAX];
	size_t count;
	size_t weight; /* bytes matched */
};

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

static bool ends_with(const char *start, const char *at, const char *tail)
{
	size_t n = strlen(tail);

	return at >= start + n && memcmp(at - n, tail, n) == 0;
}

/* "払ったのに来ない": what comes behind is another matter. */
static bool is_turn(const char *p, const char *end)
{
	static const char *const turns[] = { "のに", "けど", "けれど" };

	for (size_t i = 0; i < sizeof turns / sizeof *turns; i++)
		if (p + strlen(turns[i]) <= end && memcmp(p, turns[i], strlen(turns[i])) == 0)
			return true;
	return false;
}

/* "入れたことはない" states the opposite; "入れたかもしれない" does not. */
static bool is_negated(const char *from, const char *end)
{
	static const char *const negations[] = { "ない", "ません", "なかった", " not ", "n't" };

	for (const char *p = from; p < end && !is_turn(p, end); p++)
		for (size_t i = 0; i < sizeof negations / sizeof *negations; i++) {
			size_t n = strlen(negations[i]);
			bool doubt = ends_with(from, p, "しれ") || ((ends_with(from, p, "では") || ends_with(from, p, "じゃ")) && !ends_with(from, p, "わけでは"));
			if (p + n <= end && memcmp(p, negations[i], n) == 0 && !doubt)
				return true;
		}
	return false;
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
		at = found->to;
		out->weight += (size_t)(found->to - found->from);
		out->count++;
		phrase += len + strspn(phrase + len, " ");
	}
	return out->count > 0;
}

/* The heaviest match of any of the phrases in any clause; weight 0 when there is none. */
static struct match match_words(const struct catalog *c, const char *line, const struct words *phrases, bool negatable)
{
	struct match best = { 0 }, m;

	for (size_t i = 0; i < phrases->count; i++) {
		struct buf folded = { 0 };
		text_fold(phrases->at[i], &folded);
		for (const char *from = line; *from;) {
			struct span clause = { from, from + clause_length(from) };
			if (match_in_clause(c, line, clause, buf_str(&folded), &m) && m.weight > best.weight &&
			    !(negatable && is_negated(m.parts[m.count - 1].to, clause.to)))
				best = m;
			uint32_t mark;
			from = clause.to + text_next(clause.to, &mark);
		}
		buf_free(&folded);
	}
	return best;
}

/* --- numbers --- */

static bool skip_separator(const char **s)
{
	static const char *const separators[] = { " ", ",", "、", "。", ".", "・", "/", "と", "and", "&", "+", "番" };

	for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
		size_t len = strlen(separators[i]);
		if (strncmp(*s, separators[i], len) == 0) {
			*s += len;
			return true;
		}
	}
	return false;
}

static bool skip_dash(const char **s)
{
	static const char *const dashes[] = { "-", "~", "〜", "ー", "–", "から" };

	for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++) {
		size_t len = strlen(dashes[i]);
		if (strncmp(*s, dashes[i], len) == 0) {
			*s += len;
			return true;
		}
	}
	return false;
}

static bool take_number(const char **s, long *n)
{
	char *end;

	if (!isdigit((unsigned char)**s))
		return false;
	*n = strtol(*s, &end, 10);
	*s = end;
	return true;
}

static bool add_range(struct picks *out, long from, long to, size_t choices)
{
	if (from < 1 || to < from || (size_t)to > choices)
		return false;
	for (long n = from; n <= to; n++) {
		bool there = false;
		for (size_t i = 0; i < out->count; i++)
			there = there || out->at[i] == (size_t)(n - 1);
		if (!there && out->count < PICKS_MAX)
			out->at[out->count++] = (size_t)(n - 1);
	}
	return true;
}

/* PICKED_NOTHING when the line is not made of numbers alone. */
static enum picked read_numbers(const char *s, size_t choices, struct picks *out)
{
	bool good = true, any = false;

	while (*s) {
		long from, to;
		if (skip_separator(&s))
			continue;
		if (!take_number(&s, &from))
			return PICKED_NOTHING;
		to = from;
		if (skip_dash(&s) && !take_number(&s, &to))
			return PICKED_NOTHING;
		good = add_range(out, from, to, choices) && good;
		any = true;
	}
	return !any ? PICKED_NOTHING : good ? PICKED : PICKED_BAD;
}

/* --- choices --- */

static bool is_excluding(const struct catalog *c, const struct choice *choice)
{
	for (size_t i = 0; i < choice->set_count; i++) {
		const struct setting *s = &choice->sets[i];
		const char *none = c->facts[s->fact].none;
		if (none && s->values.count == 1 && s->values.at[0] == none)
			return true;
	}
	return false;
}

static void drop_excluding(const struct catalog *c, const struct question *q, struct picks *out)
{
	size_t kept = 0;

	if (out->count < 2)
		return;
	for (size_t i = 0; i < out->count; i++)
		if (!is_excluding(c, &q->choices[out->at[i]]))
			out->at[kept++] = out->at[i];
	if (kept)
		out->count = kept;
}

static int by_index(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool lies_within(const struct span *inner, const struct span *outer)
{
	return inner->from >= outer->from && inner->to <= outer->to && inner->to - inner->from < outer->to - outer->from;
}

/* "カード" in "ギフトカード" names no card when another choice is the gift card. */
static bool is_choice_swallowed(const struct match *all, size_t count, size_t index)
{
	for (size_t i = 0; i < count; i++)
		for (size_t p = 0; i != index && p < all[i].count; p++)
			if (lies_within(&all[index].parts[0], &all[i].parts[p]))
				return true;
	return false;
}

/* By words: every choice that matches when several are wanted, else the one that matches longest. */
static void pick_words(const struct catalog *c, const struct question *q, const char *line, struct picks *out)
{
	struct match *all = mem_alloc((q->count + 1) * sizeof *all);
	size_t best = 0;

	for (size_t i = 0; i < q->count; i++) {
		const struct words label = { (const char *[]){ q->choices[i].label }, 1 };
		struct match by_label = match_words(c, line, &label, q->several);
		all[i] = match_words(c, line, &q->choices[i].words, q->several);
		if (by_label.weight > all[i].weight)
			all[i] = by_label;
	}
	for (size_t i = 0; i < q->count && out->count < PICKS_MAX; i++) {
		if (!all[i].weight || (q->several ? is_choice_swallowed(all, q->count, i) : all[i].weight <= best))
			continue;
		if (!q->several)
			out->count = 0;
		best = all[i].weight;
		out->at[out->count++] = i;
	}
	free(all);
}

enum picked understand_choice(const struct catalog *c, const struct question *q, const char *line, struct picks *out)
{
	struct buf folded = { 0 };

	*out = (struct picks){ .by_number = true };
	fold_line(line, &folded);
	enum picked result = read_numbers(buf_str(&folded), q->count, out);
	if (result == PICKED_NOTHING) {
		*out = (struct picks){ 0 };
		pick_words(c, q, buf_str(&folded), out);
		result = out->count ? PICKED : PICKED_NOTHING;
	}
	drop_excluding(c, q, out);
	if (result == PICKED && !q->several && out->count > 1)
		result = PICKED_BAD;
	qsort(out->at, out->count, sizeof *out->at, by_index);
	buf_free(&folded);
	return result;
}

bool understand_unsure(const struct catalog *c, const char *line)
{
	const char *words = find_name(&c->phrases, "unsure");
	struct buf folded = { 0 }, phrase = { 0 };
	bool same = false;

	fold_line(line, &folded);
	while (words && *words && !same) {
		size_t len = strcspn(words, "|");
		struct buf word = { 0 };
		buf_add_n(&word, words, len);
		buf_clear(&phrase);
		text_fold(buf_str(&word), &phrase);
		same = strcmp(buf_str(&folded), buf_str(&phrase)) == 0;
		buf_free(&word);
		words += len + (words[len] == '|');
	}
	buf_free(&folded);
	buf_free(&phrase);
	return same;
}

/* --- a free sentence --- */

/* A value that the sentence seems to state. */
struct finding {
	size_t fact;
	const char *value;
	const struct fact_value *def; /* NULL for a brand */
	struct match match;
};

struct findings {
	struct finding at[MATCHES_MAX];
	size_t count;
};

static void look_for(const struct catalog *c, const char *line, size_t fact, const char *value,
		     const struct fact_value *def, const struct words *phrases, struct findings *out)
{
	struct match m = match_words(c, line, phrases, def && c->facts[fact].several);

	if (m.weight && out->count < MATCHES_MAX)
		out->at[out->count++] = (struct finding){ fact, value, def, m };
}

static void look_for_all(const struct catalog *c, const char *line, struct findings *out)
{
	for (size_t i = 0; i < c->fact_count; i++) {
		const struct fact *f = &c->facts[i];
		for (size_t k = 0; k < f->count; k++)
			look_for(c, line, i, f->values[k].id, &f->values[k], &f->values[k].says, out);
		for (size_t k = 0; f->brands && k < c->brand_count; k++)
			look_for(c, line, i, c->brands[k].id, NULL, &c->brands[k].names, out);
	}
}

/* A word inside a longer word that was matched for something else ("パスワード" in "AMCパスワード", "楽天" in
 * "楽天カード") was never said. */
static bool is_swallowed(const struct findings *all, size_t index)
{
	const struct match *mine = &all->at[index].match;

	/* The first part is the thing; the verb after it may well be shared. */
	for (size_t i = 0; i < all->count; i++)
		for (size_t p = 0; i != index && p < all->at[i].match.count; p++)
			if (lies_within(&mine->parts[0], &all->at[i].match.parts[p]))
				return true;
	return false;
}

/* Of a fact with one value, the heaviest finding counts. */
static bool is_outweighed(const struct catalog *c, const struct findings *all, size_t index)
{
	const struct finding *mine = &all->at[index];

	for (size_t i = 0; i < all->count && !c->facts[mine->fact].several; i++) {
		const struct finding *o = &all->at[i];
		if (i == index || o->fact != mine->fact || is_swallowed(all, i))
			continue;
		if (o->match.weight > mine->match.weight || (o->match.weight == mine->match.weight && i < index))
			return true;
	}
	return false;
}

static void take(const struct finding *found, struct facts *out)
{
	facts_add(out, found->fact, found->value);
	for (size_t i = 0; found->def && i < found->def->means_count; i++)
		for (size_t k = 0; k < found->def->means[i].values.count; k++)
			facts_add(out, found->def->means[i].fact, found->def->means[i].values.at[k]);
}

size_t understand_text(const char *line, struct facts *out)
{
	const struct catalog *c = out->catalog;
	struct findings *all = mem_alloc(sizeof *all);
	struct buf folded = { 0 };
	size_t taken = 0;

	fold_line(line, &folded);
	look_for_all(c, buf_str(&folded), all);
	for (size_t i = 0; i < all->count; i++)
		if (!is_swallowed(all, i) && !is_outweighed(c, all, i)) {
			take(&all->at[i], out);
			taken++;
		}
	buf_free(&folded);
	free(all);
	return taken;
}
