/* mail/reader: starts its helper when needed, starts it anew when it dies, tells what broke it. What it reads is tested by
 * tests/mail. */
#include "casebook_fixture.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <time.h>

#include "base/path.h"
#include "mail/reader.h"
#include "mail/wire.h"

static const char MAIL[] = "From: a@example.jp\nSubject: hello\nMessage-ID: <1>\nMIME-Version: 1.0\n\nbody\n";

static int open_reader(void **state)
{
	char *helper = path_helper("kakekomi-mail");

	*state = reader_open(helper);
	free(helper);
	return 0;
}

static int close_reader(void **state)
{
	reader_close(*state);
	return 0;
}

/* The helper's process id, from /proc; 0 when none runs. */
static pid_t helper_pid(void)
{
	char path[64];
	long pid = 0;

	snprintf(path, sizeof path, "/proc/self/task/%ld/children", (long)getpid());
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	if (fscanf(f, "%ld", &pid) != 1)
		pid = 0;
	fclose(f);
	return (pid_t)pid;
}

static void assert_reads(struct reader *r)
{
	struct arena *a = arena_new();
	struct err e = { 0 };
	struct message m;

	if (!reader_read(r, MAIL, sizeof MAIL - 1, a, &m, &e))
		fail_msg("read: %s %s %s", e.key, e.arg[0], e.arg[1]);
	assert_int_equal(m.form, MESSAGE_MAIL);
	assert_int_equal(m.findings, 0);
	assert_string_equal(m.subject, "hello");
	assert_string_equal(m.text, "body\n");
	assert_int_equal(m.bytes, sizeof MAIL - 1);
	arena_free(a);
}

static void starts_when_needed(void **state)
{
	assert_int_equal(helper_pid(), 0);
	assert_reads(*state);
	pid_t first = helper_pid();
	assert_true(first > 0);
	assert_reads(*state);
	assert_int_equal(helper_pid(), first); /* the same serves again */
}

static void hashes_the_bytes(void **state)
{
	struct arena *a = arena_new();
	struct message m;
	char hex[HASH_HEX_SIZE];

	assert_true(reader_read(*state, "abc", 3, a, &m, NULL));
	hash_hex(m.sha256, hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_int_equal(m.form, MESSAGE_PASTED_TEXT);
	arena_free(a);
}

/* Killed between two mails, and with one under way: the next helper reads it. */
static void survives_a_kill(void **state)
{
	struct arena *a = arena_new();
	struct message m;
	struct err e = { 0 };

	assert_reads(*state);
	pid_t first = helper_pid();
	assert_int_equal(kill(first, SIGKILL), 0);
	assert_reads(*state);
	pid_t second = helper_pid();
	assert_true(second > 0 && second != first);
	assert_int_equal(kill(second, SIGSTOP), 0);
	assert_true(reader_begin(*state, MAIL, sizeof MAIL - 1, &e));
	assert_int_equal(kill(second, SIGKILL), 0);
	assert_true(reader_end(*state, a, &m, &e));
	assert_int_equal(m.findings, 0);
	assert_string_equal(m.subject, "hello");
	arena_free(a);
}

/* One that does not answer is given up, and the mail said to have broken it. */
static void gives_up_waiting(void **state)
{
	struct arena *a = arena_new();
	struct message m;
	struct err e = { 0 };
	time_t begun = time(NULL);

	assert_reads(*state);
	pid_t first = helper_pid();
	assert_int_equal(kill(first, SIGSTOP), 0);
	assert_true(reader_read(*state, MAIL, sizeof MAIL - 1, a, &m, &e));
	assert_int_equal(m.findings, FINDING_BROKE_READER);
	assert_int_equal(m.bytes, sizeof MAIL - 1);
	assert_string_equal(m.subject, "");
	assert_string_equal(m.text, "");
	assert_true(time(NULL) - begun < 30);
	assert_int_equal(kill(first, 0), -1); /* not left behind */
	assert_reads(*state);
	arena_free(a);
}

static void tells_of_no_helper(void **state)
{
	struct arena *a = arena_new();
	struct reader *missing = reader_open("/nowhere/kakekomi-mail"), *other = reader_open("/bin/true"), *silent = reader_open("/bin/echo");
	struct reader *all[] = { missing, other, silent };
	struct message m;

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct err e = { 0 };
		assert_false(reader_read(all[i], MAIL, sizeof MAIL - 1, a, &m, &e));
		assert_string_equal(e.key, "mail.no-helper");
		assert_int_equal(e.code, ERR_UNAVAILABLE);
		reader_close(all[i]);
	}
	assert_int_equal(helper_pid(), 0);
	arena_free(a);
}

/* A helper that was taken over: it greets, then answers rubbish, too much, or nothing. */
static void distrusts_the_helper(void **state)
{
	static const char *const lies[] = { "\\0\\0\\0\\1\\1", "\\377\\377\\377\\377", "\\0\\0\\0\\100abc", "\\0\\0\\0\\3\\1\\7\\0" };
	struct arena *a = arena_new();
	char script[300];

	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		const char *path = in_dir(state, "liar");
		struct err e = { 0 };
		struct message m;
		snprintf(script, sizeof script, "#!/bin/sh\nprintf 'kam2\\007%s'\nexit 0\n", lies[i]);
		assert_true(file_write(path, script, strlen(script), true, NULL));
		assert_int_equal(chmod(path, 0700), 0);
		struct reader *r = reader_open(path);
		if (!reader_read(r, MAIL, sizeof MAIL - 1, a, &m, &e))
			fail_msg("%zu: %s", i, e.key);
		assert_int_equal(m.findings, FINDING_BROKE_READER);
		assert_int_equal(m.bytes, sizeof MAIL - 1);
		reader_close(r);
	}
	arena_free(a);
}

/* Nothing of ours is open in it but its pipe; its environment is empty. */
static void gives_nothing_away(void **state)
{
	char path[64], target[256];
	int count = 0, mine = open("/dev/null", O_RDONLY); /* not close-on-exec */

	assert_reads(*state);
	snprintf(path, sizeof path, "/proc/%ld/fd", (long)helper_pid());
	DIR *d = opendir(path);
	assert_non_null(d);
	for (const struct dirent *entry; (entry = readdir(d));)
		count += entry->d_name[0] != '.';
	closedir(d);
	assert_int_equal(count, 3);
	snprintf(path, sizeof path, "/proc/%ld/fd/0", (long)helper_pid());
	ssize_t len = readlink(path, target, sizeof target - 1);
	assert_true(len > 0);
	assert_memory_equal(target, "socket:", 7);
	close(mine);
	if (getenv("ASAN_OPTIONS"))
		return;
	snprintf(path, sizeof path, "/proc/%ld/environ", (long)helper_pid());
	FILE *f = fopen(path, "r");
	assert_int_equal(fgetc(f), EOF);
	fclose(f);
}

static void cuts_what_is_too_long(void **state)
{
	size_t len = READER_MOST + 1000;
	char *mail = mem_alloc(len);
	struct arena *a = arena_new();
	struct message m;

	memset(mail, 'x', len);
	memcpy(mail, MAIL, sizeof MAIL - 1);
	assert_true(reader_read(*state, mail, len, a, &m, NULL));
	assert_int_equal(m.findings, FINDING_CUT_SHORT);
	assert_int_equal(m.bytes, len);
	assert_string_equal(m.subject, "hello");
	assert_int_equal(strlen(m.text), WIRE_TEXT_MOST);
	arena_free(a);
	free(mail);
}

static void says_which_walls_stand(void **state)
{
	assert_int_equal(reader_walls(*state), 0);
	assert_reads(*state);
	assert_true(reader_walls(*state) & WALL_LIMITS);
	if (!(reader_walls(*state) & WALL_LANDLOCK) || !(reader_walls(*state) & WALL_SECCOMP))
		print_message("# no Landlock or no seccomp here (or a sanitizer): %u\n", reader_walls(*state));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(starts_when_needed, open_reader, close_reader),
		cmocka_unit_test_setup_teardown(hashes_the_bytes, open_reader, close_reader),
		cmocka_unit_test_setup_teardown(survives_a_kill, open_reader, close_reader),
		cmocka_unit_test_setup_teardown(gives_up_waiting, open_reader, close_reader),
		cmocka_unit_test(tells_of_no_helper),
		cmocka_unit_test_setup_teardown(distrusts_the_helper, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(gives_nothing_away, open_reader, close_reader),
		cmocka_unit_test_setup_teardown(cuts_what_is_too_long, open_reader, close_reader),
		cmocka_unit_test_setup_teardown(says_which_walls_stand, open_reader, close_reader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
