#include "base/sha256.h"

#include <nettle/sha2.h>
#include <nettle/version.h>
#include <stdio.h>

#include "base/banned.h"

_Static_assert(sizeof(struct sha256_ctx) <= sizeof(((struct sha256 *)0)->state), "hash state too small");
_Static_assert(SHA256_SIZE == SHA256_DIGEST_SIZE, "size of SHA-256");

static struct sha256_ctx *state_of(struct sha256 *h)
{
	return (struct sha256_ctx *)(void *)h->state;
}

void sha256_begin(struct sha256 *h)
{
	sha256_init(state_of(h));
}

void sha256_bytes(struct sha256 *h, const void *bytes, size_t len)
{
	if (len)
		sha256_update(state_of(h), len, bytes);
}

void sha256_end(struct sha256 *h, unsigned char out[SHA256_SIZE])
{
	sha256_digest(state_of(h), SHA256_SIZE, out);
}

const char *sha256_library(void)
{
	static char text[32];

	snprintf(text, sizeof text, "Nettle %d.%d", nettle_version_major(), nettle_version_minor());
	return text;
}
