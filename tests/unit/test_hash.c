/* base/hash: known digests, framing that keeps fields apart, hex as people copy it from paper. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"

static void sum_of(const void *bytes, size_t len, char hex[HASH_HEX_SIZE])
{
	struct hash h;
	unsigned char out[HASH_SIZE];

	hash_begin(&h);
	hash_bytes(&h, bytes, len);
	hash_end(&h, out);
	hash_hex(out, hex);
}

/* FIPS 180-4 examples. */
static void known(void **state)
{
	char hex[HASH_HEX_SIZE];

	(void)state;
	sum_of("", 0, hex);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	sum_of("abc", 3, hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	sum_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, hex);
	assert_string_equal(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void fields_of(const char *a, const char *b, unsigned char out[HASH_SIZE])
{
	struct hash h;

	hash_begin(&h);
	hash_text_field(&h, a);
	hash_text_field(&h, b);
	hash_end(&h, out);
}

static void framed(void **state)
{
	static const char *const rows[][2] = { { "a", "b" }, { "ab", "" }, { "", "ab" }, { "a", "" },
		                               { "", "a" },  { "", "" },   { "b", "a" } };
	enum { ROWS = 7 };
	unsigned char sums[ROWS][HASH_SIZE], again[HASH_SIZE];

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		fields_of(rows[i][0], rows[i][1], sums[i]);
		for (size_t k = 0; k < i; k++)
			assert_memory_not_equal(sums[i], sums[k], HASH_SIZE);
	}
	fields_of(NULL, "ab", again);
	assert_memory_equal(again, sums[2], HASH_SIZE);
}

/* The frame is what the header says: four bytes, big-endian, then the bytes. */
static void frame_bytes(void **state)
{
	struct hash h;
	unsigned char out[HASH_SIZE];
	char framed_hex[HASH_HEX_SIZE], by_hand[HASH_HEX_SIZE];
	char bytes[4 + 300 + 4 + 5] = { 0, 0, 1, 0x2C };
	char field[300];

	(void)state;
	memset(field, 'q', sizeof field);
	memcpy(bytes + 4, field, sizeof field);
	memcpy(bytes + 304, "\0\0\0\5-1234", 9);
	hash_begin(&h);
	hash_field(&h, field, sizeof field);
	hash_int_field(&h, -1234);
	hash_end(&h, out);
	hash_hex(out, framed_hex);
	sum_of(bytes, sizeof bytes, by_hand);
	assert_string_equal(framed_hex, by_hand);
}

static void integers(void **state)
{
	struct hash h;
	unsigned char a[HASH_SIZE], b[HASH_SIZE];

	(void)state;
	hash_begin(&h);
	hash_int_field(&h, INT64_MIN);
	hash_end(&h, a);
	hash_begin(&h);
	hash_text_field(&h, "-9223372036854775808");
	hash_end(&h, b);
	assert_memory_equal(a, b, HASH_SIZE);
}

static void hex_round_trip(void **state)
{
	unsigned char in[HASH_SIZE], out[HASH_SIZE];
	char hex[HASH_HEX_SIZE], loose[400];

	(void)state;
	for (int round = 0; round < 200; round++) {
		size_t used = 0;
		random_bytes(in, sizeof in);
		hash_hex(in, hex);
		assert_int_equal(strlen(hex), 64);
		assert_true(hash_from_hex(hex, out));
		assert_memory_equal(in, out, HASH_SIZE);
		/* In groups, upper case, with blanks around, as on paper. */
		for (size_t i = 0; hex[i]; i++) {
			if (i % 4 == 0)
				loose[used++] = i % 8 ? '-' : ' ';
			loose[used++] = (char)(hex[i] >= 'a' ? hex[i] - 32 : hex[i]);
		}
		loose[used++] = ' ';
		loose[used] = '\0';
		assert_true(hash_from_hex(loose, out));
		assert_memory_equal(in, out, HASH_SIZE);
	}
}

static void bad_hex(void **state)
{
	unsigned char out[HASH_SIZE];
	char text[80];

	(void)state;
	assert_false(hash_from_hex("", out));
	assert_false(hash_from_hex("    ", out));
	memset(text, 'a', sizeof text);
	text[63] = '\0';
	assert_false(hash_from_hex(text, out));
	memset(text, 'a', sizeof text);
	text[65] = '\0';
	assert_false(hash_from_hex(text, out));
	memset(text, 'a', sizeof text);
	text[64] = '\0';
	assert_true(hash_from_hex(text, out));
	text[10] = 'g';
	assert_false(hash_from_hex(text, out));
	text[10] = '\n';
	assert_false(hash_from_hex(text, out));
}

/* RFC 4231, cases 1, 2 and 6 (a key longer than a block). */
static void hmac(void **state)
{
	static const struct {
		const char *key, *data, *hex;
		size_t key_len;
		char fill;
	} cases[] = {
		{ NULL, "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7", 20, 0x0b },
		{ "Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", 4, 0 },
		{ NULL, "Test Using Larger Than Block-Size Key - Hash Key First", "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
		  131, (char)0xaa },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		unsigned char out[HASH_SIZE];
		char key[131], hex[HASH_HEX_SIZE];
		memset(key, cases[i].fill, sizeof key);
		hash_hmac(cases[i].key ? cases[i].key : key, cases[i].key_len, cases[i].data, strlen(cases[i].data), out);
		hash_hex(out, hex);
		assert_string_equal(hex, cases[i].hex);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known),          cmocka_unit_test(framed),  cmocka_unit_test(frame_bytes), cmocka_unit_test(integers),
		cmocka_unit_test(hex_round_trip), cmocka_unit_test(bad_hex), cmocka_unit_test(hmac),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
