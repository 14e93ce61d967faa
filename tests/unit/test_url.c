/* mail/url: addresses as browsers read them, as phishers write them, in running text, and made harmless. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/text.h"
#include "mail/url.h"

/* In, out; NULL: no browser opens it. After the cases that the WHATWG URL Standard tells apart; hosts are example names. */
static const char *const read_as[][2] = {
	/* schemes and slashes */
	{ "https://example.com", "https://example.com/" },
	{ "https://example.com/", "https://example.com/" },
	{ "HTTPS://EXAMPLE.COM/A", "https://example.com/A" },
	{ "hTtP://Example.com/", "http://example.com/" },
	{ "http:example.com", "http://example.com/" },
	{ "http:/example.com", "http://example.com/" },
	{ "http:///example.com", "http://example.com/" },
	{ "http:////example.com/a", "http://example.com/a" },
	{ "http:\\\\example.com\\a", "http://example.com/a" },
	{ "https:\\example.com", "https://example.com/" },
	{ "http:/\\/\\example.com", "http://example.com/" },
	{ "//example.com/a", "https://example.com/a" },
	{ "ftp://example.com/a", "ftp://example.com/a" },
	{ "ws://example.com/a", "ws://example.com/a" },
	{ "wss://example.com:443/", "wss://example.com/" },
	{ "file:///etc/hosts", "file:///etc/hosts" },
	{ "file:/etc/hosts", "file:///etc/hosts" },
	{ "file://example.com/share", "file://example.com/share" },
	{ "mailto:info@example.com", "mailto:info@example.com" },
	{ "MAILTO:Info@example.com", "mailto:Info@example.com" },
	{ "tel:0312345678", "tel:0312345678" },
	{ "javascript:alert(1)", "javascript:alert(1)" },
	{ "data:text/html,<b>x", "data:text/html,<b>x" },
	{ "line://ti/p/@x", "line://ti/p/@x" },
	{ "intent://scan/#Intent;end", "intent://scan/#Intent;end" },
	{ "foo:/bar", "foo:/bar" },
	{ "foo:/.//bar", "foo:/.//bar" },
	{ "http:", NULL },
	{ "http://", NULL },
	{ "https:///", NULL },
	{ "https://?x", NULL },
	{ "https://#x", NULL },
	{ "", NULL },
	{ "   ", NULL },
	{ ":", NULL },
	{ "foo:", NULL },
	/* blanks, tabs, line ends */
	{ " https://example.com/ ", "https://example.com/" },
	{ "\thttps://exa\tmple.com/\n", "https://example.com/" },
	{ "ht\ntps://example.com/a\r\nb", "https://example.com/ab" },
	{ "\x01https://example.com/\x02", "https://example.com/" },
	{ "https://example.com/a b", "https://example.com/a%20b" },
	{ "https://exa mple.com/", NULL },
	{ "<https://example.com/x>", "https://example.com/x" },
	{ "URL:https://example.com/x", "https://example.com/x" },
	{ "<URL:https://example.com/x>", "https://example.com/x" },
	/* backslashes and user names: what stands before is not the host */
	{ "http://a.example\\@b.example/", "http://a.example/@b.example/" },
	{ "http://a.example\\b", "http://a.example/b" },
	{ "https://a.example?\\x", "https://a.example/?\\x" },
	{ "https://a.example#\\x", "https://a.example/#\\x" },
	{ "https://a.example@b.example/", "https://b.example/" },
	{ "https://user:pass@b.example/", "https://b.example/" },
	{ "https://a@b@c.example/", "https://c.example/" },
	{ "https://www.a.example:443@b.example/x", "https://b.example/x" },
	{ "https://a.example%2F@b.example/", "https://b.example/" },
	{ "https://@b.example/", "https://b.example/" },
	{ "https://:@b.example/", "https://b.example/" },
	{ "https://a@/", NULL },
	{ "https://a@:80/", NULL },
	{ "https://a.example/@b.example", "https://a.example/@b.example" },
	{ "https://a.example?@b.example", "https://a.example/?@b.example" },
	{ "https://a.example#@b.example", "https://a.example/#@b.example" },
	/* ports */
	{ "http://example.com:80/", "http://example.com/" },
	{ "https://example.com:443", "https://example.com/" },
	{ "http://example.com:443/", "http://example.com:443/" },
	{ "https://example.com:8443/a", "https://example.com:8443/a" },
	{ "https://example.com:/", "https://example.com/" },
	{ "https://example.com:0080/", "https://example.com:80/" },
	{ "https://example.com:65535/", "https://example.com:65535/" },
	{ "https://example.com:65536/", NULL },
	{ "https://example.com:99999999999999999999/", NULL },
	{ "https://example.com:8a/", NULL },
	{ "https://example.com:-1/", NULL },
	{ "https://example.com:80:80/", NULL },
	{ "https://:80/", NULL },
	/* IPv4 in every notation */
	{ "http://127.0.0.1/", "http://127.0.0.1/" },
	{ "http://0x7f.1/", "http://127.0.0.1/" },
	{ "http://0X7F.0.0.1/", "http://127.0.0.1/" },
	{ "http://2130706433/", "http://127.0.0.1/" },
	{ "http://0x7f000001", "http://127.0.0.1/" },
	{ "http://017700000001/", "http://127.0.0.1/" },
	{ "http://0177.0.0.1/", "http://127.0.0.1/" },
	{ "http://127.1/", "http://127.0.0.1/" },
	{ "http://192.168.257/", "http://192.168.1.1/" },
	{ "http://192.0x00A80001", "http://192.168.0.1/" },
	{ "http://4294967295/", "http://255.255.255.255/" },
	{ "http://4294967296/", NULL },
	{ "http://256.0.0.1/", NULL },
	{ "http://1.2.3.256/", NULL },
	{ "http://1.2.3.4.5/", NULL },
	{ "http://1.2.3.08/", NULL },
	{ "http://1.2.3.4./", "http://1.2.3.4/" },
	{ "http://foo.0x4/", NULL },
	{ "http://foo.09/", NULL },
	{ "http://0x/", "http://0.0.0.0/" },
	{ "http://0/", "http://0.0.0.0/" },
	{ "http://1..2/", NULL },
	{ "http://%30x7f.1/", "http://127.0.0.1/" },
	{ "http://１２７.０.０.１/", "http://127.0.0.1/" },
	{ "http://0xffffffffffffffffff/", NULL },
	/* IPv6 */
	{ "http://[::1]/", "http://[::1]/" },
	{ "http://[::]/", "http://[::]/" },
	{ "http://[1:2:3:4:5:6:7:8]/", "http://[1:2:3:4:5:6:7:8]/" },
	{ "http://[2001:DB8:0:0:0:0:0:1]:8080/", "http://[2001:db8::1]:8080/" },
	{ "http://[1:0:0:2:0:0:0:3]/", "http://[1:0:0:2::3]/" },
	{ "http://[0:1:0:1:0:1:0:1]/", "http://[0:1:0:1:0:1:0:1]/" },
	{ "http://[::ffff:1.2.3.4]/", "http://[::ffff:102:304]/" },
	{ "http://[1::]/", "http://[1::]/" },
	{ "http://[::1", NULL },
	{ "http://[::1]x/", NULL },
	{ "http://[1:2:3]/", NULL },
	{ "http://[1:2:3:4:5:6:7:8:9]/", NULL },
	{ "http://[1::2::3]/", NULL },
	{ "http://[:1]/", NULL },
	{ "http://[1:]/", NULL },
	{ "http://[12345::]/", NULL },
	{ "http://[::1.2.3]/", NULL },
	{ "http://[::1.2.3.400]/", NULL },
	{ "http://[::01.2.3.4]/", NULL },
	{ "http://[g::]/", NULL },
	{ "http://[]/", NULL },
	/* hosts */
	{ "https://exa%6dple.com/", "https://example.com/" },
	{ "https://%65%78%61%6d%70%6c%65.com/", "https://example.com/" },
	{ "https://example%2ecom/", "https://example.com/" },
	{ "https://example.com%2f.evil.example/", NULL },
	{ "https://example.com%00.evil.example/", NULL },
	{ "https://exa%25mple.com/", NULL },
	{ "https://exa%mple.com/", NULL },
	{ "https://exa<mple.com/", NULL },
	{ "https://exa^mple.com/", NULL },
	{ "https://exa|mple.com/", NULL },
	{ "https://exa[mple.com/", NULL },
	{ "https://a_b.example/", "https://a_b.example/" },
	{ "https://a--b.example/", "https://a--b.example/" },
	{ "https://-a-.example/", "https://-a-.example/" },
	{ "https://example.com./x", "https://example.com./x" },
	{ "https://localhost/", "https://localhost/" },
	/* names of all scripts */
	{ "https://日本語.example/", "https://xn--wgv71a119e.example/" },
	{ "https://日本語。example/", "https://xn--wgv71a119e.example/" },
	{ "https://BÜCHER.example/", "https://xn--bcher-kva.example/" },
	{ "https://faß.example/", "https://xn--fa-hia.example/" },
	{ "https://ｅｘａｍｐｌｅ．ｃｏｍ/", "https://example.com/" },
	{ "https://𝗲𝘅𝗮𝗺𝗽𝗹𝗲.com/", "https://example.com/" },
	{ "https://ⓔⓧⓐⓜⓟⓛⓔ.com/", "https://example.com/" },
	{ "https://xn--wgv71a119e.example/", "https://xn--wgv71a119e.example/" },
	{ "https://XN--WGV71A119E.example/", "https://xn--wgv71a119e.example/" },
	{ "https://xn--/", NULL },
	{ "https://xn--a.example/", NULL },
	{ "https://xn--abc-.example/", NULL },
	{ "https://☃.example/", "https://xn--n3h.example/" },
	{ "https://example.com∕path.evil.example/", "https://example.xn--compath-ef0d.evil.example/" },
	{ "https://℀.example/", NULL },
	{ "https://\xEF\xBF\xBD.example/", NULL },
	{ "https://\xFF.example/", NULL },
	/* paths */
	{ "https://example.com/a/./b", "https://example.com/a/b" },
	{ "https://example.com/a/../b", "https://example.com/b" },
	{ "https://example.com/../../b", "https://example.com/b" },
	{ "https://example.com/a/b/..", "https://example.com/a/" },
	{ "https://example.com/a/b/.", "https://example.com/a/b/" },
	{ "https://example.com/a/%2e%2E/b", "https://example.com/b" },
	{ "https://example.com/a/.%2e/b", "https://example.com/b" },
	{ "https://example.com/a//b", "https://example.com/a//b" },
	{ "https://example.com/a/...", "https://example.com/a/..." },
	{ "https://example.com\\a\\..\\b", "https://example.com/b" },
	{ "https://example.com/%7Ea", "https://example.com/%7Ea" },
	{ "https://example.com/%zz", "https://example.com/%zz" },
	{ "https://example.com/{a}`b`", "https://example.com/%7Ba%7D%60b%60" },
	{ "https://example.com/日本", "https://example.com/%E6%97%A5%E6%9C%AC" },
	{ "https://example.com/\x7F", "https://example.com/%7F" },
	{ "https://example.com?a=b", "https://example.com/?a=b" },
	{ "https://example.com/?a='b'", "https://example.com/?a=%27b%27" },
	{ "https://example.com/?a=<b>&c=\"d\"", "https://example.com/?a=%3Cb%3E&c=%22d%22" },
	{ "https://example.com/?a?b", "https://example.com/?a?b" },
	{ "https://example.com/#a#b", "https://example.com/#a#b" },
	{ "https://example.com/#a b<c>`", "https://example.com/#a%20b%3Cc%3E%60" },
	{ "https://example.com#", "https://example.com/#" },
	/* without a scheme: only what can be nothing else */
	{ "www.example.co.jp", "https://www.example.co.jp/" },
	{ "example.co.jp/path?x", "https://example.co.jp/path?x" },
	{ "example.com:8080/x", "https://example.com:8080/x" },
	{ "192.0.2.1/x", "https://192.0.2.1/x" },
	{ "index.html", NULL },
	{ "README.txt", NULL },
	{ "#top", NULL },
	{ "/path/only", NULL },
	{ "?query", NULL },
	{ "word", NULL },
	{ "1.2", NULL },
	{ "info@example.com", NULL },
	/* as phishers and those who warn write */
	{ "hxxp://example.com/", "http://example.com/" },
	{ "hXXps://example[.]com/", "https://example.com/" },
	{ "h**ps://example(.)com/a", "https://example.com/a" },
	{ "h__p://example{.}com/a", "http://example.com/a" },
	{ "htxps://example[dot]com", "https://example.com/" },
	{ "ttps://example.com/", "https://example.com/" },
	{ "ttp://example.com/", "http://example.com/" },
	{ "fxp://example.com/a", "ftp://example.com/a" },
	{ "https[:]//example.com/", "https://example.com/" },
	{ "https[://]example.com/", "https://example.com/" },
	{ "https(:)//example.com/", "https://example.com/" },
	{ "https//example.com/", "https://example.com/" },
	{ "https;//example.com/", "https://example.com/" },
	{ "https://example［．］com/", "https://example.com/" },
	{ "https://example（.）com/", "https://example.com/" },
	{ "https://example[。]com/", "https://example.com/" },
	{ "https://example。com/", "https://example.com/" },
	{ "https://example｡com/", "https://example.com/" },
	{ "https://example․com/", "https://example.com/" },
	{ "ｈｔｔｐｓ：／／ｅｘａｍｐｌｅ．ｃｏｍ／ａ", "https://example.com/a" },
	{ "https:∕∕example.com/", "https://example.com/" },
	{ "https:⁄⁄example.com/", "https://example.com/" },
	{ "https∶//example.com/", "https://example.com/" },
	{ "https：//example.com／a", "https://example.com/a" },
	{ "example dot com", "https://example.com/" },
	{ "https://example . com/", "https://example.com/" },
	{ "https://exam\u200Bple.com/", "https://example.com/" },
	{ "h\u00ADttps://example.com/", "https://example.com/" },
	{ "https://exa\u2060mple.c\uFEFFom/\u200D", "https://example.com/" },
	{ "hxxps://example[[.]]com/", "https://example.com/" },
};

static void reads_as_browsers_do(void **state)
{
	struct arena *a = arena_new();
	struct url u, again;
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof read_as / sizeof *read_as; i++) {
		bool ok = url_read(read_as[i][0], a, &u);
		if (ok != (read_as[i][1] != NULL) || (ok && strcmp(u.whole, read_as[i][1]) != 0)) {
			print_error("%s: got %s, wanted %s\n", read_as[i][0], ok ? u.whole : "nothing", read_as[i][1] ? read_as[i][1] : "nothing");
			wrong++;
		}
		if (ok && (!url_read(u.whole, a, &again) || strcmp(again.whole, u.whole) != 0)) {
			print_error("%s: reading it again changes it\n", u.whole);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
	assert_true(sizeof read_as / sizeof *read_as >= 150);
	arena_free(a);
}

static void tells_its_parts(void **state)
{
	struct arena *a = arena_new();
	struct url u;

	(void)state;
	assert_true(url_read("HTTPS://u@WWW.Example.CO.jp.:8443/a/../b?x=1#y", a, &u));
	assert_string_equal(u.scheme, "https");
	assert_string_equal(u.host, "www.example.co.jp");
	assert_string_equal(u.domain, "example.co.jp");
	assert_string_equal(u.path, "/b?x=1#y");
	assert_int_equal(u.port, 8443);
	assert_true(url_read("https://xn--wgv71a119e.example/", a, &u));
	assert_string_equal(u.host_shown, "日本語.example");
	assert_true(url_read("http://0x7f.1/", a, &u));
	assert_string_equal(u.domain, "127.0.0.1");
	assert_true(url_read("https://co.jp/", a, &u));
	assert_string_equal(u.domain, "co.jp");
	assert_true(url_read("mailto:a@example.com", a, &u));
	assert_string_equal(u.host, "");
	assert_string_equal(u.domain, "");
	arena_free(a);
}

static void tells_what_is_odd(void **state)
{
	static const struct {
		const char *url;
		unsigned oddities;
	} cases[] = {
		{ "https://example.com/", 0 },
		{ "https://example.com/%E6%97%A5%E6%9C%AC", 0 },
		{ "https://日本語.example/", URL_PUNYCODE },
		{ "https://a.example@b.example/", URL_USERINFO },
		{ "http://0x7f.1/", URL_IP },
		{ "http://[::1]/", URL_IP },
		{ "https://аррӏе.example/", URL_PUNYCODE | URL_LOOKALIKE },
		{ "https://xn--80ak6aa92e.example/", URL_PUNYCODE | URL_LOOKALIKE },
		{ "https://amаzon.example/", URL_PUNYCODE | URL_LOOKALIKE },
		{ "https://почта.example/", URL_PUNYCODE },
		{ "https://example.com∕a.evil.example/", URL_PUNYCODE | URL_LOOKALIKE },
		{ "https://ｅxample.com/", URL_LOOKALIKE },
		{ "https://exam\u200Bple.com/", URL_INVISIBLE },
		{ "http:\\\\example.com", URL_BACKSLASH },
		{ "http://a.example\\@b.example/", URL_BACKSLASH },
		{ "https://example.com/?a\\b", 0 },
		{ "hxxps://example[.]com/", URL_DEFANGED },
		{ "h**ps://example.com/", URL_DEFANGED },
		{ "example.com/x", URL_NO_SCHEME },
		{ "https://example.com:8443/", URL_PORT },
		{ "http://example.com:443/", 0 },
		{ "https://example.com/%6c%6f%67%69%6e", URL_LONG_PERCENT },
		{ "https://%65%78%61mple.com/", URL_LONG_PERCENT },
	};
	struct arena *a = arena_new();
	struct url u;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(url_read(cases[i].url, a, &u));
		if (u.oddities != cases[i].oddities)
			fail_msg("%s: oddities %x, wanted %x", cases[i].url, u.oddities, cases[i].oddities);
	}
	arena_free(a);
}

static void refuses_what_is_too_long(void **state)
{
	struct arena *a = arena_new();
	char *text = malloc(URL_MOST + 2);
	struct url u;

	(void)state;
	memset(text, 'a', URL_MOST + 1);
	memcpy(text, "https://example.com/", 20);
	text[URL_MOST + 1] = '\0';
	assert_false(url_read(text, a, &u));
	text[URL_MOST] = '\0';
	assert_true(url_read(text, a, &u));
	free(text);
	arena_free(a);
}

/* --- in running text --- */

struct finds {
	const char *text;
	char found[4096];
};

static void note_found(void *context, const struct url *u, size_t start, size_t len)
{
	struct finds *f = context;

	assert_true(start + len <= strlen(f->text));
	assert_true(len > 0);
	assert_true(strlen(f->found) + strlen(u->whole) + 2 < sizeof f->found);
	memcpy(f->found + strlen(f->found), u->whole, strlen(u->whole) + 1);
	memcpy(f->found + strlen(f->found), " ", 2);
}

static void finds_in_running_text(void **state)
{
	static const char *const cases[][2] = {
		{ "詳しくはhttps://example.comをご覧ください。", "https://example.com/ " },
		{ "こちら→https://example.co.jp/path?x=1。次へ", "https://example.co.jp/path?x=1 " },
		{ "（https://a.example/x）、「https://b.example/」", "https://a.example/x https://b.example/ " },
		{ "(https://a.example/x)", "https://a.example/x " },
		{ "https://a.example/x_(y)", "https://a.example/x_(y) " },
		{ "[https://a.example/x](https://b.example/y)", "https://a.example/x https://b.example/y " },
		{ "URLhttps://a.example/", "https://a.example/ " },
		{ "See https://a.example/x, or https://b.example.", "https://a.example/x https://b.example/ " },
		{ "<a href=\"https://a.example/\">", "https://a.example/ " },
		{ "https://a.example/1\nhttps://a.example/2", "https://a.example/1 https://a.example/2 " },
		{ "https://日本語.jp/あ", "https://xn--wgv71a119e.jp/ " },
		{ "https://日本語.jpをご覧", "https://xn--wgv71a119e.jp/ " },
		{ "https://example.com。詳しくは", "https://example.com/ " },
		{ "hxxps://evil[.]example[.]com/a です", "https://evil.example.com/a " },
		{ "h**ps://example.com/a", "https://example.com/a " },
		{ "ｈｔｔｐｓ：／／ｅｘａｍｐｌｅ．ｃｏｍ／です", "https://example.com/ " },
		{ "example。com を開く", "https://example.com/ " },
		{ "exam\u200Bple.com/x", "https://example.com/x " },
		{ "www.example.com", "https://www.example.com/ " },
		{ "example.co.jp/path", "https://example.co.jp/path " },
		{ "example.comへ", "https://example.com/ " },
		{ "example.com:8080 と", "https://example.com:8080/ " },
		{ "10.0.0.1/x", "https://10.0.0.1/x " },
		{ "https://user@a.example/ から", "https://a.example/ " },
		{ "http://[::1]:8080/x", "http://[::1]:8080/x " },
		{ "line://ti/p/x", "line://ti/p/x " },
		{ "evil[.]com と evil(.)net", "https://evil.com/ https://evil.net/ " },
		{ "README.md main.rs Node.js build.sh a.zip", "" },
		{ "U.S. e.g. i.e. No.1 Co.Ltd 1.2.3 1.2.3.4", "" },
		{ "It was today.It rained.", "" },
		{ "info@example.co.jp", "" },
		{ "午後3:00／4:00、12/25。", "" },
		{ "http:// https:// ://", "" },
		{ "使うのはUSB。PCは要りません", "" },
		{ "", "" },
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct finds f = { cases[i][0], "" };
		url_find(cases[i][0], a, note_found, &f);
		if (strcmp(f.found, cases[i][1]) != 0)
			fail_msg("%s: found %s, wanted %s", cases[i][0], f.found, cases[i][1]);
	}
	arena_free(a);
}

static void note_place(void *context, const struct url *u, size_t start, size_t len)
{
	size_t *place = context;

	(void)u;
	place[0] = start;
	place[1] = len;
}

static void tells_the_place(void **state)
{
	static const char text[] = "あ hxxps://a[.]example/x。";
	struct arena *a = arena_new();
	size_t place[2] = { 0 };

	(void)state;
	url_find(text, a, note_place, place);
	assert_int_equal(place[0], 4);
	assert_int_equal(place[1], strlen("hxxps://a[.]example/x"));
	arena_free(a);
}

static void count_found(void *context, const struct url *u, size_t start, size_t len)
{
	(void)u;
	(void)start;
	(void)len;
	++*(size_t *)context;
}

/* What was tried in vain must not be tried over and over: a megabyte of beginnings takes no longer than a few seconds anywhere. */
static void stays_linear(void **state)
{
	static const char *const rows[] = { "http://", "http:", "a.", "http://a@", "https://[", "hxxp://(", "www.", "a@", "[.]", "。a", "http://あ" };
	enum { SIZE = 256 * 1024 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena *a = arena_new();
		struct buf text = { 0 };
		size_t count = 0;
		clock_t begin = clock();
		while (text.len < SIZE)
			buf_add(&text, rows[i]);
		url_find(text.text, a, count_found, &count);
		double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
		if (seconds > 20)
			fail_msg("%s takes %.1f s", rows[i], seconds);
		buf_free(&text);
		arena_free(a);
	}
}

/* --- made harmless --- */

static void defangs(void **state)
{
	static const char *const cases[][2] = {
		{ "https://a.example/", "hxxps://a[.]example/" },
		{ "http://a.example/index.html", "hxxp://a[.]example/index.html" },
		{ "hxxps://a[.]example/", "hxxps://a[.]example/" },
		{ "https://user@a.example:8080/x", "hxxps://a[.]example:8080/x" },
		{ "https://a.example/r?u=https://b.example/y", "hxxps://a[.]example/r?u=hxxps[:]//b[.]example/y" },
		{ "https://a.example/b.com/", "hxxps://a[.]example/b[.]com/" },
		{ "https://a.example/?m=info@b.com", "hxxps://a[.]example/?m=info@b[.]com" },
		{ "https://日本語.jp/", "hxxps://xn--wgv71a119e[.]jp/" },
		{ "https://a.example/日", "hxxps://a[.]example/%E6%97%A5" },
		{ "www.example.com/x", "www[.]example[.]com/x" },
		{ "mailto:info@example.com", "mailto[:]info@example[.]com" },
		{ "javascript:alert(1)", "javascript[:]alert(1)" },
		{ "http://127.0.0.1/", "hxxp://127[.]0[.]0[.]1/" },
		{ "http://[::1]/", "hxxp://[::1]/" },
		{ "https://xn--/", "hxxps[:]//xn--/" },
		{ "no address \x1B[31m", "no%20address%20%1B[31m" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf once = { 0 }, twice = { 0 };
		url_defang(cases[i][0], &once);
		assert_string_equal(buf_str(&once), cases[i][1]);
		url_defang(buf_str(&once), &twice);
		assert_string_equal(buf_str(&twice), cases[i][1]);
		buf_free(&once);
		buf_free(&twice);
	}
}

static void defangs_text(void **state)
{
	static const char *const cases[][2] = {
		{ "詳しくはhttps://example.comをご覧ください。", "詳しくはhxxps://example[.]comをご覧ください。" },
		{ "info@example.co.jp まで", "info@example[.]co[.]jp まで" },
		{ "taro.yamada@example.com、", "taro.yamada@example[.]com、" },
		{ "info@example[.]com", "info@example[.]com" },
		{ "Example.co.jpの", "Example[.]co[.]jpの" },
		{ "1行目 https://a.example/\n2行目", "1行目 hxxps://a[.]example/\n2行目" },
		{ "e\u200Bvil.com/x", "evil[.]com/x" },
		{ "何もない文です。README.md", "何もない文です。README.md" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf once = { 0 }, twice = { 0 };
		url_defang_text(cases[i][0], &once);
		assert_string_equal(buf_str(&once), cases[i][1]);
		url_defang_text(buf_str(&once), &twice);
		assert_string_equal(buf_str(&twice), cases[i][1]);
		buf_free(&once);
		buf_free(&twice);
	}
}

/* --- whatever comes --- */

static uint64_t chance_state = 0x243F6A8885A308D3u;

static uint32_t chance(uint32_t below)
{
	chance_state ^= chance_state << 13;
	chance_state ^= chance_state >> 7;
	chance_state ^= chance_state << 17;
	return (uint32_t)(chance_state >> 33) % below;
}

/* Pieces of addresses and of what breaks them, in any order. */
static void put_chance(struct buf *out)
{
	static const char *const pieces[] = {
		"http", "https", "hxxp", "://", ":", "/", "//", "\\", "@", "[", "]", ".", "[.]", "(.)", "{", "}", "(", ")", "[:]", "[://]", "[dot]",
		" dot ", "example", "com", ".com", ".co.jp", "www.", "xn--", "-", "_", "%", "%2e", "%41", "%zz", "?", "#", "=", "&", "0x7f", "127.0.0.1", "1",
		"::1", "。", "．", "ｅｘ", "／", "：", "∕", "あ", "日本", "、", "а", "\u200B", "\u00AD", "\xFF", "\xE3\x81", "\x1B", "\t", "\n", " ", "'", "\"",
		"<", ">", "mailto:", "URL:", "a", "b@c.example", "𝗮", "ー", ",", ";", "!", "*", "~", "+", "h**p", "ttp", "é", "\u202E", "localhost", "8080",
	};
	uint32_t count = 1 + chance(14);

	while (count--)
		buf_add(out, pieces[chance(sizeof pieces / sizeof *pieces)]);
}

static void must_be_defanged(void *context, const struct url *u, size_t start, size_t len)
{
	(void)start;
	(void)len;
	if (!(u->oddities & URL_DEFANGED))
		fail_msg("still live in \"%s\": %s", (const char *)context, u->whole);
}

static void holds_for_anything(void **state)
{
	enum { RUNS = 100000 };
	struct buf text = { 0 }, once = { 0 }, twice = { 0 };
	struct url u, again;

	(void)state;
	for (int i = 0; i < RUNS; i++) {
		struct arena *a = arena_new();
		buf_clear(&text);
		buf_clear(&once);
		buf_clear(&twice);
		put_chance(&text);
		if (url_read(text.text, a, &u)) {
			for (const char *p = u.whole; *p; p++)
				assert_true(*p > ' ' && *p < 0x7F);
			if (!url_read(u.whole, a, &again) || strcmp(again.whole, u.whole) != 0)
				fail_msg("\"%s\" reads as %s, that as %s", text.text, u.whole, again.whole);
		}
		url_defang_text(text.text, &once);
		url_find(buf_str(&once), a, must_be_defanged, once.text);
		url_defang_text(buf_str(&once), &twice);
		if (strcmp(buf_str(&once), buf_str(&twice)) != 0)
			fail_msg("\"%s\" is made \"%s\", that \"%s\"", text.text, buf_str(&once), buf_str(&twice));
		buf_clear(&once);
		buf_clear(&twice);
		url_defang(text.text, &once);
		url_find(buf_str(&once), a, must_be_defanged, once.text);
		url_defang(buf_str(&once), &twice);
		if (strcmp(buf_str(&once), buf_str(&twice)) != 0)
			fail_msg("\"%s\" is made \"%s\", that \"%s\"", text.text, buf_str(&once), buf_str(&twice));
		for (const char *p = buf_str(&once); *p; p++)
			assert_true(*p > ' ' && *p < 0x7F);
		arena_free(a);
	}
	buf_free(&text);
	buf_free(&once);
	buf_free(&twice);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_as_browsers_do),
		cmocka_unit_test(tells_its_parts),
		cmocka_unit_test(tells_what_is_odd),
		cmocka_unit_test(refuses_what_is_too_long),
		cmocka_unit_test(finds_in_running_text),
		cmocka_unit_test(tells_the_place),
		cmocka_unit_test(stays_linear),
		cmocka_unit_test(defangs),
		cmocka_unit_test(defangs_text),
		cmocka_unit_test(holds_for_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
