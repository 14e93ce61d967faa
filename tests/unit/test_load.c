/* guide/load and guide/source: layers that replace, add and remove; reading in two parts; the pinned pack; faults named
 * with their place. What each fault says is tests/bad. */
#include "guide_fixture.h"

#include "guide/check.h"
#include "guide/fill.h"

static char dirs[700];

/* The shipped playbooks with the scratch directory on top. */
static const char *over_shipped(void **state)
{
	snprintf(dirs, sizeof dirs, "playbooks:%s", (char *)*state);
	return dirs;
}

static void shipped_is_sound(void **state)
{
	struct catalog *c = shipped();

	(void)state;
	assert_true(c->complete);
	check_guidance(c);
	for (size_t i = 0; i < c->faults.count; i++)
		print_error("%s: %s: %s\n", c->faults.at[i].file, c->faults.at[i].path, c->faults.at[i].what);
	assert_int_equal(c->faults.count, 0);
	assert_true(c->step_count > 100 && c->playbook_count > 40 && c->brand_count > 40);
	for (size_t i = 1; i < c->playbook_count; i++) {
		const struct playbook *a = &c->playbooks[i - 1], *b = &c->playbooks[i];
		assert_true(a->order < b->order || (a->order == b->order && strcmp(a->id, b->id) < 0));
	}
	catalog_free(c);
}

static const char new_step[] =
	"{\"steps\": [{\"id\": \"card.stop\", \"action\": \"card.stop\", \"title\": \"自社の窓口\", \"why\": \"W\", \"how\": [\"H\"], \"done\": \"D\", \"source\": \"S\", \"urgency\": \"now\"}]}";

static void a_layer_replaces(void **state)
{
	put(state, "steps/mine.json", new_step);
	put(state, "prevention.json", "{\"id\": \"prevention\", \"remove\": true}");
	put(state, "brands.json", "{\"brands\": [{\"id\": \"ana\", \"name\": \"ANA 新\", \"kind\": \"airline\", \"names\": [\"ANA\"]}], \"remove\": [\"rolex\"]}");
	put(state, "contacts.json", "{\"contacts\": [{\"id\": \"mine\", \"name\": \"M\", \"where\": \"w\"}]}");
	put(state, "mine.json", "{\"id\": \"mine\", \"title\": \"T\", \"order\": 1, \"source\": \"S\", \"when\": {\"known\": \"loss\"}, \"steps\": [\"card.stop\"]}");
	struct catalog *base = shipped(), *c = loaded(over_shipped(state));
	const struct step *s = find_step(c, known(c, "card.stop"));
	assert_string_equal(s->title, "自社の窓口");
	assert_null(s->say); /* replaced as a whole, nothing of the old one is left */
	assert_int_equal(s->contact_count, 0);
	assert_int_equal(c->step_count, base->step_count);
	assert_int_equal(c->playbook_count, base->playbook_count); /* one gone, one new */
	assert_null(find_playbook(c, known(c, "prevention")));
	assert_string_equal(c->playbooks[0].id, "mine");
	assert_ptr_equal(c->playbooks[0].uses[0].step, s);
	const struct brand *ana = find_brand(c, known(c, "ana"));
	assert_string_equal(ana->name, "ANA 新");
	assert_int_equal(ana->web_count, 0);
	assert_null(find_brand(c, known(c, "rolex")));
	assert_int_equal(c->brand_count, base->brand_count - 1);
	assert_non_null(find_contact(c, known(c, "mine")));
	assert_non_null(find_contact(c, known(c, "police-110")));
	/* Every use in the base now brings the new step. */
	struct arena *a = arena_new();
	struct facts f = facts_of(c, a, "entered=card");
	struct plan p;
	plan_build(&f, NULL, at("2026-02-12T10:00"), a, &p);
	assert_ptr_equal(p.steps[0].step, s);
	arena_free(a);
	catalog_free(base);
	catalog_free(c);
}

/* An added brand is understood, and a condition on its kind holds. */
static void a_layer_adds_a_brand(void **state)
{
	put(state, "brands.json", "{\"brands\": [{\"id\": \"sakura\", \"name\": \"さくら例銀行\", \"kind\": \"bank\", \"names\": [\"さくら例銀行\"], \"words\": {\"password\": \"合言葉\"}}]}");
	struct catalog *c = loaded(over_shipped(state));
	struct arena *a = arena_new();
	struct facts f = facts_of(c, a, "claims=sakura");
	assert_string_equal(brand_word(&f, "password"), "合言葉");
	assert_string_equal(brand_word(&f, "page"), "ネットバンキング");
	assert_true(facts_is(&f, (size_t)fact_index(c, "claims"), known(c, "bank")));
	arena_free(a);
	catalog_free(c);
}

static void three_layers(void **state)
{
	char second[500], list[1200];

	snprintf(second, sizeof second, "%s/second", (char *)*state);
	assert_int_equal(mkdir(second, 0700), 0);
	put(state, "contacts.json", "{\"contacts\": [{\"id\": \"mine\", \"name\": \"one\", \"where\": \"w\"}]}");
	put(state, "second/contacts.json", "{\"contacts\": [{\"id\": \"mine\", \"name\": \"two\", \"where\": \"w\"}]}");
	snprintf(list, sizeof list, "playbooks:%s:%s", (char *)*state, second);
	struct catalog *c = loaded(list);
	assert_string_equal(find_contact(c, known(c, "mine"))->name, "two");
	catalog_free(c);
	snprintf(list, sizeof list, "playbooks:%s:%s", second, (char *)*state);
	c = loaded(list);
	assert_string_equal(find_contact(c, known(c, "mine"))->name, "one");
	catalog_free(c);
}

static void faults_are_named(void **state)
{
	struct err e = { 0 };

	put(state, "steps/mine.json", "{\"steps\": [{\"id\": \"x\"}]}");
	assert_null(catalog_load(over_shipped(state), SOURCE_ALL, &e));
	assert_int_equal(e.code, ERR_DATA);
	assert_string_equal(e.key, "playbooks.fault");
	assert_non_null(strstr(e.arg[0], "steps/mine.json: steps[0].action: missing"));
	assert_true(atoi(e.arg[1]) > 3);
	put(state, "steps/mine.json", "{");
	assert_null(catalog_load(over_shipped(state), SOURCE_ALL, &e));
	assert_non_null(strstr(e.arg[0], "steps/mine.json: "));
	assert_non_null(strstr(e.arg[0], "not JSON"));
	assert_string_equal(e.arg[1], "1");
	assert_null(catalog_load("playbooks:/no/such/dir", SOURCE_ALL, &e));
	assert_string_equal(e.key, "playbooks.missing");
	assert_int_equal(e.code, ERR_NO_INPUT);
}

/* The interview alone is enough to ask the first question; the rest comes later into the same catalog. */
static void in_two_parts(void **state)
{
	char *const list[] = { (char[]){ "playbooks" } };
	struct err e = { 0 };
	struct source first = { 0 }, rest = { 0 };
	struct catalog *c = catalog_new(), *whole = shipped();

	(void)state;
	assert_true(source_read(list, 1, SOURCE_INTERVIEW, &first, &e));
	assert_int_equal(first.count, 1);
	catalog_read(c, &first, SOURCE_INTERVIEW);
	assert_false(c->complete);
	assert_true(catalog_sound(c, &e));
	assert_int_equal(c->question_count, whole->question_count);
	assert_int_equal(c->fact_count, whole->fact_count);
	assert_int_equal(c->step_count, 0);
	const char *ask = c->questions[0].ask;
	source_free(&first);
	assert_true(source_read(list, 1, SOURCE_REST, &rest, &e));
	catalog_read(c, &rest, SOURCE_REST);
	source_free(&rest);
	assert_true(c->complete);
	assert_true(catalog_sound(c, &e));
	assert_ptr_equal(c->questions[0].ask, ask);
	assert_int_equal(c->step_count, whole->step_count);
	assert_int_equal(c->playbook_count, whole->playbook_count);
	assert_int_equal(c->brand_count, whole->brand_count);
	catalog_free(c);
	catalog_free(whole);
	catalog_free(NULL);
}

static const char *text_of(const struct source *s, const char *name)
{
	const char *text = NULL;

	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->files[i].name, name) == 0)
			text = s->files[i].text;
	return text;
}

/* The pack brings the old steps back; contacts, brands and words stay as they are today. */
static void packs(void **state)
{
	char *const base[] = { (char[]){ "playbooks" } };
	char *const both[] = { (char[]){ "playbooks" }, *state };
	struct source old = { 0 }, today = { 0 };
	struct buf pack = { 0 }, same = { 0 };
	unsigned char hash[HASH_SIZE], again[HASH_SIZE];
	struct err e = { 0 };

	put(state, "steps/mine.json", new_step);
	put(state, "contacts.json", "{\"contacts\": [{\"id\": \"mine\", \"name\": \"one\", \"where\": \"w\"}]}");
	assert_true(source_read(base, 1, SOURCE_ALL, &old, &e));
	source_pack(&old, &pack, hash);
	source_pack(&old, &same, again);
	assert_memory_equal(hash, again, HASH_SIZE);
	assert_int_equal(pack.len, same.len);
	assert_true(source_read(both, 2, SOURCE_ALL, &today, &e));
	buf_clear(&same);
	source_pack(&today, &same, again);
	assert_memory_not_equal(hash, again, HASH_SIZE);
	assert_true(source_unpack(&today, pack.text, pack.len, &e));
	assert_null(text_of(&today, "steps/mine.json"));
	assert_non_null(strstr(text_of(&today, "contacts.json"), "\"mine\""));
	/* Packed once more it is the same pack. */
	buf_clear(&same);
	source_pack(&today, &same, again);
	assert_memory_equal(hash, again, HASH_SIZE);
	struct catalog *c = catalog_new();
	catalog_read(c, &today, SOURCE_ALL);
	assert_true(catalog_sound(c, &e));
	assert_string_not_equal(find_step(c, known(c, "card.stop"))->title, "自社の窓口");
	assert_non_null(find_contact(c, known(c, "mine")));
	catalog_free(c);
	source_free(&old);
	source_free(&today);
	buf_free(&pack);
	buf_free(&same);
}

static void unpacked(const char *bytes, size_t len, bool good)
{
	struct source s = { 0 };
	struct err e = { 0 };

	assert_int_equal(source_unpack(&s, bytes, len, &e), good);
	if (!good)
		assert_string_equal(e.key, "pack.bad");
	source_free(&s);
}

static void broken_packs(void **state)
{
	static const char good[] = "\0\0\0\6a.json\0\0\0\2{}";
	char long_name[4 + 300 + 4] = { 0, 0, 1, 44 };

	(void)state;
	unpacked("", 0, true);
	unpacked(good, sizeof good - 1, true);
	for (size_t len = 1; len < sizeof good - 1; len++)
		unpacked(good, len, false);
	unpacked("\xFF\xFF\xFF\xFF" "abc", 7, false);
	memset(long_name + 4, 'a', 300);
	unpacked(long_name, sizeof long_name, false);
}

/* Without an interview of its own, a directory lies over the shipped ones; with one it stands alone. */
static void directories(void **state)
{
	char **list = NULL;
	size_t count;
	struct err e = { 0 };

	put(state, "interview.json", "{}");
	assert_true(source_dirs(*state, &list, &count, &e));
	assert_int_equal(count, 1);
	assert_string_equal(list[0], *state);
	source_dirs_free(list, count);
	assert_true(source_dirs(over_shipped(state), &list, &count, &e));
	assert_int_equal(count, 2);
	assert_string_equal(list[0], "playbooks");
	source_dirs_free(list, count);
	assert_false(source_dirs("/no/such/dir", &list, &count, &e));
	assert_int_equal(e.code, ERR_NO_INPUT);
	assert_string_equal(e.arg[0], "/no/such/dir");
	source_dirs_free(list, count);
}

/* Whatever one byte is changed to, reading ends with a catalog or with faults. */
static void one_byte_off(void **state)
{
	static const char good[] =
		"{\"steps\": [{\"id\": \"x\", \"action\": \"x\", \"title\": \"{entered}\", \"why\": \"W\", \"how\": [\"H\"], \"done\": \"D\", \"source\": \"S\", \"urgency\": \"now\","
		" \"contact\": [{\"when\": {\"all\": [{\"known\": \"loss\"}, {\"not\": {\"fact\": \"claims\", \"is\": [\"ana\", \"bank\"]}}]}, \"is\": \"card-desk\"}],"
		" \"after\": [\"evidence.keep\"], \"if_closed\": [\"card.stop\"], \"remind\": \"P7D\", \"items\": {\"ask\": \"A\", \"examples\": []}}]}";
	char *const list[] = { (char[]){ "playbooks" } };
	unsigned seed = 6;

	(void)state;
	for (int round = 0; round < 150; round++) {
		struct source s = { 0 };
		char text[sizeof good];
		memcpy(text, good, sizeof good);
		for (int k = rand_r(&seed) % 3; k >= 0; k--)
			text[(size_t)rand_r(&seed) % (sizeof good - 1)] = (char)(0x20 + rand_r(&seed) % 0x5F);
		assert_true(source_read(list, 1, SOURCE_ALL, &s, NULL));
		source_add(&s, "steps/agent.json", text, sizeof good - 1, 1);
		struct catalog *c = catalog_new();
		catalog_read(c, &s, SOURCE_ALL);
		if (catalog_sound(c, NULL))
			check_guidance(c);
		catalog_free(c);
		source_free(&s);
	}
}

int main(void)
{
#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, fixture_begin, fixture_end)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shipped_is_sound), SCRATCH(a_layer_replaces), SCRATCH(a_layer_adds_a_brand), SCRATCH(three_layers),
		SCRATCH(faults_are_named),          cmocka_unit_test(in_two_parts), SCRATCH(packs),           cmocka_unit_test(broken_packs),
		SCRATCH(directories),               cmocka_unit_test(one_byte_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
