/* guide/phrasebook: a text of the guidance by its Japanese. */
#include "casebook_fixture.h"

#include "guide/find.h"
#include "guide/letter.h"
#include "guide/load.h"
#include "guide/phrasebook.h"
#include "guide/tongue.h"

static struct catalog *learnt(bool english)
{
	char dir[] = "playbooks", *dirs[] = { dir };
	struct err e = { 0 };
	struct catalog *c = catalog_load("playbooks", SOURCE_ALL, &e);

	assert_non_null(c);
	assert_true(letters_load(c, "playbooks", &e));
	if (english)
		assert_true(tongue_learn(c, "en", dirs, 1, &e));
	return c;
}

static void english_of_japanese(void **state)
{
	struct catalog *c = learnt(true);
	struct arena *a = arena_new();
	struct phrasebook *p = phrasebook_new(a, c);
	const struct step *stop = find_step(c, intern_find(&c->strings, "card.stop"));
	const char *title = arena_strdup(a, stop->title), *done = arena_strdup(a, stop->done);

	(void)state;
	tongue_speak(c, "en");
	assert_string_equal(phrasebook_say(p, "en", title), stop->title);
	assert_string_equal(phrasebook_say(p, "en", done), stop->done);
	assert_string_not_equal(stop->title, title);
	tongue_speak(c, "ja");
	assert_string_not_equal(phrasebook_say(p, "en", title), title); /* whatever the catalog speaks */
	assert_ptr_equal(phrasebook_say(p, "ja", title), title);
	arena_free(a);
	catalog_free(c);
}

static void what_is_not_there_stays(void **state)
{
	struct catalog *c = learnt(true), *japanese = learnt(false);
	struct arena *a = arena_new();
	struct phrasebook *p = phrasebook_new(a, c);
	static const char own[] = "受付 8841 山田さん";

	(void)state;
	assert_ptr_equal(phrasebook_say(p, "en", own), own);
	assert_string_equal(phrasebook_say(p, "en", ""), "");
	assert_null(phrasebook_say(p, "en", NULL));
	assert_ptr_equal(phrasebook_say(phrasebook_new(a, japanese), "en", own), own); /* nothing was learnt */
	arena_free(a);
	catalog_free(japanese);
	catalog_free(c);
}

static void letters_are_learnt(void **state)
{
	struct catalog *c = learnt(true);
	const struct letter *l = find_letter(c, "card-company");

	(void)state;
	tongue_speak(c, "en");
	assert_string_equal(l->title, "Report of card fraud");
	for (size_t i = 0; i < c->letters->count; i++)
		for (size_t k = 0; k < c->letters->at[i].count; k++) {
			const struct letter_part *part = &c->letters->at[i].parts[k];
			assert_true(!part->label || text_is_plain(part->label));
			for (size_t n = 0; n < part->heads.count; n++)
				assert_true(text_is_plain(part->heads.at[n]));
		}
	catalog_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(english_of_japanese),
		cmocka_unit_test(what_is_not_there_stays),
		cmocka_unit_test(letters_are_learnt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
