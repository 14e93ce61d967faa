/* base/hash: SHA-256 and randomness; the one door to libsodium. */
#ifndef KAKEKOMI_BASE_HASH_H
#define KAKEKOMI_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HASH_SIZE = 32, HASH_HEX_SIZE = 65 };

/* A running SHA-256. Fields are framed: each goes in as its length (4 bytes, big-endian) and its
 * bytes, so that no two different rows of fields give the same stream. */
struct hash {
	_Alignas(16) unsigned char state[208];
};

void hash_begin(struct hash *h);
void hash_bytes(struct hash *h, const void *bytes, size_t len);                  /* unframed */
void hash_field(struct hash *h, const void *bytes, size_t len);                  /* framed */
void hash_text_field(struct hash *h, const char *s);                             /* framed, without the NUL */
void hash_int_field(struct hash *h, int64_t n);                                  /* framed, as decimal digits */
void hash_end(struct hash *h, unsigned char out[HASH_SIZE]);

void hash_hex(const unsigned char in[HASH_SIZE], char out[HASH_HEX_SIZE]);

/* Reads 64 hex digits; blanks and hyphens between them and upper case are allowed, as copied from
 * paper. False if it is anything else. */
bool hash_from_hex(const char *text, unsigned char out[HASH_SIZE]);

const char *hash_library(void); /* "libsodium 1.0.18" */

void random_bytes(void *out, size_t len);

#endif
