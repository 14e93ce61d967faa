/* guide/tongue: a catalog in other languages, spoken or only asked for. */
#include "guide_fixture.h"

#include "guide/fill.h"
#include "guide/tongue.h"

static char playbooks[] = "playbooks", *dirs[] = { playbooks };

static struct catalog *learnt(void)
{
	struct catalog *c = shipped();
	struct err e = { 0 };

	assert_true(tongue_learn(c, "en", dirs, 1, &e));
	return c;
}

static const struct step *stop(const struct catalog *c)
{
	return find_step(c, known(c, "card.stop"));
}

static bool is_english(const char *text)
{
	return strncmp(text, "Call the number on the back", 27) == 0;
}

static void speaking(void **state)
{
	struct catalog *c = shipped();
	const char *japanese = stop(c)->title;

	(void)state;
	assert_string_equal(tongue_spoken(c), "ja");
	tongue_speak(c, "en"); /* not learnt: nothing to speak */
	assert_ptr_equal(stop(c)->title, japanese);
	assert_true(tongue_learn(c, "en", dirs, 1, NULL));
	assert_ptr_equal(stop(c)->title, japanese);
	tongue_speak(c, "en");
	assert_string_equal(tongue_spoken(c), "en");
	assert_true(is_english(stop(c)->title));
	assert_string_equal(c->join.last, " and ");
	tongue_speak(c, "xx");
	assert_string_equal(tongue_spoken(c), "ja");
	assert_ptr_equal(stop(c)->title, japanese);
	assert_string_equal(c->join.last, "と");
	catalog_free(c);
}

static void asking(void **state)
{
	struct catalog *c = learnt();
	const char *japanese = stop(c)->title;

	(void)state;
	assert_true(is_english(tongue_text(c, "en", japanese)));
	assert_ptr_equal(tongue_text(c, "ja", japanese), japanese);
	assert_ptr_equal(tongue_text(c, "xx", japanese), japanese);
	tongue_speak(c, "en");
	assert_ptr_equal(tongue_text(c, "ja", stop(c)->title), japanese);
	assert_string_equal(tongue_text(c, "ja", "no text of the catalog"), "no text of the catalog");
	catalog_free(c);
}

/* A choice without a label of its own has its value's, in every language. */
static void labels_of_choices(void **state)
{
	struct catalog *c = learnt();
	size_t shared = 0;

	(void)state;
	tongue_speak(c, "en");
	for (size_t i = 0; i < c->question_count; i++)
		for (size_t k = 0; k < c->questions[i].count; k++) {
			const struct choice *choice = &c->questions[i].choices[k];
			shared += choice->labelled != NULL;
			assert_true(text_is_plain(choice->label));
			assert_true(!choice->labelled || choice->label == choice->labelled->label);
		}
	assert_true(shared > 20);
	catalog_free(c);
}

static void filling(void **state)
{
	struct catalog *c = learnt();
	struct arena *a = arena_new();
	struct facts f = facts_of(c, a, "entered=password,card,pin claims=bank");
	struct buf b = { 0 };

	(void)state;
	const char *say = stop(c)->say;
	fill_as("en", say, &f, &b);
	assert_non_null(strstr(buf_str(&b), "password, card number and PIN (the 4 digits for a card or ATM)"));
	assert_non_null(strstr(buf_str(&b), "「偽の相手に、パスワードとカード番号と暗証番号(カードやATMの4けた)を伝えました。"));
	buf_clear(&b);
	tongue_speak(c, "en");
	fill_as("ja", stop(c)->say, &f, &b);
	assert_non_null(strstr(buf_str(&b), "「偽の相手に、パスワードと"));
	assert_null(strstr(buf_str(&b), "password"));
	buf_clear(&b);
	fill("{brand.name}: {brand.password} {ja}", &f, &b); /* no text of the catalog has a Japanese one */
	assert_string_equal(buf_str(&b), "the bank: login password {ja}");
	buf_free(&b);
	arena_free(a);
	catalog_free(c);
}

static void count_foreign(void *context, const struct text_place *p)
{
	*(size_t *)context += !text_is_plain(*p->text);
}

/* Japanese is left where it is quoted, with what it means, and nowhere else. */
static void everything_is_english(void **state)
{
	struct catalog *c = learnt();
	size_t japanese = 0, quoted = 0;

	(void)state;
	texts_each(c, count_foreign, &japanese);
	tongue_speak(c, "en");
	texts_each(c, count_foreign, &quoted);
	assert_true(japanese > 2000);
	assert_true(quoted < 60);
	catalog_free(c);
}

static void hashes(void **state)
{
	char hash[TEXT_HASH_SIZE], what[64];
	struct err e = { 0 };
	static const char text[] = "{\"ja\": \"ba7816bf8f01\", \"text\": \"x\"}";
	json *entry = json_parse("entry", text, strlen(text), &e);

	(void)state;
	text_hash("abc", hash);
	assert_string_equal(hash, "ba7816bf8f01"); /* FIPS 180-2, the first twelve digits */
	assert_int_equal(tongue_judge(entry, "abc", what), TRANSLATION_GOOD);
	assert_int_equal(tongue_judge(entry, "abd", what), TRANSLATION_STALE);
	assert_int_equal(tongue_judge(NULL, "abc", what), TRANSLATION_MISSING);
	json_free(entry);
}

/* A layer's own translations go before those beneath; what it changes is Japanese until it is translated anew. */
static void layers(void **state)
{
	char *both[] = { dirs[0], *state };
	char hash[TEXT_HASH_SIZE], text[400];
	static const char step[] = "{\"steps\": [{\"id\": \"card.stop\", \"action\": \"card.stop\", \"title\": \"うちの窓口に電話します\", \"why\": \"理由\","
				   "\"how\": [\"一行\"], \"done\": \"済んだ\", \"source\": \"試験\", \"urgency\": \"now\"}]}";
	struct buf list = { 0 };

	assert_true(path_make_parent(in_dir(state, "steps/ours.json"), NULL));
	assert_true(file_write(in_dir(state, "steps/ours.json"), step, strlen(step), false, NULL));
	text_hash("うちの窓口に電話します", hash);
	snprintf(text, sizeof text, "{\"card.stop\": {\"title\": {\"ja\": \"%s\", \"text\": \"Call our desk.\"}}}", hash);
	assert_true(path_make_parent(in_dir(state, "locale/en/steps/ours.json"), NULL));
	assert_true(file_write(in_dir(state, "locale/en/steps/ours.json"), text, strlen(text), false, NULL));
	buf_addf(&list, "playbooks:%s", (const char *)*state);
	struct catalog *c = loaded(buf_str(&list));
	assert_true(tongue_learn(c, "en", both, 2, NULL));
	tongue_speak(c, "en");
	assert_string_equal(stop(c)->title, "Call our desk.");
	assert_string_equal(stop(c)->why, "理由");
	catalog_free(c);
	buf_free(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(speaking),
		cmocka_unit_test(asking),
		cmocka_unit_test(labels_of_choices),
		cmocka_unit_test(filling),
		cmocka_unit_test(everything_is_english),
		cmocka_unit_test(hashes),
		cmocka_unit_test_setup_teardown(layers, fixture_begin, fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
