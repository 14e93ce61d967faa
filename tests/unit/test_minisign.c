/* net/minisign: a file signed by the real minisign; our own there and back; whatever is not exact is refused. */
#include "casebook_fixture.h"

#include "net/minisign.h"

/* Made by minisign 0.11: -G -W, -S -t 'a trusted comment', -S -l (old form). */
static const char PUBLIC_KEY[] = "untrusted comment: minisign public key 9BF6EFAFEF6871BD\nRWS9cWjvr+/2m2LnN9hq6I7NaGG2JhxcuHj3xLF1uWArf8P7o9ILu7s2\n";
static const char SECRET_KEY[] = "untrusted comment: minisign encrypted secret key\nRWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAvXFo76/v9psKgPiAiytJy0nms0Zwue2JHJDeb/LEgTzjjWj67W/xgWLnN9hq6I7NaGG2JhxcuHj3xLF1uWArf8P7o9ILu7s2AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
static const char MESSAGE[] = "kakekomi\n";
static const char NEW_FORM[] = 
	"untrusted comment: signature from minisign secret key\n"
	"RUS9cWjvr+/2m/P657gFcsiY8jOdn2U3EpMBSSKpizUk9vFDeDLAN3a5n6Vpqe/uLKJv4vKTn0YQ0xFuBOLjh+3crskE+n9F1Qg=\n"
	"trusted comment: a trusted comment\n"
	"Q7NLmoLFj9qTfxVZ/dIGgQGuFUoN8zvkIH0I5lkTdvLORkn6tHm/BDo2zLvVrJEB9N153OjCBzqgJn7K5uUlDA==\n";
static const char OLD_FORM[] = 
	"untrusted comment: signature from minisign secret key\n"
	"RWS9cWjvr+/2m4cdZiO8WIHFBSmK8e6RfoNvvaIXs4wy8IZlu5P0u3J360p6tH/YPG6B0QDIRQgDp9r9i+mNyTaBGR8BQJl8PQU=\n"
	"trusted comment: a trusted comment\n"
	"RMa/UgLdArM253JIqYgGCINnkDer3K5yn6o2Wrw7N/JFpJJSgnm0WVs/GBLruQ0g8sk+MUBP0BgICBWTkljlDw==\n";

static struct public_key their_key(void)
{
	struct public_key p;
	struct err e = { 0 };

	assert_true(public_key_read("x", PUBLIC_KEY, &p, &e));
	return p;
}

static bool holds(const char *text, const char *message, const struct public_key *p)
{
	struct signature s;

	return signature_read("x", text, &s, NULL) && signature_holds(&s, message, strlen(message), p);
}

static void theirs_hold(void **state)
{
	struct public_key p = their_key();
	struct signature s;
	char id[KEY_ID_HEX_SIZE];
	unsigned char back[KEY_ID_SIZE];

	(void)state;
	key_id_hex(p.id, id);
	assert_string_equal(id, "9BF6EFAFEF6871BD");
	assert_true(key_id_of(id, back));
	assert_memory_equal(back, p.id, KEY_ID_SIZE);
	assert_true(holds(NEW_FORM, MESSAGE, &p));
	assert_true(holds(OLD_FORM, MESSAGE, &p));
	assert_false(holds(NEW_FORM, "kakekomj\n", &p));
	assert_true(signature_read("x", NEW_FORM, &s, NULL));
	assert_true(s.prehashed);
	assert_string_equal(s.trusted, "a trusted comment");
	s.trusted[0] = 'b';
	assert_false(signature_holds(&s, MESSAGE, strlen(MESSAGE), &p));
}

static void a_pasted_key_is_one_line(void **state)
{
	struct public_key whole = their_key(), line;

	(void)state;
	assert_true(public_key_read("x", strchr(PUBLIC_KEY, '\n') + 1, &line, NULL));
	assert_memory_equal(&whole, &line, sizeof line);
	assert_false(public_key_read("x", "", &line, NULL));
	assert_false(public_key_read("x", SECRET_KEY, &line, NULL));
}

/* Every character but those of the untrusted comment counts; so does every length. */
static void every_character_counts(void **state)
{
	struct public_key p = their_key();
	const size_t len = strlen(NEW_FORM), from = strcspn(NEW_FORM, "\n");
	char text[sizeof NEW_FORM];

	(void)state;
	for (size_t i = from; i < len; i++) {
		memcpy(text, NEW_FORM, sizeof text);
		text[i] ^= 1;
		assert_false(holds(text, MESSAGE, &p));
	}
	for (size_t i = 0; i + 1 < len; i++) {
		memcpy(text, NEW_FORM, sizeof text);
		text[i] = '\0';
		assert_false(holds(text, MESSAGE, &p));
	}
}

static void their_secret_key_signs(void **state)
{
	struct public_key p = their_key();
	struct secret_key s;
	struct err e = { 0 };
	struct buf out = { 0 };

	(void)state;
	assert_false(secret_key_is_protected(SECRET_KEY));
	assert_true(secret_key_read("x", SECRET_KEY, NULL, &s, &e));
	minisign_make(MESSAGE, strlen(MESSAGE), &s, "one\ntwo", "three\nfour", &out);
	assert_true(holds(buf_str(&out), MESSAGE, &p));
	assert_null(strstr(buf_str(&out), "two"));
	assert_null(strstr(buf_str(&out), "four"));
	buf_free(&out);
}

static void there_and_back(void **state)
{
	struct public_key p, q;
	struct secret_key s, t;
	struct err e = { 0 };
	struct buf pub = { 0 }, sec = { 0 };

	(void)state;
	keys_make(&p, &s);
	public_key_write(&p, &pub);
	assert_true(public_key_read("x", buf_str(&pub), &q, &e));
	assert_memory_equal(&p, &q, sizeof p);
	assert_true(secret_key_write(&s, "", &sec, &e));
	assert_true(secret_key_read("x", buf_str(&sec), "", &t, &e));
	assert_memory_equal(&s, &t, sizeof s);
	for (size_t i = strcspn(buf_str(&sec), "\n") + 1; i + 1 < sec.len; i++) {
		char kept = sec.text[i];
		sec.text[i] = kept == 'A' ? 'B' : 'A';
		/* A salt and limits that protect nothing may be anything. */
		bool read = secret_key_read("x", buf_str(&sec), "", &t, NULL);
		assert_true(!read || memcmp(&s, &t, sizeof s) == 0);
		sec.text[i] = kept;
	}
	buf_free(&pub);
	buf_wipe(&sec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(theirs_hold), cmocka_unit_test(a_pasted_key_is_one_line), cmocka_unit_test(every_character_counts),
		cmocka_unit_test(their_secret_key_signs), cmocka_unit_test(there_and_back),
	};

	return cmocka_run_group_tests_name("minisign", tests, NULL, NULL);
}
