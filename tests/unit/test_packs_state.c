/* net/packs_state: what is remembered of packs comes back as it was; a file that is not exactly one is told, never half believed. */
#include "casebook_fixture.h"

#include "base/path.h"
#include "net/packs_state.h"

static const unsigned char ME[KEY_ID_SIZE] = { 1, 2, 3, 4, 5, 6, 7, 8 }, OTHER[KEY_ID_SIZE] = { 8, 7, 6, 5, 4, 3, 2, 1 }, NOBODY[KEY_ID_SIZE] = { 9 };

static void no_file_is_an_empty_state(void **state)
{
	struct packs_state s;

	assert_true(packs_state_read(*state, &s, NULL));
	assert_int_equal(s.count, 0);
	assert_int_equal(s.revoked_count, 0);
	assert_null(pack_state_find(&s, "base"));
	assert_int_equal(pack_state_seen(NULL, ME), 0);
	packs_state_free(&s);
}

static void there_and_back(void **state)
{
	struct packs_state s = { 0 }, t;
	struct buf one = { 0 }, two = { 0 };

	struct pack_state *p = pack_state_need(&s, "base");
	assert_ptr_equal(pack_state_need(&s, "base"), p);
	memcpy(p->key, ME, KEY_ID_SIZE);
	snprintf(p->since, sizeof p->since, "2026-02-12T10:42:00+09:00");
	p->pin = PACK_VERSION_MOST;
	pack_state_see(p, ME, 12);
	pack_state_see(p, ME, 7); /* the highest counts */
	pack_state_see(p, OTHER, PACK_VERSION_MOST);
	p->url = mem_strdup("https://x.example/\"\\");
	snprintf(p->asked, sizeof p->asked, "2026-02-13T10:42:00+09:00");
	p = pack_state_need(&s, "10-bank");
	memcpy(p->key, OTHER, KEY_ID_SIZE);
	snprintf(p->since, sizeof p->since, "2026-02-12T10:42:00+09:00");
	packs_state_revoke(&s, OTHER);
	packs_state_revoke(&s, OTHER);
	assert_true(packs_state_write(*state, &s, NULL));
	assert_true(packs_state_read(*state, &t, NULL));
	p = pack_state_find(&t, "base");
	assert_memory_equal(p->key, ME, KEY_ID_SIZE);
	assert_int_equal(p->pin, PACK_VERSION_MOST);
	assert_int_equal(pack_state_seen(p, ME), 12);
	assert_int_equal(pack_state_seen(p, OTHER), PACK_VERSION_MOST);
	assert_int_equal(pack_state_seen(p, NOBODY), 0);
	assert_string_equal(p->url, "https://x.example/\"\\");
	assert_null(p->etag);
	assert_int_equal(t.revoked_count, 1);
	assert_true(packs_state_revoked(&t, OTHER));
	assert_false(packs_state_revoked(&t, ME));
	packs_state_text(&s, &one);
	packs_state_text(&t, &two);
	assert_string_equal(one.text, two.text);
	buf_free(&one);
	buf_free(&two);
	packs_state_free(&s);
	packs_state_free(&t);
}

#define PACK(rest) "{\"format\": 1, \"packs\": [{\"name\": \"base\", \"key\": \"0807060504030201\", \"since\": null, " rest "], \"revoked\": []}"
#define REST "\"pin\": 0, \"seen\": [], \"url\": null, \"etag\": null, \"asked\": null}"

static bool reads(void **state, const char *text)
{
	char *path = packs_state_path(*state);
	struct packs_state s;
	struct err e = { 0 };

	assert_true(file_write(path, text, strlen(text), true, NULL));
	bool ok = packs_state_read(*state, &s, &e);
	if (!ok) {
		assert_string_equal(e.key, "packs.state");
		assert_int_equal(e.code, ERR_DATA);
		assert_string_equal(e.arg[0], path);
	}
	packs_state_free(&s);
	free(path);
	return ok;
}

static void what_is_not_exactly_one_is_told(void **state)
{
	static const char *const bad[] = {
		"", "{", "[]", "{}", "{\"format\": 1}", "{\"format\": 2, \"packs\": [], \"revoked\": []}", "{\"format\": 1, \"packs\": {}, \"revoked\": []}",
		"{\"format\": 1, \"packs\": [], \"revoked\": [\"x\"]}", "{\"format\": 1, \"packs\": [], \"revoked\": [1]}",
		"{\"format\": 1, \"packs\": [1], \"revoked\": []}", "{\"format\": 1, \"packs\": [{\"name\": \"../x\"}], \"revoked\": []}",
		PACK("\"pin\": -1, \"seen\": [], \"url\": null, \"etag\": null, \"asked\": null}"),
		PACK("\"pin\": 1.5, \"seen\": [], \"url\": null, \"etag\": null, \"asked\": null}"),
		PACK("\"pin\": 4294967296, \"seen\": [], \"url\": null, \"etag\": null, \"asked\": null}"),
		PACK("\"pin\": 0, \"seen\": {}, \"url\": null, \"etag\": null, \"asked\": null}"),
		PACK("\"pin\": 0, \"seen\": [{\"key\": \"0807060504030201\"}], \"url\": null, \"etag\": null, \"asked\": null}"),
		PACK("\"pin\": 0, \"seen\": [{\"key\": \"08\", \"version\": 1}], \"url\": null, \"etag\": null, \"asked\": null}"),
		PACK("\"pin\": 0, \"seen\": [], \"url\": 1, \"etag\": null, \"asked\": null}"),
		PACK("\"pin\": 0, \"seen\": [], \"url\": null, \"asked\": null}"),
		PACK("\"pin\": 0, \"seen\": [], \"url\": null, \"etag\": null, \"asked\": \"yesterday\"}"),
		"{\"format\": 1, \"packs\": [{\"name\": \"base\", \"key\": \"xx\", \"since\": null, " REST "], \"revoked\": []}",
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(reads(state, bad[i]));
	assert_true(reads(state, PACK(REST)));
	assert_true(reads(state, "{\"format\": 1, \"packs\": [], \"revoked\": [\"0807060504030201\"]}"));
}

/* The same name twice: one of the two would hide the other's highest version. */
static void a_name_twice_is_told(void **state)
{
	assert_false(reads(state, "{\"format\": 1, \"packs\": [{\"name\": \"base\", \"key\": \"0807060504030201\", \"since\": null, " REST
	                          ", {\"name\": \"base\", \"key\": \"0807060504030201\", \"since\": null, " REST "], \"revoked\": []}"));
}

static void where_nothing_can_be_written(void **state)
{
	struct packs_state s = { 0 };
	struct err e = { 0 };

	assert_false(packs_state_write(in_dir(state, "none/below"), &s, &e));
	assert_string_equal(e.key, "file.unwritable");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(no_file_is_an_empty_state, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(there_and_back, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(what_is_not_exactly_one_is_told, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(a_name_twice_is_told, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(where_nothing_can_be_written, fixture_begin, fixture_end),
	};

	return cmocka_run_group_tests_name("packs_state", tests, NULL, NULL);
}
