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

struct known_record known_build_record(const struct known_build *b, uint32_t place)
{
	struct known_record r;

	memcpy(&r, b->image.text + HEADER + place, sizeof r);
	return r;
}

const char *known_build_key(const struct known_build *b, uint32_t place)
{
	return b->image.text + HEADER + place + sizeof(struct known_record);
}

size_t known_build_size(const struct known_record *r)
{
	return sizeof *r + r->key_len + 1;
}

/* --- adding --- */

void known_slots_add(struct known_slots *s, struct known_slot slot)
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

	known_slots_add(&n->b->names, (struct known_slot){ known_hash(name, len, n->b->seed), n->record, (uint32_t)len });
}

/* Lists say the same day and the same words thousands of times: most notes are found among the recent ones. */
uint32_t known_build_note(struct known_build *b, const struct known_row *row)
{
	char note[KNOWN_NOTE_MOST];
	size_t date = strlen(row->date) + 1, description = strlen(row->description) + 1, len = date + description + strlen(row->lists) + 1;

	if (len > sizeof note)
		return known_build_note(b, &(struct known_row){ .date = "", .description = "", .lists = "" });
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
	struct known_record r = known_build_record(b, place);

	return r.host_len == row->host_len && memcmp(known_build_key(b, place), row->key, row->host_len) == 0;
}

void known_build_add(struct known_build *b, const struct known_row *row)
{
	size_t place = b->image.len - HEADER;

	b->full = b->full || place + b->notes.len + KNOWN_KEY_MOST + KNOWN_NOTE_MOST >= UINT32_MAX;
	if (b->full)
		return;
	bool named = b->last && same_host(b, b->last - 1, row);
	struct known_record r = { known_build_note(b, row), (uint16_t)row->key_len, (uint16_t)row->host_len };
	buf_reserve(&b->image, known_build_size(&r));
	buf_add_n(&b->image, (const char *)&r, sizeof r);
	buf_add_n(&b->image, row->key, row->key_len);
	buf_add_c(&b->image, '\0');
	b->last = (uint32_t)place + 1;
	known_slots_add(&b->urls, (struct known_slot){ known_hash(row->key, row->key_len, b->seed), (uint32_t)place, (uint32_t)row->key_len });
	if (!named)
		known_names(row->key, row->host_len, add_name, &(struct naming){ b, (uint32_t)place });
}

void known_build_mark(struct known_build *b)
{
	b->old = (uint32_t)(b->image.len - HEADER);
}

/* --- buckets --- */

/* Four to eight to a bucket: a line or two of the cache, and the directory stays small enough to be in it too. */
uint32_t known_slots_bits(size_t count)
{
	uint32_t bits = 0;

	while (count >> (bits + 1) >= 4 && bits < 28)
		bits++;
	return bits;
}

size_t known_slots_bucket(uint64_t hash, uint32_t bits)
{
	return bits ? hash >> (64 - bits) : 0;
}

/* --- writing --- */

static void align(struct buf *image)
{
	buf_pad(image, '\0', (8 - image->len % 8) % 8);
}

static struct known_table put_table(struct buf *image, const struct known_slots *s)
{
	struct known_table t = { .count = (uint32_t)s->count, .bits = known_slots_bits(s->count) };
	size_t buckets = (size_t)1 << t.bits;

	align(image);
	t.dir = image->len;
	buf_reserve(image, (buckets + 1) * sizeof(uint32_t) + s->count * sizeof(struct known_entry) + 8);
	uint32_t *dir = (uint32_t *)(void *)(image->text + t.dir);
	for (size_t i = 0, bucket = 0; bucket <= buckets; bucket++) {
		while (i < s->count && known_slots_bucket(s->at[i].hash, t.bits) < bucket)
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
