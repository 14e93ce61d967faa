/* mail/hostlists: lists by host and domain, a brand's own hosts, letters thrown together. */
#include "mail_fixture.h"

#include "mail/hostlists.h"

static struct bench b;
static struct hosts *h;

static int set_up(void **state)
{
	(void)state;
	b = set_up_bench("playbooks");
	h = hosts_new(b.catalog);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	hosts_free(h);
	clear_bench(&b);
	return 0;
}

static void lists_hold_for_what_is_below(void **state)
{
	(void)state;
	assert_true(hosts_lists(h, "bit.ly") & HOST_SHORTENER);
	assert_true(hosts_lists(h, "x.duckdns.org") & HOST_SHARED);
	assert_true(hosts_lists(h, "translate.google.com") & HOST_REDIRECT);
	assert_true(hosts_lists(h, "www.rakuten.co.jp") & HOST_OFFICIAL);
	assert_true(hosts_lists(h, "evil.top") & HOST_FRESH);
	assert_true(hosts_lists(h, "gmail.com") & HOST_FREE_MAIL);
	assert_false(hosts_lists(h, "mail.yahoo.co.jp") & HOST_FREE_MAIL);
	assert_int_equal(hosts_lists(h, "rakuten.co.jp.example") & HOST_OFFICIAL, 0);
	assert_int_equal(hosts_lists(h, "notbit.ly") & HOST_SHORTENER, 0);
	assert_int_equal(hosts_lists(h, ""), 0);
}

static const struct brand *brand(const char *id)
{
	return find_brand(b.catalog, intern_find(&b.catalog->strings, id));
}

static void a_brands_own(void **state)
{
	(void)state;
	assert_true(host_is_of(brand("ana"), "www.ana.co.jp"));
	assert_true(host_is_of(brand("smbc-card"), "contact.vpass.ne.jp"));
	assert_false(host_is_of(brand("ana"), "ana.co.jp.example"));
	assert_false(host_is_of(brand("ana"), "banana.co.jp"));
}

static void thrown_together(void **state)
{
	static const char *const random[] = { "zgsjhl", "vvmkrse", "wmmlw", "hoh695", "gey970", "518blp", "qn776yy", "bfhesjq" };
	static const char *const made[] = { "amazon", "rakuten", "chauette", "beam-solutions", "smbc", "jcb", "kuronekoyamato", "mizuhobank", "example", "note", "lists", "eki-net" };

	(void)state;
	for (size_t i = 0; i < sizeof random / sizeof *random; i++)
		if (!looks_random(random[i], strlen(random[i])))
			fail_msg("%s looks made", random[i]);
	for (size_t i = 0; i < sizeof made / sizeof *made; i++)
		if (looks_random(made[i], strlen(made[i])))
			fail_msg("%s looks random", made[i]);
}

/* No company's own domain may look random, shared or fresh. */
static void the_official_are_no_suspects(void **state)
{
	(void)state;
	for (size_t i = 0; i < b.catalog->brand_count; i++)
		for (size_t k = 0; k < b.catalog->brands[i].web_count; k++) {
			const char *domain = b.catalog->brands[i].web[k].is;
			if (hosts_lists(h, domain) & HOST_ELSEWHERE)
				fail_msg("%s is on another list", domain);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_hold_for_what_is_below),
		cmocka_unit_test(a_brands_own),
		cmocka_unit_test(thrown_together),
		cmocka_unit_test(the_official_are_no_suspects),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
