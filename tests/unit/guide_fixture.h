/* What the guide tests share: the shipped playbooks, small ones written into a scratch directory, facts in a line. */
#ifndef KAKEKOMI_TESTS_GUIDE_FIXTURE_H
#define KAKEKOMI_TESTS_GUIDE_FIXTURE_H

#include "casebook_fixture.h"

#include "base/clock.h"
#include "base/path.h"
#include "guide/facts.h"
#include "guide/find.h"
#include "guide/load.h"
#include "guide/plan.h"

/* Directories with ":" between; fails the test when they are not sound. The caller frees. */
static inline struct catalog *loaded(const char *dirs)
{
	struct err e = { 0 };
	struct catalog *c = catalog_load(dirs, SOURCE_ALL, &e);

	if (!c)
		fail_msg("%s: %s %s", e.key, e.arg[0], e.arg[1]);
	return c;
}

/* The shipped ones; tests run in the root of the repository. */
static inline struct catalog *shipped(void)
{
	return loaded("playbooks");
}

static inline const char *known(const struct catalog *c, const char *word)
{
	return intern_find(&c->strings, word);
}

/* "entered=card,password received=mail" */
static inline struct facts facts_of(const struct catalog *c, struct arena *a, const char *assignments)
{
	struct facts f;
	char *copy = arena_strdup(a, assignments), *save = NULL;

	facts_init(&f, c, a);
	for (char *one = strtok_r(copy, " ", &save); one; one = strtok_r(NULL, " ", &save)) {
		struct err e = { 0 };
		if (!facts_parse(&f, one, &e))
			fail_msg("%s: %s %s %s", one, e.key, e.arg[0], e.arg[1]);
	}
	return f;
}

/* The same line for a set of facts, keys in the order of the interview. */
static inline const char *line_of(const struct facts *f, struct arena *a)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < f->catalog->fact_count; i++) {
		if (!f->of[i].count)
			continue;
		buf_addf(&b, "%s%s=", b.len ? " " : "", f->catalog->facts[i].key);
		for (size_t k = 0; k < f->of[i].count; k++)
			buf_addf(&b, "%s%s", k ? "," : "", f->of[i].at[k]);
	}
	const char *line = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	return line;
}

/* "2026-02-12T10:00" in Japan */
static inline int64_t at(const char *time)
{
	struct moment m;

	if (!moment_parse(time, &m))
		fail_msg("no time: %s", time);
	return m.ms;
}

static inline void assert_ms(int64_t got, const char *wanted)
{
	char text[TIME_TEXT_SIZE];

	if (!wanted) {
		assert_int_equal(got, -1);
		return;
	}
	moment_format((struct moment){ got, JAPAN_OFFSET_MIN }, text);
	if (got != at(wanted))
		fail_msg("%s, not %s", got < 0 ? "-1" : text, wanted);
}

/* Writes a file of the scratch directory, "steps/a.json" too. */
static inline void put(void **state, const char *name, const char *text)
{
	struct err e = { 0 };

	mkdir(in_dir(state, "steps"), 0700);
	if (!file_write(in_dir(state, name), text, strlen(text), true, &e))
		fail_msg("%s: %s", name, e.key);
}

#endif
