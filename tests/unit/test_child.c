/* base/child: a program at the other end of a socket, with nothing of ours but what it is given. */
#include "casebook_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/path.h"

/* A helper that is a shell script of these lines. */
static const char *script(void **state, const char *lines)
{
	static char path[500];
	struct buf text = { 0 };

	snprintf(path, sizeof path, "%s/helper", (char *)*state);
	buf_addf(&text, "#!/bin/sh\n%s\n", lines);
	assert_true(file_write(path, text.text, text.len, true, NULL));
	assert_int_equal(chmod(path, 0700), 0);
	buf_free(&text);
	return path;
}

static char *all_it_says(struct child *c)
{
	struct buf said = { 0 };
	ssize_t n = 1;

	while (n > 0) {
		assert_int_equal(child_wait(c, POLLIN, clock_steady_ms() + 20000), 0);
		buf_reserve(&said, 4096);
		n = read(c->fd, said.text + said.len, 4096);
		said.len += n > 0 ? (size_t)n : 0;
		said.text[said.len] = '\0';
	}
	return buf_take(&said);
}

static void talks_and_ends_by_itself(void **state)
{
	struct child c;

	assert_int_equal(child_start(script(state, "read word; echo \"heard $word\"; exit 7"), NULL, CHILD_NO_FILE, &c), 0);
	assert_int_equal(send(c.fd, "hello\n", 6, MSG_NOSIGNAL), 6);
	char *said = all_it_says(&c);
	assert_string_equal(said, "heard hello\n");
	free(said);
	assert_int_equal(child_finish(&c), 7);
	assert_int_equal(c.pid, 0);
	assert_int_equal(c.fd, -1);
	child_end(&c); /* nothing */
}

/* Of the environment only what is named, of the open files none. */
static void nothing_else_of_ours(void **state)
{
	static const char *const names[] = { "KAKEKOMI_TEST_SHOWN", "KAKEKOMI_TEST_UNSET", NULL };
	struct child c;
	int open_file = open("/dev/null", O_RDONLY);

	assert_true(open_file >= 0);
	setenv("KAKEKOMI_TEST_SHOWN", "a b=c", 1);
	setenv("KAKEKOMI_TEST_HIDDEN", "x", 1);
	assert_int_equal(child_start(script(state, "echo \"$KAKEKOMI_TEST_SHOWN|$KAKEKOMI_TEST_HIDDEN|$HOME|$(ls /proc/self/fd 2>/dev/null | tr '\\n' ' ')\"; echo lost >&2"),
	                             names, CHILD_NO_FILE, &c), 0);
	char *said = all_it_says(&c);
	if (!strstr(said, "a b=c|||0 1 2 3 \n")) /* 3 is ls's own */
		fail_msg("%s", said);
	free(said);
	assert_int_equal(child_finish(&c), 0);
	unsetenv("KAKEKOMI_TEST_SHOWN");
	unsetenv("KAKEKOMI_TEST_HIDDEN");
	close(open_file);
}

static void a_file_of_its_own(void **state)
{
	struct child c;
	struct buf text = { 0 };
	const char *path = in_dir(state, "into");
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(child_start(script(state, "echo kept >&3"), NULL, fd, &c), 0);
	close(fd);
	assert_int_equal(child_finish(&c), 0);
	assert_true(file_read(in_dir(state, "into"), 100, &text, NULL));
	assert_string_equal(text.text, "kept\n");
	buf_free(&text);
}

/* It hangs, and nobody waits for longer than was said. */
static void is_ended_whatever_it_does(void **state)
{
	struct child c;

	assert_int_equal(child_start(script(state, "trap '' TERM INT; while :; do sleep 1; done"), NULL, CHILD_NO_FILE, &c), 0);
	int64_t begun = clock_steady_ms();
	assert_int_equal(child_wait(&c, POLLIN, begun + 50), ETIMEDOUT);
	assert_int_equal(child_wait(&c, POLLIN, begun - 1), ETIMEDOUT);
	assert_true(clock_steady_ms() - begun >= 50);
	child_dismiss(&c);
	child_end(&c);
	assert_int_equal(c.pid, 0);
	assert_int_equal(child_start(script(state, "kill -9 $$"), NULL, CHILD_NO_FILE, &c), 0);
	assert_int_equal(child_finish(&c), -1);
}

static void what_cannot_be_started(void **state)
{
	struct child c;

	assert_int_equal(child_start(in_dir(state, "none"), NULL, CHILD_NO_FILE, &c), ENOENT);
	assert_int_equal(c.pid, 0);
	assert_int_equal(c.fd, -1);
	assert_true(file_write(in_dir(state, "plain"), "x", 1, true, NULL));
	assert_int_equal(child_start(in_dir(state, "plain"), NULL, CHILD_NO_FILE, &c), EACCES);
	assert_int_equal(child_finish(&c), -1);
	child_end(&c);
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, fixture_begin, fixture_end)
	const struct CMUnitTest tests[] = {
		SCRATCH(talks_and_ends_by_itself), SCRATCH(nothing_else_of_ours), SCRATCH(a_file_of_its_own), SCRATCH(is_ended_whatever_it_does),
		SCRATCH(what_cannot_be_started),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
