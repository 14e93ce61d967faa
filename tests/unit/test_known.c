/* mail/known: lists come in, addresses are found, and no file, list or index, does harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/path.h"
#include "mail/known.h"
#include "mail/known_file.h"

struct place {
	char dir[64], index[96], list[96];
};

static int make_place(void **state)
{
	static struct place p;

	snprintf(p.dir, sizeof p.dir, "/tmp/kakekomi-known-XXXXXX");
	if (!mkdtemp(p.dir))
		return -1;
	snprintf(p.index, sizeof p.index, "%s/data/known.idx", p.dir);
	snprintf(p.list, sizeof p.list, "%s/list.csv", p.dir);
	*state = &p;
	return 0;
}

static int remove_place(void **state)
{
	const struct place *p = *state;
	char queue[160], data[96];

	snprintf(queue, sizeof queue, "%s.queue", p->index);
	snprintf(data, sizeof data, "%s/data", p->dir);
	unlink(p->index);
	unlink(queue);
	unlink(p->list);
	rmdir(data);
	return rmdir(p->dir);
}

static void put_list(const struct place *p, const char *text, size_t len)
{
	assert_true(file_write(p->list, text, len, true, NULL));
}

static struct known_import import(const struct place *p, const char *text)
{
	struct known_import n;
	struct err e = { 0 };

	put_list(p, text, strlen(text));
	if (!known_import_as(p->index, p->list, "list", 1000, &n, &e))
		fail_msg("%s %s %s", e.key, e.arg[0], e.arg[1]);
	return n;
}

static struct known_match find(const struct known *k, const char *url, bool shared, struct arena *a)
{
	struct url u;

	assert_true(url_read(url, a, &u));
	return known_find(k, &u, shared);
}

static const char LIST[] = "date,URL,description\n"
                           "2025/10/01 10:25:00,https://login.bad.example/a/b?x=1,\xE9\x8A\x80\xE8\xA1\x8C\n"
                           "2025/10/02 09:00:00,http://www.worse.example/,\"Shop, \"\"A\"\"\"\r\n"
                           "2025-10-3,https://short.example/Abc,\n"
                           "2025/10/03 09:00:00,https://page.github.io/x,Mail\n"
                           "2025/10/04 09:00:00,https://192.0.2.7:8080/x,IP\n";

static void tells_url_host_and_domain_apart(void **state)
{
	static const struct {
		const char *url;
		bool shared;
		enum known_hit hit;
	} cases[] = {
		{ "https://login.bad.example/a/b?x=1", false, KNOWN_URL },
		{ "HTTP://u@LOGIN.bad.example.:443/./a/b?x=1#frag", false, KNOWN_HOST }, /* 443 is not http's own port */
		{ "http://LOGIN.bad.example./q/../a/b?x=1#frag", false, KNOWN_URL },
		{ "hxxps://login[.]bad[.]example/a/%62?x=1", false, KNOWN_URL },
		{ "https://login.bad.example/a/b", false, KNOWN_HOST },
		{ "https://login.bad.example:8443/a/b?x=1", false, KNOWN_HOST },
		{ "https://login.bad.example/other", true, KNOWN_NONE },
		{ "https://login.bad.example/a/b?x=1", true, KNOWN_URL },
		{ "https://new.bad.example/", false, KNOWN_DOMAIN },
		{ "https://bad.example/", false, KNOWN_DOMAIN },
		{ "https://new.bad.example/", true, KNOWN_NONE },
		{ "https://notbad.example/", false, KNOWN_NONE },
		{ "https://worse.example/", false, KNOWN_DOMAIN },
		{ "https://short.example/abc", false, KNOWN_HOST },
		{ "https://other.github.io/", false, KNOWN_NONE },
		{ "https://github.io/", false, KNOWN_NONE },
		{ "https://a.page.github.io/", false, KNOWN_DOMAIN },
		{ "http://192.0.2.7:8080/x", false, KNOWN_URL },
		{ "http://0xC0000207/y", false, KNOWN_HOST },
		{ "http://1.0.2.7/", false, KNOWN_NONE },
		{ "mailto:a@bad.example", false, KNOWN_NONE },
	};
	const struct place *p = *state;
	struct arena *a = arena_new();
	struct known_import n = import(p, LIST);

	assert_int_equal(n.lines, 5);
	assert_int_equal(n.added, 5);
	assert_int_equal(n.already, 0);
	assert_int_equal(n.unreadable, 0);
	struct known *k = known_open(p->index, NULL);
	assert_int_equal(known_count(k), 5);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct known_match m = find(k, cases[i].url, cases[i].shared, a);
		if (m.hit != cases[i].hit)
			fail_msg("%s%s: %d, wanted %d", cases[i].url, cases[i].shared ? " (shared)" : "", m.hit, cases[i].hit);
		assert_true((m.date != NULL) == (m.hit != KNOWN_NONE));
	}
	struct known_match m = find(k, "https://login.bad.example/a/b?x=1", false, a);
	assert_string_equal(m.date, "2025-10-01");
	assert_string_equal(m.description, "銀行");
	m = find(k, "https://www.worse.example/", false, a);
	assert_string_equal(m.description, "Shop, \"A\"");
	m = find(k, "https://short.example/Abc", false, a);
	assert_string_equal(m.date, "2025-10-03");
	assert_string_equal(m.description, "");
	known_close(k);
	arena_free(a);
}

static void merges_and_counts(void **state)
{
	const struct place *p = *state;
	struct arena *a = arena_new();
	struct known_feed f;

	import(p, LIST);
	struct known *before = known_open(p->index, NULL);
	struct known_import n = import(p, "2025/11/01,https://login.bad.example/a/b?x=1,again\n2025/11/01,https://third.example/,new\n"
	                                  "2025/11/01,http://third.example,twice\nno address\n");
	assert_int_equal(n.lines, 4);
	assert_int_equal(n.added, 1);
	assert_int_equal(n.already, 2);
	assert_int_equal(n.unreadable, 1);
	/* Who had it open goes on undisturbed. */
	assert_int_equal(known_count(before), 5);
	assert_int_equal(find(before, "https://third.example/", false, a).hit, KNOWN_NONE);
	assert_int_equal(find(before, "https://login.bad.example/a/b?x=1", false, a).hit, KNOWN_URL);
	known_close(before);
	struct known *k = known_open(p->index, NULL);
	assert_int_equal(known_count(k), 6);
	assert_true(known_check(k, NULL));
	assert_string_equal(find(k, "https://login.bad.example/a/b?x=1", false, a).description, "銀行");
	assert_string_equal(find(k, "https://third.example/", false, a).description, "new");
	assert_int_equal(known_feed_count(k), 1);
	assert_true(known_feed(k, 0, &f));
	assert_string_equal(f.name, "list");
	assert_int_equal(f.added, 6);
	assert_false(known_feed(k, 1, &f));
	known_close(k);
	arena_free(a);
}

static void keeps_the_size_when_nothing_is_new(void **state)
{
	const struct place *p = *state;
	struct stat first, second;

	import(p, LIST);
	assert_int_equal(stat(p->index, &first), 0);
	struct known_import n = import(p, LIST);
	assert_int_equal(n.added, 0);
	assert_int_equal(n.already, 5);
	assert_int_equal(stat(p->index, &second), 0);
	assert_int_equal(first.st_size, second.st_size);
}

static void reads_what_spreadsheets_save(void **state)
{
	static const struct {
		const char *list;
		size_t added, unreadable;
		const char *date, *description;
	} cases[] = {
		{ "\xEF\xBB\xBF" "date,URL,description\n2025/1/2,https://x.example/,A\n", 1, 0, "2025-01-02", "A" },
		{ "\x93\xFA\x95\x74,URL,\x93\xE0\x97\x65\r\n2025/1/2,https://x.example/,\x8B\xE2\x8D\x73\r\n", 1, 0, "2025-01-02", "銀行" }, /* CP932 */
		{ "URL\nhttps://x.example/\n", 1, 0, "", "" },
		{ "https://x.example/", 1, 0, "", "" },
		{ "https://x.example/,2025.10.31,B", 1, 0, "2025-10-31", "B" },
		{ "\"2025/01/02\",\"https://x.example/?a,b\",\"C\nD\"\n", 1, 0, "2025-01-02", "C D" },
		{ "hxxps://x[.]example/\n", 1, 0, "", "" },
		{ "\n\n2025/01/02,https://x.example/,E\n\n", 1, 0, "2025-01-02", "E" },
		{ "2025/01/02,https://x.example/,\x1B[31mF\u202E\n", 1, 0, "2025-01-02", "[31mF" },
		{ "2025/13/,https://x.example/,\n", 1, 0, "", "2025/13/" },
		{ "https://x.example/\nhttps://y.example/\n\"https://never.closed/\n", 2, 1, "", "" },
	};
	const struct place *p = *state;
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		unlink(p->index);
		struct known_import n = import(p, cases[i].list);
		if (n.added != cases[i].added || n.unreadable != cases[i].unreadable)
			fail_msg("%s: %zu added, %zu unreadable", cases[i].list, n.added, n.unreadable);
		struct known *k = known_open(p->index, NULL);
		if (i != 5) {
			struct known_match m = find(k, "https://x.example/", false, a);
			assert_int_equal(m.hit, KNOWN_URL);
			assert_string_equal(m.date, cases[i].date);
			assert_string_equal(m.description, cases[i].description);
		} else {
			assert_string_equal(find(k, "https://x.example/?a,b", false, a).description, cases[i].description);
		}
		known_close(k);
	}
	arena_free(a);
}

static void refuses(const struct place *p, const char *list, const char *key, enum err_code code)
{
	struct known_import n;
	struct err e = { 0 };

	assert_false(known_import_csv(p->index, list, &n, &e));
	assert_string_equal(e.key, key);
	assert_int_equal(e.code, code);
}

static void refuses_what_is_no_list(void **state)
{
	static const char *const lists[] = {
		"", "\n\n\n", "date,URL,description\n", "one\ntwo\nthree\n", "PNG\r\n\x1A\n\xFF\xD8\xFF", "co.jp\nexample.com\ngithub.io\n",
		"See https://a.example/ for\nmore words\nhttps://b.example/\nwords\nwords\n", "\"https://never.closed/\n",
	};
	const struct place *p = *state;

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		put_list(p, lists[i], strlen(lists[i]));
		refuses(p, p->list, "known.not-a-list", ERR_DATA);
	}
	put_list(p, "a\0https://a.example/\n\0\0\n", 24);
	refuses(p, p->list, "known.not-a-list", ERR_DATA);
	refuses(p, "/nowhere/list.csv", "file.unreadable", ERR_NO_INPUT);
	refuses(p, p->dir, "file.unreadable", ERR_NO_INPUT);
	assert_false(path_exists(p->index)); /* and nothing is made of it */
	refuses(&(struct place){ .index = "/proc/nowhere/known.idx" }, p->list, "known.unwritable", ERR_CANNOT_CREATE);
}

static void leaves_the_rest_of_a_bad_list(void **state)
{
	const struct place *p = *state;
	struct buf list = { 0 };

	buf_add(&list, "https://a.example/\nhttps://");
	buf_pad(&list, 'a', 200000);
	buf_add(&list, ".example/\nhttps://b.example/\nhttps://c.example/");
	buf_pad(&list, 'a', KNOWN_URL_MOST);
	buf_add(&list, "\nhttps://d.example/\n");
	struct known_import n = import(p, list.text);
	assert_int_equal(n.added, 3);
	assert_int_equal(n.unreadable, 2);
	buf_free(&list);
}

static void ignore(struct known_match m)
{
	if (m.hit != KNOWN_NONE)
		assert_true(strlen(m.date) + strlen(m.description) < KNOWN_NOTE_MOST * 2);
}

/* Asks everything of an index that somebody may have damaged; true when it opened. */
static bool ask_all(const char *path, struct arena *a)
{
	static const char *const urls[] = { "https://login.bad.example/a/b?x=1", "https://login.bad.example/", "https://bad.example/",
		                            "https://a.page.github.io/", "https://other.example/" };
	struct err e = { 0 };
	struct known *k = known_open(path, &e);
	struct known_feed f;

	if (!k) {
		assert_string_equal(e.key, "known.damaged");
		assert_int_equal(e.code, ERR_DATA);
		return false;
	}
	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
		ignore(find(k, urls[i], false, a));
	for (size_t i = 0; i < known_feed_count(k) && i < 10; i++)
		known_feed(k, i, &f);
	known_check(k, NULL);
	known_close(k);
	return true;
}

static void bears_any_damage(void **state)
{
	const struct place *p = *state;
	struct arena *a = arena_new();
	struct buf whole = { 0 };
	struct known_import n;

	import(p, LIST);
	assert_true(file_read(p->index, 1 << 20, &whole, NULL));
	for (size_t len = 0; len < whole.len; len += len < 300 ? 1 : 37) { /* cut off */
		assert_true(file_write(p->index, whole.text, len, true, NULL));
		assert_false(ask_all(p->index, a));
	}
	for (size_t i = 0; i < whole.len; i++) { /* every byte changed */
		whole.text[i] = (char)~whole.text[i];
		assert_true(file_write(p->index, whole.text, whole.len, true, NULL));
		bool opened = ask_all(p->index, a);
		assert_true(opened == (i >= sizeof(struct known_header)));
		struct err e = { 0 };
		if (i % 16 == 0) {
			assert_false(known_import_csv(p->index, p->list, &n, &e));
			assert_string_equal(e.key, "known.damaged");
		}
		whole.text[i] = (char)~whole.text[i];
	}
	buf_free(&whole);
	arena_free(a);
}

/* Somebody who knows the format puts right checksums on wrong contents. */
static void seal(struct buf *whole)
{
	struct known_header h;

	memcpy(&h, whole->text, sizeof h);
	h.body_sum = known_hash(whole->text + sizeof h, whole->len - sizeof h, 0);
	h.sum = known_hash(&h, offsetof(struct known_header, sum), 0);
	memcpy(whole->text, &h, sizeof h);
}

static void bears_hostile_indexes(void **state)
{
	static const uint32_t values[] = { 0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFFF8, 4096 };
	const struct place *p = *state;
	struct arena *a = arena_new();
	struct buf whole = { 0 };
	struct known_forgotten gone;
	struct known_import n;
	uint32_t kept;

	import(p, LIST);
	assert_true(file_read(p->index, 1 << 20, &whole, NULL));
	for (size_t i = 0; i + sizeof kept <= whole.len; i += sizeof kept)
		for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
			memcpy(&kept, whole.text + i, sizeof kept);
			memcpy(whole.text + i, &values[v], sizeof kept);
			seal(&whole);
			assert_true(file_write(p->index, whole.text, whole.len, true, NULL));
			if (ask_all(p->index, a) && v % 3 == 0)
				known_import_csv(p->index, p->list, &n, NULL);
			if (v % 3 == 1)
				known_forget(p->index, "list", &gone, NULL);
			memcpy(whole.text + i, &kept, sizeof kept);
		}
	buf_free(&whole);
	arena_free(a);
}

/* --- lists that are let go --- */

static void import_as(const struct place *p, const char *name, const char *text)
{
	struct known_import n;

	put_list(p, text, strlen(text));
	assert_true(known_import_as(p->index, p->list, name, 1000, &n, NULL));
}

static struct known_forgotten forget(const struct place *p, const char *name)
{
	struct known_forgotten gone;

	assert_true(known_forget(p->index, name, &gone, NULL));
	return gone;
}

static enum known_hit hit(const struct place *p, const char *url)
{
	struct arena *a = arena_new();
	struct known *k = known_open(p->index, NULL);
	enum known_hit found = find(k, url, false, a).hit;

	known_close(k);
	arena_free(a);
	return found;
}

static void forgets_what_one_list_alone_brought(void **state)
{
	const struct place *p = *state;

	import_as(p, "a", "https://one.example/\nhttps://two.example/\nhttps://all.example/\n");
	import_as(p, "b", "https://two.example/\nhttps://three.example/\nhttps://all.example/\n");
	import_as(p, "c", "https://all.example/\nhttps://three.example/\nhttps://four.example/\n");
	import_as(p, "b", "https://two.example/\n"); /* what it brought before is still its own */
	struct known_forgotten gone = forget(p, "nobody");
	assert_false(gone.was_there);
	assert_int_equal(gone.left, 5);
	gone = forget(p, "a");
	assert_true(gone.was_there && gone.gone == 1 && gone.left == 4);
	assert_int_equal(hit(p, "https://one.example/"), KNOWN_NONE);
	assert_int_equal(hit(p, "https://two.example/"), KNOWN_URL);
	gone = forget(p, "c");
	assert_true(gone.gone == 1 && gone.left == 3);
	assert_int_equal(hit(p, "https://four.example/"), KNOWN_NONE);
	assert_int_equal(hit(p, "https://all.example/"), KNOWN_URL);
	gone = forget(p, "b");
	assert_true(gone.gone == 3 && gone.left == 0);
	assert_false(forget(p, "b").was_there);
}

/* An index from before lists were noted: what is in it stays, also where a list that is let go holds it too. */
static void keeps_what_nobody_knows_the_origin_of(void **state)
{
	const struct place *p = *state;
	const uint32_t version = KNOWN_FIRST_VERSION;
	struct buf whole = { 0 };

	import_as(p, "old", "https://one.example/\nhttps://two.example/\n");
	assert_true(file_read(p->index, 1 << 20, &whole, NULL));
	memcpy(whole.text + offsetof(struct known_header, version), &version, sizeof version);
	seal(&whole);
	assert_true(file_write(p->index, whole.text, whole.len, true, NULL));
	import_as(p, "new", "https://two.example/\nhttps://three.example/\n");
	assert_int_equal(forget(p, "new").gone, 1);
	struct known_forgotten gone = forget(p, "old");
	assert_true(gone.was_there && gone.gone == 0 && gone.left == 2);
	assert_int_equal(hit(p, "https://two.example/"), KNOWN_URL);
	buf_free(&whole);
}

static void refuses_one_list_too_many(void **state)
{
	const struct place *p = *state;
	struct known_import n;
	struct err e = { 0 };
	char name[16];

	for (int i = 0; i < KNOWN_FEEDS_MOST; i++) {
		snprintf(name, sizeof name, "n%d", i);
		import_as(p, name, "https://one.example/\n");
	}
	assert_false(known_import_as(p->index, p->list, "one more", 1000, &n, &e));
	assert_string_equal(e.key, "known.too-many");
	import_as(p, "n999", "https://two.example/\n");
	assert_int_equal(forget(p, "n0").gone, 0);
	import_as(p, "one more", "https://three.example/\n");
	assert_int_equal(forget(p, "n999").gone, 1);
	assert_int_equal(forget(p, "one more").left, 1); /* in the 998 that are left */
}

static void is_empty_without_a_file(void **state)
{
	const struct place *p = *state;
	struct arena *a = arena_new();
	struct known *k = known_open(p->index, NULL);

	assert_non_null(k);
	assert_int_equal(known_count(k), 0);
	assert_int_equal(known_feed_count(k), 0);
	assert_true(known_check(k, NULL));
	assert_int_equal(find(k, "https://a.example/", false, a).hit, KNOWN_NONE);
	known_close(k);
	struct err e = { 0 };
	assert_null(known_open(p->dir, &e));
	assert_string_equal(e.key, "known.damaged");
	known_close(NULL);
	arena_free(a);
}

/* Thousands of addresses, many on few hosts: each is found, with its own words. */
static void finds_each_of_many(void **state)
{
	enum { MANY = 20000 };
	const struct place *p = *state;
	struct arena *a = arena_new();
	struct buf list = { 0 };
	char url[80], wanted[16];

	for (int i = 0; i < MANY; i++)
		buf_addf(&list, "2025/01/02,https://h%d.d%d.example/p%d,n%d\n", i % 300, i % 7, i, i % 5000);
	struct known_import n = import(p, list.text);
	assert_int_equal(n.added, MANY);
	struct known *k = known_open(p->index, NULL);
	for (int i = 0; i < MANY; i++) {
		snprintf(url, sizeof url, "http://h%d.d%d.example/p%d", i % 300, i % 7, i);
		snprintf(wanted, sizeof wanted, "n%d", i % 5000);
		struct known_match m = find(k, url, false, a);
		assert_int_equal(m.hit, KNOWN_URL);
		assert_string_equal(m.description, wanted);
	}
	assert_int_equal(find(k, "http://h1.d1.example/none", false, a).hit, KNOWN_HOST);
	assert_int_equal(find(k, "http://x.d1.example/none", false, a).hit, KNOWN_DOMAIN);
	assert_int_equal(find(k, "http://x.d9.example/none", false, a).hit, KNOWN_NONE);
	known_close(k);
	buf_free(&list);
	arena_free(a);
}

/* The short way to a key gives what the long one does. */
static void both_ways_give_one_key(void **state)
{
	static const char *const urls[] = { "https://a.example", "https://a.example/", "http://a-b.c.example/x/y.html?a=b&c=d", "https://xn--wgv71a119e.jp/",
		                            "https://ab-c.example/", "https://a.example/./x", "https://a.example/.x", "https://a.example//x",
		                            "https://a.example/%7e", "https://a.example/x#y", "https://a.1/", "https://a.example/x'y", "https://a..example/",
		                            "https://A.example/", "https://a.example./", "https://a.example:443/", "https://a.example/a:b@c", "https://1.2/",
		                            "https://a.example/(.)", "https://a.example/?//x", "https://a.example/x*y$z!" };
	struct arena *a = arena_new();
	struct known_key fast, slow;
	struct url u;

	(void)state;
	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		bool ok = url_read(urls[i], a, &u) && known_key_of(&u, &slow);
		assert_true(known_key_read(urls[i], strlen(urls[i]), &fast) == ok);
		if (ok) {
			assert_string_equal(fast.text, slow.text);
			assert_int_equal(fast.host_len, slow.host_len);
		}
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(tells_url_host_and_domain_apart, make_place, remove_place),
		cmocka_unit_test_setup_teardown(merges_and_counts, make_place, remove_place),
		cmocka_unit_test_setup_teardown(keeps_the_size_when_nothing_is_new, make_place, remove_place),
		cmocka_unit_test_setup_teardown(reads_what_spreadsheets_save, make_place, remove_place),
		cmocka_unit_test_setup_teardown(refuses_what_is_no_list, make_place, remove_place),
		cmocka_unit_test_setup_teardown(leaves_the_rest_of_a_bad_list, make_place, remove_place),
		cmocka_unit_test_setup_teardown(bears_any_damage, make_place, remove_place),
		cmocka_unit_test_setup_teardown(bears_hostile_indexes, make_place, remove_place),
		cmocka_unit_test_setup_teardown(forgets_what_one_list_alone_brought, make_place, remove_place),
		cmocka_unit_test_setup_teardown(keeps_what_nobody_knows_the_origin_of, make_place, remove_place),
		cmocka_unit_test_setup_teardown(refuses_one_list_too_many, make_place, remove_place),
		cmocka_unit_test_setup_teardown(is_empty_without_a_file, make_place, remove_place),
		cmocka_unit_test_setup_teardown(finds_each_of_many, make_place, remove_place),
		cmocka_unit_test(both_ways_give_one_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
