/* base/hash: hashes, signatures and randomness; the one door to libsodium; uses base/buf and base/sha256. */
#ifndef KAKEKOMI_BASE_HASH_H
#define KAKEKOMI_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/sha256.h"

enum { HASH_SIZE = SHA256_SIZE, HASH_HEX_SIZE = 65 };

/* A running SHA-256. Fields are framed: each goes in as its length (4 bytes, big-endian) and its
 * bytes, so that no two different rows of fields give the same stream. */
struct hash {
	struct sha256 sha256;
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

/* HMAC-SHA-256 (RFC 2104), with a key of any length. */
void hash_hmac(const void *key, size_t key_len, const void *bytes, size_t len, unsigned char out[HASH_SIZE]);

const char *hash_library(void); /* "libsodium 1.0.18" */

void random_bytes(void *out, size_t len);
void wipe_bytes(void *bytes, size_t len); /* overwrites, whatever the compiler thinks */

/* --- signatures: Ed25519 (RFC 8032) and what minisign's files need beside it --- */

enum { SIGN_PUBLIC = 32, SIGN_SECRET = 64, SIGN_SIZE = 64, BLAKE_LONG = 64, BLAKE_SHORT = 32 };

void sign_keys(unsigned char public_key[SIGN_PUBLIC], unsigned char secret_key[SIGN_SECRET]);
void sign_make(unsigned char out[SIGN_SIZE], const void *bytes, size_t len, const unsigned char secret_key[SIGN_SECRET]);
bool sign_holds(const unsigned char sign[SIGN_SIZE], const void *bytes, size_t len, const unsigned char public_key[SIGN_PUBLIC]);

/* BLAKE2b of `out_len` bytes (BLAKE_LONG or BLAKE_SHORT). */
void blake(unsigned char *out, size_t out_len, const void *bytes, size_t len);

/* scrypt: `len` bytes out of a password (salt of 32 bytes, limits as minisign writes them). False when there is not memory
 * enough, or the limits ask for more than 2^33 operations or 1 GiB. */
bool stretch(unsigned char *out, size_t len, const char *password, const unsigned char salt[32], uint64_t operations,
             uint64_t memory);

/* Base64 with padding (RFC 4648, 4). Decoding wants exactly `len` bytes and nothing else on the line. */
void base64_add(struct buf *out, const void *bytes, size_t len);
bool base64_read(const char *text, size_t text_len, void *out, size_t len);

#endif
