#include "base/hash.h"

#include <ctype.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

void hash_begin(struct hash *h)
{
	sha256_begin(&h->sha256);
}

void hash_bytes(struct hash *h, const void *bytes, size_t len)
{
	sha256_bytes(&h->sha256, bytes, len);
}

void hash_field(struct hash *h, const void *bytes, size_t len)
{
	const unsigned char length[4] = { (unsigned char)(len >> 24), (unsigned char)(len >> 16),
		                          (unsigned char)(len >> 8), (unsigned char)len };

	hash_bytes(h, length, sizeof length);
	hash_bytes(h, bytes, len);
}

void hash_text_field(struct hash *h, const char *s)
{
	hash_field(h, s ? s : "", s ? strlen(s) : 0);
}

void hash_int_field(struct hash *h, int64_t n)
{
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%" PRId64, n);

	hash_field(h, digits, (size_t)len);
}

void hash_end(struct hash *h, unsigned char out[HASH_SIZE])
{
	sha256_end(&h->sha256, out);
}

void hash_hmac(const void *key, size_t key_len, const void *bytes, size_t len, unsigned char out[HASH_SIZE])
{
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, key, key_len);
	crypto_auth_hmacsha256_update(&state, bytes, len);
	crypto_auth_hmacsha256_final(&state, out);
	sodium_memzero(&state, sizeof state);
}

void hash_hex(const unsigned char in[HASH_SIZE], char out[HASH_HEX_SIZE])
{
	sodium_bin2hex(out, HASH_HEX_SIZE, in, HASH_SIZE);
}

bool hash_from_hex(const char *text, unsigned char out[HASH_SIZE])
{
	size_t digits = 0;

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		if (c == ' ' || c == '-' || c == '\t')
			continue;
		if (!isxdigit(c) || digits == HASH_SIZE * 2)
			return false;
		unsigned char nibble = (unsigned char)(isdigit(c) ? c - '0' : tolower(c) - 'a' + 10);
		if (digits % 2)
			out[digits / 2] = (unsigned char)(out[digits / 2] | nibble);
		else
			out[digits / 2] = (unsigned char)(nibble << 4);
		digits++;
	}
	return digits == HASH_SIZE * 2;
}

void random_bytes(void *out, size_t len)
{
	randombytes_buf(out, len);
}

void wipe_bytes(void *bytes, size_t len)
{
	sodium_memzero(bytes, len);
}

/* --- signatures --- */

_Static_assert(SIGN_PUBLIC == crypto_sign_PUBLICKEYBYTES && SIGN_SECRET == crypto_sign_SECRETKEYBYTES &&
                       SIGN_SIZE == crypto_sign_BYTES,
               "sizes of Ed25519");

void sign_keys(unsigned char public_key[SIGN_PUBLIC], unsigned char secret_key[SIGN_SECRET])
{
	crypto_sign_keypair(public_key, secret_key);
}

void sign_make(unsigned char out[SIGN_SIZE], const void *bytes, size_t len, const unsigned char secret_key[SIGN_SECRET])
{
	crypto_sign_detached(out, NULL, bytes, len, secret_key);
}

bool sign_holds(const unsigned char sign[SIGN_SIZE], const void *bytes, size_t len, const unsigned char public_key[SIGN_PUBLIC])
{
	return crypto_sign_verify_detached(sign, bytes, len, public_key) == 0;
}

void blake(unsigned char *out, size_t out_len, const void *bytes, size_t len)
{
	crypto_generichash(out, out_len, bytes, len, NULL, 0);
}

bool stretch(unsigned char *out, size_t len, const char *password, const unsigned char salt[32], uint64_t operations,
             uint64_t memory)
{
	if (operations > (1ull << 33) || memory > (1ull << 30))
		return false;
	return crypto_pwhash_scryptsalsa208sha256(out, len, password, strlen(password), salt, operations, (size_t)memory) == 0;
}

void base64_add(struct buf *out, const void *bytes, size_t len)
{
	size_t room = sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL);

	buf_reserve(out, room);
	sodium_bin2base64(out->text + out->len, room, bytes, len, sodium_base64_VARIANT_ORIGINAL);
	out->len += room - 1;
}

bool base64_read(const char *text, size_t text_len, void *out, size_t len)
{
	const char *end;
	size_t got;

	return sodium_base642bin(out, len, text, text_len, NULL, &got, &end, sodium_base64_VARIANT_ORIGINAL) == 0 && got == len &&
	       end == text + text_len;
}

const char *hash_library(void)
{
	static char text[32];

	snprintf(text, sizeof text, "libsodium %s", sodium_version_string());
	return text;
}
