/* The seal of an entry: every field counts, fields cannot run into each other, and the bytes are those the
 * header promises, so that another program can check a record. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "casebook/entry.h"

static struct entry sample(void)
{
	struct entry e = { .case_id = "abcdefgh23", .n = 2, .at_ms = 1763731800000, .offset_min = 540, .who = "self",
		           .kind = ENTRY_OUTCOME, .step = "card-stop", .outcome = "done", .clock = "", .text = "受付 8841",
		           .body = "{}" };

	memset(e.salt, 7, sizeof e.salt);
	entry_digest(&e, e.digest);
	return e;
}

static void seal_of(const struct entry *e, unsigned char out[HASH_SIZE])
{
	static const unsigned char previous[HASH_SIZE] = { 1, 2, 3 };

	entry_seal(e, previous, out);
}

static void names(void **state)
{
	enum entry_kind kind;

	(void)state;
	for (unsigned i = 0; i < ENTRY_KINDS; i++) {
		assert_true(entry_kind_from_name(entry_kind_name((enum entry_kind)i), &kind));
		assert_int_equal(kind, i);
	}
	assert_false(entry_kind_from_name("", &kind));
	assert_false(entry_kind_from_name("opened", &kind));
	assert_string_equal(entry_kind_name(ENTRY_KINDS), "");
}

static void ids(void **state)
{
	char a[CASE_ID_SIZE], b[CASE_ID_SIZE];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		case_id_new(a);
		case_id_new(b);
		assert_int_equal(strlen(a), CASE_ID_LEN);
		assert_int_equal(strspn(a, "abcdefghijklmnopqrstuvwxyz234567"), CASE_ID_LEN);
		assert_string_not_equal(a, b);
	}
}

/* The bytes written out by hand: 4-byte length and bytes, numbers as digits. */
static void bytes(void **state)
{
	static const char content[] = "\0\0\0\x10" "\7\7\7\7\7\7\7\7\7\7\7\7\7\7\7\7" "\0\0\0\x0b" "受付 8841" "\0\0\0\2{}";
	static const char before[] = "\0\0\0\x0akakekomi-1" "\0\0\0\0" "\0\0\0\x0a" "abcdefgh23" "\0\0\0\1" "2" "\0\0\0\x0d" "1763731800000"
				     "\0\0\0\3" "540" "\0\0\0\4self" "\0\0\0\7outcome" "\0\0\0\x09" "card-stop" "\0\0\0\4" "done"
				     "\0\0\0\0" "\0\0\0\x20";
	struct entry e = sample();
	unsigned char digest[HASH_SIZE], seal[HASH_SIZE], is[HASH_SIZE];
	struct hash h;

	(void)state;
	hash_begin(&h);
	hash_bytes(&h, content, sizeof content - 1);
	hash_end(&h, digest);
	assert_memory_equal(digest, e.digest, HASH_SIZE);
	hash_begin(&h);
	hash_bytes(&h, before, sizeof before - 1);
	hash_bytes(&h, digest, HASH_SIZE);
	hash_end(&h, seal);
	entry_seal(&e, NULL, is);
	assert_memory_equal(seal, is, HASH_SIZE);
}

static void every_field(void **state)
{
	unsigned char seals[12][HASH_SIZE];
	struct entry e[12];

	(void)state;
	for (size_t i = 0; i < 12; i++)
		e[i] = sample();
	memcpy(e[1].case_id, "abcdefgh24", CASE_ID_SIZE);
	e[2].n = 3;
	e[3].at_ms++;
	e[4].offset_min = 0;
	e[5].who = "helper";
	e[6].kind = ENTRY_NOTE;
	e[7].step = "card-stopd";
	e[7].outcome = "one"; /* a letter over the border of two fields */
	e[8].outcome = "";
	e[9].clock = "test";
	e[10].digest[31] ^= 1;
	for (size_t i = 0; i < 11; i++)
		seal_of(&e[i], seals[i]);
	entry_seal(&e[11], NULL, seals[11]);
	for (size_t i = 0; i < 12; i++)
		for (size_t k = 0; k < i; k++)
			assert_memory_not_equal(seals[i], seals[k], HASH_SIZE);
}

static void contents(void **state)
{
	struct entry e = sample(), moved = sample(), salted = sample(), none = sample(), empty = sample();
	unsigned char a[HASH_SIZE], b[HASH_SIZE];

	(void)state;
	moved.text = "受付 8841{";
	moved.body = "}";
	entry_digest(&moved, a);
	assert_memory_not_equal(a, e.digest, HASH_SIZE);
	salted.salt[0] = 0;
	entry_digest(&salted, a);
	assert_memory_not_equal(a, e.digest, HASH_SIZE);
	none.text = NULL;
	empty.text = "";
	entry_digest(&none, a);
	entry_digest(&empty, b);
	assert_memory_equal(a, b, HASH_SIZE);
}

static void closing(void **state)
{
	struct entry a = sample(), b = sample();
	unsigned char seal[HASH_SIZE];

	(void)state;
	entry_close(&a, NULL);
	entry_close(&b, NULL);
	assert_memory_not_equal(a.salt, b.salt, SALT_SIZE);
	assert_memory_not_equal(a.digest, b.digest, HASH_SIZE);
	entry_seal(&a, NULL, seal);
	assert_memory_equal(seal, a.seal, HASH_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names), cmocka_unit_test(ids), cmocka_unit_test(bytes),
		cmocka_unit_test(every_field), cmocka_unit_test(contents), cmocka_unit_test(closing),
	};
	return cmocka_run_group_tests_name("entry", tests, NULL, NULL);
}
