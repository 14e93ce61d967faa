/* guide/letter: slots in a text, and the letters there are. */
#include "casebook_fixture.h"

#include "guide/letter.h"
#include "guide/load.h"

static struct slot slot_of(const char *text)
{
	struct slot s;

	slot_read(text, &s);
	return s;
}

static void slots(void **state)
{
	static const struct {
		const char *text;
		enum slot_kind kind;
		const char *name, *label;
		size_t len;
	} rows[] = {
		{ "{entered}", SLOT_FACT, "entered", "", 9 },
		{ "{case}...", SLOT_CASE, "case", "", 6 },
		{ "{today}", SLOT_TODAY, "today", "", 7 },
		{ "{blank|amount} x", SLOT_BLANK, "blank", "amount", 14 },
		{ "{at.card.stop|when}", SLOT_AT, "card.stop", "when", 19 },
		{ "{note.bank.call|number}", SLOT_NOTE, "bank.call", "number", 23 },
		{ "{desk.bank.call|desk}", SLOT_DESK, "bank.call", "desk", 21 },
		{ "{brand.name|who}", SLOT_BRAND, "brand.name", "who", 16 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct slot s = slot_of(rows[i].text);
		assert_int_equal(s.kind, rows[i].kind);
		assert_string_equal(s.name, rows[i].name);
		assert_string_equal(s.label, rows[i].label);
		assert_int_equal(s.len, rows[i].len);
	}
}

static void no_slots(void **state)
{
	static const char *const texts[] = { "", "x{case}", "{case", "{", "}", "{a{b}" };
	char longest[400];

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_int_equal(slot_of(texts[i]).len, 0);
	memset(longest, 'a', sizeof longest);
	longest[0] = '{';
	longest[sizeof longest - 2] = '}';
	longest[sizeof longest - 1] = '\0';
	assert_int_equal(slot_of(longest).kind, SLOT_UNKNOWN);
	assert_int_equal(slot_of(longest).len, sizeof longest - 1);
	longest[1] = '|';
	assert_int_equal(slot_of(longest).kind, SLOT_UNKNOWN);
}

static void shipped_letters(void **state)
{
	struct err e = { 0 };
	struct catalog *c = catalog_load("playbooks", SOURCE_ALL, &e);

	(void)state;
	assert_non_null(c);
	assert_true(letters_load(c, "playbooks", &e));
	assert_true(catalog_sound(c, &e));
	assert_non_null(find_letter(c, "card-company"));
	assert_non_null(find_letter(c, "police"));
	assert_null(find_letter(c, "no-such"));
	for (size_t i = 0; i < c->letters->count; i++) {
		assert_true(c->letters->at[i].count > 2);
		assert_non_null(c->letters->at[i].source);
	}
	assert_true(find_letter(c, "report-dekyo")->attach);
	catalog_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(slots), cmocka_unit_test(no_slots), cmocka_unit_test(shipped_letters) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
