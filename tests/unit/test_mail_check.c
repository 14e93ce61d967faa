/* mail/check on messages made by hand: brand, verdict from two sides, halves for the official, evidence fit to show. Whole mails are
 * tests/mail/signs. */
#include "mail_fixture.h"

static struct bench b;

static int set_up(void **state)
{
	(void)state;
	b = set_up_bench("playbooks");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	clear_bench(&b);
	return 0;
}

static struct check checked(const struct message *m)
{
	struct check c;

	check_message(b.checker, m, b.arena, &c);
	return c;
}

static const char *brand_of(const char *name, const char *subject, const char *text)
{
	struct message m = message_of(name, "x@example.com", subject, text);
	struct check c = checked(&m);

	return c.brand ? c.brand->id : "";
}

static void whom_it_claims_to_be(void **state)
{
	(void)state;
	assert_string_equal(brand_of("楽天カード株式会社", "お知らせ", "楽天市場をご利用ください"), "rakuten-card");
	assert_string_equal(brand_of("自動メール通知", "【りそな銀行】取引を規制いたしました", ""), "resona");
	assert_string_equal(brand_of("", "", "いつも三 井 住 友 カ ー ドをご利用いただきありがとうございます"), "smbc-card");
	assert_string_equal(brand_of("\u0410mazon", "", ""), "amazon");
	assert_string_equal(brand_of("AppIe", "", ""), "apple");
	/* spoken of, not claimed */
	assert_string_equal(brand_of("情報センター", "Amazonをかたるメールにご注意ください", "Amazonを装ったメールが届いています"), "");
	assert_string_equal(brand_of("くつのれい", "ご注文", "お支払いは PayPay、Visa、楽天ペイ、Amazon Pay をご利用いただけます"), "");
	assert_string_equal(brand_of("田中", "振込先", "三井住友銀行 れい支店、みずほ銀行 れい支店"), "");
}

/* Words alone, however many, accuse nobody; with a second side they do. */
static void two_sides(void **state)
{
	static const char threat[] = "アカウントを停止しました。24時間以内に本人確認をしてください。至急、カード番号を入力してください。";
	struct message m = message_of("総務", "soumu@corp.example", "至急", threat);
	struct check c = checked(&m);

	(void)state;
	assert_true(c.weight >= b.catalog->likely_from);
	assert_int_equal(c.verdict, VERDICT_SUSPICIOUS);
	m = message_of("Amazon", "soumu@corp.example", "至急", threat);
	c = checked(&m);
	assert_int_equal(c.verdict, VERDICT_LIKELY_SCAM);
	assert_non_null(sign_of(&c, "sender-not-brand"));
	m = message_of("総務", "soumu@corp.example", "至急", "本日中に、至急ご返信ください。");
	assert_int_equal(checked(&m).verdict, VERDICT_UNCLEAR);
}

static void official_words_weigh_half(void **state)
{
	static const char notice[] = "カードのご利用を停止しております。至急、本人確認をお願いします。https://www.jcb.co.jp/";
	struct message m = message_of("JCB", "mail@qa.jcb.co.jp", "重要", notice);
	struct check c = checked(&m);
	int official = c.weight;

	(void)state;
	assert_true(c.sender.official);
	assert_int_not_equal(c.verdict, VERDICT_LIKELY_SCAM);
	/* One foreign link, and the sender's domain excuses nothing. */
	m.text = "カードのご利用を停止しております。至急、本人確認をお願いします。https://zgsjhl.example/";
	c = checked(&m);
	assert_int_equal(c.verdict, VERDICT_LIKELY_SCAM);
	assert_true(c.weight > official + 5);
}

static void through_a_list(void **state)
{
	struct message_header list[] = { { "X-BeenThere", "dev@lists.example" } };
	struct message m = message_of("JCB via Dev", "dev@lists.example", "【JCB】カードを停止しました", "本人確認をお願いします。24時間以内にご確認ください。");
	struct check c;

	(void)state;
	m.headers = list;
	m.header_count = 1;
	m.reply_to = (struct message_address){ "JCB", "mail@qa.jcb.co.jp" };
	c = checked(&m);
	assert_string_equal(c.sender.address, "mail@qa[.]jcb[.]co[.]jp");
	assert_string_equal(c.sender.name, "JCB");
	assert_non_null(sign_of(&c, "through-list"));
	assert_int_equal(c.verdict, VERDICT_LIKELY_SCAM);
}

static void evidence_is_fit_to_show(void **state)
{
	struct message m = message_of("Amazon", "x@evil.example", "アカウントを停止", "カード番号 4111 1111 1111 1111 を\x1b[31m入力してください。\u202Ehttps://evil.example/a");
	struct check c = checked(&m);

	(void)state;
	assert_true(c.sign_count > 0);
	for (size_t i = 0; i < c.sign_count; i++) {
		const char *e = c.signs[i].evidence;
		assert_null(strchr(e, '\x1b'));
		assert_null(strstr(e, "\u202E"));
		assert_null(strstr(e, "4111"));
		assert_true(strlen(e) < 600);
		assert_true(i == 0 || c.signs[i - 1].weight >= c.signs[i].weight);
	}
	json *j = check_json(&c);
	assert_string_equal(json_get_text(j, "verdict"), "likely-scam");
	assert_string_equal(json_get_text(j, "brand"), "amazon");
	assert_true(json_is_array(json_get(j, "signs")) && json_is_array(json_get(j, "links")));
	assert_true(json_is_object(json_get(j, "sender")) && json_is_object(json_get(j, "facts")));
	json_free(j);
}

static void an_empty_message(void **state)
{
	struct message m = message_of("", "", "", "");
	struct check c = checked(&m);

	(void)state;
	assert_int_equal(c.verdict, VERDICT_UNCLEAR);
	assert_null(c.brand);
	m.findings = FINDING_BROKE_READER;
	c = checked(&m);
	assert_non_null(sign_of(&c, "broke-reader"));
}

static void the_same_every_time(void **state)
{
	struct message m = message_of("Amazon", "x@evil.example", "アカウントを停止", "本人確認をしてください https://evil.example/a");
	struct buf first = { 0 }, again = { 0 };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct check c = checked(&m);
		json *j = check_json(&c);
		json_write(j, true, i ? &again : &first);
		json_free(j);
	}
	assert_string_equal(buf_str(&first), buf_str(&again));
	buf_free(&first);
	buf_free(&again);
}

static void rules_are_sound(void **state)
{
	struct catalog *c = shipped();

	(void)state;
	check_rules(c);
	for (size_t i = 0; i < c->faults.count; i++)
		print_error("%s: %s: %s\n", c->faults.at[i].file, c->faults.at[i].path, c->faults.at[i].what);
	assert_int_equal(c->faults.count, 0);
	assert_true(c->sign_count >= 70);
	catalog_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whom_it_claims_to_be),
		cmocka_unit_test(two_sides),
		cmocka_unit_test(official_words_weigh_half),
		cmocka_unit_test(through_a_list),
		cmocka_unit_test(evidence_is_fit_to_show),
		cmocka_unit_test(an_empty_message),
		cmocka_unit_test(the_same_every_time),
		cmocka_unit_test(rules_are_sound),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
