/* guide/cond: each kind of condition, what nobody answered, and why a condition holds. */
#include "guide_fixture.h"

#include "guide/cond.h"

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

/* --- building --- */

static struct cond always(void)
{
	return (struct cond){ .kind = COND_ALWAYS };
}

static struct cond is(const char *fact, const char *values)
{
	struct cond c = { .kind = COND_IS, .fact = (size_t)fact_index(catalog, fact) };
	char *copy = arena_strdup(arena, values), *save = NULL;

	c.values.at = arena_alloc(arena, 10 * sizeof *c.values.at);
	for (char *v = strtok_r(copy, ",", &save); v; v = strtok_r(NULL, ",", &save)) {
		assert_non_null(known(catalog, v));
		c.values.at[c.values.count++] = known(catalog, v);
	}
	return c;
}

static struct cond is_known(const char *fact)
{
	return (struct cond){ .kind = COND_KNOWN, .fact = (size_t)fact_index(catalog, fact) };
}

static struct cond of(enum cond_kind kind, size_t count, const struct cond *parts)
{
	struct cond c = { .kind = kind, .count = count, .parts = arena_alloc(arena, (count + 1) * sizeof *parts) };

	if (count)
		memcpy(c.parts, parts, count * sizeof *parts);
	return c;
}

#define ALL(...) of(COND_ALL, sizeof((struct cond[]){ __VA_ARGS__ }) / sizeof(struct cond), (struct cond[]){ __VA_ARGS__ })
#define ANY(...) of(COND_ANY, sizeof((struct cond[]){ __VA_ARGS__ }) / sizeof(struct cond), (struct cond[]){ __VA_ARGS__ })

static struct cond not(struct cond part)
{
	return of(COND_NOT, 1, &part);
}

static bool holds(struct cond c, const char *facts)
{
	struct facts f = facts_of(catalog, arena, facts);

	return cond_holds(&c, &f);
}

static void note_because(void *context, size_t fact, const char *value)
{
	struct buf *b = context;

	buf_addf(b, "%s%s=%s", b->len ? " " : "", catalog->facts[fact].key, value);
}

static void assert_because(struct cond c, const char *facts, const char *wanted)
{
	struct facts f = facts_of(catalog, arena, facts);
	struct buf b = { 0 };

	assert_true(cond_holds(&c, &f));
	cond_because(&c, &f, note_because, &b);
	assert_string_equal(buf_str(&b), wanted);
	buf_free(&b);
}

/* --- holding --- */

static void each_kind(void **state)
{
	(void)state;
	assert_true(holds(always(), ""));
	assert_true(holds(is("received", "mail"), "received=mail"));
	assert_false(holds(is("received", "mail"), "received=sms"));
	assert_true(holds(is("received", "mail,sms"), "received=sms"));
	assert_true(holds(is("entered", "card,pin"), "entered=password,pin"));
	assert_false(holds(is("entered", "card,pin"), "entered=password"));
	assert_true(holds(is_known("loss"), "loss=unknown"));
	assert_true(holds(not(is("received", "mail")), "received=sms"));
	assert_false(holds(not(is("received", "mail")), "received=mail"));
	assert_true(holds(ALL(is("received", "mail"), is("claims", "ana")), "received=mail claims=ana"));
	assert_false(holds(ALL(is("received", "mail"), is("claims", "ana")), "received=mail claims=jal"));
	assert_true(holds(ANY(is("received", "mail"), is("claims", "ana")), "received=sms claims=ana"));
	assert_false(holds(ANY(is("received", "mail"), is("claims", "ana")), "received=sms"));
}

static void empty_lists(void **state)
{
	(void)state;
	assert_true(holds(of(COND_ALL, 0, NULL), ""));
	assert_false(holds(of(COND_ANY, 0, NULL), "received=mail"));
}

/* Nobody answered: `is` is false, `not` is plain negation. */
static void unanswered(void **state)
{
	(void)state;
	assert_false(holds(is("received", "mail"), ""));
	assert_true(holds(not(is("received", "mail")), ""));
	assert_false(holds(is_known("received"), ""));
	assert_true(holds(not(is_known("received")), ""));
	assert_false(holds(not(not(is("received", "mail"))), ""));
	assert_false(holds(is("loss", "unknown"), ""));
}

static void kinds_of_brands(void **state)
{
	(void)state;
	assert_true(holds(is("claims", "bank"), "claims=mizuho"));
	assert_true(holds(is("claims", "airline"), "claims=ana"));
	assert_false(holds(is("claims", "bank"), "claims=ana"));
	assert_false(holds(is("claims", "ana"), "claims=airline"));
	assert_false(holds(not(is("claims", "bank")), "claims=mizuho"));
}

/* --- because --- */

static void because_of_what_was_asked_for(void **state)
{
	(void)state;
	assert_because(is("entered", "card,pin"), "entered=password,card,pin received=mail", "entered=card entered=pin");
	assert_because(is_known("entered"), "entered=password,card", "entered=password entered=card");
	assert_because(is("claims", "bank"), "claims=mizuho", "claims=mizuho");
	assert_because(ALL(is("received", "mail"), is("claims", "ana")), "received=mail claims=ana entered=card",
		       "received=mail claims=ana");
	assert_because(ANY(is("received", "mail"), is("claims", "ana")), "received=sms claims=ana", "claims=ana");
	assert_because(ALL(is("entered", "card"), not(is("card_at_hand", "no"))), "entered=card card_at_hand=yes", "entered=card");
	assert_because(ANY(ALL(is("received", "mail"), is("claims", "jal")), is("claims", "ana")), "received=mail claims=ana",
		       "claims=ana");
}

/* With negations only, what they looked at is the reason. */
static void because_of_what_was_looked_at(void **state)
{
	(void)state;
	assert_because(not(is("received", "mail")), "received=sms", "received=sms");
	assert_because(not(is("entered", "card")), "entered=password,pin", "entered=password entered=pin");
	assert_because(ALL(not(is("received", "mail")), not(is("claims", "ana"))), "received=sms claims=jal", "received=sms claims=jal");
	assert_because(always(), "received=mail", "");
}

static void uses(void **state)
{
	struct cond c = ALL(is("received", "mail"), not(ANY(is_known("loss"), is("claims", "ana"))));

	(void)state;
	assert_true(cond_uses(&c, (size_t)fact_index(catalog, "received")));
	assert_true(cond_uses(&c, (size_t)fact_index(catalog, "loss")));
	assert_true(cond_uses(&c, (size_t)fact_index(catalog, "claims")));
	assert_false(cond_uses(&c, (size_t)fact_index(catalog, "entered")));
	struct cond a = always();
	assert_false(cond_uses(&a, 0));
}

/* On every condition of the shipped playbooks: a condition that holds on some facts has a reason among them,
 * or looks at nothing that was answered. */
static bool is_given(const struct facts *f, size_t fact, const char *value)
{
	for (size_t i = 0; i < f->of[fact].count; i++)
		if (f->of[fact].at[i] == value)
			return true;
	return false;
}

struct checked {
	const struct facts *f;
	size_t count;
};

static void check_reason(void *context, size_t fact, const char *value)
{
	struct checked *k = context;

	assert_true(is_given(k->f, fact, value));
	k->count++;
}

static void shipped_reasons(void **state)
{
	unsigned seed = 11;

	(void)state;
	for (int round = 0; round < 1500; round++) {
		struct arena *a = arena_new();
		struct facts f;
		facts_init(&f, catalog, a);
		for (size_t i = 0; i < catalog->fact_count; i++)
			if (rand_r(&seed) % 3 == 0)
				facts_add(&f, i, catalog->facts[i].values[(size_t)rand_r(&seed) % catalog->facts[i].count].id);
		for (size_t i = 0; i < catalog->playbook_count; i++) {
			const struct cond *when = &catalog->playbooks[i].when;
			struct checked k = { &f, 0 };
			if (!cond_holds(when, &f))
				continue;
			cond_because(when, &f, check_reason, &k);
			bool looks = false;
			for (size_t fact = 0; fact < catalog->fact_count; fact++)
				looks = looks || (facts_known(&f, fact) && cond_uses(when, fact));
			assert_int_equal(k.count > 0, looks);
		}
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind),
		cmocka_unit_test(empty_lists),
		cmocka_unit_test(unanswered),
		cmocka_unit_test(kinds_of_brands),
		cmocka_unit_test(because_of_what_was_asked_for),
		cmocka_unit_test(because_of_what_was_looked_at),
		cmocka_unit_test(uses),
		cmocka_unit_test(shipped_reasons),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
