/* mail/desk: raw mails in, checks out, one and many; what is no mail by its first bytes. The helper itself is test_reader's. */
#include "mail_fixture.h"

#include "mail/desk.h"

static const char fraud[] =
	"From: Amazon <x@evil.example>\nTo: hanako@mail.example\nSubject: Amazon\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\n"
	"Amazonのアカウントを停止しました。支払い方法を更新してください。\nhttps://evil.example/a\n";
static const char honest[] = "From: Alice <alice@team.example>\nSubject: Minutes\n\nHello\n";

static void one(void **state)
{
	struct desk *d = desk_open("playbooks", NULL, 1);
	struct arena *a = arena_new();
	struct message m;
	struct check c;
	struct err e = { 0 };

	(void)state;
	assert_true(desk_check(d, fraud, sizeof fraud - 1, a, &m, &c, &e));
	assert_int_equal(c.verdict, VERDICT_LIKELY_SCAM);
	assert_string_equal(c.brand->id, "amazon");
	assert_true(desk_check(d, honest, sizeof honest - 1, a, &m, &c, &e));
	assert_int_equal(c.verdict, VERDICT_UNCLEAR);
	desk_close(d);
	arena_free(a);
}

/* Results come in the order of the mails, whichever helper was faster. */
static void many_in_order(void **state)
{
	struct desk *d = desk_open("playbooks", NULL, 2);
	struct desk_result r;
	struct err e = { 0 };
	size_t begun = 0, ended = 0;
	char label[16];

	(void)state;
	assert_false(desk_end(d, &r, &e));
	assert_int_equal(e.code, ERR_NONE);
	while (ended < 21) {
		while (begun < 21 && desk_has_room(d)) {
			snprintf(label, sizeof label, "%zu", begun);
			const char *mail = begun % 3 ? honest : fraud;
			assert_true(desk_begin(d, label, mail, strlen(mail), &e));
			begun++;
		}
		assert_true(desk_is_busy(d) && desk_end(d, &r, &e));
		snprintf(label, sizeof label, "%zu", ended);
		assert_string_equal(r.label, label);
		assert_int_equal(r.check->verdict, ended % 3 ? VERDICT_UNCLEAR : VERDICT_LIKELY_SCAM);
		ended++;
	}
	assert_false(desk_is_busy(d));
	desk_close(d);
}

static void closed_while_busy(void **state)
{
	struct desk *d = desk_open("playbooks", NULL, 2);
	struct err e = { 0 };

	(void)state;
	assert_true(desk_begin(d, "a", fraud, sizeof fraud - 1, &e));
	desk_close(d);
	desk_close(NULL);
}

static void faulty_playbooks_are_told(void **state)
{
	struct desk *d;
	struct arena *a = arena_new();
	struct message m;
	struct check c;
	struct err e = { 0 };

	put(state, "signs.json", "{\"signs\": 1}");
	char dirs[700];
	snprintf(dirs, sizeof dirs, "playbooks:%s", (char *)*state);
	d = desk_open(dirs, NULL, 1);
	assert_false(desk_check(d, honest, sizeof honest - 1, a, &m, &c, &e));
	assert_string_equal(e.key, "playbooks.fault");
	desk_close(d);
	arena_free(a);
}

static void what_is_no_mail(void **state)
{
	(void)state;
	assert_string_equal(desk_not_a_mail("\x89PNG\r\n\x1a\n", 8), "PNG");
	assert_string_equal(desk_not_a_mail("%PDF-1.7", 8), "PDF");
	assert_string_equal(desk_not_a_mail("\0\0\0\x18" "ftypheic", 12), "HEIC");
	assert_null(desk_not_a_mail(fraud, sizeof fraud - 1));
	assert_null(desk_not_a_mail("BMの新車が当たる", strlen("BMの新車が当たる")));
	assert_null(desk_not_a_mail("", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one),
		cmocka_unit_test(many_in_order),
		cmocka_unit_test(closed_while_busy),
		cmocka_unit_test_setup_teardown(faulty_playbooks_are_told, fixture_begin, fixture_end),
		cmocka_unit_test(what_is_no_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
