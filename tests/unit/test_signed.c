/* net/signed: a signature says which pack it is for, to the letter, and a key vouches only for the key it names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "net/signed.h"

static struct public_key me, other;
static struct secret_key my_secret, other_secret;

static int make_keys(void **state)
{
	(void)state;
	keys_make(&me, &my_secret);
	keys_make(&other, &other_secret);
	return 0;
}

static struct buf pack_of(const char *name, uint32_t version, const char *expires, const char *needs)
{
	struct pack_file file = { (char *)"contacts.json", "{\"contacts\": []}", 16 };
	struct pack p = { .about = { .version = version }, .files = &file, .count = 1 };
	struct buf out = { 0 };

	snprintf(p.about.name, sizeof p.about.name, "%s", name);
	snprintf(p.about.expires, sizeof p.about.expires, "%s", expires);
	snprintf(p.about.needs, sizeof p.about.needs, "%s", needs);
	assert_true(pack_write("x", &p, &out, NULL));
	return out;
}

static struct signature signature_of(const struct buf *text)
{
	struct signature s;

	assert_true(signature_read("x", buf_str(text), &s, NULL));
	return s;
}

/* Signed with a trusted comment of one's own. */
static struct signature said(const struct buf *bytes, const char *comment)
{
	struct buf text = { 0 };

	minisign_make(bytes->text, bytes->len, &my_secret, "x", comment, &text);
	struct signature s = signature_of(&text);
	buf_free(&text);
	return s;
}

static void there_and_back(void **state)
{
	struct buf bytes = pack_of("desk", 12, "2027-03-31", "0.1.0"), text = { 0 };
	struct pack_about says;
	struct pack pack;

	(void)state;
	assert_true(signed_make("x", bytes.text, bytes.len, &my_secret, &text, NULL));
	struct signature s = signature_of(&text);
	assert_string_equal(s.trusted, "kakekomi pack desk 12 until 2027-03-31");
	assert_true(signed_holds("x", bytes.text, bytes.len, &s, &me, &says, NULL));
	assert_string_equal(says.name, "desk");
	assert_int_equal(says.version, 12);
	assert_string_equal(says.expires, "2027-03-31");
	assert_true(signed_read("x", bytes.text, bytes.len, &says, &pack, NULL));
	assert_int_equal(pack.count, 1);
	pack_free(&pack);
	buf_free(&bytes);
	buf_free(&text);
}

static void another_key_or_another_byte(void **state)
{
	struct buf bytes = pack_of("desk", 12, "", "0.1.0"), text = { 0 };
	struct pack_about says;
	struct err e = { 0 };

	(void)state;
	assert_true(signed_make("x", bytes.text, bytes.len, &my_secret, &text, NULL));
	struct signature s = signature_of(&text);
	assert_false(signed_holds("x", bytes.text, bytes.len, &s, &other, &says, &e));
	assert_string_equal(e.key, "pack.bad-signature");
	assert_int_equal(e.code, ERR_NO);
	assert_false(signed_holds("x", bytes.text, bytes.len - 1, &s, &me, &says, &e));
	bytes.text[bytes.len - 1] ^= 1;
	assert_false(signed_holds("x", bytes.text, bytes.len, &s, &me, &says, &e));
	buf_free(&bytes);
	buf_free(&text);
}

static void a_comment_is_read_to_the_letter(void **state)
{
	static const char *const none[] = {
		"", "x", "kakekomi pack", "kakekomi pack desk", "kakekomi pack desk 12", "kakekomi pack desk 12 until", "kakekomi pack desk 12 until ",
		"kakekomi pack desk 12 until ever ", "kakekomi pack desk 12 until ever x", "kakekomi pack  desk 12 until ever", "kakekomi pack desk 012 until ever",
		"kakekomi pack desk +12 until ever", "kakekomi pack desk 0 until ever", "kakekomi pack desk 4294967296 until ever", "kakekomi pack Desk 12 until ever",
		"kakekomi pack ../x 12 until ever", "kakekomi pack desk 12 after ever", "kakekomi pack desk 12 until 2027-02-30", "kakekomi pack desk 12 until 2027-2-3",
		"kakekomi pack desk 12 until Ever", "kakekomi key desk 12 until ever", " kakekomi pack desk 12 until ever",
		"kakekomi pack aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 1 until ever",
	};
	struct buf bytes = pack_of("desk", 12, "", "0.1.0");
	struct pack_about says;

	(void)state;
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		struct signature s = said(&bytes, none[i]);
		struct err e = { 0 };
		assert_false(signed_holds("x", bytes.text, bytes.len, &s, &me, &says, &e));
		assert_string_equal(e.key, "pack.no-statement");
	}
	struct signature s = said(&bytes, "kakekomi pack desk 12 until ever");
	assert_true(signed_holds("x", bytes.text, bytes.len, &s, &me, &says, NULL));
	assert_string_equal(says.expires, "");
	buf_free(&bytes);
}

/* The one says "desk 12", the other is something else: files of two packs side by side. */
static void the_pack_must_be_what_is_said(void **state)
{
	static const struct {
		const char *name, *expires, *needs, *key;
		uint32_t version;
	} cases[] = {
		{ "desk", "2027-03-31", "0.1.0", NULL, 12 },         { "desk2", "2027-03-31", "0.1.0", "pack.mixed", 12 },
		{ "desk", "2027-03-31", "0.1.0", "pack.mixed", 13 }, { "desk", "2027-04-01", "0.1.0", "pack.mixed", 12 },
		{ "desk", "", "0.1.0", "pack.mixed", 12 },           { "desk", "2027-03-31", "999.0.0", "pack.needs-newer", 12 },
	};
	const struct pack_about says = { "desk", 12, "2027-03-31", "" };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf bytes = pack_of(cases[i].name, cases[i].version, cases[i].expires, cases[i].needs);
		struct err e = { 0 };
		struct pack pack;
		assert_int_equal(signed_read("x", bytes.text, bytes.len, &says, &pack, &e), !cases[i].key);
		if (cases[i].key)
			assert_string_equal(e.key, cases[i].key);
		pack_free(&pack);
		buf_free(&bytes);
	}
}

static void only_packs_and_keys_are_signed(void **state)
{
	struct buf text = { 0 };
	struct err e = { 0 };

	(void)state;
	assert_false(signed_make("x", "hello", 5, &my_secret, &text, &e));
	assert_string_equal(e.key, "sign.what");
	assert_int_equal(text.len, 0);
	struct buf pub = { 0 };
	public_key_write(&me, &pub);
	buf_add_c(&pub, '\0'); /* something behind a key that its readers do not see */
	buf_add(&pub, "x");
	assert_false(signed_make("x", pub.text, pub.len, &my_secret, &text, &e));
	buf_free(&pub);
	buf_free(&text);
}

static void vouching(void **state)
{
	struct buf pub = { 0 }, text = { 0 };

	(void)state;
	public_key_write(&other, &pub);
	assert_true(signed_make("x", pub.text, pub.len, &my_secret, &text, NULL));
	struct signature s = signature_of(&text);
	assert_true(signed_vouches(pub.text, &other, &s, &me));
	assert_false(signed_vouches(pub.text, &me, &s, &me));       /* another key than the file's */
	assert_false(signed_vouches(pub.text, &other, &s, &other)); /* nobody vouches for himself with another's word */
	struct signature pack_like = said(&pub, "kakekomi pack desk 1 until ever");
	assert_false(signed_vouches(pub.text, &other, &pack_like, &me));
	char id[KEY_ID_HEX_SIZE], comment[64];
	key_id_hex(me.id, id);
	snprintf(comment, sizeof comment, "kakekomi key %s", id);
	struct signature of_another = said(&pub, comment);
	assert_false(signed_vouches(pub.text, &other, &of_another, &me));
	pub.text[pub.len - 3] ^= 1;
	assert_false(signed_vouches(pub.text, &other, &s, &me));
	buf_free(&pub);
	buf_free(&text);
}

static void good_to_the_end_of_the_day_in_japan(void **state)
{
	static const struct {
		const char *now;
		bool expired;
	} cases[] = { { "2027-03-31T23:59:59+09:00", false }, { "2027-04-01T00:00:00+09:00", true }, { "2027-03-31T14:59:59Z", false },
		      { "2027-03-31T15:00:00Z", true } };
	const struct pack_about about = { "desk", 1, "2027-03-31", "" }, ever = { "desk", 1, "", "" };
	struct moment m;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(moment_parse(cases[i].now, &m));
		assert_int_equal(pack_expired(&about, m.ms), cases[i].expired);
		assert_false(pack_expired(&ever, m.ms));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(another_key_or_another_byte),
		cmocka_unit_test(a_comment_is_read_to_the_letter),
		cmocka_unit_test(the_pack_must_be_what_is_said),
		cmocka_unit_test(only_packs_and_keys_are_signed),
		cmocka_unit_test(vouching),
		cmocka_unit_test(good_to_the_end_of_the_day_in_japan),
	};

	return cmocka_run_group_tests_name("signed", tests, make_keys, NULL);
}
