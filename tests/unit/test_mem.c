/* base/mem: arenas and what happens when memory runs out. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

static void zeroed(void **state)
{
	(void)state;
	unsigned char *p = mem_alloc(1000);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(p[i], 0);
	p = mem_realloc(p, 5000);
	free(p);
	p = mem_alloc(0);
	assert_non_null(p);
	free(p);
	assert_null(mem_strdup(NULL));
	char *s = mem_strdup("写し");
	assert_string_equal(s, "写し");
	free(s);
}

/* Round after round in the same room; what is given is zeroed again. */
static void arena_starts_over(void **state)
{
	struct arena *a = arena_new();
	char *first = arena_alloc(a, 100);

	(void)state;
	memset(first, 'x', 100);
	for (int round = 0; round < 100; round++) {
		for (int i = 0; i < 20; i++)
			memset(arena_alloc(a, 4000), 'y', 4000);
		memset(arena_alloc(a, 200000), 'z', 200000);
		arena_reset(a);
		char *again = arena_alloc(a, 100);
		for (int i = 0; i < 100; i++)
			assert_int_equal(again[i], 0);
	}
	arena_reset(a);
	arena_reset(a);
	arena_free(a);
}

static void arena_gives(void **state)
{
	struct arena *a = arena_new();
	unsigned char *blocks[600];

	(void)state;
	for (size_t i = 0; i < 600; i++) {
		size_t size = i * 37 % 4000;
		blocks[i] = arena_alloc(a, size);
		assert_int_equal((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
		for (size_t k = 0; k < size; k++)
			assert_int_equal(blocks[i][k], 0);
		memset(blocks[i], (int)(i % 251), size);
	}
	for (size_t i = 0; i < 600; i++)
		for (size_t k = 0; k < i * 37 % 4000; k++)
			assert_int_equal(blocks[i][k], i % 251);
	unsigned char *large = arena_alloc(a, 300000);
	large[299999] = 1;
	assert_string_equal(arena_strdup(a, "題"), "題");
	assert_null(arena_strdup(a, NULL));
	assert_string_equal(arena_strndup(a, "abcdef", 3), "abc");
	assert_string_equal(arena_fmt(a, "%s=%d", "n", 3), "n=3");
	arena_free(a);
	arena_free(NULL);
}

static void arena_grows(void **state)
{
	struct arena *a = arena_new();
	size_t *items = NULL, cap = 0;

	(void)state;
	for (size_t i = 0; i < 5000; i++) {
		items = arena_grow(a, items, i, &cap, sizeof *items);
		assert_true(cap > i);
		items[i] = i * i;
	}
	for (size_t i = 0; i < 5000; i++)
		assert_int_equal(items[i], i * i);
	arena_free(a);
}

static void leave_with_9(void)
{
	_exit(9);
}

/* The status of a child that asks for more than there can be. */
static int status_of_hunger(mem_exhausted_fn *handler)
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (!child) {
		int null = open("/dev/null", O_WRONLY);
		dup2(null, STDERR_FILENO);
		mem_on_exhausted(handler);
		arena_alloc(arena_new(), SIZE_MAX);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void exhausted(void **state)
{
	(void)state;
	assert_int_equal(status_of_hunger(NULL), 74);
	assert_int_equal(status_of_hunger(leave_with_9), 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zeroed),
		cmocka_unit_test(arena_gives), cmocka_unit_test(arena_starts_over),
		cmocka_unit_test(arena_grows),
		cmocka_unit_test(exhausted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
