/* guide/differ: what a person is told is different between two sets of guidance. */
#include "guide_fixture.h"

#include "guide/differ.h"

static const char *const kinds[] = { "step", "playbook", "contact", "number", "brand", "domain", "question", "sign" };
static const char marks[] = "+*-";

static void put_difference(void *context, const struct difference *d)
{
	buf_addf(context, "%c%s %s %s>%s\n", marks[d->how], kinds[d->kind], d->title, d->from ? d->from : "", d->to ? d->to : "");
}

static void told(void **state, const char *wanted)
{
	struct catalog *before = shipped(), *after;
	struct buf lines = { 0 };
	char dirs[700];

	snprintf(dirs, sizeof dirs, "playbooks:%s", (char *)*state);
	after = loaded(dirs);
	differ(before, after, put_difference, &lines);
	assert_string_equal(buf_str(&lines), wanted);
	buf_free(&lines);
	catalog_free(before);
	catalog_free(after);
}

static void nothing(void **state)
{
	told(state, "");
}

#define CHECKED "\"source\": \"s\", \"checked\": \"2026-11-22\", \"sure\": \"A\""

static void a_number_and_a_name(void **state)
{
	put(state, "contacts.json",
	    "{\"contacts\": [{\"id\": \"police-110\", \"name\": \"警察\", \"number\": {\"is\": \"111\", " CHECKED "}},"
	    " {\"id\": \"new\", \"name\": \"新しい窓口\", \"number\": {\"is\": \"5\", " CHECKED "}}]}");
	told(state, "*contact 警察 >\n*number 警察 110>111\n+contact 新しい窓口 >\n+number 新しい窓口 >5\n");
}

static void a_domain_is_told_once(void **state)
{
	put(state, "brands.json",
	    "{\"brands\": [{\"id\": \"sakura\", \"name\": \"さくら\", \"kind\": \"bank\", \"names\": [\"さくら例銀行\"],"
	    " \"web\": [{\"is\": \"sakura.example\", " CHECKED "}], \"mail\": [{\"is\": \"sakura.example\", " CHECKED "}]}]}");
	told(state, "+brand さくら >\n+domain さくら >sakura.example\n");
}

static void a_step_and_its_words(void **state)
{
	put(state, "steps/mine.json",
	    "{\"steps\": [{\"id\": \"card.stop\", \"action\": \"card.stop\", \"title\": \"自社の窓口\", \"why\": \"W\", \"how\": [\"H\"], \"done\": \"D\","
	    " \"source\": \"S\", \"urgency\": \"now\"}]}");
	told(state, "*step 自社の窓口 >\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(a_number_and_a_name, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(a_domain_is_told_once, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(a_step_and_its_words, fixture_begin, fixture_end),
	};

	return cmocka_run_group_tests_name("differ", tests, NULL, NULL);
}
