/* mail/known_file: how the index of known bad addresses lies on disk, keys and their hashes; private to mail; uses mail/known.
 *
 * Header, records, notes, feeds, tables; numbers in the machine's own order, which `order` tells. Every place is counted from the
 * beginning of the file. */
#ifndef KAKEKOMI_MAIL_KNOWN_FILE_H
#define KAKEKOMI_MAIL_KNOWN_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mail/known.h"

#define KNOWN_MAGIC "kakeknow"
enum { KNOWN_VERSION = 2, KNOWN_FIRST_VERSION = 1, KNOWN_ORDER = 0x01020304 };

/* dir[i] is the first entry whose hash begins with the `bits` bits i; dir[1 << bits] is the count. */
struct known_table {
	uint64_t dir, entries;
	uint32_t count, bits;
};

struct known_part {
	uint64_t begin, end;
};

struct known_header {
	char magic[8];
	uint32_t order, version;
	uint64_t size; /* of the file */
	uint64_t seed; /* of all hashes */
	struct known_part records, notes, feeds;
	struct known_table urls;  /* whole keys; each record once */
	struct known_table names; /* hosts, and the domains above them of two labels and more */
	uint64_t body_sum; /* of everything behind the header */
	uint64_t sum;      /* of the header before it */
};

struct known_entry {
	uint32_t high, low; /* the hash */
	uint32_t record;    /* from the beginning of the records */
};

/* Followed by the key and a NUL; the key begins with the host. The note is "date\0description\0lists\0"; `lists` names those the address
 * stands in, KNOWN_LIST_LEN letters each, by their place among the feeds. Version 1 has none: nobody knows who brought an address, and
 * it stays whatever list is let go. */
struct known_record {
	uint32_t note; /* from the beginning of the notes */
	uint16_t key_len, host_len;
};

enum {
	KNOWN_KEY_MOST = KNOWN_URL_MOST + 64,
	KNOWN_DOMAINS_MOST = 6,
	KNOWN_LIST_LEN = 2,
	KNOWN_LISTS_SIZE = KNOWN_LIST_LEN * KNOWN_FEEDS_MOST + 1,
	KNOWN_NOTE_MOST = 320 + KNOWN_LISTS_SIZE,
};

/* The name of the list at place `i`, and the place a name stands for. */
void known_list_name(size_t i, char out[KNOWN_LIST_LEN + 1]);
size_t known_list_place(const char *name);

uint64_t known_hash(const void *bytes, size_t len, uint64_t seed);

struct known_key {
	char text[KNOWN_KEY_MOST];
	size_t len, host_len;
};

/* False when it is no address of the web or too long. */
bool known_key_of(const struct url *u, struct known_key *out);

/* The same from the text in a list, where it must have a scheme: other words are too easily a host. */
bool known_key_read(const char *url, size_t len, struct known_key *out);

/* Every record of an open index, in the order of the table. False when one is damaged. */
struct known_row {
	const char *key;
	size_t key_len, host_len;
	const char *date, *description;
	const char *lists; /* "" when nobody knows */
};
typedef void known_each_fn(void *context, const struct known_row *row);
bool known_each(const struct known *k, known_each_fn *each, void *context);

/* Another seed for each new index; an import keeps that of the old one. */
uint64_t known_seed(const struct known *k);

/* Calls for the host and every domain above it of two labels and more, the longest first, at most KNOWN_DOMAINS_MOST; an IP has none above. */
typedef void known_name_fn(void *context, const char *name, size_t len);
void known_names(const char *host, size_t len, known_name_fn *each, void *context);

#endif
