/* guide/facts: reading KEY=VALUE, which values go together, brands and their kinds. */
#include "guide_fixture.h"

static struct catalog *catalog;

static int load(void **state)
{
	(void)state;
	catalog = shipped();
	return 0;
}

static int unload(void **state)
{
	(void)state;
	catalog_free(catalog);
	return 0;
}

static void assert_line(const char *assignments, const char *wanted)
{
	struct arena *a = arena_new();
	struct facts f = facts_of(catalog, a, assignments);

	assert_string_equal(line_of(&f, a), wanted);
	arena_free(a);
}

static void assert_refused(const char *before, const char *assignment, const char *key, const char *arg1, const char *near)
{
	struct arena *a = arena_new();
	struct facts f = facts_of(catalog, a, before);
	struct err e = { 0 };

	if (facts_parse(&f, assignment, &e))
		fail_msg("%s was taken", assignment);
	assert_int_equal(e.code, ERR_USAGE);
	assert_string_equal(e.key, key);
	assert_string_equal(e.arg[0], arg1);
	if (near && strcmp(e.arg[1], near) != 0 && strcmp(e.arg[2], near) != 0)
		fail_msg("%s: nearest \"%s\" \"%s\", not \"%s\"", assignment, e.arg[1], e.arg[2], near);
	arena_free(a);
}

static void parses(void **state)
{
	(void)state;
	assert_line("", "");
	assert_line("received=mail", "received=mail");
	assert_line("entered=card,password", "entered=card,password");
	assert_line("claims=ana entered=card received=sms", "received=sms claims=ana entered=card");
	assert_line("entered=none", "entered=none");
	assert_line("claims=unknown-company", "claims=unknown-company");
}

/* A fact of one value takes the last; of several, all, each once. */
static void several(void **state)
{
	(void)state;
	assert_line("received=mail received=sms", "received=sms");
	assert_line("entered=card entered=password", "entered=card,password");
	assert_line("entered=card entered=card,card", "entered=card");
}

static void none_excludes(void **state)
{
	struct arena *a = arena_new();
	struct facts f = facts_of(catalog, a, "");

	(void)state;
	assert_refused("", "entered=none,card", "fact.excludes", "entered", "none");
	assert_refused("", "entered=card,none", "fact.excludes", "entered", "none");
	assert_refused("", "did=nothing,opened", "fact.excludes", "did", "nothing");
	/* Added one after the other, whatever is not "none" wins. */
	assert_line("entered=none entered=card", "entered=card");
	assert_line("entered=card entered=none", "entered=card");
	assert_line("did=clicked did=nothing", "did=clicked");
	size_t did = (size_t)fact_index(catalog, "did");
	facts_add(&f, did, known(catalog, "nothing"));
	facts_add(&f, did, known(catalog, "nothing"));
	assert_int_equal(f.of[did].count, 1);
	facts_add(&f, did, known(catalog, "opened"));
	assert_int_equal(f.of[did].count, 1);
	assert_string_equal(f.of[did].at[0], "opened");
	facts_clear(&f);
	assert_false(facts_known(&f, did));
	arena_free(a);
}

static void refuses(void **state)
{
	(void)state;
	assert_refused("", "", "fact.syntax", "", NULL);
	assert_refused("", "entered", "fact.syntax", "entered", NULL);
	assert_refused("", "=card", "fact.syntax", "=card", NULL);
	assert_refused("", "entered=", "fact.syntax", "entered", NULL);
	assert_refused("", "entered=,", "fact.syntax", "entered", NULL);
	assert_refused("", "received=mail,sms", "fact.one-value", "received", NULL);
	assert_refused("", "zzzzzzzzzz=1", "fact.unknown-key", "zzzzzzzzzz", NULL);
	assert_refused("", "entered=zzzzzzzzzzzz", "fact.unknown-value", "entered", NULL);
	assert_refused("", "received=card", "fact.unknown-value-near", "received", NULL);
	assert_refused("", "Entered=card", "fact.unknown-key-near", "Entered", "entered");
}

static void nearest(void **state)
{
	(void)state;
	assert_refused("", "enterd=card", "fact.unknown-key-near", "enterd", "entered");
	assert_refused("", "recieved=mail", "fact.unknown-key-near", "recieved", "received");
	assert_refused("", "paidby=card", "fact.unknown-key-near", "paidby", "paid_by");
	assert_refused("", "entered=pasword", "fact.unknown-value-near", "entered", "password");
	assert_refused("", "claims=amx", "fact.unknown-value-near", "claims", "amex");
	assert_refused("", "claims=mizuhoo", "fact.unknown-value-near", "claims", "mizuho");
}

/* What was typed goes into an error line: no secrets and nothing that moves the screen. */
static void error_is_safe(void **state)
{
	struct arena *a = arena_new();
	struct facts f = facts_of(catalog, a, "");
	struct err e = { 0 };

	(void)state;
	assert_false(facts_parse(&f, "entered=4111111111111111", &e));
	assert_null(strstr(e.arg[1], "411111111111"));
	assert_false(facts_parse(&f, "4111 1111 1111 1111", &e));
	assert_null(strstr(e.arg[0], "1111 1111"));
	assert_false(facts_parse(&f, "a\x1B[2J=b", &e));
	assert_null(strchr(e.arg[0], '\x1B'));
	arena_free(a);
}

static void brand_kinds(void **state)
{
	struct arena *a = arena_new();
	struct facts bank = facts_of(catalog, a, "claims=mizuho"), kind = facts_of(catalog, a, "claims=bank");
	struct facts none = facts_of(catalog, a, ""), unknown = facts_of(catalog, a, "claims=unknown");
	size_t claims = (size_t)fact_index(catalog, "claims");

	(void)state;
	assert_true(facts_is(&bank, claims, known(catalog, "mizuho")));
	assert_true(facts_is(&bank, claims, known(catalog, "bank")));
	assert_false(facts_is(&bank, claims, known(catalog, "card-company")));
	assert_true(facts_is(&kind, claims, known(catalog, "bank")));
	assert_false(facts_is(&kind, claims, known(catalog, "mizuho")));
	assert_false(facts_is(&none, claims, known(catalog, "bank")));
	assert_string_equal(facts_brand(&bank)->id, "mizuho");
	assert_null(facts_brand(&kind));
	assert_null(facts_brand(&none));
	assert_string_equal(facts_kind(&bank)->id, "bank");
	assert_string_equal(facts_kind(&kind)->id, "bank");
	assert_string_equal(facts_kind(&unknown)->id, "unknown");
	assert_string_equal(facts_kind(&none)->id, "unknown");
	arena_free(a);
}

/* Every brand there is holds for its kind; every value has words for the screen. */
static void every_brand(void **state)
{
	size_t claims = (size_t)fact_index(catalog, "claims");

	(void)state;
	for (size_t i = 0; i < catalog->brand_count; i++) {
		const struct brand *b = &catalog->brands[i];
		assert_ptr_equal(fact_value(catalog, claims, b->id), b->id);
		assert_true(fact_value_is(catalog, claims, b->id, b->kind));
		assert_string_equal(fact_value_label(catalog, claims, b->id), b->name);
	}
	assert_null(fact_value(catalog, (size_t)fact_index(catalog, "received"), "ana"));
	for (size_t i = 0; i < catalog->fact_count; i++)
		for (size_t k = 0; k < catalog->facts[i].count; k++) {
			const struct fact_value *v = &catalog->facts[i].values[k];
			assert_string_equal(fact_value_label(catalog, i, v->id), v->label);
		}
}

static void to_json(void **state)
{
	struct arena *a = arena_new();
	struct facts f = facts_of(catalog, a, "received=mail entered=card,password");
	struct buf b = { 0 };

	(void)state;
	json *j = facts_to_json(&f);
	json_write(j, false, &b);
	assert_string_equal(buf_str(&b), "{\"received\":[\"mail\"],\"entered\":[\"card\",\"password\"]}");
	assert_string_equal(facts_first(&f, "entered"), "card");
	assert_null(facts_first(&f, "claims"));
	assert_null(facts_first(&f, "no-such-key"));
	json_free(j);
	buf_free(&b);
	arena_free(a);
}

static bool take_json(struct facts *f, const char *text, struct err *e)
{
	json *j = json_parse("t", text, strlen(text), e);
	bool ok = j && facts_from_json(f, j, e);

	json_free(j);
	return ok;
}

static void from_json(void **state)
{
	static const struct {
		const char *text, *key;
	} bad[] = { { "{\"enterd\":\"card\"}", "fact.unknown-key-near" },     { "{\"entered\":[\"crad\"]}", "fact.unknown-value-near" },
		    { "{\"entered\":3}", "fact.not-values" },                { "{\"entered\":[\"card\",null]}", "fact.not-values" },
		    { "{\"received\":[\"mail\",\"sms\"]}", "fact.one-value" }, { "{\"entered\":[\"card\",\"none\"]}", "fact.excludes" } };
	struct arena *a = arena_new();
	struct facts f;

	(void)state;
	facts_init(&f, catalog, a);
	assert_true(take_json(&f, "{\"received\":\"mail\",\"entered\":[\"card\",\"password\"],\"did\":[]}", NULL));
	assert_string_equal(facts_first(&f, "received"), "mail");
	assert_int_equal(f.of[fact_index(catalog, "entered")].count, 2);
	assert_false(facts_known(&f, (size_t)fact_index(catalog, "did")));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err e = { 0 };
		facts_clear(&f);
		assert_false(take_json(&f, bad[i].text, &e));
		assert_string_equal(e.key, bad[i].key);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses),  cmocka_unit_test(several),       cmocka_unit_test(none_excludes), cmocka_unit_test(refuses),
		cmocka_unit_test(nearest), cmocka_unit_test(error_is_safe), cmocka_unit_test(brand_kinds),   cmocka_unit_test(every_brand),
		cmocka_unit_test(to_json), cmocka_unit_test(from_json),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
