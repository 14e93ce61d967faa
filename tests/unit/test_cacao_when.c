/* sheet/cacao_when: every condition of the guidance goes out as a comparison and comes back meaning the same; what is none of ours is refused. */
#include "guide_fixture.h"

#include "guide/cond.h"
#include "sheet/cacao_parts.h"
#include "sheet/cacao_when.h"

static struct catalog *catalog;
static struct arena *arena;
static const struct say nobody;

static int load(void **state)
{
	(void)state;
	catalog = shipped();
	arena = arena_new();
	return 0;
}

static int unload(void **state)
{
	(void)state;
	catalog_free(catalog);
	arena_free(arena);
	return 0;
}

static const char *const situations[] = {
	"received=mail",
	"entered=card,password received=mail claims=ana",
	"entered=none received=call contact_now=on-call",
	"did=paid paid_by=prepaid about=bill used_service=no",
	"did=clicked,replied received=sms claims=bank seat=agent",
	"entered=pin,security-code card_at_hand=no seat=card-desk",
	"received=popup did=installed contact_now=remote",
};

static const char *written(const struct cond *c, struct facts *f)
{
	struct cacao k;

	cacao_begin(&k, catalog, &nobody, f, "test");
	const char *text = arena_strdup(arena, cacao_cond(&k, c));
	cacao_drop(&k);
	return text;
}

static void same_meaning(const struct cond *c)
{
	struct facts none = facts_of(catalog, arena, "");
	const char *text = written(c, &none);
	const struct cond *back = when_read(catalog, arena, text);

	if (!back)
		fail_msg("not read back: %s", text);
	assert_int_equal(cond_holds(back, &none), cond_holds(c, &none));
	for (size_t i = 0; i < sizeof situations / sizeof *situations; i++) {
		struct facts f = facts_of(catalog, arena, situations[i]);
		if (cond_holds(back, &f) != cond_holds(c, &f))
			fail_msg("%s: another meaning: %s", situations[i], text);
	}
}

static void test_all_conditions_come_back(void **state)
{
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < catalog->playbook_count; i++) {
		const struct playbook *p = &catalog->playbooks[i];
		same_meaning(&p->when);
		for (size_t k = 0; k < p->count; k++, count++)
			same_meaning(&p->uses[k].when);
	}
	for (size_t i = 0; i < catalog->step_count; i++)
		same_meaning(&catalog->steps[i].when);
	assert_true(count > 200);
}

static void test_their_own_way_of_writing(void **state)
{
	static const char *const rows[][2] = {
		{ "__received__:value='mail'", "received=mail" },
		{ "  ( __received__:value   IN ('sms','mail') )", "received=mail" },
		{ "__received__:value NOT IN ('sms') AND __entered_card__:value != false", "received=mail entered=card" },
		{ "__received__:value = 'sms' OR __received__:value = 'mail' AND __entered_card__:value = true", "received=mail entered=card" },
		{ "__received__:value != ''", "received=mail" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct facts f = facts_of(catalog, arena, rows[i][1]), none = facts_of(catalog, arena, "");
		const struct cond *c = when_read(catalog, arena, rows[i][0]);
		if (!c)
			fail_msg("not read: %s", rows[i][0]);
		assert_true(cond_holds(c, &f));
		assert_false(cond_holds(c, &none));
	}
}

static void test_what_is_none_of_ours(void **state)
{
	static const char *const rows[] = {
		"", "(", "()", "mail", "__received__", "__received__:value", "__received__:value =", "__received__:value = mail", "__received__:value = 'mail",
		"__received__:value = 'pigeon'", "__weather__:value = 'rain'", "__received__:value = 'mail' AND", "__received__:value = 'mail' OR OR",
		"__received__:value = 'mail')", "__received__:value LIKE 'm%'", "__received__:value IN ()", "__received__:value IN ('mail'",
		"__entered_card__:value = 'yes'", "__entered__:value = 'card'", "__received__:value = 'mail' XOR __received__:value = 'sms'",
		"((((((((((__received__:value = 'mail'))))))))))", "file:hashes.MD5 = 'x'", "\xff\xfe",
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (when_read(catalog, arena, rows[i]))
			fail_msg("read: %s", rows[i]);
}

static void test_very_long_ones_are_refused(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_add(&b, "__received__:value = 'mail'");
	for (int i = 0; i < 20000; i++)
		buf_add(&b, " OR __received__:value = 'mail'");
	assert_null(when_read(catalog, arena, buf_str(&b)));
	buf_free(&b);
}

static void test_joining_changes_neither(void **state)
{
	const struct cond *a = when_read(catalog, arena, "__received__:value != 'mail'"), *b = when_read(catalog, arena, "__received__:value != 'sms'");
	struct facts sms = facts_of(catalog, arena, "received=sms"), mail = facts_of(catalog, arena, "received=mail");

	(void)state;
	const struct cond *both = when_both(arena, a, b);
	assert_false(cond_holds(both, &sms));
	assert_false(cond_holds(both, &mail));
	assert_true(cond_holds(a, &sms));
	assert_true(cond_holds(b, &mail));
	assert_ptr_equal(when_both(arena, NULL, a), a);
	assert_int_equal(when_not(arena, when_not(arena, both))->kind, both->kind);
}

static void test_a_case_of_a_switch(void **state)
{
	struct facts f = facts_of(catalog, arena, "received=mail");

	(void)state;
	assert_true(cond_holds(when_case(catalog, arena, "__received__:value", "mail"), &f));
	assert_false(cond_holds(when_case(catalog, arena, "__received__:value", "sms"), &f));
	assert_null(when_case(catalog, arena, "__received__:value", "pigeon"));
	assert_null(when_case(catalog, arena, "__received__", "mail"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_conditions_come_back), cmocka_unit_test(test_their_own_way_of_writing),
		cmocka_unit_test(test_what_is_none_of_ours),     cmocka_unit_test(test_very_long_ones_are_refused),
		cmocka_unit_test(test_joining_changes_neither),  cmocka_unit_test(test_a_case_of_a_switch),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
