#include "mail/known.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "mail/domain.h"
#include "mail/known_file.h"

#include "base/banned.h"

struct known {
	unsigned char *map; /* read only; NULL: there is no file */
	size_t size;
	struct known_header header;
	char *path;
};

static bool part_fits(const struct known *k, struct known_part p)
{
	return p.begin >= sizeof k->header && p.begin <= p.end && p.end <= k->size;
}

static bool table_fits(const struct known *k, const struct known_table *t)
{
	uint64_t dir_size = t->bits <= 28 ? (((uint64_t)1 << t->bits) + 1) * sizeof(uint32_t) : UINT64_MAX;
	uint64_t entries_size = (uint64_t)t->count * sizeof(struct known_entry);

	return t->dir % 8 == 0 && t->entries % 8 == 0 && t->dir >= sizeof k->header && t->entries >= sizeof k->header && t->dir <= k->size &&
	       dir_size <= k->size - t->dir && t->entries <= k->size && entries_size <= k->size - t->entries;
}

static bool header_holds(const struct known *k)
{
	const struct known_header *h = &k->header;

	return memcmp(h->magic, KNOWN_MAGIC, sizeof h->magic) == 0 && h->order == KNOWN_ORDER && h->version >= KNOWN_FIRST_VERSION && h->version <= KNOWN_VERSION &&
	       h->size == k->size && known_hash(h, offsetof(struct known_header, sum), 0) == h->sum && part_fits(k, h->records) &&
	       part_fits(k, h->notes) && part_fits(k, h->feeds) && table_fits(k, &h->urls) && table_fits(k, &h->names);
}

static bool map_file(struct known *k, int fd, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_errno(e, "file.unreadable", k->path);
	if (!S_ISREG(st.st_mode) || (size_t)st.st_size < sizeof k->header)
		return err_set(e, ERR_DATA, "known.damaged", k->path, NULL, NULL);
	k->size = (size_t)st.st_size;
	void *map = mmap(NULL, k->size, PROT_READ, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		return err_errno(e, "file.unreadable", k->path);
	k->map = map;
	memcpy(&k->header, map, sizeof k->header);
	return header_holds(k) || err_set(e, ERR_DATA, "known.damaged", k->path, NULL, NULL);
}

struct known *known_open(const char *path, struct err *e)
{
	struct known *k = mem_alloc(sizeof *k);
	bool ok = true;

	k->path = mem_strdup(path);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd >= 0) {
		ok = map_file(k, fd, e);
		close(fd);
	} else if (errno != ENOENT) {
		ok = err_errno(e, "file.unreadable", path);
	}
	if (ok)
		return k;
	known_close(k);
	return NULL;
}

void known_close(struct known *k)
{
	if (!k)
		return;
	if (k->map)
		munmap(k->map, k->size);
	free(k->path);
	free(k);
}

size_t known_count(const struct known *k)
{
	return k->header.urls.count;
}

bool known_check(const struct known *k, struct err *e)
{
	size_t begin = sizeof k->header;

	if (!k->map || known_hash(k->map + begin, k->size - begin, 0) == k->header.body_sum)
		return true;
	return err_set(e, ERR_DATA, "known.damaged", k->path, NULL, NULL);
}

/* --- finding --- */

struct found {
	const char *key, *date, *description, *lists;
	size_t key_len, host_len;
};

/* The text up to a NUL before `end`; NULL when there is none. */
static const char *text_within(const unsigned char *p, const unsigned char *end)
{
	size_t room = (size_t)(end - p);

	return room && memchr(p, '\0', room < KNOWN_NOTE_MOST ? room : KNOWN_NOTE_MOST) ? (const char *)p : NULL;
}

static bool read_note(const struct known *k, uint32_t place, struct found *out)
{
	const unsigned char *begin = k->map + k->header.notes.begin, *end = k->map + k->header.notes.end;

	if (place >= (size_t)(end - begin) || !(out->date = text_within(begin + place, end)))
		return false;
	const unsigned char *at = begin + place + strlen(out->date) + 1;
	out->description = text_within(at, end);
	out->lists = "";
	if (out->description && k->header.version > KNOWN_FIRST_VERSION)
		out->lists = text_within(at + strlen(out->description) + 1, end);
	return out->description && out->lists;
}

/* The key of a record, checked; false when the place or what stands there is wrong. */
static bool read_record(const struct known *k, uint32_t place, struct known_record *r, struct found *out)
{
	uint64_t room = k->header.records.end - k->header.records.begin;

	if (place >= room || room - place < sizeof *r)
		return false;
	memcpy(r, k->map + k->header.records.begin + place, sizeof *r);
	if (r->host_len > r->key_len || room - place - sizeof *r <= r->key_len)
		return false;
	out->key = (const char *)k->map + k->header.records.begin + place + sizeof *r;
	out->key_len = r->key_len;
	out->host_len = r->host_len;
	return out->key[r->key_len] == '\0';
}

static bool is_key(const struct found *f, const char *key, size_t len)
{
	return f->key_len == len && memcmp(f->key, key, len) == 0;
}

/* The host of the record is the name or lies below it. */
static bool is_name(const struct found *f, const char *name, size_t len)
{
	if (f->host_len < len || memcmp(f->key + f->host_len - len, name, len) != 0)
		return false;
	return f->host_len == len || f->key[f->host_len - len - 1] == '.';
}

typedef bool same_fn(const struct found *f, const char *text, size_t len);

/* Where a hash is looked for. */
struct bucket {
	uint64_t hash;
	const uint32_t *dir;
	const struct known_entry *entries;
	uint32_t count; /* of the whole table */
};

/* Memory is what a lookup waits for: buckets are prepared side by side, first their places in the directory, then their entries. */
static struct bucket bucket_of(const struct known *k, const struct known_table *t, const char *text, size_t len)
{
	uint64_t hash = known_hash(text, len, k->header.seed);
	struct bucket b = { .hash = hash, .count = t->count };

	b.dir = (const uint32_t *)(const void *)(k->map + t->dir) + (t->bits ? hash >> (64 - t->bits) : 0);
	b.entries = (const struct known_entry *)(const void *)(k->map + t->entries);
	__builtin_prefetch(b.dir);
	return b;
}

static void fetch(const struct bucket *b)
{
	if (b->dir[0] < b->count)
		__builtin_prefetch(&b->entries[b->dir[0]]);
}

static bool bucket_find(const struct known *k, const struct bucket *b, const char *text, size_t len, same_fn *same, struct found *out)
{
	enum { STEPS = 256 }; /* more in one bucket than chance ever puts there */
	struct known_record r;

	for (uint32_t i = b->dir[0], last = b->dir[1] < b->count ? b->dir[1] : b->count, step = 0; i < last && step < STEPS; i++, step++) {
		uint64_t here = (uint64_t)b->entries[i].high << 32 | b->entries[i].low;
		if (here > b->hash)
			return false;
		if (here == b->hash && read_record(k, b->entries[i].record, &r, out) && same(out, text, len) && read_note(k, r.note, out))
			return true;
	}
	return false;
}

static const struct known_match NO_MATCH = { KNOWN_NONE, NULL, NULL };

static struct known_match match(enum known_hit hit, const struct found *f)
{
	return (struct known_match){ hit, f->date, f->description };
}

/* A listed address lies below `host`, or on it. Nobody's own ("github.io") is above many that have nothing to do with each other. */
static struct known_match match_host(const char *host, const struct found *f)
{
	if (f->host_len == strlen(host))
		return match(KNOWN_HOST, f);
	return domain_is_suffix(host) ? NO_MATCH : match(KNOWN_DOMAIN, f);
}

struct known_match known_find(const struct known *k, const struct url *u, bool shared)
{
	struct known_key key;
	struct found f = { 0 };
	const struct known_header *h = &k->header;

	if (!k->map || !known_key_of(u, &key))
		return NO_MATCH;
	size_t domain_len = strlen(u->domain);
	struct bucket whole = bucket_of(k, &h->urls, key.text, key.len), host = bucket_of(k, &h->names, u->host, key.host_len),
	              domain = bucket_of(k, &h->names, u->domain, domain_len);
	fetch(&whole);
	fetch(&host);
	fetch(&domain);
	if (bucket_find(k, &whole, key.text, key.len, is_key, &f))
		return match(KNOWN_URL, &f);
	if (shared)
		return NO_MATCH;
	if (bucket_find(k, &host, u->host, key.host_len, is_name, &f))
		return match_host(u->host, &f);
	if (domain.hash != host.hash && bucket_find(k, &domain, u->domain, domain_len, is_name, &f))
		return match(KNOWN_DOMAIN, &f);
	return NO_MATCH;
}

/* --- feeds --- */

size_t known_feed_count(const struct known *k)
{
	return k->map ? (size_t)(k->header.feeds.end - k->header.feeds.begin) / sizeof(struct known_feed) : 0;
}

bool known_feed(const struct known *k, size_t i, struct known_feed *out)
{
	if (i >= known_feed_count(k))
		return false;
	memcpy(out, k->map + k->header.feeds.begin + i * sizeof *out, sizeof *out);
	return memchr(out->name, '\0', sizeof out->name) != NULL;
}

uint64_t known_seed(const struct known *k)
{
	uint64_t seed = k->header.seed;

	if (!k->map)
		random_bytes(&seed, sizeof seed);
	return seed;
}

bool known_each(const struct known *k, known_each_fn *each, void *context)
{
	struct known_record r;
	struct found f;

	if (!k->map)
		return true;
	const struct known_entry *entries = (const struct known_entry *)(const void *)(k->map + k->header.urls.entries);
	for (uint32_t i = 0; i < k->header.urls.count; i++) {
		if (!read_record(k, entries[i].record, &r, &f) || !read_note(k, r.note, &f))
			return false;
		each(context, &(struct known_row){ f.key, f.key_len, f.host_len, f.date, f.description, f.lists });
	}
	return true;
}
