/* base/path: whole files in and out; no half file is ever left, an old one is not lost. */
#include "casebook_fixture.h"

#include <fcntl.h>

#include "base/path.h"

static char *content(const char *path)
{
	struct buf b = { 0 };

	assert_true(file_read(path, 1 << 20, &b, NULL));
	return buf_take(&b);
}

static void assert_content(const char *path, const char *wanted)
{
	char *text = content(path);

	assert_string_equal(text, wanted);
	free(text);
}

/* How many names the directory holds: a forgotten .part would be one more. */
static size_t names_in(const char *dir)
{
	char **names;
	size_t count;

	assert_true(dir_list(dir, "", &names, &count, NULL));
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
	return count;
}

/* Tests lie in build/tests, so what stands above them is found; what is nowhere is looked for where it would be installed. */
static void finds_helpers(void **state)
{
	char *program = path_helper("kakekomi"), *nowhere = path_helper("kakekomi-nowhere");

	(void)state;
	assert_true(path_exists(program));
	assert_non_null(strstr(nowhere, "/libexec/kakekomi/kakekomi-nowhere"));
	free(program);
	free(nowhere);
}

static void joins(void **state)
{
	char *a = path_join("/tmp", "x"), *b = path_join("/tmp/", "x"), *c = path_join("", "x");

	(void)state;
	assert_string_equal(a, "/tmp/x");
	assert_string_equal(b, "/tmp/x");
	assert_string_equal(c, "/x");
	free(a);
	free(b);
	free(c);
}

static void writes_and_reads(void **state)
{
	struct err e = { 0 };
	struct stat st;
	struct buf b = { 0 };
	const char *path = in_dir(state, "kiroku.txt");

	assert_false(path_exists(path));
	assert_true(file_write(path, "一\0二", 7, false, &e));
	assert_true(path_exists(path));
	assert_false(path_is_dir(path));
	assert_true(path_is_dir(*state));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(file_read(path, 7, &b, &e));
	assert_int_equal(b.len, 7);
	assert_memory_equal(b.text, "一\0二", 8);
	buf_free(&b);
	assert_true(file_write(in_dir(state, "empty"), "", 0, false, &e));
	assert_content(in_dir(state, "empty"), "");
	assert_int_equal(names_in(*state), 2);
}

static void refuses_an_existing_file(void **state)
{
	struct err e = { 0 };
	const char *path = in_dir(state, "kiroku.txt");

	assert_true(file_write(path, "old", 3, false, &e));
	assert_false(file_write(path, "new", 3, false, &e));
	assert_int_equal(e.code, ERR_CANNOT_CREATE);
	assert_string_equal(e.key, "file.exists");
	assert_string_equal(e.arg[0], path);
	assert_content(path, "old");
	assert_true(file_write(path, "new", 3, true, &e));
	assert_content(path, "new");
	assert_int_equal(names_in(*state), 1);
}

/* A file that is being read keeps its content: the new one is another file under the same name. */
static void replaces_by_renaming(void **state)
{
	const char *path = in_dir(state, "kiroku.txt");
	char text[8] = "";

	assert_true(file_write(path, "old", 3, false, NULL));
	int fd = open(path, O_RDONLY);
	assert_true(file_write(path, "longer", 6, true, NULL));
	assert_int_equal(read(fd, text, sizeof text), 3);
	assert_memory_equal(text, "old", 3);
	close(fd);
}

static void leaves_no_half_file(void **state)
{
	struct err e = { 0 };
	char folder[500];

	snprintf(folder, sizeof folder, "%s/folder", (char *)*state);
	assert_int_equal(mkdir(folder, 0700), 0);
	/* What is no file is refused before anything is written. */
	assert_false(file_write(folder, "x", 1, true, &e));
	assert_string_equal(e.key, "file.special");
	assert_int_equal(e.code, ERR_CANNOT_CREATE);
	assert_int_equal(names_in(*state), 1);
	/* A rename would take a pipe or a device away. */
	struct stat there;
	assert_int_equal(mkfifo(in_dir(state, "pipe"), 0600), 0);
	assert_false(file_write(in_dir(state, "pipe"), "x", 1, true, &e));
	assert_string_equal(e.key, "file.special");
	assert_int_equal(lstat(in_dir(state, "pipe"), &there), 0);
	assert_true(S_ISFIFO(there.st_mode));
	assert_int_equal(names_in(*state), 2);
	assert_false(file_write(in_dir(state, "none/kiroku.txt"), "x", 1, false, &e));
	assert_string_equal(e.key, "file.unwritable");
	assert_int_equal(e.code, ERR_CANNOT_CREATE);
	assert_false(file_write(folder, "x", 1, false, &e));
	assert_string_equal(e.key, "file.special");
}

static void devices(void **state)
{
	struct err e = { 0 };
	struct buf b = { 0 };

	(void)state;
	assert_false(file_read("/dev/null", 10, &b, &e));
	assert_string_equal(e.key, "file.unreadable");
	assert_false(file_read("/dev/zero", 10, &b, &e));
	buf_free(&b);
}

static void reading_fails(void **state)
{
	struct err e = { 0 };
	struct buf b = { 0 };

	assert_false(file_read(in_dir(state, "none"), 10, &b, &e));
	assert_int_equal(e.code, ERR_NO_INPUT);
	assert_string_equal(e.key, "file.unreadable");
	assert_false(file_read(*state, 10, &b, &e));
	assert_string_equal(e.key, "file.unreadable");
	assert_true(file_write(in_dir(state, "large"), "12345678901", 11, false, NULL));
	assert_false(file_read(in_dir(state, "large"), 10, &b, &e));
	assert_int_equal(e.code, ERR_DATA);
	assert_string_equal(e.key, "file.too-large");
	buf_clear(&b);
	assert_true(file_read(in_dir(state, "large"), 11, &b, &e));
	buf_free(&b);
}

static void lists(void **state)
{
	static const char *const names[] = { "b.json", "a.json", "c.txt", ".hidden.json", "json", "aa.json" };
	struct err e = { 0 };
	char **found;
	size_t count;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_true(file_write(in_dir(state, names[i]), "", 0, false, NULL));
	assert_true(dir_list(*state, ".json", &found, &count, &e));
	assert_int_equal(count, 3);
	assert_string_equal(found[0], "a.json");
	assert_string_equal(found[1], "aa.json");
	assert_string_equal(found[2], "b.json");
	for (size_t i = 0; i < count; i++)
		free(found[i]);
	free(found);
	assert_false(dir_list(in_dir(state, "none"), ".json", &found, &count, &e));
	assert_int_equal(count, 0);
	assert_int_equal(e.code, ERR_NO_INPUT);
}

static void casebook_place(void **state)
{
	char *path;

	(void)state;
	setenv("XDG_DATA_HOME", "/data", 1);
	path = path_casebook();
	assert_string_equal(path, "/data/kakekomi/casebook.db");
	free(path);
	/* A relative one is to be ignored (XDG base directory specification). */
	setenv("XDG_DATA_HOME", "data", 1);
	setenv("HOME", "/home/x", 1);
	path = path_casebook();
	assert_string_equal(path, "/home/x/.local/share/kakekomi/casebook.db");
	free(path);
	unsetenv("XDG_DATA_HOME");
	path = path_casebook();
	assert_string_equal(path, "/home/x/.local/share/kakekomi/casebook.db");
	free(path);
	unsetenv("HOME");
	path = path_casebook();
	assert_int_equal(path[0], '/');
	assert_non_null(strstr(path, "/.local/share/kakekomi/casebook.db"));
	free(path);
}

static void config_place(void **state)
{
	char *path;

	(void)state;
	setenv("XDG_CONFIG_HOME", "/etc/here", 1);
	path = path_config();
	assert_string_equal(path, "/etc/here/kakekomi/config.json");
	free(path);
	unsetenv("XDG_CONFIG_HOME");
	setenv("HOME", "/home/x/", 1);
	path = path_config();
	assert_string_equal(path, "/home/x/.config/kakekomi/config.json");
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_helpers),
		cmocka_unit_test(joins),
		cmocka_unit_test_setup_teardown(writes_and_reads, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(refuses_an_existing_file, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(replaces_by_renaming, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(leaves_no_half_file, fixture_begin, fixture_end),
		cmocka_unit_test(devices),
		cmocka_unit_test_setup_teardown(reading_fails, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(lists, fixture_begin, fixture_end),
		cmocka_unit_test(casebook_place), cmocka_unit_test(config_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
