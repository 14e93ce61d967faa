/* guide/understand: sentences as people write them, and answers to a question by number or by word. */
#include "guide_fixture.h"

#include <time.h>

#include "guide/understand.h"

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

static const char *understood(const char *sentence)
{
	struct facts f;

	facts_init(&f, catalog, arena);
	size_t count = understand_text(sentence, &f);
	const char *line = line_of(&f, arena);
	assert_int_equal(count > 0, *line != '\0');
	return line;
}

/* Whether "key=value" is in "key=value,value key=value". */
static bool has(const char *line, const char *fact)
{
	size_t key = strcspn(fact, "=") + 1;

	for (const char *p = line; (p = strstr(p, "=")) != NULL; p++) {
		if ((size_t)(p - line) + 1 < key || strncmp(p + 1 - key, fact, key) != 0 || (p + 1 - key > line && p[-(long)key] != ' '))
			continue;
		for (const char *v = p + 1; *v && *v != ' ';) {
			size_t len = strcspn(v, ", ");
			if (len == strlen(fact + key) && strncmp(v, fact + key, len) == 0)
				return true;
			v += len + (v[len] == ',');
		}
	}
	return false;
}

struct row {
	const char *sentence, *facts, *not; /* blank-separated; `not`: "key" or "key=value"; NULL: nothing */
};

static void check_rows(const struct row *rows, size_t count)
{
	int bad = 0;

	for (size_t i = 0; i < count; i++) {
		const char *got = understood(rows[i].sentence);
		char copy[300], *save = NULL;
		snprintf(copy, sizeof copy, "%s", rows[i].facts);
		for (char *f = strtok_r(copy, " ", &save); f; f = strtok_r(NULL, " ", &save))
			if (!has(got, f)) {
				print_error("\"%s\" lacks %s: %s\n", rows[i].sentence, f, got);
				bad++;
			}
		snprintf(copy, sizeof copy, "%s", rows[i].not ? rows[i].not : "");
		for (char *f = strtok_r(copy, " ", &save); f; f = strtok_r(NULL, " ", &save)) {
			char key[60];
			snprintf(key, sizeof key, " %s=", f);
			bool there = strchr(f, '=') ? has(got, f) : strncmp(got, key + 1, strlen(key) - 1) == 0 || strstr(got, key);
			if (there) {
				print_error("\"%s\" must not give %s: %s\n", rows[i].sentence, f, got);
				bad++;
			}
		}
	}
	assert_int_equal(bad, 0);
}

#define CHECK(rows) check_rows(rows, sizeof(rows) / sizeof *(rows))

static void what_came(void **state)
{
	static const struct row rows[] = {
		{ "ANAのマイルが失効するメール", "claims=ana about=miles-expiring received=mail", "did entered" },
		{ "アメックス コード", "claims=amex", "entered did" },
		{ "ana mairu meeru", "claims=ana about=miles-expiring received=mail", "entered did" },
		{ "JALを名乗るメールでマイルの期限が切れると言われた", "claims=jal received=mail about=miles-expiring", "entered paid_by" },
		{ "佐川からSMSで不在通知が来た", "claims=sagawa received=sms about=delivery", "did=called entered" },
		{ "国税庁から税金が未納だというSMS", "claims=nta received=sms about=tax", "paid_by" },
		{ "知らない会社から請求のはがきが届いた", "claims=unknown-company received=letter about=bill", "paid_by did=paid" },
		{ "警察を名乗る電話が来た", "claims=police received=call", "did" },
		{ "銀行を名乗るメール", "claims=bank received=mail", NULL },
		{ "頼んでいない認証コードが届いた", "received=code own_payment=no", "entered did=entered" },
		{ "パソコンに警告の画面が出た", "received=popup", "did" },
		{ "懸賞に当選したというメール", "about=prize received=mail", NULL },
		{ "ANAの会員ページにログインできない", "claims=ana received=login-trouble", "did=entered" },
	};

	(void)state;
	CHECK(rows);
}

/* What is denied, feared or only reported is not what was said; what stands beside it is. */
static void what_is_not_said(void **state)
{
	static const struct row rows[] = {
		{ "カード番号は入れてないけど名前は入れた", "entered=personal", "entered=card web_password_set" },
		{ "カード番号は入れずに名前を入れた", "entered=personal", "entered=card" },
		{ "カード番号は教えていないが口座番号は教えた", "entered=bank-account", "entered=card" },
		{ "パスワードは入れたがカードは入れていない", "entered=password", "entered=card" },
		{ "カード番号を確かめずに入れてしまった", "entered=card", NULL },
		{ "カードの番号とかよくわからないまま入れた", "entered=card", NULL },
		{ "入れたのは名前だけ", "entered=personal did=entered", "entered=card" },
		{ "入れたのは名前だけでカード番号は入れていません", "entered=personal", "entered=card" },
		{ "リンクを押しただけで何も入力していません", "did=clicked entered=none", "did=entered" },
		{ "PayPayで送金しました 相手は知らない人", "did=paid paid_by=wallet", NULL },
		{ "PayPayで支払ったというメールが来た", "received=mail", "did=paid" },
		{ "カードが不正利用されたというメールが来た", "received=mail", "trouble loss=yes" },
		{ "警察を名乗る電話で口座が不正利用されていると言われた", "claims=police received=call", "loss=yes trouble" },
		{ "カードを使われるかもしれない", "", "trouble loss" },
		{ "まだ入力していません", "", "entered did" },
		{ "スマホを水に落とした", "", "trouble" },
		{ "カード番号を盗まれた", "entered=card", "trouble" },
	};

	(void)state;
	CHECK(rows);
}

/* What has no number in the first menu. */
static void what_was_lost(void **state)
{
	static const struct row rows[] = {
		{ "カードをなくしました", "trouble=card-lost card_at_hand=no", "loss entered" },
		{ "財布を落とした", "trouble=card-lost", "loss" },
		{ "カードが見つからない", "trouble=card-lost", NULL },
		{ "kaado wo nakushita", "trouble=card-lost", NULL },
		{ "誰かにカードを使われたみたいです。何も入力していません", "trouble=card-used loss=yes entered=none", NULL },
		{ "使った覚えのないカードの請求がある。番号は入れていない", "trouble=card-used", "entered=card" },
		{ "身に覚えのない請求がカードの明細にあります", "trouble=card-used loss=yes", NULL },
		{ "キャッシュカードを紛失した", "trouble=bank-card-lost", "trouble=card-lost" },
		{ "口座からお金が引き出されている", "trouble=bank-used loss=yes", NULL },
		{ "ネットバンキングから勝手に送金された", "trouble=bank-used", "did=paid" },
		{ "証券口座を乗っ取られた", "trouble=securities-used", "received=login-trouble" },
		{ "株を勝手に売られた", "trouble=securities-used", NULL },
		{ "スマホの電波が急に入らなくなって電話できない", "trouble=phone-dead", "trouble=phone-lost" },
		{ "SIMが使えなくなった", "trouble=phone-dead", NULL },
		{ "ペイペイで知らない人に8万円送ってしまった", "paid_by=wallet did=paid", "paid_by=prepaid" },
		{ "投資の話でUSDTを50万円分送金してしまった", "paid_by=crypto did=paid", NULL },
		{ "スマホを盗まれた", "trouble=phone-lost", "trouble=card-lost" },
		{ "kaado bangou to anshou bangou wo iretesimatta", "entered=card entered=pin", NULL },
		{ "カードのばんごうとあんしょうばんごうをいれてしまった", "entered=card entered=pin", NULL },
		{ "佐川の不在通知SMSでアプリをいれてしまった", "did=installed claims=sagawa", NULL },
		{ "家に今から行くと言われた", "pressure=visit", NULL },
		{ "殺すぞと言われた", "pressure=threat", NULL },
		{ "相手がまだパソコンを動かしている", "contact_now=remote", NULL },
		{ "遠隔操作はもう切った", "contact_now=none did=installed", "contact_now=remote" },
	};

	(void)state;
	CHECK(rows);
}

static void what_was_done(void **state)
{
	static const struct row rows[] = {
		{ "宅配のSMSでカード番号を入れた", "received=sms about=delivery entered=card did=entered", "paid_by" },
		{ "カード番号とパスワードを入れた", "entered=card entered=password did=entered", NULL },
		{ "楽天カードのメールでカード番号とセキュリティコードを入力してしまいました",
		  "claims=rakuten-card entered=card entered=security-code did=entered", "claims=rakuten" },
		{ "カード番号と認証コードを入れた", "entered=card entered=code did=entered", NULL },
		{ "パスワードとコードを入力してしまった", "entered=password entered=code did=entered", NULL },
		{ "口座番号と暗証番号を入れてしまった", "entered=bank-account entered=pin did=entered", NULL },
		{ "暗証番号を教えてしまった", "entered=pin did=entered", "entered=password" },
		{ "AMCパスワードを入れた", "entered=amc-password did=entered", "entered=password" },
		{ "認証コードを電話で伝えた", "entered=code did=entered", NULL },
		{ "銀行で50万円振り込んでしまいました", "paid_by=bank-transfer did=paid", NULL },
		{ "コンビニで電子マネーを買って番号を教えた", "paid_by=prepaid did=paid", "entered=code" },
		{ "免許証の写真を送った", "entered=id-document did=entered", NULL },
		{ "アプリを入れてしまった", "did=installed", "entered" },
		{ "リンクを押してしまった", "did=clicked", "entered" },
		{ "返信してしまいました", "did=replied", NULL },
		{ "メールは届いただけで何もしていない", "did=nothing received=mail", "did=entered entered=card" },
		{ "kaado bangou ireta", "entered=card did=entered", NULL },
		{ "名前と住所を入れました", "entered=personal did=entered", NULL },
		{ "口座番号を書いた", "entered=bank-account did=entered", NULL },
		{ "カードが手元にない", "card_at_hand=no", NULL },
		{ "コンビニでアップルギフトカードを買って番号を写真で送った", "paid_by=prepaid did=paid", "entered" },
		{ "グーグルプレイカードを3万円分買わされた", "paid_by=prepaid did=paid", "entered" },
		{ "プリペイドカードの番号を教えてしまった", "paid_by=prepaid did=paid", "entered" },
		{ "ロマンス詐欺かもしれません。200万円送りました", "did=paid", "entered" },
		{ "さっき銀行から五十万円を送金しました", "paid_by=bank-transfer did=paid", "claims" },
		{ "メルカリでログイン情報を入力してしまった", "claims=mercari entered=password did=entered", "received" },
		{ "キャッシュカードを渡してしまった", "entered=bank-account did=entered", "entered=card" },
		{ "キャッシュカードを取りに来た", "pressure=visit", "entered" },
		{ "家に男が来てお金を払えと言っている", "pressure=visit", "did=paid" },
		{ "いま警察の人から電話がきていて口座を調べると言われています", "contact_now=on-call claims=police", "entered" },
		{ "クレジットカードが不正利用されている", "about=card-use loss=yes", "entered" },
		{ "身に覚えのない請求がカード明細にある", "about=card-use loss=yes", "entered" },
		{ "通販でお金を払ったのに商品が来ない", "did=paid", NULL },
		{ "母がATMでお金を振り込まされた", "seat=helper paid_by=bank-transfer did=paid", NULL },
		{ "口座のお金を全部移してしまった", "paid_by=bank-transfer did=paid", NULL },
		{ "電子マネーを5万円分買って番号を読み上げた", "paid_by=prepaid did=paid", "entered" },
		{ "コードを電話の人に言ってしまった", "entered=code did=entered", NULL },
		{ "ラインのアカウントを乗っ取られた", "received=login-trouble", NULL },
		{ "JALの会員ページがロックされました", "claims=jal received=login-trouble", "entered" },
	};

	(void)state;
	CHECK(rows);
}

/* What somebody was asked for, might do, or did not do is no fact. */
static void what_was_not_done(void **state)
{
	static const struct row rows[] = {
		{ "カード番号を入れろというメールが来た", "received=mail", "entered did" },
		{ "カード番号を入れてくださいと書いてあった", "", "entered did=entered" },
		{ "カード番号を入力するように言われた", "", "entered did=entered" },
		{ "暗証番号は入れていない", "", "entered=pin did=entered" },
		{ "パスワードは入れていません", "", "entered=password did=entered" },
		{ "カード番号は入れてない", "", "entered=card did=entered" },
		{ "カード番号を入れたわけではない", "", "entered=card did=entered" },
		{ "カード番号を入れたことはない", "", "entered=card did=entered" },
		{ "お金は払っていない", "", "did=paid paid_by" },
		{ "お金を払えというメール", "", "did=paid paid_by" },
		{ "50万円を振り込むように言われた", "about=bill", "did=paid paid_by" },
		{ "口座のお金を全部移すように言われた", "", "did=paid paid_by" },
		{ "アカウントが乗っ取られたというメール", "received=mail", "did" },
		{ "払っていないのに払ったことになっている", "", NULL },
		{ "100万円当選したというメールが来た", "received=mail about=prize", "did=paid" },
		{ "カードが不正利用されたというメールが来た", "received=mail about=card-use", "loss=yes" },
		{ "会員ページがロックされたというメール", "received=mail", "did" },
		{ "家にはがきが来た", "received=letter", "pressure" },
		{ "何も入力していません", "entered=none", "did=entered" },
		{ "リンクは押していない", "", "did=clicked" },
		{ "返信していません", "", "did=replied" },
		{ "アプリは入れていない", "", "did=installed" },
		{ "パスワードを変えたい", "", "entered did" },
		{ "カードを止めたい", "", "entered did" },
		{ "カード番号を入れる画面が出た", "", "entered did=entered" },
		{ "カード番号を入れそうになった", "", "entered did=entered" },
		{ "did not enter my card number", "", "entered did=entered" },
	};

	(void)state;
	CHECK(rows);
}

/* A doubt is no denial: whoever may have typed it in is treated as having done so. */
static void doubts(void **state)
{
	static const struct row rows[] = {
		{ "カード番号を入れたかもしれない", "entered=card did=entered", NULL },
		{ "パスワードは入れていないけど、カード番号を入れた", "entered=card did=entered", "entered=password" },
		{ "カード番号を入れた、暗証番号は入れていない", "entered=card did=entered", "entered=pin" },
	};

	(void)state;
	CHECK(rows);
}

static void spellings(void **state)
{
	static const struct row rows[] = {
		{ "ＡＮＡ", "claims=ana", NULL },
		{ "ａｎａ", "claims=ana", NULL },
		{ "あな", "", "claims" },
		{ "ｱﾒｯｸｽ", "claims=amex", NULL },
		{ "あめっくす", "claims=amex", NULL },
		{ "AMEX", "claims=amex", NULL },
		{ "American Express", "claims=amex", NULL },
		{ "アメリカン・エキスプレス", "claims=amex", NULL },
		{ "全日空", "claims=ana", NULL },
		{ "A\xE2\x80\x8BNA", "claims=ana", NULL },
		{ "banana", "", "claims" },
		{ "manual", "", "claims" },
		{ "ANAです", "claims=ana", NULL },
		{ "ﾒｰﾙでｶｰﾄﾞ番号を入れた", "received=mail entered=card", NULL },
		{ "", "", "claims received did entered" },
		{ "   ", "", "claims received did entered" },
		{ "????", "", "claims received did entered" },
	};

	(void)state;
	CHECK(rows);
}

/* The longer name counts, the shorter one within it was never said. */
static void names_within_names(void **state)
{
	static const struct row rows[] = {
		{ "楽天カード", "claims=rakuten-card", "claims=rakuten" },
		{ "楽天", "claims=rakuten", "claims=rakuten-card" },
		{ "楽天銀行", "claims=rakuten-bank", "claims=rakuten" },
		{ "楽天市場", "claims=rakuten", "claims=rakuten-card" },
		{ "三井住友カード", "claims=smbc-card", "claims=smbc" },
		{ "三井住友銀行", "claims=smbc", "claims=smbc-card" },
		{ "PayPayカード", "claims=paypay-card", "claims=paypay" },
		{ "PayPay銀行", "claims=paypay-bank", "claims=paypay" },
		{ "三菱UFJニコス", "claims=mufg-nicos", "claims=mufg" },
		{ "三菱UFJ銀行", "claims=mufg", NULL },
		{ "ヤマト運輸", "claims=yamato", NULL },
		{ "ゆうちょ銀行", "claims=yucho", NULL },
	};

	(void)state;
	CHECK(rows);
}

/* Every name of every brand is understood as that brand. */
static void every_name(void **state)
{
	int bad = 0;

	(void)state;
	for (size_t i = 0; i < catalog->brand_count; i++)
		for (size_t k = 0; k < catalog->brands[i].names.count; k++) {
			char wanted[80];
			snprintf(wanted, sizeof wanted, "claims=%s", catalog->brands[i].id);
			const char *got = understood(catalog->brands[i].names.at[k]);
			if (!has(got, wanted)) {
				print_error("\"%s\" of %s: %s\n", catalog->brands[i].names.at[k], catalog->brands[i].id, got);
				bad++;
			}
		}
	assert_int_equal(bad, 0);
}

static void long_and_odd(void **state)
{
	struct buf b = { 0 };
	unsigned seed = 5;

	(void)state;
	for (int i = 0; i < 300; i++)
		buf_add(&b, "カード番号を入れろというメールが来た。");
	understood(buf_str(&b));
	for (int round = 0; round < 300; round++) {
		buf_clear(&b);
		for (int i = rand_r(&seed) % 60; i >= 0; i--)
			buf_add_c(&b, (char)(1 + rand_r(&seed) % 255));
		understood(buf_str(&b));
	}
	/* A page as one line: its beginning is read, within the blink of an eye. */
	buf_clear(&b);
	buf_add(&b, "メールが来た。");
	while (b.len < 1024 * 1024)
		buf_add(&b, "あ");
	clock_t start = clock();
	assert_true(has(understood(buf_str(&b)), "received=mail"));
	assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
	buf_free(&b);
}

/* --- answers to a question --- */

static const struct question *question(const char *id)
{
	const struct question *q = find_question(catalog, known(catalog, id));

	assert_non_null(q);
	return q;
}

/* The choices picked, "1,3" from 1; "none" when nothing was understood, "bad" when it cannot be. */
static const char *picked(const char *id, const char *line)
{
	static char text[200];
	struct picks p;
	enum picked result = understand_choice(catalog, question(id), line, &p);
	size_t used = 0;

	if (result != PICKED)
		return result == PICKED_BAD ? "bad" : "none";
	text[0] = '\0';
	for (size_t i = 0; i < p.count; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "%s%zu", i ? "," : "", p.at[i] + 1);
	return text;
}

static void assert_picked(const char *id, const char *line, const char *wanted)
{
	const char *got = picked(id, line);

	if (strcmp(got, wanted) != 0)
		fail_msg("%s: \"%s\" gave %s, not %s", id, line, got, wanted);
}

static void numbers(void **state)
{
	static const char *const lines[][2] = {
		{ "3", "3" },          { "1,3", "1,3" },     { "1-3", "1,2,3" },   { "１、３", "1,3" },     { "2と4", "2,4" },
		{ " 3 ", "3" },        { "３", "3" },        { "1 3", "1,3" },     { "1　3", "1,3" },       { "3,1", "1,3" },
		{ "1,1,1", "1" },      { "1〜3", "1,2,3" },  { "１－３", "1,2,3" }, { "1から3", "1,2,3" },   { "1番", "1" },
		{ "1番と3番", "1,3" }, { "1、3。", "1,3" },  { "1・3", "1,3" },    { "1-2,4", "1,2,4" },    { "1~2", "1,2" },
		{ "①③", "none" },
	};

	(void)state;
	for (size_t i = 0; i + 1 < sizeof lines / sizeof *lines; i++)
		assert_picked("entered", lines[i][0], lines[i][1]);
}

static void numbers_out_of_range(void **state)
{
	(void)state;
	assert_picked("entered", "0", "bad");
	assert_picked("entered", "10", "bad");
	assert_picked("entered", "99", "bad");
	assert_picked("entered", "1,99", "bad");
	assert_picked("entered", "3-1", "bad");
	assert_picked("entered", "1-99", "bad");
	assert_picked("entered", "99999999999999999999999", "bad");
	assert_picked("entered", "1-99999999999999999999999", "bad");
	assert_picked("entered", "", "none");
	assert_picked("entered", "   ", "none");
	assert_picked("entered", ",", "none");
	assert_picked("entered", "1-", "none");
}

static void one_wanted(void **state)
{
	(void)state;
	assert_picked("received", "1", "1");
	assert_picked("received", "1,2", "bad");
	assert_picked("received", "1-2", "bad");
	assert_picked("received", "メール", "1");
	assert_picked("received", "SMS", "2");
	assert_picked("received", "ｓｍｓです", "2");
	assert_picked("received", "認証コード", "6");
	assert_picked("received", "わからない", "7");
	assert_picked("password_reused", "はい", "1");
	assert_picked("password_reused", "いいえ", "2");
	assert_picked("password_reused", "yes", "1");
	assert_picked("password_reused", "Y", "1");
	assert_picked("password_reused", "no", "2");
	assert_picked("password_reused", "使っていない", "2");
	assert_picked("password_reused", "ちがいます", "none");
}

static void words_of_choices(void **state)
{
	(void)state;
	assert_picked("entered", "カード番号", "2");
	assert_picked("entered", "カードと暗証番号", "2,4");
	assert_picked("entered", "パスワード カード番号", "1,2");
	assert_picked("entered", "ぱすわーど", "1");
	assert_picked("entered", "なにかいろいろ", "none");
	assert_picked("now", "3,4", "3,4");
	assert_picked("now", "お金を払った", "3");
	assert_picked("now", "届いただけ", "5");
	assert_picked("paid_by", "銀行振込", "1");
	assert_picked("paid_by", "コンビニ", "4");
	assert_picked("paid_by", "アップルギフトカード", "3");
	assert_picked("paid_by", "カード", "2");
	assert_picked("entered", "セキュリティコード", "3");
	assert_picked("entered", "AMCパスワード", "9");
	assert_picked("did", "口座の番号を教えてしまった", "7");
}

/* "いいえ" beside something else gives way; alone it stands. */
static void excluding_choice(void **state)
{
	(void)state;
	assert_picked("pressure", "1", "1");
	assert_picked("pressure", "1,2", "2");
	assert_picked("did", "1,6", "6");
	assert_picked("did", "1", "1");
	assert_picked("did", "1-6", "2,3,4,5,6");
}

/* What was typed may be a whole story, or hostile. */
static void many_choices(void **state)
{
	struct picks p;
	struct buf b = { 0 };
	unsigned seed = 9;

	(void)state;
	for (int i = 0; i < 5000; i++)
		buf_addf(&b, "%d,", 1 + i % 9);
	assert_int_equal(understand_choice(catalog, question("entered"), buf_str(&b), &p), PICKED);
	assert_int_equal(p.count, 9);
	assert_true(p.by_number);
	for (int round = 0; round < 500; round++) {
		buf_clear(&b);
		for (int i = rand_r(&seed) % 40; i >= 0; i--)
			buf_add_c(&b, (char)(1 + rand_r(&seed) % 255));
		for (size_t q = 0; q < catalog->question_count; q++) {
			enum picked result = understand_choice(catalog, &catalog->questions[q], buf_str(&b), &p);
			for (size_t i = 0; result == PICKED && i < p.count; i++)
				assert_true(p.at[i] < catalog->questions[q].count && (!i || p.at[i] > p.at[i - 1]));
		}
	}
	buf_free(&b);
}

/* The label on the screen, typed as it stands, picks its choice. */
static void every_label(void **state)
{
	int bad = 0;

	(void)state;
	for (size_t i = 0; i < catalog->question_count; i++) {
		const struct question *q = &catalog->questions[i];
		for (size_t k = 0; k < q->count; k++) {
			struct picks p;
			enum picked result = understand_choice(catalog, q, q->choices[k].label, &p);
			bool there = false;
			for (size_t n = 0; n < p.count; n++)
				there = there || p.at[n] == k;
			if (result != PICKED || !there) {
				print_error("%s: \"%s\" does not pick itself\n", q->id, q->choices[k].label);
				bad++;
			}
		}
	}
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_came),          cmocka_unit_test(what_is_not_said),
		cmocka_unit_test(what_was_lost),
		cmocka_unit_test(what_was_done),        cmocka_unit_test(what_was_not_done),
		cmocka_unit_test(doubts),             cmocka_unit_test(spellings),            cmocka_unit_test(names_within_names),
		cmocka_unit_test(every_name),         cmocka_unit_test(long_and_odd),         cmocka_unit_test(numbers),
		cmocka_unit_test(numbers_out_of_range), cmocka_unit_test(one_wanted),         cmocka_unit_test(words_of_choices),
		cmocka_unit_test(excluding_choice),   cmocka_unit_test(many_choices),         cmocka_unit_test(every_label),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
