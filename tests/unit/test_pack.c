/* guide/pack and guide/layer: a pack there and back, read as a directory, and every byte and length of a small one. */
#include "casebook_fixture.h"

#include "base/path.h"
#include "guide/layer.h"

static struct pack small(void)
{
	static struct pack_file files[3];
	struct pack p = { .about = { "desk", 12, "2027-03-31", "0.1.0" }, .files = files, .count = 3 };

	files[0] = (struct pack_file){ (char *)"steps/a.json", "AA", 2 };
	files[1] = (struct pack_file){ (char *)"contacts.json", "B", 1 };
	files[2] = (struct pack_file){ (char *)"locale/en/steps/a.json", "", 0 };
	return p;
}

static struct buf written(void)
{
	struct pack p = small();
	struct buf out = { 0 };
	struct err e = { 0 };

	if (!pack_write("x", &p, &out, &e))
		fail_msg("%s", e.arg[1]);
	return out;
}

static void there_and_back(void **state)
{
	struct buf bytes = written();
	struct pack p;

	(void)state;
	assert_true(pack_read("x", bytes.text, bytes.len, &p, NULL));
	assert_string_equal(p.about.name, "desk");
	assert_int_equal(p.about.version, 12);
	assert_string_equal(p.about.expires, "2027-03-31");
	assert_int_equal(p.count, 3);
	assert_string_equal(p.files[0].name, "contacts.json");
	assert_memory_equal(pack_find(&p, "steps/a.json")->text, "AA", 2);
	assert_null(pack_find(&p, "steps"));
	pack_free(&p);
	buf_free(&bytes);
}

/* None of them reads past the end (the sanitizers look), and what still reads is a pack by the rules. */
static void any_byte_any_length(void **state)
{
	struct buf bytes = written();
	struct pack p;

	(void)state;
	for (size_t len = 0; len < bytes.len; len++) {
		char *part = mem_alloc(len + 1);
		memcpy(part, bytes.text, len);
		assert_false(pack_read("x", part, len, &p, NULL));
		pack_free(&p);
		free(part);
	}
	for (size_t i = 0; i < bytes.len; i++)
		for (int bit = 0; bit < 8; bit++) {
			bytes.text[i] = (char)(bytes.text[i] ^ (1 << bit));
			if (pack_read("x", bytes.text, bytes.len, &p, NULL)) {
				assert_true(pack_name_ok(p.about.name) && p.about.version > 0 && p.count == 3);
				for (size_t k = 0; k < p.count; k++)
					assert_true(pack_file_ok(p.files[k].name) && (!k || strcmp(p.files[k - 1].name, p.files[k].name) < 0));
			}
			pack_free(&p);
			bytes.text[i] = (char)(bytes.text[i] ^ (1 << bit));
		}
	buf_free(&bytes);
}

static void what_may_stand_where(void **state)
{
	static const char *const good[] = { "a.json", "steps/a-b_1.json", "letters/x.json", "locale/en/words.json", "locale/en/letters/x.json",
		                            "public_suffix_list.dat" };
	static const char *const bad[] = { "", ".json", "a", "a.JSON", "A.json", "../a.json", "/a.json", "steps/", "steps/../a.json", "steps//a.json",
		                           "x/a.json", "steps/steps/a.json", "locale/a.json", "locale/EN/a.json", "locale/abcd/a.json",
		                           "locale/en/locale/en/a.json", "a.json/", "a.json\n", "./a.json", "a..json", "public_suffix_list.dat/x" };
	static const char *const versions[] = { "0.1", "0.1.0", "12.0.3" }, *const none[] = { "", "1", "1.", ".1", "1.2.3.4", "1.x", "1.2.3 ", "9999999.1" };
	uint32_t n;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(pack_file_ok(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(pack_file_ok(bad[i]));
	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
		assert_true(pack_needs_ok(versions[i]));
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_false(pack_needs_ok(none[i]));
	assert_true(pack_day_ok("2028-02-29") && !pack_day_ok("2027-02-29") && !pack_day_ok("2027-2-1") && !pack_day_ok("2027-02-01T10:00"));
	assert_true(pack_version_of("999999999", &n) && n == 999999999);
	assert_false(pack_version_of("0", &n) || pack_version_of("01", &n) || pack_version_of("1000000000", &n) || pack_version_of("-1", &n));
	assert_true(pack_name_ok("10-desk") && !pack_name_ok("-x") && !pack_name_ok("") && !pack_name_ok("a.b") && !pack_name_ok("a/b"));
}

static void new_enough(void **state)
{
	static const struct {
		const char *needs, *is;
		bool fits;
	} rows[] = { { "0.1.0", "0.1.0", true }, { "0.1", "0.1.5", true }, { "0.1.1", "0.1.0", false }, { "0.2", "0.10.0", true },
		     { "1.0", "0.9.9", false }, { "0.9.9", "1.0", true } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pack_about about = { .version = 1 };
		snprintf(about.needs, sizeof about.needs, "%s", rows[i].needs);
		assert_int_equal(pack_fits(&about, rows[i].is), rows[i].fits);
	}
}

static size_t listed(const char *dir, const char *folder, const char *suffix, const char *first)
{
	char path[600], **names;
	size_t count;

	snprintf(path, sizeof path, "%s/1.pack%s", dir, folder);
	assert_true(guide_list(path, suffix, &names, &count, NULL));
	if (first)
		assert_string_equal(names[0], first);
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
	return count;
}

static void read_as_a_directory(void **state)
{
	struct buf bytes = written(), text = { 0 };
	char path[700], file[600];

	snprintf(file, sizeof file, "%s/1.pack", (char *)*state);
	assert_true(file_write(file, bytes.text, bytes.len, false, NULL));
	assert_true(guide_is_layer(file) && guide_is_dir(file));
	assert_int_equal(listed(*state, "", ".json", "contacts.json"), 1);
	assert_int_equal(listed(*state, "", "", "contacts.json"), 3);
	assert_int_equal(listed(*state, "/locale", "", "en"), 1);
	assert_int_equal(listed(*state, "/locale/en/steps", ".json", "a.json"), 1);
	assert_int_equal(listed(*state, "/letters", ".json", NULL), 0);
	snprintf(path, sizeof path, "%s/steps/a.json", file);
	assert_true(guide_has(path) && !guide_is_layer(path));
	assert_true(guide_read(path, &text, NULL));
	assert_string_equal(buf_str(&text), "AA");
	snprintf(path, sizeof path, "%s/steps", file);
	assert_true(guide_is_dir(path));
	snprintf(path, sizeof path, "%s/nothing", file);
	assert_false(guide_is_dir(path) || guide_has(path) || guide_read(path, &text, NULL));
	/* A directory may be called so too. */
	snprintf(path, sizeof path, "%s/2.pack", (char *)*state);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_true(guide_is_layer(path) && guide_is_dir(path));
	buf_free(&text);
	buf_free(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back), cmocka_unit_test(any_byte_any_length), cmocka_unit_test(what_may_stand_where),
		cmocka_unit_test(new_enough), cmocka_unit_test_setup_teardown(read_as_a_directory, fixture_begin, fixture_end),
	};

	return cmocka_run_group_tests_name("pack", tests, NULL, NULL);
}
