/* Sorts the index while it is in memory, and makes one of what is there twice. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mail/known_build.h"

#include "base/banned.h"

enum { HEADER = sizeof(struct known_header) };

static int by_hash(const void *x, const void *y)
{
	const struct known_slot *a = x, *b = y;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return a->record < b->record ? -1 : a->record > b->record;
}

static void sort_few(struct known_slot *at, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct known_slot slot = at[i];
		size_t k = i;
		for (; k && by_hash(&at[k - 1], &slot) > 0; k--)
			at[k] = at[k - 1];
		at[k] = slot;
	}
}

/* By the first bits into buckets, in one pass; what is left to do in a bucket is next to nothing, unless one host is there a million
 * times. */
static void sort_slots(struct known_slots *s)
{
	enum { FEW = 16 };
	uint32_t bits = known_slots_bits(s->count);
	size_t buckets = (size_t)1 << bits;
	uint32_t *next = mem_alloc((buckets + 1) * sizeof *next);
	struct known_slot *sorted = mem_alloc((s->count + 1) * sizeof *sorted);

	for (size_t i = 0; i < s->count; i++)
		next[known_slots_bucket(s->at[i].hash, bits) + 1]++;
	for (size_t i = 0; i < buckets; i++)
		next[i + 1] += next[i];
	for (size_t i = 0; i < s->count; i++)
		sorted[next[known_slots_bucket(s->at[i].hash, bits)]++] = s->at[i];
	for (size_t i = 0, begin = 0; i < buckets; begin = next[i++]) {
		size_t count = next[i] - begin;
		if (count > FEW)
			qsort(sorted + begin, count, sizeof *sorted, by_hash);
		else
			sort_few(sorted + begin, count);
	}
	free(next);
	free(s->at);
	s->at = sorted;
	s->room = s->count + 1;
}

typedef bool same_fn(const struct known_build *b, struct known_slot *kept, const struct known_slot *slot);

static bool same_key(const struct known_build *b, struct known_slot *kept, const struct known_slot *slot)
{
	return kept->len == slot->len && memcmp(known_build_key(b, kept->record), known_build_key(b, slot->record), slot->len) == 0;
}

/* Of all addresses under a name the first is kept, or the first with just that host. */
static bool same_name(const struct known_build *b, struct known_slot *kept, const struct known_slot *slot)
{
	size_t host = known_build_record(b, kept->record).host_len, other = known_build_record(b, slot->record).host_len;

	if (kept->len != slot->len ||
	    memcmp(known_build_key(b, kept->record) + host - slot->len, known_build_key(b, slot->record) + other - slot->len, slot->len) != 0)
		return false;
	if (host != slot->len && other == slot->len)
		kept->record = slot->record;
	return true;
}

/* --- an address that stands in several lists --- */

void known_list_name(size_t i, char out[KNOWN_LIST_LEN + 1])
{
	out[0] = (char)('0' + i / 64);
	out[1] = (char)('0' + i % 64);
	out[2] = '\0';
}

size_t known_list_place(const char *name)
{
	return (size_t)(name[0] - '0') * 64 + (size_t)(name[1] - '0');
}

static bool is_in(const char *lists, const char *name)
{
	for (; *lists; lists += KNOWN_LIST_LEN)
		if (memcmp(lists, name, KNOWN_LIST_LEN) == 0)
			return true;
	return false;
}

static struct known_row note_at(const struct known_build *b, uint32_t place)
{
	struct known_row row = { .date = b->notes.text + place };

	row.description = row.date + strlen(row.date) + 1;
	row.lists = row.description + strlen(row.description) + 1;
	return row;
}

/* What is kept is in the other's lists too from now on; of an unknown origin it stays. */
static void join_lists(struct known_build *b, uint32_t kept, uint32_t other)
{
	struct known_record to = known_build_record(b, kept), from = known_build_record(b, other);
	char lists[KNOWN_LISTS_SIZE];

	if (to.note == from.note)
		return;
	struct known_row row = note_at(b, to.note);
	const size_t before = strlen(row.lists);
	size_t len = before;
	if (!len)
		return;
	memcpy(lists, row.lists, len + 1);
	for (const char *p = note_at(b, from.note).lists; *p; p += KNOWN_LIST_LEN)
		if (!is_in(lists, p) && len + KNOWN_LIST_LEN < sizeof lists) {
			memcpy(lists + len, p, KNOWN_LIST_LEN);
			len += KNOWN_LIST_LEN;
			lists[len] = '\0';
		}
	if (len == before)
		return;
	row.lists = lists;
	to.note = known_build_note(b, &row);
	memcpy(b->image.text + HEADER + kept, &to, sizeof to);
}

/* Keeps one of each; two that differ and have the same hash are both kept. */
static void unite(struct known_build *b, struct known_slots *s, same_fn *same, struct known_slots *dropped)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->count; i++) {
		size_t k = kept;
		while (k && s->at[k - 1].hash == s->at[i].hash && !same(b, &s->at[k - 1], &s->at[i]))
			k--;
		if (!k || s->at[k - 1].hash != s->at[i].hash) {
			s->at[kept++] = s->at[i];
		} else if (dropped) {
			join_lists(b, s->at[k - 1].record, s->at[i].record);
			known_slots_add(dropped, s->at[i]);
		}
	}
	s->count = kept;
}

/* --- taking out the records that were dropped --- */

static int by_record(const void *x, const void *y)
{
	const struct known_slot *a = x, *b = y;

	return a->record < b->record ? -1 : a->record > b->record;
}

/* How many bytes are taken out before `place`: `hash` of the dropped ones holds the sum up to each. */
static uint32_t gone_before(const struct known_slots *dropped, uint32_t place)
{
	size_t low = 0, high = dropped->count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (dropped->at[middle].record < place)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? (uint32_t)dropped->at[low - 1].hash : 0;
}

static void move_slots(struct known_slots *s, const struct known_slots *dropped)
{
	for (size_t i = 0; i < s->count; i++)
		s->at[i].record -= gone_before(dropped, s->at[i].record);
}

static void close_gaps(struct known_build *b, struct known_slots *dropped)
{
	char *records = b->image.text + HEADER, *to;
	uint64_t gone = 0;

	if (!dropped->count)
		return;
	qsort(dropped->at, dropped->count, sizeof *dropped->at, by_record);
	to = records + dropped->at[0].record;
	for (size_t i = 0; i < dropped->count; i++) {
		struct known_record r = known_build_record(b, dropped->at[i].record);
		char *from = records + dropped->at[i].record + known_build_size(&r);
		char *end = i + 1 < dropped->count ? records + dropped->at[i + 1].record : b->image.text + b->image.len;
		memmove(to, from, (size_t)(end - from));
		to += end - from;
		gone += known_build_size(&r);
		dropped->at[i].hash = gone;
	}
	b->image.len = (size_t)(to - b->image.text);
	move_slots(&b->urls, dropped);
	move_slots(&b->names, dropped);
}

size_t known_build_sort(struct known_build *b)
{
	struct known_slots dropped = { 0 };
	size_t fresh = 0;

	sort_slots(&b->urls);
	sort_slots(&b->names);
	unite(b, &b->urls, same_key, &dropped);
	unite(b, &b->names, same_name, NULL);
	for (size_t i = 0; i < b->urls.count; i++)
		fresh += b->urls.at[i].record >= b->old;
	close_gaps(b, &dropped);
	free(dropped.at);
	return fresh;
}
