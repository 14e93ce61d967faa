/* mail/known_build: the index of known bad addresses while it grows in memory; private to mail; uses mail/known_file.
 *
 * Everything is added at the end and sorted once: looking up a million addresses while they come costs five times as much as sorting
 * them, since each look is a miss of the cache. */
#ifndef KAKEKOMI_MAIL_KNOWN_BUILD_H
#define KAKEKOMI_MAIL_KNOWN_BUILD_H

#include "base/buf.h"
#include "mail/known_file.h"

struct known_slot {
	uint64_t hash;
	uint32_t record;
	uint32_t len; /* of the key or the name */
};

struct known_slots {
	struct known_slot *at;
	size_t count, room;
};

enum { KNOWN_NOTES_RECENT = 4096 };

struct known_build {
	uint64_t seed;
	struct buf image; /* the header's room, then the records */
	struct buf notes;
	struct known_slots urls, names;
	uint32_t recent[KNOWN_NOTES_RECENT]; /* by hash: where a note stands, plus 1 */
	uint32_t last;                       /* the record added last, plus 1 */
	uint32_t old;                        /* what stands before was there before; see known_build_mark() */
	bool full;                           /* 4 GB of records are all there can be: nothing more is taken */
};

void known_build_begin(struct known_build *b, uint64_t seed);
void known_build_free(struct known_build *b);
void known_build_add(struct known_build *b, const struct known_row *row);

/* What was added up to now is old. */
void known_build_mark(struct known_build *b);

/* Sorts, and drops what is there twice, keeping the first. Returns how many came after the mark and are new. */
size_t known_build_sort(struct known_build *b);

/* Puts notes, feeds and tables behind the records and fills in the header: b->image is the file. */
void known_build_end(struct known_build *b, const struct known_feed *feeds, size_t count);

/* --- for known_sort --- */

struct known_record known_build_record(const struct known_build *b, uint32_t place);
const char *known_build_key(const struct known_build *b, uint32_t place);
size_t known_build_size(const struct known_record *r); /* with its key */
uint32_t known_build_note(struct known_build *b, const struct known_row *row); /* puts date, description and lists among the notes; where */
void known_slots_add(struct known_slots *s, struct known_slot slot);

/* The table's bits for so many, and the bucket of a hash. */
uint32_t known_slots_bits(size_t count);
size_t known_slots_bucket(uint64_t hash, uint32_t bits);

#endif
