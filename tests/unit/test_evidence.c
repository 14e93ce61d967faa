/* sheet/evidence: what came is printed as far as the record holds it, links defanged, nothing that turns the page. */
#include "casebook_fixture.h"

#include "base/say.h"
#include "sheet/printer.h"
#include "sheet/record.h"

static const char ID[] = "aaaaaaaaaa";

static const char BODY[] =
	"{\"sha256\":\"" "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" "\",\"bytes\":2048,"
	"\"headers\":{\"From\":\"ANA <info@ana-example.cn>\",\"To\":\"hanako@example.jp\",\"Subject\":\"マイル\\u202e失効\"},"
	"\"signs\":[{\"id\":\"sender-domain\",\"evidence\":\"ana-example.cn\",\"meaning\":\"差出人の住所が公式ではない\"}],"
	"\"links\":[\"https://ana-example.cn/login.php?a=1\",{\"url\":\"hxxps://bad[.]example/x\"}],"
	"\"text\":\"山田花子様\\nマイルが\\u001b[31m失効します <b>\"}";

/* Everything a test needs to print one case with this mail in it. */
struct paper {
	struct store *store;
	struct clock clock;
	struct verify_result verified;
	struct walk walk;
	struct say say;
	struct view view;
};

static void open_paper(void **state, struct paper *p, const char *body, bool redact_names)
{
	struct entry mail = an_entry(ID, ENTRY_MAIL, "", body);
	struct case_row row = a_row("mail");
	struct append a = { .entries = &mail, .count = 1, .row = &row };
	struct err e = { 0 };

	*p = (struct paper){ 0 };
	mail.step = mail.outcome = "";
	setenv("KAKEKOMI_PLAYBOOKS", "playbooks", 1);
	p->store = opened(in_dir(state, "casebook.db"));
	assert_true(store_append(p->store, &a, 0, &e));
	assert_true(say_load(&p->say, ".", "ja", &e));
	assert_true(walk_summary(&p->walk, p->store, &p->clock, ID, &p->verified, &e));
	p->view = (struct view){ .walk = &p->walk, .verified = &p->verified, .say = &p->say, .now = { FIXTURE_MS, 540 }, .from_ms = -1,
		                 .to_ms = -1, .redact_names = redact_names };
	view_begin(&p->view);
}

static void close_paper(struct paper *p)
{
	view_end(&p->view);
	walk_end(&p->walk);
	store_close(p->store);
	say_free(&p->say);
}

static struct buf printed(struct paper *p, print_fn *print)
{
	struct document *d = record_document(&p->view);
	struct sink out;
	struct err e = { 0 };

	sink_to_memory(&out);
	assert_true(print(d, &p->say, NULL, &out, &e));
	document_free(d);
	return out.buf;
}

static void all_of_it(void **state)
{
	static const char *const wanted[] = { "ANA <info@ana-example.cn>", "hanako@example.jp", "マイル失効", "差出人の住所が公式ではない",
		                              "hxxps://ana-example[.]cn/login.php?a=1", "hxxps://bad[.]example/x", "山田花子様",
		                              "マイルが[31m失効します <b>", "0123456789abcdef" };
	struct paper p;

	open_paper(state, &p, BODY, false);
	struct buf text = printed(&p, print_text), html = printed(&p, print_html);
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		if (!strstr(text.text, wanted[i]))
			fail_msg("%s is not in\n%s", wanted[i], text.text);
	assert_null(strstr(text.text, "https://"));
	assert_null(strstr(text.text, "\x1b"));
	assert_null(strstr(text.text, "\xE2\x80\xAE"));
	assert_null(strstr(html.text, "<b>"));
	assert_null(strstr(html.text, "https://"));
	assert_null(strstr(html.text, "<a "));
	buf_free(&text);
	buf_free(&html);
	close_paper(&p);
}

static void without_names(void **state)
{
	struct paper p;
	struct sink rows;
	struct err e = { 0 };

	open_paper(state, &p, BODY, true);
	struct buf text = printed(&p, print_text);
	assert_null(strstr(text.text, "hanako"));
	assert_null(strstr(text.text, "山田花子"));
	assert_non_null(strstr(text.text, "info@ana-example.cn"));
	sink_to_memory(&rows);
	assert_true(record_json(&p.view, &rows, &e));
	assert_null(strstr(rows.buf.text, "hanako"));
	assert_null(strstr(rows.buf.text, "山田花子"));
	assert_non_null(strstr(rows.buf.text, "sender-domain"));
	sink_drop(&rows);
	buf_free(&text);
	close_paper(&p);
}

/* A body may hold anything: what cannot be read is left out, what is there stands. */
static void odd_bodies(void **state)
{
	static const char *const bodies[] = {
		"{\"headers\":[{\"name\":\"From\",\"value\":\"x@y.example\"},7,null,\"Received: z\"],\"links\":{},\"signs\":[1,{}],\"text\":3}",
		"{\"headers\":\"From: all of it\",\"links\":[null,3,\"\"],\"text\":\"\"}",
	};
	static const char *const wanted[] = { "x@y.example", "From: all of it" };

	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		struct paper p;
		fixture_end(state);
		assert_int_equal(fixture_begin(state), 0);
		open_paper(state, &p, bodies[i], false);
		struct buf text = printed(&p, print_text);
		assert_non_null(strstr(text.text, wanted[i]));
		buf_free(&text);
		close_paper(&p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_of_it, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(without_names, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(odd_bodies, fixture_begin, fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
