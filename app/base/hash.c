#include "base/hash.h"

#include <ctype.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(((struct hash *)0)->state), "hash state too small");

static crypto_hash_sha256_state *state_of(struct hash *h)
{
	return (crypto_hash_sha256_state *)(void *)h->state;
}

void hash_begin(struct hash *h)
{
	crypto_hash_sha256_init(state_of(h));
}

void hash_bytes(struct hash *h, const void *bytes, size_t len)
{
	if (len)
		crypto_hash_sha256_update(state_of(h), bytes, len);
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
	crypto_hash_sha256_final(state_of(h), out);
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

const char *hash_library(void)
{
	static char text[32];

	snprintf(text, sizeof text, "libsodium %s", sodium_version_string());
	return text;
}
