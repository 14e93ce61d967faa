/* mail/domain: who owns a host, and its spelling in ASCII and in letters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/domain.h"

/* The kinds of rules in the Public Suffix List: plain, several labels, wildcard, exception, private, in letters. */
static void finds_the_registrable_domain(void **state)
{
	static const char *const cases[][2] = {
		{ "example.com", "example.com" },
		{ "www.example.com", "example.com" },
		{ "WWW.Example.COM", "example.com" },
		{ "example.com.", "example.com" },
		{ "a.b.c.example.co.jp", "example.co.jp" },
		{ "example.jp", "example.jp" },
		{ "www.example.tokyo.jp", "example.tokyo.jp" },
		{ "a.b.c.kawasaki.jp", "b.c.kawasaki.jp" },
		{ "www.city.kawasaki.jp", "city.kawasaki.jp" },
		{ "a.example.github.io", "example.github.io" },
		{ "x.example.unheard-of", "example.unheard-of" },
		{ "日本語.example.jp", "example.jp" },
		{ "www.日本語.jp", "xn--wgv71a119e.jp" },
		{ "www.xn--wgv71a119e.jp", "xn--wgv71a119e.jp" },
		{ "com", NULL },
		{ "co.jp", NULL },
		{ "c.kawasaki.jp", NULL },
		{ "github.io", NULL },
		{ "192.0.2.1", NULL },
		{ "[::1]", NULL },
		{ "::1", NULL },
		{ "a.0x7f", NULL },
		{ "", NULL },
		{ ".", NULL },
		{ ".com", NULL },
		{ "a..com", NULL },
		{ "a b.com", NULL },
		{ "a/b.com", NULL },
		{ "\xFF.com", NULL },
		{ "localhost", NULL },
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *got = domain_registrable(cases[i][0], a);
		if ((got == NULL) != (cases[i][1] == NULL) || (got && strcmp(got, cases[i][1]) != 0))
			fail_msg("%s: got %s, wanted %s", cases[i][0], got ? got : "nothing", cases[i][1] ? cases[i][1] : "nothing");
	}
	arena_free(a);
}

static void refuses_endless_names(void **state)
{
	struct arena *a = arena_new();
	struct buf host = { 0 };

	(void)state;
	while (host.len < 100000)
		buf_add(&host, "a.");
	buf_add(&host, "com");
	assert_null(domain_registrable(host.text, a));
	buf_free(&host);
	arena_free(a);
}

static void spells_in_ascii_and_back(void **state)
{
	static const char *const cases[][3] = {
		{ "日本語.jp", "xn--wgv71a119e.jp", "日本語.jp" },
		{ "日本語。ＪＰ", "xn--wgv71a119e.jp", "日本語.jp" },
		{ "BÜCHER.example", "xn--bcher-kva.example", "bücher.example" },
		{ "faß.example", "xn--fa-hia.example", "faß.example" },
		{ "☃.example", "xn--n3h.example", "☃.example" },
		{ "😀.example", "xn--e28h.example", "😀.example" },
		{ "a_b--c.Example", "a_b--c.example", "a_b--c.example" },
		{ "", "", "" },
	};
	static const char *const none[] = { "xn--.example", "xn--a.example", "\xFF.example", "\u200D\u0301.example", "\uE000.example" };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf ascii = { 0 }, letters = { 0 };
		assert_true(domain_to_ascii(cases[i][0], &ascii));
		assert_string_equal(buf_str(&ascii), cases[i][1]);
		assert_true(domain_to_unicode(buf_str(&ascii), &letters));
		assert_string_equal(buf_str(&letters), cases[i][2]);
		buf_free(&ascii);
		buf_free(&letters);
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		struct buf ascii = { 0 };
		buf_add(&ascii, "kept");
		assert_false(domain_to_ascii(none[i], &ascii));
		assert_string_equal(buf_str(&ascii), "kept");
		buf_free(&ascii);
	}
}

static void shows_what_spells_nothing_as_it_is(void **state)
{
	struct buf b = { 0 };

	(void)state;
	assert_false(domain_to_unicode("www.xn--99999999999.example", &b));
	assert_string_equal(buf_str(&b), "www.xn--99999999999.example");
	buf_free(&b);
}

static void knows_suffixes(void **state)
{
	(void)state;
	assert_true(domain_has_known_suffix("example.co.jp"));
	assert_true(domain_has_known_suffix("example.com"));
	assert_false(domain_has_known_suffix("README.txt"));
	assert_false(domain_has_known_suffix("com"));
	assert_false(domain_has_known_suffix("1.2.3.4"));
	assert_true(domain_is_suffix("co.jp"));
	assert_true(domain_is_suffix("github.io"));
	assert_false(domain_is_suffix("example.co.jp"));
}

static void tells_what_lies_within(void **state)
{
	(void)state;
	assert_true(domain_within("example.jp", "example.jp"));
	assert_true(domain_within("a.example.jp", "example.jp"));
	assert_true(domain_within("a.example.jp.", "example.jp"));
	assert_false(domain_within("badexample.jp", "example.jp"));
	assert_false(domain_within("example.jp.evil.example", "example.jp"));
	assert_false(domain_within("jp", "example.jp"));
	assert_false(domain_within("example.jp", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_registrable_domain), cmocka_unit_test(refuses_endless_names),
		cmocka_unit_test(spells_in_ascii_and_back),     cmocka_unit_test(shows_what_spells_nothing_as_it_is),
		cmocka_unit_test(knows_suffixes),               cmocka_unit_test(tells_what_lies_within),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
