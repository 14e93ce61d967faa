/* net/hook: events promised before their entry is written, kept or broken by what the record says; nobody lives to see the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/path.h"
#include "net/hook.h"

static char folder[64];

static const struct hook_event EVENT = { .name = "card-stopped", .case_id = "k7qmabcdef", .action = "card.stop", .n = 7, .at = { 1770860520000, 540 } };

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/kakekomi-hook-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static size_t count_names(const char *suffix, bool remove)
{
	char **names;
	size_t count;

	assert_true(dir_list(folder, suffix, &names, &count, NULL));
	for (size_t i = 0; i < count; i++) {
		char *path = path_join(folder, names[i]);
		if (remove)
			unlink(path);
		free(path);
		free(names[i]);
	}
	free(names);
	return count;
}

static int remove_folder(void **state)
{
	(void)state;
	count_names("", true);
	return rmdir(folder);
}

static void count_event(void *context, const json *event)
{
	size_t *count = context;

	assert_string_equal(json_get_text(event, "event"), "card-stopped");
	assert_string_equal(json_get_text(event, "case"), "k7qmabcdef");
	assert_string_equal(json_get_text(event, "action"), "card.stop");
	assert_string_equal(json_get_text(event, "at"), "2026-02-12T10:42:00+09:00");
	assert_int_equal(strlen(json_get_text(event, "id")), 24);
	++*count;
}

static size_t waiting(void)
{
	size_t count = 0;

	assert_true(hook_each(folder, count_event, &count, NULL));
	return count;
}

struct asked {
	size_t times;
	bool stands, fails;
};

static bool answer(void *context, const char *case_id, int64_t n, int64_t at_ms, bool *stands, struct err *e)
{
	struct asked *a = context;

	assert_string_equal(case_id, "k7qmabcdef");
	assert_int_equal(n, 7);
	assert_int_equal(at_ms, 1770860520000);
	a->times++;
	*stands = a->stands;
	return !a->fails || err_set(e, ERR_IO, "casebook.io", "x", "y", NULL);
}

static struct asked settle(bool stands, bool fails)
{
	struct asked a = { 0, stands, fails };

	assert_true(hook_settle(folder, answer, &a, NULL) == !fails);
	return a;
}

/* Promises in a program of its own, which then dies. */
static void promise_and_die(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		struct hook_promise p;
		_exit(hook_promise(folder, &EVENT, &p, NULL) ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void kept_and_broken(void **state)
{
	struct hook_promise p;
	(void)state;

	assert_true(hook_promise(folder, &EVENT, &p, NULL));
	assert_int_equal(waiting(), 0);
	assert_int_equal(settle(false, false).times, 0); /* its program is alive */
	assert_true(hook_keep(&p, NULL));
	assert_int_equal(waiting(), 1);
	assert_true(hook_promise(folder, &EVENT, &p, NULL));
	hook_break(&p);
	assert_int_equal(waiting(), 1);
	assert_int_equal(count_names(".wait", false), 0);
	hook_break(&p); /* no promise any more */
	assert_true(hook_keep(&p, NULL));
}

static void what_a_dead_program_promised(void **state)
{
	(void)state;
	promise_and_die();
	assert_int_equal(settle(true, true).times, 1); /* the record cannot be read: it stays */
	assert_int_equal(count_names(".wait", false), 1);
	assert_int_equal(settle(true, false).times, 1);
	assert_int_equal(waiting(), 1);
	assert_int_equal(settle(true, false).times, 0);
	promise_and_die();
	assert_int_equal(settle(false, false).times, 1);
	assert_int_equal(waiting(), 1);
	assert_int_equal(count_names(".wait", false), 0);
}

static void names_that_are_none_go(void **state)
{
	static const char *const names[] = { "x.wait", "1-2.wait", "1-2-3-4.wait", "1-2-3--.wait", "1-2-3-4-5x.wait",
		                             "1-2-012345678901234567890123456789012345678901234567890123456789012345-4-5.wait" };
	(void)state;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char *path = path_join(folder, names[i]);
		assert_true(file_write(path, "x", 1, false, NULL));
		free(path);
	}
	assert_int_equal(settle(true, false).times, 0);
	assert_int_equal(count_names("", false), 0);
}

/* One entry, one name: whoever hears of it twice knows. */
static void ids(void **state)
{
	static const struct hook_event others[] = {
		{ .name = "case-opened", .case_id = "k7qmabcdef", .n = 7, .at = { 1770860520000, 540 } },
		{ .name = "card-stopped", .case_id = "k7qmabcdeg", .n = 7, .at = { 1770860520000, 540 } },
		{ .name = "card-stopped", .case_id = "k7qmabcdef", .n = 8, .at = { 1770860520000, 540 } },
	};
	struct hook_promise p, again, other;
	(void)state;

	assert_true(hook_promise(folder, &EVENT, &p, NULL) && hook_promise(folder, &EVENT, &again, NULL));
	const char *id = strchr(p.path, '-');
	while (strchr(id + 1, '/'))
		id = strchr(strchr(id + 1, '/'), '-');
	assert_non_null(strstr(again.path, id));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		assert_true(hook_promise(folder, &others[i], &other, NULL));
		char hex[26] = { 0 };
		memcpy(hex, id, 25);
		assert_null(strstr(other.path, hex));
		hook_break(&other);
	}
	hook_break(&p);
	hook_break(&again);
}

static void where_nothing_can_be_written(void **state)
{
	struct hook_promise p;
	struct err e = { 0 };
	char path[80];
	(void)state;

	snprintf(path, sizeof path, "%s/file", folder);
	assert_true(file_write(path, "x", 1, false, NULL));
	assert_false(hook_promise(path, &EVENT, &p, &e));
	assert_string_equal(e.key, "file.unwritable");
	assert_null(p.path);
	assert_true(hook_settle("/no/such/folder", answer, NULL, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(kept_and_broken, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(what_a_dead_program_promised, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(names_that_are_none_go, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(ids, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(where_nothing_can_be_written, make_folder, remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
