/* What the tests of the mail floor share: a checker of the shipped brands and signs, messages made by hand. */
#ifndef KAKEKOMI_TESTS_MAIL_FIXTURE_H
#define KAKEKOMI_TESTS_MAIL_FIXTURE_H

#include "guide_fixture.h"

#include "mail/check.h"

struct bench {
	struct catalog *catalog;
	struct checker *checker;
	struct arena *arena;
};

static inline struct bench set_up_bench(const char *dirs)
{
	struct err e = { 0 };
	struct bench b = { catalog_load(dirs, SOURCE_MAIL, &e), NULL, arena_new() };

	if (!b.catalog)
		fail_msg("%s: %s %s", e.key, e.arg[0], e.arg[1]);
	b.checker = checker_new(b.catalog, NULL);
	return b;
}

static inline void clear_bench(struct bench *b)
{
	checker_free(b->checker);
	catalog_free(b->catalog);
	arena_free(b->arena);
}

static inline struct message message_of(const char *name, const char *address, const char *subject, const char *text)
{
	return (struct message){ .form = MESSAGE_MAIL, .subject = subject, .text = text, .plain = "", .hidden = "",
		                 .from = { name, address }, .reply_to = { "", "" }, .return_path = { "", "" }, .to = { "", "hanako@mail.example" } };
}

static inline const struct sign *sign_of(const struct check *c, const char *id)
{
	for (size_t i = 0; i < c->sign_count; i++)
		if (strcmp(c->signs[i].rule->id, id) == 0)
			return &c->signs[i];
	return NULL;
}

#endif
