#include "guide/understand.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "guide/find.h"
#include "guide/phrase.h"

#include "base/banned.h"

enum { MATCHES_MAX = 64, LINE_MOST = 4096 };

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
		struct match by_label = phrase_match(c, line, &label, q->several);
		all[i] = phrase_match(c, line, &q->choices[i].words, q->several);
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

bool understand_phrase(const struct catalog *c, const char *line, const char *name)
{
	const char *words = find_name(&c->phrases, name);
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
	struct match m = phrase_match(c, line, phrases, def && c->facts[fact].several);

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
