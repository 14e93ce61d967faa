/* sheet/text: pages of 60 lines and 80 columns, a header and a footer on each, no heading alone at the foot, nothing
 * that moves a printer. */
#include "casebook_fixture.h"

#include "base/say.h"
#include "base/text.h"
#include "sheet/printer.h"

enum { TEXT_PAGE_LINES = 60, TEXT_COLUMNS = 80 };

static struct say say;

static int load(void **state)
{
	struct err e = { 0 };

	(void)state;
	return say_load(&say, ".", "ja", &e) ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	say_free(&say);
	return 0;
}

static const char SEAL[] = "封 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static struct document *document(void)
{
	struct document *d = document_new();

	d->title = "相談と対応の記録";
	d->running = "事案 abcdefgh23";
	d->footer = SEAL;
	return d;
}

static struct buf printed(struct document *d)
{
	struct sink out;
	struct err e = { 0 };

	sink_to_memory(&out);
	assert_true(print_text(d, &say, NULL, &out, &e));
	assert_true(sink_close(&out, &e));
	document_free(d);
	return out.buf;
}

static void check_line(const char *line)
{
	int columns = text_columns(line, false);
	if (columns > TEXT_COLUMNS)
		fail_msg("%d columns: %s", columns, line);
	size_t len = strlen(line);
	if (len && line[len - 1] == ' ')
		fail_msg("a blank at the end: %s", line);
	for (const unsigned char *p = (const unsigned char *)line; *p; p++)
		assert_true(*p >= 0x20 && *p != 0x7F);
	assert_int_equal(text_bad_utf8(line, len), -1);
}

/* Calls `each` for every line of every page; checks what holds of every page. */
static size_t check_pages(const char *text, void each(const char *line, size_t page, size_t line_number))
{
	size_t pages = 1, page = 0;

	for (const char *p = text; *p; p++)
		pages += *p == '\f';
	while (*text) {
		char wanted[60], header[TEXT_COLUMNS * 4] = "";
		bool numbered = false, sealed = false;
		size_t n = 0;
		page++;
		for (; *text && *text != '\f'; n++) {
			char line[600];
			size_t len = strcspn(text, "\n");
			assert_true(len < sizeof line && text[len] == '\n');
			memcpy(line, text, len);
			line[len] = '\0';
			check_line(line);
			snprintf(wanted, sizeof wanted, "%zu/%zu ページ", page, pages);
			numbered = numbered || strstr(line, wanted);
			sealed = sealed || strstr(line, SEAL);
			if (n == 0)
				snprintf(header, sizeof header, "%s", line);
			if (each)
				each(line, page, n);
			text += len + 1;
		}
		if (n > TEXT_PAGE_LINES)
			fail_msg("page %zu has %zu lines", page, n);
		if (page < pages)
			assert_int_equal(n, TEXT_PAGE_LINES);
		if (!numbered)
			fail_msg("page %zu of %zu does not say so", page, pages);
		assert_true(sealed);
		assert_non_null(strstr(header, "相談と対応の記録"));
		assert_non_null(strstr(header, "abcdefgh23"));
		text += *text == '\f';
	}
	assert_int_equal(page, pages);
	return pages;
}

static void one_page(void **state)
{
	struct document *d = document();

	(void)state;
	document_add(d, BLOCK_HEADING, NULL, "あったこと", NULL);
	document_add(d, BLOCK_FIELD, "届いたもの", "メール", NULL);
	document_add(d, BLOCK_TEXT, NULL, "短い文です。", NULL);
	document_add(d, BLOCK_ITEM, "1", "カードを止める", "受付 8841");
	document_add(d, BLOCK_ENTRY, "2026-02-12 10:42", "カードを止めた", "受付 8841 山田さん");
	document_add(d, BLOCK_WARNING, NULL, "試験用の時計", NULL);
	struct buf b = printed(d);
	assert_int_equal(check_pages(buf_str(&b), NULL), 1);
	static const char *const all[] = { "あったこと", "届いたもの", "メール", "短い文です。", "カードを止める", "受付 8841", "2026-02-12 10:42", "山田さん", "試験用の時計" };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		assert_non_null(strstr(b.text, all[i]));
	buf_free(&b);
}

static void nothing_to_say(void **state)
{
	struct buf b = printed(document());

	(void)state;
	/* Nothing on it: no paper, or one page that says whose it is. */
	if (b.len)
		check_pages(buf_str(&b), NULL);
	buf_free(&b);
}

static void many_pages(void **state)
{
	struct document *d = document();
	char label[40], text[80];

	(void)state;
	for (int i = 0; i < 2000; i++) {
		snprintf(label, sizeof label, "2026-02-12 %02d:%02d", i / 60 % 24, i % 60);
		snprintf(text, sizeof text, "記録の %d 番目", i);
		document_add(d, BLOCK_ENTRY, label, text, i % 3 ? NULL : "ひとこと");
	}
	struct buf b = printed(d);
	assert_true(check_pages(buf_str(&b), NULL) > 36);
	for (int i = 0; i < 2000; i++) {
		snprintf(text, sizeof text, "記録の %d 番目\n", i);
		assert_non_null(strstr(b.text, text));
	}
	buf_free(&b);
}

static bool was_heading;

static void no_heading_at_the_foot(const char *line, size_t page, size_t n)
{
	(void)page;
	if (strncmp(line, "----", 4) == 0 && n > 2 && was_heading)
		fail_msg("page %zu ends with a heading", page);
	if (n > 1 && *line)
		was_heading = strncmp(line, "■", strlen("■")) == 0;
	else if (n <= 1)
		was_heading = false;
}

/* Headings at every distance from the foot; whatever follows a heading is on its page. */
static void headings(void **state)
{
	(void)state;
	for (int before = 0; before < 70; before++) {
		struct document *d = document();
		for (int i = 0; i < before; i++)
			document_add(d, BLOCK_TEXT, NULL, "一行", NULL);
		document_add(d, BLOCK_HEADING, NULL, "見出し", NULL);
		for (int i = 0; i < 80; i++)
			document_add(d, BLOCK_TEXT, NULL, "二行", NULL);
		struct buf b = printed(d);
		check_pages(buf_str(&b), no_heading_at_the_foot);
		buf_free(&b);
	}
}

/* Nothing but headings still ends. */
static void only_headings(void **state)
{
	struct document *d = document();

	(void)state;
	for (int i = 0; i < 300; i++)
		document_add(d, BLOCK_HEADING, NULL, "見出し", NULL);
	struct buf b = printed(d);
	check_pages(buf_str(&b), NULL);
	buf_free(&b);
}

static const char *const texts[] = {
	"",
	"カードの裏の番号に電話して、カードを止めます。「偽のサイトに、カード番号を入れました。まず利用を止めてください。」と伝えます。切る前に「利用は止まりましたか」とたずねます。",
	"hxxps://ana[.]example[.]cn/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	"a\x1B[2Jb\x07\x0C\x0D\xE2\x80\xAE" "gpj\xE2\x80\x8B\xFF\xC2\x9B" "c",
	"一行目\n二行目\n\n四行目\tタブ",
	"ＡＢＣ ｱｲｳ ①②③ ■□ … — 「」",
};
enum { TEXTS = sizeof texts / sizeof *texts };

/* Every kind of block with every text in every place. */
static void every_block(void **state)
{
	(void)state;
	for (int kind = BLOCK_HEADING; kind <= BLOCK_WARNING; kind++)
		for (size_t t = 0; t < TEXTS; t++)
			for (size_t m = 0; m < TEXTS; m++) {
				struct document *d = document();
				bool label = kind == BLOCK_FIELD || kind == BLOCK_ITEM || kind == BLOCK_ENTRY;
				document_add(d, (enum block_kind)kind, label ? (kind == BLOCK_ITEM ? "12" : "2026-02-12 10:42") : NULL, texts[t],
					     m ? texts[m] : NULL);
				document_add(d, BLOCK_TEXT, NULL, "終わり", NULL);
				struct buf b = printed(d);
				check_pages(buf_str(&b), NULL);
				assert_non_null(strstr(b.text, "終わり"));
				assert_null(strchr(b.text, '\x1B'));
				buf_free(&b);
			}
}

static void with_label(const char *label)
{
	for (int kind = BLOCK_FIELD; kind <= BLOCK_ENTRY; kind++) {
		struct document *d = document();
		document_add(d, (enum block_kind)kind, label, texts[1], NULL);
		struct buf b = printed(d);
		check_pages(buf_str(&b), NULL);
		buf_free(&b);
	}
}

/* Labels come from playbooks (a fact's label may be longer than its column) and from agents' names. */
static void long_labels(void **state)
{
	(void)state;
	with_label("メールやSMSから開いたログインの画面か");
	with_label("とても長い項目の名前で、欄の幅にはどうしても入りきらないもの、まだ続くもの、さらに続いて一行を越えてしまうもの");
	with_label("12345678901234567890123456789");
}

static void long_labels_keep_apart(void **state)
{
	struct document *d = document();

	(void)state;
	document_add(d, BLOCK_FIELD, "メールやSMSから開いたログインの画面か", "はい", NULL);
	struct buf b = printed(d);
	assert_null(strstr(b.text, "画面かはい"));
	buf_free(&b);
}

static void hostile_labels(void **state)
{
	(void)state;
	with_label("a\x1B[31mb");
	with_label("改\n行");
	with_label("\xFF\xE2\x80\xAE");
}

static void random_documents(void **state)
{
	unsigned seed = 12;

	(void)state;
	for (int round = 0; round < 300; round++) {
		struct document *d = document();
		for (int i = rand_r(&seed) % 150; i >= 0; i--) {
			enum block_kind kind = (enum block_kind)(rand_r(&seed) % 6);
			document_add(d, kind, kind == BLOCK_ITEM ? "12" : kind == BLOCK_FIELD || kind == BLOCK_ENTRY ? "2026-02-12 10:42" : NULL,
				     texts[(size_t)rand_r(&seed) % TEXTS], rand_r(&seed) % 2 ? NULL : texts[(size_t)rand_r(&seed) % TEXTS]);
		}
		struct buf b = printed(d);
		check_pages(buf_str(&b), NULL);
		buf_free(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_page), cmocka_unit_test(nothing_to_say), cmocka_unit_test(many_pages),
		cmocka_unit_test(headings), cmocka_unit_test(only_headings),  cmocka_unit_test(every_block),
		cmocka_unit_test(long_labels), cmocka_unit_test(long_labels_keep_apart), cmocka_unit_test(hostile_labels),
		cmocka_unit_test(random_documents),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
