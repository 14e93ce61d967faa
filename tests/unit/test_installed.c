/* guide/installed: which packs are in use, by what lies in their folder; whatever is odd there is not in use. */
#include "casebook_fixture.h"

#include "base/path.h"
#include "guide/installed.h"

static int begin(void **state)
{
	return fixture_begin(state) || setenv("XDG_DATA_HOME", *state, 1);
}

static void put(void **state, const char *name, const char *text)
{
	char *path = path_join(*state, name);

	assert_true(path_make_parent(path, NULL));
	assert_true(file_write(path, text, strlen(text), true, NULL));
	free(path);
}

static void use(void **state, const char *name, const char *link)
{
	struct buf path = { 0 };

	buf_addf(&path, "%s/kakekomi/packs/%s/current", (char *)*state, name);
	assert_true(path_make_parent(path.text, NULL));
	unlink(path.text);
	assert_int_equal(symlink(link, path.text), 0);
	buf_free(&path);
}

static void none(void **state)
{
	struct installed i;

	(void)state;
	installed_read(&i);
	assert_int_equal(i.count, 0);
	assert_null(installed_base(&i, NULL));
	installed_free(&i);
}

static void in_the_order_of_their_names(void **state)
{
	static const struct {
		const char *name;
		uint32_t version;
	} wanted[] = { { "10-bank", 3 }, { "20-desk", 12 }, { "base", PACK_VERSION_MOST } };
	struct installed i;

	use(state, "20-desk", "12.pack");
	use(state, "base", "999999999.pack");
	use(state, "10-bank", "3.pack");
	installed_read(&i);
	assert_int_equal(i.count, 3);
	for (size_t k = 0; k < 3; k++) {
		char *path = path_join(*state, "kakekomi/packs");
		assert_string_equal(i.at[k].name, wanted[k].name);
		assert_int_equal(i.at[k].version, wanted[k].version);
		assert_memory_equal(i.at[k].path, path, strlen(path));
		free(path);
	}
	assert_true(installed_is_base(&i.at[2]));
	assert_false(installed_is_base(&i.at[0]));
	installed_free(&i);
}

static void what_is_odd_is_not_in_use(void **state)
{
	static const char *const links[] = { "0.pack", "x.pack", "12.pac", "12.pack.minisig", "../12.pack", "/etc/passwd", "12", ".pack", "-1.pack",
		                             "4294967296.pack", "99999999999999999999999999999999999999999999999999999999999999999999999.pack" };
	struct installed i;

	for (size_t k = 0; k < sizeof links / sizeof *links; k++) {
		use(state, "desk", links[k]);
		installed_read(&i);
		assert_int_equal(i.count, 0);
		installed_free(&i);
	}
	use(state, "Bad Name", "1.pack");
	put(state, "kakekomi/packs/file", "x");
	put(state, "kakekomi/packs/other/current", "1.pack"); /* a file that is no link */
	installed_read(&i);
	assert_int_equal(i.count, 0);
	installed_free(&i);
}

static void put_in_its_place(void **state)
{
	struct installed i = { 0 };
	const struct installed_pack b = { (char *)"b", (char *)"/b/1", 1 }, a = { (char *)"a", (char *)"/a/1", 1 }, c = { (char *)"c", (char *)"/c/1", 1 },
	                            b2 = { (char *)"b", (char *)"/b/2", 2 };

	(void)state;
	installed_put(&i, &b);
	installed_put(&i, &c);
	installed_put(&i, &a);
	installed_put(&i, &b2);
	assert_int_equal(i.count, 3);
	assert_string_equal(i.at[0].path, "/a/1");
	assert_string_equal(i.at[1].path, "/b/2");
	assert_int_equal(i.at[1].version, 2);
	assert_string_equal(i.at[2].path, "/c/1");
	installed_free(&i);
}

static void a_base_must_be_above_the_shipped_one(void **state)
{
	static const struct {
		const char *version; /* NULL: no file */
		uint32_t is;
	} files[] = { { NULL, 0 }, { "", 0 }, { "x\n", 0 }, { "7\n", 7 }, { "7", 7 }, { "0\n", 0 }, { "-7\n", 0 }, { "7 8\n", 0 },
		      { "99999999999999999999\n", 0 } };
	struct installed i = { 0 };

	for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
		if (files[k].version)
			put(state, "shipped/VERSION", files[k].version);
		assert_int_equal(shipped_version(in_dir(state, "shipped")), files[k].is);
	}
	put(state, "shipped/VERSION", "7\n");
	for (uint32_t version = 6; version <= 8; version++) {
		installed_put(&i, &(struct installed_pack){ (char *)"base", (char *)"/x", version });
		assert_int_equal(installed_base(&i, in_dir(state, "shipped")) != NULL, version > 7);
		assert_non_null(installed_base(&i, NULL));
	}
	installed_free(&i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(none, begin, fixture_end),
		cmocka_unit_test_setup_teardown(in_the_order_of_their_names, begin, fixture_end),
		cmocka_unit_test_setup_teardown(what_is_odd_is_not_in_use, begin, fixture_end),
		cmocka_unit_test_setup_teardown(put_in_its_place, begin, fixture_end),
		cmocka_unit_test_setup_teardown(a_base_must_be_above_the_shipped_one, begin, fixture_end),
	};

	return cmocka_run_group_tests_name("installed", tests, NULL, NULL);
}
