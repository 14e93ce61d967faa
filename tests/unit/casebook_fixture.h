/* What the casebook tests share: a scratch directory, and short ways to append and read. */
#ifndef KAKEKOMI_TESTS_CASEBOOK_FIXTURE_H
#define KAKEKOMI_TESTS_CASEBOOK_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "casebook/store.h"
#include "casebook/verify.h"

static const int64_t FIXTURE_MS = 1763731800000;

/* Sets up a directory of its own for each test; *state is its path. */
static inline int fixture_begin(void **state)
{
	const char *tmp = getenv("TMPDIR");
	char name[400];

	snprintf(name, sizeof name, "%s/kakekomi-test-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	umask(077);
	if (!mkdtemp(name))
		return -1;
	*state = mem_strdup(name);
	return 0;
}

static inline int fixture_end(void **state)
{
	char command[500];
	int rc = 0;

	snprintf(command, sizeof command, "rm -rf '%s'", (char *)*state);
	rc = system(command);
	free(*state);
	return rc;
}

/* Valid until the third next call. */
static inline const char *in_dir(void **state, const char *name)
{
	static char paths[3][500];
	static size_t at;
	char *path = paths[at++ % 3];

	snprintf(path, sizeof paths[0], "%s/%s", (char *)*state, name);
	return path;
}

static inline struct store *opened(const char *path)
{
	struct err e = { 0 };
	struct store *s = NULL;

	if (!store_open(path, STORE_CREATE, &s, &e))
		fail_msg("open: %s %s %s", e.key, e.arg[0], e.arg[1]);
	return s;
}

static inline struct entry an_entry(const char *id, enum entry_kind kind, const char *text, const char *body)
{
	struct entry e = { .at_ms = FIXTURE_MS, .offset_min = 540, .who = "self", .kind = kind, .step = "card-stop",
		           .outcome = "done", .clock = "", .text = text, .body = body };

	snprintf(e.case_id, sizeof e.case_id, "%s", id);
	return e;
}

static inline struct case_row a_row(const char *title)
{
	return (struct case_row){ .state = "open", .brand = "ana", .title = title, .agent = "", .due_ms = -1 };
}

/* Appends one note behind the `expected` entries there are. */
static inline bool note(struct store *s, const char *id, int64_t expected, const char *text, struct err *e)
{
	struct entry entry = an_entry(id, ENTRY_NOTE, text, "{}");
	struct case_row row = a_row("title");
	struct append a = { .entries = &entry, .count = 1, .row = &row };

	entry.at_ms += expected * 1000;
	return store_append(s, &a, expected, e);
}

static inline void noted(struct store *s, const char *id, int64_t expected, const char *text)
{
	struct err e = { 0 };

	if (!note(s, id, expected, text, &e))
		fail_msg("append: %s %s %s", e.key, e.arg[0], e.arg[1]);
}

static inline bool count_entry(void *context, const struct entry *e)
{
	(void)e;
	++*(int64_t *)context;
	return true;
}

static inline int64_t entries_of(struct store *s, const char *id)
{
	int64_t count = 0;

	assert_true(store_read(s, id, 1, count_entry, &count, NULL));
	return count;
}

static inline struct verify_result verified(struct store *s, const char *id, const unsigned char *seal)
{
	struct verify_result v;
	struct err e = { 0 };

	if (!verify_case(s, id, seal, &v, &e))
		fail_msg("verify: %s %s %s", e.key, e.arg[0], e.arg[1]);
	return v;
}

#endif
