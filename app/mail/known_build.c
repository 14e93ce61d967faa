#include "mail/known_build.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

enum { HEADER = sizeof(struct known_header) };

void known_build_begin(struct known_build *b, uint64_t seed)
{
	*b = (struct known_build){ .seed = seed };
	buf_pad(&b->image, '\0', HEADER);
}

void known_build_free(struct known_build *b)
{
	buf_free(&b->image);
	buf_free(&b->notes);
	free(b->urls.at);
	free(b->names.at);
}

static struct known_record record_at(const struct known_build *b, uint32_t place)
{
	struct known_record r;

	memcpy(&r, b->image.text + HEADER + place, sizeof r);
	return r;
}

static const char *key_at(const struct known_build *b, uint32_t place)
{
	return b->image.text + HEADER + place + sizeof(struct known_record);
}

static size_t record_size(const struct known_record *r)
{
	return sizeof *r + r->key_len + 1;
}

/* --- adding --- */

static void add_slot(struct known_slots *s, struct known_slot slot)
{
	if (s->count == s->room) {
		s->room = s->room ? s->room * 2 : 1024;
		s->at = mem_realloc(s->at, s->room * sizeof *s->at);
	}
	s->at[s->count++] = slot;
}

struct naming {
	struct known_build *b;
	uint32_t record;
};

static void add_name(void *context, const char *name, size_t len)
{
	const struct naming *n = context;

	add_slot(&n->b->names, (struct known_slot){ known_hash(name, len, n->b->seed), n->record, (uint32_t)len });
}

/* Lists say the same day and the same words thousands of times: most notes are found among the recent ones. */
static uint32_t add_note(struct known_build *b, const struct known_row *row)
{
	char note[KNOWN_NOTE_MOST];
	size_t date = strlen(row->date) + 1, description = strlen(row->description) + 1, len = date + description + strlen(row->lists) + 1;

	if (len > sizeof note)
		return add_note(b, &(struct known_row){ .date = "", .description = "", .lists = "" });
	memcpy(note, row->date, date);
	memcpy(note + date, row->description, description);
	memcpy(note + date + description, row->lists, len - date - description);
	uint32_t *recent = &b->recent[known_hash(note, len, b->seed) % KNOWN_NOTES_RECENT];
	uint32_t place = *recent - 1;
	if (*recent && b->notes.len - place >= len && memcmp(b->notes.text + place, note, len) == 0)
		return place;
	*recent = (uint32_t)b->notes.len + 1;
	buf_add_n(&b->notes, note, len);
	return *recent - 1;
}

static bool same_host(const struct known_build *b, uint32_t place, const struct known_row *row)
{
	struct known_record r = record_at(b, place);

	return r.host_len == row->host_len && memcmp(key_at(b, place), row->key, row->host_len) == 0;
}

void known_build_add(struct known_build *b, const struct known_row *row)
{
	size_t place = b->image.len - HEADER;

	b->full = b->full || place + b->notes.len + KNOWN_KEY_MOST + KNOWN_NOTE_MOST >= UINT32_MAX;
	if (b->full)
		return;
	bool named = b->last && same_host(b, b->last - 1, row);
	struct known_record r = { add_note(b, row), (uint16_t)row->key_len, (uint16_t)row->host_len };
	buf_reserve(&b->image, record_size(&r));
	buf_add_n(&b->image, (const char *)&r, sizeof r);
	buf_add_n(&b->image, row->key, row->key_len);
	buf_add_c(&b->image, '\0');
	b->last = (uint32_t)place + 1;
	add_slot(&b->urls, (struct known_slot){ known_hash(row->key, row->key_len, b->seed), (uint32_t)place, (uint32_t)row->key_len });
	if (!named)
		known_names(row->key, row->host_len, add_name, &(struct naming){ b, (uint32_t)place });
}

void known_build_mark(struct known_build *b)
{
	b->old = (uint32_t)(b->image.len - HEADER);
}

/* --- sorting --- */

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

/* Four to eight to a bucket: a line or two of the cache, and the directory stays small enough to be in it too. */
static uint32_t bits_for(size_t count)
{
	uint32_t bits = 0;

	while (count >> (bits + 1) >= 4 && bits < 28)
		bits++;
	return bits;
}

static size_t bucket_of(uint64_t hash, uint32_t bits)
{
	return bits ? hash >> (64 - bits) : 0;
}

/* By the first bits into buckets, in one pass; what is left to do in a bucket is next to nothing, unless one host is there a million
 * times. */
static void sort_slots(struct known_slots *s)
{
	enum { FEW = 16 };
	uint32_t bits = bits_for(s->count);
	size_t buckets = (size_t)1 << bits;
	uint32_t *next = mem_alloc((buckets + 1) * sizeof *next);
	struct known_slot *sorted = mem_alloc((s->count + 1) * sizeof *sorted);

	for (size_t i = 0; i < s->count; i++)
		next[bucket_of(s->at[i].hash, bits) + 1]++;
	for (size_t i = 0; i < buckets; i++)
		next[i + 1] += next[i];
	for (size_t i = 0; i < s->count; i++)
		sorted[next[bucket_of(s->at[i].hash, bits)]++] = s->at[i];
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
	return kept->len == slot->len && memcmp(key_at(b, kept->record), key_at(b, slot->record), slot->len) == 0;
}

/* Of all addresses under a name the first is kept, or the first with just that host. */
static bool same_name(const struct known_build *b, struct known_slot *kept, const struct known_slot *slot)
{
	size_t host = record_at(b, kept->record).host_len, other = record_at(b, slot->record).host_len;

	if (kept->len != slot->len ||
	    memcmp(key_at(b, kept->record) + host - slot->len, key_at(b, slot->record) + other - slot->len, slot->len) != 0)
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
	struct known_record to = record_at(b, kept), from = record_at(b, other);
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
	to.note = add_note(b, &row);
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
			add_slot(dropped, s->at[i]);
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
		struct known_record r = record_at(b, dropped->at[i].record);
		char *from = records + dropped->at[i].record + record_size(&r);
		char *end = i + 1 < dropped->count ? records + dropped->at[i + 1].record : b->image.text + b->image.len;
		memmove(to, from, (size_t)(end - from));
		to += end - from;
		gone += record_size(&r);
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

/* --- writing --- */

static void align(struct buf *image)
{
	buf_pad(image, '\0', (8 - image->len % 8) % 8);
}

static struct known_table put_table(struct buf *image, const struct known_slots *s)
{
	struct known_table t = { .count = (uint32_t)s->count, .bits = bits_for(s->count) };
	size_t buckets = (size_t)1 << t.bits;

	align(image);
	t.dir = image->len;
	buf_reserve(image, (buckets + 1) * sizeof(uint32_t) + s->count * sizeof(struct known_entry) + 8);
	uint32_t *dir = (uint32_t *)(void *)(image->text + t.dir);
	for (size_t i = 0, bucket = 0; bucket <= buckets; bucket++) {
		while (i < s->count && bucket_of(s->at[i].hash, t.bits) < bucket)
			i++;
		dir[bucket] = (uint32_t)i;
	}
	image->len += (buckets + 1) * sizeof *dir;
	align(image);
	t.entries = image->len;
	struct known_entry *entries = (struct known_entry *)(void *)(image->text + t.entries);
	for (size_t i = 0; i < s->count; i++)
		entries[i] = (struct known_entry){ (uint32_t)(s->at[i].hash >> 32), (uint32_t)s->at[i].hash, s->at[i].record };
	image->len += s->count * sizeof *entries;
	return t;
}

static struct known_part put_part(struct buf *image, const void *bytes, size_t len)
{
	struct known_part p;

	align(image);
	p.begin = image->len;
	buf_add_n(image, bytes, len);
	p.end = image->len;
	return p;
}

void known_build_end(struct known_build *b, const struct known_feed *feeds, size_t count)
{
	struct known_header h = { .order = KNOWN_ORDER, .version = KNOWN_VERSION, .seed = b->seed };

	memcpy(h.magic, KNOWN_MAGIC, sizeof h.magic);
	h.records = (struct known_part){ HEADER, b->image.len };
	h.notes = put_part(&b->image, buf_str(&b->notes), b->notes.len);
	h.feeds = put_part(&b->image, feeds, count * sizeof *feeds);
	h.urls = put_table(&b->image, &b->urls);
	h.names = put_table(&b->image, &b->names);
	h.size = b->image.len;
	h.body_sum = known_hash(b->image.text + HEADER, b->image.len - HEADER, 0);
	h.sum = known_hash(&h, offsetof(struct known_header, sum), 0);
	memcpy(b->image.text, &h, sizeof h);
}
