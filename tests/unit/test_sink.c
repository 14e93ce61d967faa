/* base/sink: bytes beside and renamed, put right before and after they spilled, nothing left when given up. */
#include "casebook_fixture.h"

#include <fcntl.h>

#include "base/path.h"
#include "base/sink.h"

static struct buf whole(const char *path)
{
	struct buf b = { 0 };
	struct err e = { 0 };

	if (!file_read(path, 64 << 20, &b, &e))
		fail_msg("%s %s", e.key, e.arg[1]);
	return b;
}

static size_t files_in(const char *dir)
{
	char **names;
	size_t count = 0;

	assert_true(dir_list(dir, "", &names, &count, NULL));
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
	return count;
}

/* Numbered lines; line 3 and the last are put right at the end. */
static void fill(struct sink *s, size_t lines)
{
	size_t third = 0, last = 0;

	for (size_t i = 0; i < lines; i++) {
		if (i == 3)
			third = sink_at(s);
		last = sink_at(s);
		buf_addf(&s->buf, "line %08zu\n", i);
		sink_rest(s);
	}
	sink_put_right(s, third, "LINE", 4);
	sink_put_right(s, last, "LAST", 4);
}

static void check_filled(const struct buf *b, size_t lines)
{
	assert_int_equal(b->len, lines * 14);
	assert_memory_equal(b->text, "line 00000000\n", 14);
	assert_memory_equal(b->text + 3 * 14, "LINE 00000003\n", 14);
	assert_memory_equal(b->text + (lines - 1) * 14, "LAST ", 5);
	assert_memory_equal(b->text + 4 * 14, "line 00000004\n", 14);
}

static void to_a_file(void **state)
{
	static const size_t sizes[] = { 10, 20000, 100000 };

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct sink s;
		struct err e = { 0 };
		assert_true(sink_to_file(&s, in_dir(state, "out"), i > 0, &e));
		fill(&s, sizes[i]);
		assert_true(sink_close(&s, &e));
		struct buf b = whole(in_dir(state, "out"));
		check_filled(&b, sizes[i]);
		buf_free(&b);
		assert_int_equal(files_in(*state), 1);
	}
}

static void to_a_descriptor(void **state)
{
	static const size_t sizes[] = { 10, 100000 };

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct sink s;
		struct err e = { 0 };
		int fd = open(in_dir(state, "fd"), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		sink_to_fd(&s, fd);
		fill(&s, sizes[i]);
		assert_true(sink_close(&s, &e));
		close(fd);
		struct buf b = whole(in_dir(state, "fd"));
		check_filled(&b, sizes[i]);
		buf_free(&b);
	}
}

static void to_memory(void **state)
{
	struct sink s;

	(void)state;
	sink_to_memory(&s);
	fill(&s, 100000);
	assert_true(sink_close(&s, NULL));
	check_filled(&s.buf, 100000);
	sink_drop(&s);
}

static void existing_files_stay(void **state)
{
	struct sink s;
	struct err e = { 0 };

	assert_true(file_write(in_dir(state, "mine"), "mine", 4, false, &e));
	assert_false(sink_to_file(&s, in_dir(state, "mine"), false, &e));
	assert_string_equal(e.key, "file.exists");
	assert_int_equal(e.code, ERR_CANNOT_CREATE);
	assert_true(sink_to_file(&s, in_dir(state, "mine"), true, &e));
	fill(&s, 50000);
	sink_drop(&s);
	struct buf b = whole(in_dir(state, "mine"));
	assert_string_equal(b.text, "mine");
	buf_free(&b);
	assert_int_equal(files_in(*state), 1);
}

static void trouble_is_told_at_the_end(void **state)
{
	struct sink s;
	struct err e = { 0 };
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	(void)state;
	sink_to_fd(&s, full);
	fill(&s, 100000);
	assert_false(sink_close(&s, &e));
	assert_string_equal(e.key, "output.failed");
	assert_int_equal(e.code, ERR_IO);
	close(full);
	assert_false(sink_to_file(&s, "/nonexistent/x", false, &e));
	assert_int_equal(e.code, ERR_CANNOT_CREATE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(to_a_file, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(to_a_descriptor, fixture_begin, fixture_end),
		cmocka_unit_test(to_memory),
		cmocka_unit_test_setup_teardown(existing_files_stay, fixture_begin, fixture_end),
		cmocka_unit_test(trouble_is_told_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
