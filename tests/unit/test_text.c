/* base/text: cleaning, folding, width, lines, distance. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

static void assert_clean(const char *in, bool lines, const char *wanted)
{
	struct buf b = { 0 };

	text_clean(in, lines, &b);
	assert_string_equal(buf_str(&b), wanted);
	buf_free(&b);
}

static void assert_fold(const char *in, const char *wanted)
{
	struct buf b = { 0 };

	text_fold(in, &b);
	assert_string_equal(buf_str(&b), wanted);
	buf_free(&b);
}

/* --- reading --- */

static void reads_characters(void **state)
{
	uint32_t c;

	(void)state;
	assert_int_equal(text_next("", &c), 0);
	assert_int_equal(text_next("a", &c), 1);
	assert_int_equal(c, 'a');
	assert_int_equal(text_next("あ", &c), 3);
	assert_int_equal(c, 0x3042);
	assert_int_equal(text_next("\xF0\x9F\x98\x80", &c), 4);
	assert_int_equal(c, 0x1F600);
	assert_int_equal(text_next("\xFF", &c), 1);
	assert_int_equal(c, 0xFFFD);
	assert_int_equal(text_next("\xE3\x81", &c), 1);
	assert_int_equal(c, 0xFFFD);
}

static void finds_bad_bytes(void **state)
{
	(void)state;
	assert_int_equal(text_bad_utf8("", 0), -1);
	assert_int_equal(text_bad_utf8("日本語", 9), -1);
	assert_int_equal(text_bad_utf8("日\xFFx", 5), 3);
	assert_int_equal(text_bad_utf8("日本", 5), 3);
	assert_int_equal(text_bad_utf8("a\xC0\xAF", 3), 1);
	assert_int_equal(text_bad_utf8("a\xED\xA0\x80", 4), 1);
	assert_int_equal(text_bad_utf8("a\xF5\x80\x80\x80", 5), 1);
}

/* Every character survives being put and read again. */
static void puts_characters(void **state)
{
	struct buf b = { 0 };
	uint32_t c;

	(void)state;
	for (uint32_t ch = 1; ch <= 0x10FFFF; ch += ch < 0x3000 ? 1 : 37) {
		if (ch >= 0xD800 && ch <= 0xDFFF)
			continue;
		buf_clear(&b);
		text_put(&b, ch);
		assert_int_equal(text_next(b.text, &c), b.len);
		assert_int_equal(c, ch);
	}
	buf_free(&b);
}

/* --- cleaning --- */

static void cleans_controls(void **state)
{
	(void)state;
	assert_clean("", false, "");
	assert_clean("ふつうの文", false, "ふつうの文");
	assert_clean("a\x1B[31mb", false, "a[31mb");
	assert_clean("a\x07\x08\x7F" "b", false, "ab");
	assert_clean("a\xC2\x9B" "31mb", false, "a31mb"); /* C1: CSI in one character */
	assert_clean("a\xC2\x85" "b", false, "ab");
	assert_clean("a\tb", false, "a b");
	assert_clean("a\nb", false, "a b");
	assert_clean("a\nb\r\n", true, "a\nb\n");
	assert_clean("a\rb", true, "ab");
	assert_clean("\xC2\xA0", false, "\xC2\xA0");
}

static void cleans_the_unseen(void **state)
{
	(void)state;
	assert_clean("evil\xE2\x80\xAE" "gpj.exe", false, "evilgpj.exe");  /* U+202E */
	assert_clean("\xE2\x81\xA6" "a\xE2\x81\xA9", false, "a");          /* U+2066, U+2069 */
	assert_clean("\xD8\x9C" "a\xE2\x80\x8E\xE2\x80\x8F", false, "a");  /* U+061C, U+200E, U+200F */
	assert_clean("A\xE2\x80\x8BN\xE2\x80\x8C\xE2\x80\x8D" "A", false, "ANA");
	assert_clean("\xEF\xBB\xBF" "a\xC2\xAD" "b\xE2\x81\xA0", false, "ab");
	assert_clean("a\xE3\x85\xA4\xE1\x85\x9F\xEF\xBE\xA0" "b", false, "ab"); /* blank Hangul fillers */
	assert_clean("a\xF3\xA0\x81\x81" "b", false, "ab");                    /* tag characters */
	assert_clean("a\xE2\x80\xA8\xE2\x80\xA9" "b", true, "ab");             /* line and paragraph separator */
	assert_clean("a\xEF\xBF\xB9" "b", false, "ab");
}

static void cleans_bad_bytes(void **state)
{
	(void)state;
	assert_clean("a\xFF" "b", false, "a\xEF\xBF\xBD" "b");
	assert_clean("\xC0\xAF", false, "\xEF\xBF\xBD\xEF\xBF\xBD");
	assert_clean("日\xE3\x81", false, "日\xEF\xBF\xBD\xEF\xBF\xBD");
	assert_clean("\xE3\x81" "a", false, "\xEF\xBF\xBD\xEF\xBF\xBD" "a");
	assert_clean("\xED\xA0\x80", false, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"); /* a surrogate */
}

/* Whatever bytes come in: valid UTF-8 comes out, nothing unseen is left, and cleaning again changes nothing. */
static void cleans_anything(void **state)
{
	unsigned seed = 20260212;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct buf once = { 0 }, twice = { 0 };
		char in[33];
		size_t len = 1 + (size_t)(rand_r(&seed) % 32);
		for (size_t i = 0; i < len; i++)
			in[i] = (char)(1 + rand_r(&seed) % 255);
		in[len] = '\0';
		text_clean(in, true, &once);
		assert_int_equal(text_bad_utf8(buf_str(&once), once.len), -1);
		for (size_t i = 0; i < once.len; i++)
			assert_true((unsigned char)once.text[i] >= 0x20 || once.text[i] == '\n');
		text_clean(buf_str(&once), true, &twice);
		assert_string_equal(buf_str(&once), buf_str(&twice));
		buf_free(&once);
		buf_free(&twice);
	}
}

/* --- folding --- */

static void folds_widths(void **state)
{
	(void)state;
	assert_fold("ANA", "ana");
	assert_fold("ＡＮＡ", "ana");
	assert_fold("１、３", "1、3");
	assert_fold("①㈱㌔", "1(株)きろ");
	assert_fold("ｱﾒｯｸｽ", "あめっくす");
	assert_fold("ｶﾞｷﾞｸﾞﾊﾟ", "がぎぐぱ");
	assert_fold("アメックス", "あめっくす");
	assert_fold("ガ", "が");
	assert_fold("カ\xE3\x82\x99", "が"); /* a combining voice mark */
	assert_fold("ヴァヵヶ", "ゔぁゕゖ");
	assert_fold("カード・コード", "かーど・こーど");
	assert_fold("STRASSE straße", "strasse strasse");
}

static void folds_blanks(void **state)
{
	(void)state;
	assert_fold("", "");
	assert_fold("   ", "");
	assert_fold("　 　", "");
	assert_fold(" a \t b　　c\n", "a b c");
	assert_fold("　楽天　カード　", "楽天 かーど");
	assert_fold("A\xE2\x80\x8BN\xE2\x80\x8B" "A", "ana");
}

/* The quick way for ASCII gives what the long way gives. */
static void folds_ascii_alike(void **state)
{
	unsigned seed = 7;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct buf quick = { 0 }, slow = { 0 };
		char in[60];
		size_t len = (size_t)(rand_r(&seed) % 40);
		for (size_t i = 0; i < len; i++)
			in[i] = (char)(0x20 + rand_r(&seed) % 0x5F);
		in[len] = '\0';
		text_fold(in, &quick);
		strcpy(in + len, "漢");
		text_fold(in, &slow);
		if (slow.len >= 3 && quick.len <= slow.len - 3) {
			slow.len -= 3;
			while (slow.len && slow.text[slow.len - 1] == ' ')
				slow.len--;
			slow.text[slow.len] = '\0';
		}
		assert_string_equal(buf_str(&quick), buf_str(&slow));
		buf_free(&quick);
		buf_free(&slow);
	}
}

static void folds_once(void **state)
{
	struct buf in = { 0 }, once = { 0 }, twice = { 0 };

	(void)state;
	for (uint32_t c = 1; c < 0x20000; c++) {
		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		buf_clear(&in);
		buf_clear(&once);
		buf_clear(&twice);
		text_put(&in, c);
		text_fold(buf_str(&in), &once);
		text_fold(buf_str(&once), &twice);
		if (strcmp(buf_str(&once), buf_str(&twice)) != 0)
			fail_msg("U+%04X folds to \"%s\", and that to \"%s\"", (unsigned)c, buf_str(&once), buf_str(&twice));
	}
	buf_free(&in);
	buf_free(&once);
	buf_free(&twice);
}

/* Appended, and nothing before it touched. */
static void folds_behind(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_add(&b, "前 ");
	text_fold(" Ａ ", &b);
	assert_string_equal(b.text, "前 a");
	text_fold("  ", &b);
	assert_string_equal(b.text, "前 a");
	buf_free(&b);
}

/* --- width --- */

static void columns(void **state)
{
	(void)state;
	assert_int_equal(text_columns("", false), 0);
	assert_int_equal(text_columns("abc", false), 3);
	assert_int_equal(text_columns("漢字かな", false), 8);
	assert_int_equal(text_columns("ｱﾒｯｸｽ", false), 5);
	assert_int_equal(text_columns("ＡＢ", false), 4);
	assert_int_equal(text_columns("か\xE3\x82\x99", false), 2);
	assert_int_equal(text_columns("■①…", false), 3);
	assert_int_equal(text_columns("■①…", true), 6);
	assert_int_equal(text_columns("「。」", false), 6);
}

/* --- lines --- */

struct taken {
	struct buf joined; /* lines with blanks taken out, one after the other */
	int width, first, lines;
	bool wide;
	const char *of;
	size_t empty;
};

static bool begins_with_any(const char *line, size_t len, const char *const *marks)
{
	for (; *marks; marks++)
		if (len >= strlen(*marks) && memcmp(line, *marks, strlen(*marks)) == 0)
			return true;
	return false;
}

static bool ends_with_any(const char *line, size_t len, const char *const *marks)
{
	for (; *marks; marks++)
		if (len >= strlen(*marks) && memcmp(line + len - strlen(*marks), *marks, strlen(*marks)) == 0)
			return true;
	return false;
}

static void add_unblank(struct buf *b, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] != ' ' && s[i] != '\n')
			buf_add_c(b, s[i]);
}

static void take(void *context, const char *line, size_t len)
{
	static const char *const closing[] = { "。", "、", "」", ")", "ー", "っ", "ゃ", "』", NULL };
	static const char *const opening[] = { "「", "『", "(", NULL };
	struct taken *t = context;
	char copy[600];
	int room = t->width - (t->lines == 0 ? t->first : 0);

	assert_true(len < sizeof copy);
	memcpy(copy, line, len);
	copy[len] = '\0';
	assert_null(strchr(copy, '\n'));
	int used = text_columns(copy, t->wide);
	if (used > room)
		fail_msg("%d columns in %d: \"%s\"", used, room, copy);
	if (t->lines && begins_with_any(line, len, closing))
		fail_msg("width %d: a line begins with \"%s\" (of \"%s\")", t->width, copy, t->of);
	if (ends_with_any(line, len, opening))
		fail_msg("width %d: a line ends as in \"%s\" (of \"%s\")", t->width, copy, t->of);
	if (!len)
		t->empty++;
	t->lines++;
	add_unblank(&t->joined, line, len);
}

/* Breaks at every width: no line is too long, nothing is lost, 禁則 holds. */
static void assert_wraps(const char *text, int narrowest, int first, bool wide)
{
	struct buf whole = { 0 };
	size_t empty = 0;

	add_unblank(&whole, text, strlen(text));
	for (const char *p = text; *p; p++)
		empty += *p == '\n' && (p == text || p[-1] == '\n');
	for (int width = narrowest; width <= 120; width++) {
		struct taken t = { .width = width, .first = first, .wide = wide, .of = text };
		text_wrap(text, (struct text_width){ width, wide }, first, take, &t);
		assert_string_equal(buf_str(&t.joined), buf_str(&whole));
		if (t.empty != empty)
			fail_msg("width %d: %zu empty lines, not %zu, of \"%s\"", width, t.empty, empty, text);
		buf_free(&t.joined);
	}
	buf_free(&whole);
}

static const char *const sentences[] = {
	"カードの裏の番号に電話して、カードを止めます。",
	"「偽のサイトに、カード番号を入れました。まず利用を止めてください。」と伝えます。",
	"音声案内では「紛失・盗難」か「不正利用」を選びます。夜も休みの日も受ける会社が多くあります。",
	"暗証番号(カードやATMの4けた)も入れたときは、それも言います。",
	"SMSやメールで届いた、ANAのマイルが失効するという知らせは、ana.co.jp を自分で開いて確かめます。",
	"きょうは、ちょっと待って、もう一度かけてみましょう。きっと、つながります。コールセンターのデータ。",
	"plain words in a row with   more   blanks between them and a-hyphenated-word, too",
	"改行が\nある文と\n\n空の行。",
};

static void wraps_sentences(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
		assert_wraps(sentences[i], 10, 0, false);
		assert_wraps(sentences[i], 12, 0, true);
		assert_wraps(sentences[i], 20, 8, false);
	}
}

static void wraps_long_words(void **state)
{
	(void)state;
	assert_wraps("https://xn--ana-0o4b6g.example.cn/login/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		     10, 0, false);
	assert_wraps("つづき hxxps://ana[.]example[.]cn/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa を見せます。", 10, 0, false);
	assert_wraps("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 10, 5, false);
}

/* A word that fills the line exactly, with blanks behind it: no empty line comes of the blanks. */
static void wraps_exact_words(void **state)
{
	(void)state;
	assert_wraps("0123456789 abc", 10, 0, false);
	assert_wraps("0123456789    abc", 10, 0, false);
	assert_wraps("漢字漢字漢 abc 漢字漢字漢  漢", 10, 0, false);
	assert_wraps("a 0123456789012345678 b", 10, 0, false);
}

static void count_line(void *context, const char *line, size_t len)
{
	(void)line;
	(void)len;
	++*(int *)context;
}

static void wraps_little(void **state)
{
	int lines = 0;

	(void)state;
	text_wrap("", (struct text_width){ 40, false }, 0, count_line, &lines);
	assert_int_equal(lines, 1);
	lines = 0;
	text_wrap("一行", (struct text_width){ 40, false }, 0, count_line, &lines);
	assert_int_equal(lines, 1);
	lines = 0;
	text_wrap("a\n", (struct text_width){ 40, false }, 0, count_line, &lines);
	assert_int_equal(lines, 2);
	/* Too narrow for anything: still ends, still gives every character. */
	for (int width = -3; width < 4; width++)
		for (int first = 0; first < 6; first++) {
			lines = 0;
			text_wrap("漢字「かな」。abc", (struct text_width){ width, true }, first, count_line, &lines);
			assert_true(lines >= 5 && lines <= 12);
		}
}

/* Whatever it is made of, no line is wider than asked. */
static void measure(void *context, const char *line, size_t len)
{
	const struct text_width *w = context;
	char copy[2000];

	assert_true(len < sizeof copy);
	memcpy(copy, line, len);
	copy[len] = '\0';
	assert_int_equal(text_bad_utf8(copy, len), -1);
	if (text_columns(copy, w->ambiguous_wide) > w->columns)
		fail_msg("%d columns in %d: \"%s\"", text_columns(copy, w->ambiguous_wide), w->columns, copy);
}

static void wraps_anything(void **state)
{
	static const char *const bits[] = { "漢", "「", "」", "。", "、", "a", "bc", " ", "  ", "\n", "■", "①", "ｱ", "ﾞ", "か\xE3\x82\x99", "-", "(", ")",
		                            "https://", "/", ".", "4けた", "\xF0\x9F\x98\x80", "…", "—", "ー", "っ", "　" };
	unsigned seed = 42;

	(void)state;
	for (int round = 0; round < 4000; round++) {
		struct buf b = { 0 };
		struct text_width w = { 10 + rand_r(&seed) % 60, rand_r(&seed) % 2 };
		for (int i = rand_r(&seed) % 120; i >= 0; i--)
			buf_add(&b, bits[(size_t)rand_r(&seed) % (sizeof bits / sizeof *bits)]);
		text_wrap(buf_str(&b), w, 0, measure, &w);
		buf_free(&b);
	}
}

/* --- distance --- */

static void distances(void **state)
{
	char longer[70];

	(void)state;
	assert_int_equal(text_distance("", "", 4), 0);
	assert_int_equal(text_distance("entered", "entered", 4), 0);
	assert_int_equal(text_distance("enterd", "entered", 4), 1);
	assert_int_equal(text_distance("entred", "entered", 4), 1);
	assert_int_equal(text_distance("netered", "entered", 4), 2);
	assert_int_equal(text_distance("kitten", "sitting", 4), 3);
	assert_int_equal(text_distance("", "abc", 4), 3);
	assert_int_equal(text_distance("abcdefgh", "12345678", 4), 5);
	assert_int_equal(text_distance("abcdefgh", "12345678", 2), 3);
	memset(longer, 'a', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	assert_int_equal(text_distance(longer, "a", 4), 5);
	longer[64] = '\0';
	assert_int_equal(text_distance(longer, longer, 4), 0);
	longer[64] = 'a';
	longer[65] = '\0';
	assert_int_equal(text_distance(longer, longer, 4), 5);
}

static void changes_forms(void **state)
{
	struct buf b = { 0 };

	(void)state;
	text_casefold("ＡＮＡ カード ﬁ", &b);
	assert_string_equal(buf_str(&b), "ana カード fi");
	buf_clear(&b);
	text_unmark("amazón Ｅé ガード ẹ", &b);
	assert_string_equal(buf_str(&b), "amazon Ｅe ガード e");
	buf_clear(&b);
	text_from_cp932("\x8B\xE2\x8D\x73\x87\x40 a", 8, &b);
	assert_string_equal(buf_str(&b), "銀行① a");
	buf_clear(&b);
	text_from_cp932("\x8B\xE2\xFF\x8B", 4, &b); /* a byte that is none, half a character */
	assert_int_equal(strncmp(buf_str(&b), "銀", 3), 0);
	assert_int_equal(text_bad_utf8(b.text, b.len), -1);
	buf_clear(&b);
	text_casefold("", &b);
	text_unmark("", &b);
	text_from_cp932("", 0, &b);
	assert_string_equal(buf_str(&b), "");
	buf_free(&b);
}

static void tells_the_unseen(void **state)
{
	(void)state;
	assert_true(text_unseen(0x200B));
	assert_true(text_unseen(0xAD));
	assert_true(text_unseen(0x202E));
	assert_true(text_unseen(0x1B));
	assert_false(text_unseen('a'));
	assert_false(text_unseen(0x3042));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_characters), cmocka_unit_test(finds_bad_bytes),   cmocka_unit_test(puts_characters),
		cmocka_unit_test(cleans_controls),  cmocka_unit_test(cleans_the_unseen), cmocka_unit_test(cleans_bad_bytes),
		cmocka_unit_test(cleans_anything),  cmocka_unit_test(folds_widths),      cmocka_unit_test(folds_blanks),
		cmocka_unit_test(folds_ascii_alike), cmocka_unit_test(folds_once),       cmocka_unit_test(folds_behind),
		cmocka_unit_test(columns),          cmocka_unit_test(wraps_sentences),   cmocka_unit_test(wraps_long_words),
		cmocka_unit_test(wraps_exact_words), cmocka_unit_test(wraps_little),     cmocka_unit_test(wraps_anything),
		cmocka_unit_test(distances),        cmocka_unit_test(changes_forms),     cmocka_unit_test(tells_the_unseen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
