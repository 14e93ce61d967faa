#include "mail/phrases.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#include "base/banned.h"

/* How far apart two parts of a phrase may stand: some twenty Japanese characters. */
enum { REACH = 66, KEY_BYTES = 6, PARTS_MOST = 4, HITS_MOST = 100 };
#define NO_WORD UINT32_MAX

struct word {
	const char *text; /* squeezed */
	size_t len;
	bool digit_before, digit_after, ascii;
	size_t blanks; /* of its own: "gift_card" has one */
	uint32_t next; /* with the same key */
};

struct part {
	uint32_t *words;
	size_t count, cap;
	bool absent; /* must not follow the part before it */
};

struct phrase {
	struct part parts[PARTS_MOST];
	size_t count;
};

struct phrases {
	struct arena *arena;
	struct arena *scratch; /* for one word while it is squeezed */
	const struct names_table *names;
	struct part *lists; /* by index of names, each made when first asked for */
	struct word *words;
	struct phrase *phrases;
	size_t word_count, word_cap, phrase_count, phrase_cap;
	uint32_t *slots; /* by key of the first bytes: long words and short ones in one table */
	size_t slot_count;
	unsigned char first[256], second[256]; /* which lengths of key begin with these bytes: bit 0 long, from bit 1 short by length */
};

struct hit {
	uint32_t word, from, to;
	uint32_t next; /* of the same word */
};

struct hits {
	struct hit *at;
	size_t count, cap;
	uint32_t *first; /* by word */
	uint32_t *last;
	uint32_t *counts; /* of each word at most HITS_MOST: a hostile text repeats one word all the way */
};

static uint32_t key_of(const char *s, size_t len)
{
	uint32_t h = 2166136261u ^ (uint32_t)len;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619u;
	return h ^ h >> 15;
}

static size_t key_length(size_t len)
{
	return len < KEY_BYTES ? len : KEY_BYTES;
}

struct phrases *phrases_new(const struct names_table *names)
{
	struct phrases *p = mem_alloc(sizeof *p);

	p->arena = arena_new();
	p->scratch = arena_new();
	p->names = names;
	p->lists = arena_alloc(p->arena, (names->count + 1) * sizeof *p->lists);
	p->slot_count = 256;
	p->slots = mem_alloc(p->slot_count * sizeof *p->slots);
	memset(p->slots, 0xFF, p->slot_count * sizeof *p->slots);
	return p;
}

void phrases_free(struct phrases *p)
{
	if (!p)
		return;
	arena_free(p->arena);
	arena_free(p->scratch);
	free(p->slots);
	free(p);
}

static void grow_slots(struct phrases *p)
{
	p->slot_count *= 4;
	p->slots = mem_realloc(p->slots, p->slot_count * sizeof *p->slots);
	memset(p->slots, 0xFF, p->slot_count * sizeof *p->slots);
	for (uint32_t i = 0; i < p->word_count; i++) {
		struct word *w = &p->words[i];
		uint32_t *slot = &p->slots[key_of(w->text, key_length(w->len)) & (p->slot_count - 1)];
		w->next = *slot;
		*slot = i;
	}
}

/* The number of a word, the same for the same one; its text is copied. */
static uint32_t word_number(struct phrases *p, const struct word *w)
{
	uint32_t *slot = &p->slots[key_of(w->text, key_length(w->len)) & (p->slot_count - 1)];

	for (uint32_t i = *slot; i != NO_WORD; i = p->words[i].next) {
		const struct word *o = &p->words[i];
		if (o->len == w->len && o->digit_before == w->digit_before && o->digit_after == w->digit_after && memcmp(o->text, w->text, w->len) == 0)
			return i;
	}
	p->words = arena_grow(p->arena, p->words, p->word_count, &p->word_cap, sizeof *p->words);
	p->words[p->word_count] = *w;
	p->words[p->word_count].text = arena_strndup(p->arena, w->text, w->len);
	p->words[p->word_count].next = *slot;
	*slot = (uint32_t)p->word_count++;
	if (p->word_count > p->slot_count)
		grow_slots(p);
	return (uint32_t)p->word_count - 1;
}

/* Squeezed by the general rules; "_" is a blank of its own. */
static void squeeze_word(struct phrases *p, const char *text, size_t len, struct word *w)
{
	struct squeezed s;
	char *blank = arena_strndup(p->scratch, text, len);

	for (char *c = blank; *c; c++)
		*c = *c == '_' ? ' ' : *c;
	squeeze(blank, p->scratch, &s);
	w->text = s.text;
	w->len = s.len;
	for (size_t i = 0; i < s.len; i++)
		w->blanks += s.gap[i] == GAP_BLANK;
}

static void add_word(struct phrases *p, const char *text, size_t len, struct part *part)
{
	struct word w = { .digit_before = len && text[0] == '#' };
	char plain[64];

	text += w.digit_before;
	len -= w.digit_before;
	w.digit_after = len && text[len - 1] == '#';
	len -= w.digit_after;
	arena_reset(p->scratch);
	w.text = plain;
	w.len = len < sizeof plain ? squeeze_plain(text, len, plain) : 0;
	if (!w.len)
		squeeze_word(p, text, len, &w);
	if (!w.len)
		return;
	w.ascii = true;
	for (size_t i = 0; i < w.len; i++)
		w.ascii = w.ascii && (unsigned char)w.text[i] < 0x80;
	part->words = arena_grow(p->arena, part->words, part->count, &part->cap, sizeof *part->words);
	part->words[part->count++] = word_number(p, &w);
}

static void add_plain(struct phrases *p, const char *text, size_t len, struct part *part)
{
	for (const char *end = text + len; text < end;) {
		const char *bar = memchr(text, '|', (size_t)(end - text));
		size_t n = (size_t)((bar ? bar : end) - text);
		add_word(p, text, n, part);
		text += n + 1;
	}
}

/* The words of a named list, which holds plain words only; NULL when there is none of that name. */
static const struct part *named(struct phrases *p, const char *name, size_t len)
{
	for (size_t i = 0; i < p->names->count; i++) {
		const struct named *n = &p->names->at[i];
		if (strncmp(n->key, name, len) != 0 || n->key[len])
			continue;
		if (!p->lists[i].count)
			add_plain(p, n->value, strlen(n->value), &p->lists[i]);
		return &p->lists[i];
	}
	return NULL;
}

/* "@name" alone shares the list's words; among others ("a|@name|b") they are copied. */
static bool add_part(struct phrases *p, const char *text, size_t len, struct part *part)
{
	const char *end = text + len;
	const bool absent = len && *text == '!';

	*part = (struct part){ .absent = absent };
	for (text += absent; text < end;) {
		const char *bar = memchr(text, '|', (size_t)(end - text));
		size_t n = (size_t)((bar ? bar : end) - text);
		const struct part *list = *text == '@' ? named(p, text + 1, n - 1) : NULL;
		if (*text == '@' && !list)
			return false;
		if (list && !part->count && !bar)
			*part = (struct part){ list->words, list->count, list->count, absent };
		else if (list)
			for (size_t i = 0; i < list->count; i++) {
				part->words = arena_grow(p->arena, part->words, part->count, &part->cap, sizeof *part->words);
				part->words[part->count++] = list->words[i];
			}
		else
			add_word(p, text, n, part);
		text += n + 1;
	}
	return part->count > 0;
}

long phrases_add(struct phrases *p, const char *phrase)
{
	struct phrase made = { 0 };

	while (*phrase) {
		size_t len = strcspn(phrase, " ");
		if (made.count == PARTS_MOST || !add_part(p, phrase, len, &made.parts[made.count]))
			return -1;
		made.count++;
		phrase += len + strspn(phrase + len, " ");
	}
	if (!made.count || made.parts[0].absent)
		return -1;
	p->phrases = arena_grow(p->arena, p->phrases, p->phrase_count, &p->phrase_cap, sizeof *p->phrases);
	p->phrases[p->phrase_count++] = made;
	return (long)p->phrase_count - 1;
}

void phrases_ready(struct phrases *p)
{
	for (size_t i = 0; i < p->word_count; i++) {
		const struct word *w = &p->words[i];
		size_t key = key_length(w->len);
		unsigned char bit = (unsigned char)(1u << (KEY_BYTES - key));
		p->first[(unsigned char)w->text[0]] |= bit;
		if (w->len > 2)
			p->second[(unsigned char)w->text[2]] |= bit;
		else
			memset(p->second, 0xFF, sizeof p->second);
	}
}

/* --- looking --- */

static bool is_word_byte(char c)
{
	return isalnum((unsigned char)c) != 0;
}

/* A letter of the alphabet at the edge of a word is no part of a longer one: "ALマイル" is not in "JALマイル". */
static bool has_free_edges(const struct squeezed *s, size_t at, size_t len)
{
	if (is_word_byte(s->text[at]) && at && !s->gap[at] && is_word_byte(s->text[at - 1]))
		return false;
	return !is_word_byte(s->text[at + len - 1]) || s->gap[at + len] || !is_word_byte(s->text[at + len]);
}

/* In a word all of ASCII there are few blanks but its own, or they are everywhere, as in "a m a z o n". */
static bool is_one_word(const struct word *w, const struct squeezed *s, size_t at)
{
	size_t gaps = 0;

	for (size_t i = 1; i < w->len; i++)
		gaps += s->gap[at + i] != GAP_NONE;
	return gaps <= w->blanks + 2 || gaps == w->len - 1;
}

static bool word_is_at(const struct word *w, const struct squeezed *s, size_t at)
{
	if (w->len > s->len - at || memcmp(s->text + at, w->text, w->len) != 0)
		return false;
	if (w->digit_before && (!at || !isdigit((unsigned char)s->text[at - 1])))
		return false;
	if (w->digit_after && !isdigit((unsigned char)s->text[at + w->len]))
		return false;
	return w->digit_before || w->digit_after || (has_free_edges(s, at, w->len) && (!w->ascii || is_one_word(w, s, at)));
}

static void add_hit(struct hits *h, struct arena *a, uint32_t word, size_t from, size_t to)
{
	if (h->counts[word]++ >= HITS_MOST)
		return;
	h->at = arena_grow(a, h->at, h->count, &h->cap, sizeof *h->at);
	h->at[h->count] = (struct hit){ word, (uint32_t)from, (uint32_t)to, NO_WORD };
	if (h->first[word] == NO_WORD)
		h->first[word] = (uint32_t)h->count;
	else
		h->at[h->last[word]].next = (uint32_t)h->count;
	h->last[word] = (uint32_t)h->count++;
}

static void look_at(const struct phrases *p, const struct squeezed *s, size_t at, size_t key, struct hits *h, struct arena *a)
{
	if (key > s->len - at)
		return;
	for (uint32_t i = p->slots[key_of(s->text + at, key) & (p->slot_count - 1)]; i != NO_WORD; i = p->words[i].next)
		if (key_length(p->words[i].len) == key && word_is_at(&p->words[i], s, at))
			add_hit(h, a, i, at, at + p->words[i].len);
}

struct hits *phrases_find(const struct phrases *p, const struct squeezed *text, struct arena *a)
{
	struct hits *h = arena_alloc(a, sizeof *h);

	h->first = arena_alloc(a, (p->word_count + 1) * sizeof *h->first);
	h->last = arena_alloc(a, (p->word_count + 1) * sizeof *h->last);
	h->counts = arena_alloc(a, (p->word_count + 1) * sizeof *h->counts);
	memset(h->first, 0xFF, (p->word_count + 1) * sizeof *h->first);
	for (size_t at = 0; at < text->len; at++) {
		unsigned char c = (unsigned char)text->text[at];
		if ((c & 0xC0) == 0x80)
			continue;
		unsigned keys = p->first[c];
		if (keys && at + 2 < text->len)
			keys &= p->second[(unsigned char)text->text[at + 2]];
		for (size_t key = KEY_BYTES; keys; key--, keys >>= 1)
			if (keys & 1u)
				look_at(p, text, at, key, h, a);
	}
	return h;
}

/* The first hit of one of the part's words in [from, to); of those that begin together the longest. */
static bool next_of(const struct hits *h, const struct part *part, size_t from, size_t to, struct span *out)
{
	bool found = false;

	for (size_t i = 0; i < part->count; i++) {
		uint32_t n = h->first[part->words[i]];
		while (n != NO_WORD && h->at[n].from < from)
			n = h->at[n].next;
		if (n == NO_WORD || h->at[n].from >= to)
			continue;
		const struct hit *hit = &h->at[n];
		if (!found || hit->from < out->from || (hit->from == out->from && hit->to > out->to))
			*out = (struct span){ hit->from, hit->to };
		found = true;
	}
	return found;
}

static bool follows(const struct hits *h, const struct phrase *p, size_t part, struct span *whole)
{
	struct span next;

	for (; part < p->count; part++) {
		bool found = next_of(h, &p->parts[part], whole->to, whole->to + REACH, &next);
		if (found == p->parts[part].absent)
			return false;
		if (found)
			whole->to = next.to;
	}
	return true;
}

bool hits_next(const struct phrases *p, const struct hits *h, long n, size_t from, struct span *out)
{
	const struct phrase *phrase;

	if (n < 0)
		return false;
	phrase = &p->phrases[n];
	while (next_of(h, &phrase->parts[0], from, SIZE_MAX, out)) {
		size_t start = out->from;
		if (follows(h, phrase, 1, out))
			return true;
		from = start + 1;
	}
	return false;
}
