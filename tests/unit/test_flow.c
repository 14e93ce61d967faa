/* sheet/flow: a playbook's steps by action, urgent ones first, what others wait for before them. */
#include "guide_fixture.h"

#include "sheet/flow.h"

static struct catalog *catalog;
static struct arena *arena;

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

static long place_of(const struct flow *f, const char *action)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->groups[i].action, action) == 0)
			return (long)i;
	return -1;
}

static void test_every_use_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < catalog->playbook_count; i++) {
		const struct playbook *p = &catalog->playbooks[i];
		struct flow f;
		size_t uses = 0;
		flow_of(p, arena, &f);
		for (size_t g = 0; g < f.count; g++) {
			uses += f.groups[g].count;
			assert_int_equal(place_of(&f, f.groups[g].action), g);
			for (size_t k = 0; k < f.groups[g].count; k++)
				assert_ptr_equal(f.groups[g].uses[k]->step->action, f.groups[g].action);
		}
		assert_int_equal(uses, p->count);
	}
}

static void test_the_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < catalog->playbook_count; i++) {
		struct flow f;
		flow_of(&catalog->playbooks[i], arena, &f);
		for (size_t g = 0; g < f.count; g++) {
			for (size_t w = 0; w < f.groups[g].before.count; w++)
				if (place_of(&f, f.groups[g].before.at[w]) > (long)g)
					fail_msg("%s: %s before %s", catalog->playbooks[i].id, f.groups[g].action, f.groups[g].before.at[w]);
			/* Whatever stands before something more urgent is what that one waits for, directly or by others; never the other way round. */
			if (g && f.groups[g].urgency < f.groups[g - 1].urgency && !f.groups[g].before.count)
				fail_msg("%s: %s comes late", catalog->playbooks[i].id, f.groups[g].action);
		}
	}
}

static void test_stops_before_reports(void **state)
{
	struct flow f;

	(void)state;
	flow_of(find_playbook(catalog, known(catalog, "card-entered")), arena, &f);
	assert_true(place_of(&f, "card.stop") >= 0);
	assert_true(place_of(&f, "card.stop") < place_of(&f, "report.antiphishing"));
	assert_int_equal(f.groups[place_of(&f, "card.stop")].count, 2);
}

static void test_the_company_it_is_about(void **state)
{
	struct facts f;

	(void)state;
	facts_init(&f, catalog, arena);
	flow_facts(find_playbook(catalog, known(catalog, "ana-login")), &f);
	assert_non_null(facts_brand(&f));
	assert_string_equal(facts_brand(&f)->id, "ana");
	facts_init(&f, catalog, arena);
	flow_facts(find_playbook(catalog, known(catalog, "card-entered")), &f);
	assert_null(facts_brand(&f));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_use_once),
		cmocka_unit_test(test_the_order),
		cmocka_unit_test(test_stops_before_reports),
		cmocka_unit_test(test_the_company_it_is_about),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
