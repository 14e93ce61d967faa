/* guide/fill: the case's own words in a text. */
#include "guide_fixture.h"

#include "guide/fill.h"

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

static void assert_filled(const char *text, const char *facts, const char *wanted)
{
	struct facts f = facts_of(catalog, arena, facts);
	struct buf b = { 0 };

	fill(text, &f, &b);
	assert_string_equal(buf_str(&b), wanted);
	assert_string_equal(fill_in(arena, text, &f), wanted);
	buf_free(&b);
}

/* The brand's word, else its kind's, else that of "unknown". */
static void brand_words(void **state)
{
	(void)state;
	assert_filled("{brand.password}", "claims=ana", "WEBパスワード");
	assert_filled("{brand.password}", "claims=mizuho", "ログインパスワード");
	assert_filled("{brand.password}", "claims=amex", "パスワード");
	assert_filled("{brand.password}", "claims=bank", "ログインパスワード");
	assert_filled("{brand.password}", "", "パスワード");
	assert_filled("{brand.name}", "claims=ana", "ANA");
	assert_filled("{brand.name}", "claims=bank", "その銀行");
	assert_filled("{brand.name}", "claims=unknown", "相手の会社");
	assert_filled("{brand.name}", "", "相手の会社");
	assert_filled("「{brand.app}」か{brand.site}で", "claims=jal", "「JALアプリ」かjal.co.jpで");
}

static void fact_words(void **state)
{
	(void)state;
	assert_filled("{entered}を入れました。", "entered=card", "カード番号を入れました。");
	assert_filled("{entered}を入れました。", "entered=card,pin", "カード番号と暗証番号(カードやATMの4けた)を入れました。");
	assert_filled("{entered}を入れました。", "", "入れた情報を入れました。");
	assert_filled("{claims}の{received}", "claims=ana received=mail", "ANAのメール");
	assert_filled("{claims}の{received}", "", "相手の届いたもの");
	assert_filled("{claims}", "claims=bank", "銀行");
	assert_filled("{paid_by}", "paid_by=bank-transfer", "銀行振込");
}

static void left_as_written(void **state)
{
	struct facts f = facts_of(catalog, arena, "claims=ana");

	(void)state;
	assert_filled("", "", "");
	assert_filled("何もない", "", "何もない");
	assert_filled("{nothing}", "", "{nothing}");
	assert_filled("{brand.nothing}", "claims=ana", "{brand.nothing}");
	assert_filled("{seat}", "", "{seat}"); /* has no word for "not answered" */
	assert_filled("開いた{entered", "entered=card", "開いた{entered");
	assert_filled("{{entered}}", "entered=card", "{カード番号}");
	assert_filled("} {} {", "", "} {} {");
	assert_filled("{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}", "",
		      "{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}");
	assert_null(fill_in(arena, NULL, &f));
	assert_null(brand_word(&f, "nothing"));
}

/* No text of any step keeps a brace, whoever the other one claims to be. */
static void assert_no_brace(const char *text, const struct facts *f, const char *step)
{
	char *filled = fill_in(arena, text, f);

	if (filled && strpbrk(filled, "{}"))
		fail_msg("%s: %s", step, filled);
}

static void every_step_and_brand(void **state)
{
	size_t claims = (size_t)fact_index(catalog, "claims");

	(void)state;
	for (size_t b = 0; b <= catalog->brand_count; b++) {
		struct facts f = facts_of(catalog, arena, "");
		if (b < catalog->brand_count)
			facts_add(&f, claims, catalog->brands[b].id);
		for (size_t i = 0; i < catalog->step_count; i++) {
			const struct step *s = &catalog->steps[i];
			const char *const texts[] = { s->title, s->why, s->say, s->read, s->listen, s->done };
			for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
				assert_no_brace(texts[k], &f, s->id);
			for (size_t k = 0; k < s->how.count; k++)
				assert_no_brace(s->how.at[k], &f, s->id);
			for (size_t k = 0; k < s->have.count; k++)
				assert_no_brace(s->have.at[k], &f, s->id);
			for (size_t k = 0; k < s->capture.count; k++)
				assert_no_brace(s->capture.at[k], &f, s->id);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(brand_words),
		cmocka_unit_test(fact_words),
		cmocka_unit_test(left_as_written),
		cmocka_unit_test(every_step_and_brand),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
