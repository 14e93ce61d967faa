/* The casebook's store: what is acknowledged is there, in order and sealed, whatever happens around it: two
 * programs at once, a full disk, kill -9, a file that is not ours. */
#include "casebook_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

static const char *const A = "aaaaabbbbb", *const B = "aaaaaccccc", *const C = "zzzzz22222";

/* --- writing and reading --- */

struct last {
	int64_t n;
	char text[100];
	size_t stop_after, seen;
};

static bool keep_last(void *context, const struct entry *e)
{
	struct last *l = context;

	assert_int_equal(e->n, l->n + 1);
	l->n = e->n;
	snprintf(l->text, sizeof l->text, "%s", e->text);
	l->seen++;
	return !l->stop_after || l->seen < l->stop_after;
}

static bool check_fields(void *context, const struct entry *e)
{
	(void)context;
	assert_string_equal(e->case_id, A);
	assert_int_equal(e->at_ms, FIXTURE_MS);
	assert_int_equal(e->offset_min, 540);
	assert_string_equal(e->who, "田中");
	assert_int_equal(e->kind, ENTRY_OUTCOME);
	assert_string_equal(e->step, "card-stop");
	assert_string_equal(e->outcome, "done");
	assert_string_equal(e->clock, "test");
	assert_string_equal(e->text, "受付 8841 '; DROP TABLE entries; --");
	assert_string_equal(e->body, "{\"a\":\"\\u0000\"}");
	return true;
}

static void round_trip(void **state)
{
	struct store *s = opened(in_dir(state, "a.db"));
	struct entry e = an_entry(A, ENTRY_OUTCOME, "受付 8841 '; DROP TABLE entries; --", "{\"a\":\"\\u0000\"}");
	struct case_row row = { .state = "waiting", .brand = "ana", .title = "ANA", .agent = "田中", .due_ms = 77 }, is;
	struct append a = { .entries = &e, .count = 1, .row = &row };
	char id[CASE_ID_SIZE];

	e.who = "田中";
	e.clock = "test";
	assert_true(store_append(s, &a, 0, NULL));
	assert_int_equal(e.n, 1);
	assert_true(store_read(s, A, 1, check_fields, NULL, NULL));
	assert_true(store_find(s, "AAAAA", id, &is, NULL));
	assert_string_equal(id, A);
	assert_string_equal(is.state, "waiting");
	assert_string_equal(is.agent, "田中");
	assert_int_equal(is.due_ms, 77);
	assert_int_equal(is.opened_ms, FIXTURE_MS);
	assert_int_equal(is.touched_ms, FIXTURE_MS);
	assert_int_equal(is.entries, 1);
	assert_memory_equal(is.seal, e.seal, HASH_SIZE);
	store_close(s);
}

static void chain(void **state)
{
	struct store *s = opened(in_dir(state, "a.db"));
	struct last last = { 0 }, some = { .n = 140 }, one = { .stop_after = 3 };
	char text[40];

	for (int i = 0; i < 150; i++) {
		snprintf(text, sizeof text, "t%d", i + 1);
		noted(s, A, i, text);
	}
	noted(s, B, 0, "other");
	assert_true(store_read(s, A, 1, keep_last, &last, NULL));
	assert_int_equal(last.n, 150);
	assert_string_equal(last.text, "t150");
	assert_true(store_read(s, A, 141, keep_last, &some, NULL));
	assert_int_equal(some.seen, 10);
	assert_true(store_read(s, A, 1, keep_last, &one, NULL));
	assert_int_equal(one.seen, 3);
	assert_int_equal(entries_of(s, C), 0);
	assert_true(verified(s, A, NULL).intact);
	assert_true(verified(s, B, NULL).intact);
	store_close(s);
	s = opened(in_dir(state, "a.db"));
	noted(s, A, 150, "after");
	assert_true(verified(s, A, NULL).intact);
	store_close(s);
}

static void large(void **state)
{
	struct store *s = opened(in_dir(state, "a.db"));
	char *text = mem_alloc(300001);

	memset(text, 'x', 300000);
	for (int i = 0; i < 5; i++)
		noted(s, A, i, text);
	assert_int_equal(entries_of(s, A), 5);
	assert_true(verified(s, A, NULL).intact);
	free(text);
	store_close(s);
}

static void expected_n(void **state)
{
	struct store *s = opened(in_dir(state, "a.db")), *other = opened(in_dir(state, "a.db"));
	struct err e = { 0 };

	noted(s, A, 0, "1");
	noted(other, A, 1, "2");
	assert_false(note(s, A, 1, "lost", &e));
	assert_string_equal(e.key, "casebook.claimed");
	assert_int_equal(e.code, ERR_UNAVAILABLE);
	assert_string_equal(e.arg[0], A);
	noted(s, A, 2, "3");
	assert_int_equal(entries_of(other, A), 3);
	store_close(other);
	store_close(s);
}

static bool append_while_reading(void *context, const struct entry *e)
{
	if (e->n == 1)
		noted(context, B, 0, "inside");
	return true;
}

static void append_in_callback(void **state)
{
	struct store *s = opened(in_dir(state, "a.db"));

	noted(s, A, 0, "1");
	noted(s, A, 1, "2");
	assert_true(store_read(s, A, 1, append_while_reading, s, NULL));
	assert_int_equal(entries_of(s, B), 1);
	store_close(s);
}

static void packs(void **state)
{
	static const char bytes[] = "{\"pack\":\0true}";
	struct store *s = opened(in_dir(state, "a.db"));
	struct entry entry = an_entry(A, ENTRY_ANSWER, "", "{}");
	struct case_row row = a_row("t");
	unsigned char hash[HASH_SIZE], other[HASH_SIZE] = { 9 };
	struct append a = { .entries = &entry, .count = 1, .row = &row, .pack_hash = hash, .pack = bytes, .pack_len = sizeof bytes };
	struct hash h;
	struct err e = { 0 };
	char *got = NULL;
	size_t len;

	hash_begin(&h);
	hash_bytes(&h, bytes, sizeof bytes);
	hash_end(&h, hash);
	assert_true(store_append(s, &a, 0, NULL));
	assert_true(store_append(s, &a, 1, NULL)); /* once per hash */
	assert_true(store_pack(s, hash, &got, &len, &e));
	assert_int_equal(len, sizeof bytes);
	assert_memory_equal(got, bytes, len);
	free(got);
	assert_false(store_pack(s, other, &got, &len, &e));
	assert_string_equal(e.key, "casebook.pack-missing");
	a.pack_hash = other; /* bytes that are not those of their hash */
	assert_true(store_append(s, &a, 2, NULL));
	assert_false(store_pack(s, other, &got, &len, &e));
	assert_string_equal(e.key, "casebook.corrupt");
	assert_null(got);
	store_close(s);
}

/* --- finding and listing --- */

static void finding(void **state)
{
	struct store *s = opened(in_dir(state, "a.db"));
	struct err e = { 0 };
	char id[CASE_ID_SIZE], many[CASE_ID_SIZE];

	noted(s, A, 0, "1");
	noted(s, B, 0, "1");
	noted(s, C, 0, "1");
	assert_true(store_find(s, "z", id, NULL, &e));
	assert_string_equal(id, C);
	assert_true(store_find(s, B, id, NULL, &e));
	assert_string_equal(id, B);
	assert_false(store_find(s, "aaaaa", id, NULL, &e));
	assert_string_equal(e.key, "casebook.case-ambiguous");
	assert_string_equal(e.arg[1], "aaaaabbbbb, aaaaaccccc");
	static const char *const unknown[] = { "q", "", "aaaaabbbbbb", "a%", "a_", "あ", "a~", "1" };
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
		assert_false(store_find(s, unknown[i], id, NULL, &e));
		assert_string_equal(e.key, "casebook.case-unknown");
		assert_int_equal(e.code, ERR_NO_INPUT);
		assert_string_equal(e.arg[0], unknown[i]);
	}
	for (int i = 0; i < 20; i++) {
		snprintf(many, sizeof many, "mmmmmmmmm%c", 'a' + i);
		noted(s, many, 0, "1");
	}
	assert_false(store_find(s, "m", id, NULL, &e));
	assert_non_null(strstr(e.arg[1], "mmmmmmmmmh, …"));
	store_close(s);
}

struct listed {
	char ids[40][CASE_ID_SIZE];
	size_t count, most;
};

static bool list_one(void *context, const struct case_row *row)
{
	struct listed *l = context;

	if (l->count < 40)
		memcpy(l->ids[l->count], row->id, CASE_ID_SIZE);
	l->count++;
	return l->count != l->most;
}

static struct listed list(struct store *s, struct list_filter f)
{
	struct listed l = { .count = 0 };
	struct err e = { 0 };

	if (!store_list(s, &f, list_one, &l, &e))
		fail_msg("list: %s %s %s", e.key, e.arg[0], e.arg[1]);
	return l;
}

static const struct list_filter ALL = { .due_before_ms = -1 };

static struct list_filter with_words(const char *words)
{
	struct list_filter f = ALL;

	f.words = words;
	return f;
}

static void case_of(struct store *s, const char *id, int64_t at, struct case_row row, const char *text)
{
	struct entry entry = an_entry(id, ENTRY_OPEN, text, "{}");
	struct append a = { .entries = &entry, .count = 1, .row = &row };

	entry.at_ms = at;
	assert_true(store_append(s, &a, 0, NULL));
}

static void listing(void **state)
{
	struct store *s = opened(in_dir(state, "a.db"));
	struct list_filter f = ALL;
	struct listed l;

	case_of(s, A, 100, (struct case_row){ .state = "open", .brand = "ana", .title = "一", .agent = "佐藤", .due_ms = 900 }, "");
	case_of(s, B, 300, (struct case_row){ .state = "done", .brand = "jal", .title = "二", .agent = "", .due_ms = -1 }, "");
	case_of(s, C, 200, (struct case_row){ .state = "waiting", .brand = "", .title = "三", .agent = "鈴木", .due_ms = 500 }, "");
	l = list(s, f);
	assert_int_equal(l.count, 3);
	assert_string_equal(l.ids[0], B);
	assert_string_equal(l.ids[1], C);
	assert_string_equal(l.ids[2], A);
	f.open_only = true;
	l = list(s, f);
	assert_int_equal(l.count, 2);
	assert_string_equal(l.ids[0], C);
	f.agent = "佐藤";
	l = list(s, f);
	assert_int_equal(l.count, 1);
	assert_string_equal(l.ids[0], A);
	f = (struct list_filter){ .due_before_ms = 900 };
	l = list(s, f);
	assert_int_equal(l.count, 2);
	assert_string_equal(l.ids[0], C);
	f.due_before_ms = 899;
	assert_int_equal(list(s, f).count, 1);
	f = ALL;
	f.most = 2;
	l = list(s, f);
	assert_int_equal(l.count, 2);
	assert_string_equal(l.ids[1], C);
	l = (struct listed){ .most = 1 };
	assert_true(store_list(s, &ALL, list_one, &l, NULL));
	assert_int_equal(l.count, 1);
	store_close(s);
}

/* More than one page, many of them touched at the same millisecond. */
static void listing_pages(void **state)
{
	struct store *s = opened(in_dir(state, "a.db"));
	struct list_filter due = { .due_before_ms = INT64_MAX };
	struct listed l;
	char id[CASE_ID_SIZE];

	for (int i = 0; i < 300; i++) {
		snprintf(id, sizeof id, "aaaaaaa%c%c%c", 'a' + i / 100, 'a' + i / 10 % 10, 'a' + i % 10);
		case_of(s, id, 100 + i / 290, (struct case_row){ .state = "open", .brand = "", .title = "", .agent = "", .due_ms = 5 }, "");
	}
	l = list(s, ALL);
	assert_int_equal(l.count, 300);
	assert_string_equal(l.ids[0], "aaaaaaacjj");
	assert_string_equal(l.ids[10], "aaaaaaacij");
	l = list(s, due);
	assert_int_equal(l.count, 300);
	assert_string_equal(l.ids[0], "aaaaaaaaaa");
	store_close(s);
}

static void words(void **state)
{
	static const struct {
		const char *words;
		size_t count;
	} rows[] = {
		{ "山田", 1 }, { "山田 8841", 1 }, { "山田　ANA", 1 }, { "ANA 請求", 1 }, { "山田 jal", 0 }, { "決済", 2 }, { "ana", 2 },
		{ "100%", 1 }, { "%", 1 },         { "_", 0 },          { "\\", 0 },      { "  ", 3 },   { "'", 0 },
		{ "請求", 1 },
	};
	struct store *s = opened(in_dir(state, "a.db"));
	char *longest = mem_alloc(100001);

	case_of(s, A, 1, (struct case_row){ .state = "open", .brand = "ana", .title = "請求", .agent = "", .due_ms = -1 }, "受付 8841 山田さん");
	case_of(s, B, 2, (struct case_row){ .state = "done", .brand = "jal", .title = "決済", .agent = "", .due_ms = -1 }, "100% 偽物");
	case_of(s, C, 3, (struct case_row){ .state = "done", .brand = "", .title = "", .agent = "", .due_ms = -1 }, "");
	noted(s, C, 1, "あとで決済の会社へ");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (list(s, with_words(rows[i].words)).count != rows[i].count)
			fail_msg("words: %s", rows[i].words);
	memset(longest, '%', 100000);
	assert_int_equal(list(s, with_words(longest)).count, 0);
	free(longest);
	store_close(s);
}

/* --- the index of words --- */

static const char *words_file(void **state)
{
	return in_dir(state, "a.db-words");
}

static size_t found(struct store *s, const char *words)
{
	return list(s, with_words(words)).count;
}

static const struct case_row PLAIN = { .state = "open", .brand = "", .title = "", .agent = "", .due_ms = -1 };

/* Whatever its width, case and kana, however short. */
static void words_as_they_are_typed(void **state)
{
	static const struct {
		const char *words;
		size_t count;
	} rows[] = {
		{ "メルカリ", 1 }, { "めるかり", 1 }, { "ﾒﾙｶﾘ", 1 }, { "る", 2 }, { "リ", 1 }, { "リ5", 1 }, { "決済", 1 }, { "済代", 1 }, { "ＡＢＣ", 1 }, { "bc", 1 },
		{ "c", 1 }, { "１５", 1 }, { "・", 1 }, { "ルメ", 0 }, { "代理", 0 }, { "15 決済", 1 }, { "15 abc", 0 }, { "\xFF", 0 },
	};
	struct store *s = opened(in_dir(state, "a.db"));

	case_of(s, A, 1, PLAIN, "メルカリ5件");
	case_of(s, B, 2, PLAIN, "決済代行 15 する");
	case_of(s, C, 3, PLAIN, "Abc・");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (found(s, rows[i].words) != rows[i].count)
			fail_msg("%s: %zu", rows[i].words, found(s, rows[i].words));
	assert_int_equal(access(words_file(state), F_OK), 0);
	store_close(s);
}

static void the_newest_match_comes_first(void **state)
{
	struct store *s = opened(in_dir(state, "a.db"));
	struct list_filter f = with_words("宅配");

	case_of(s, A, 100, PLAIN, "宅配の不在通知");
	case_of(s, B, 200, (struct case_row){ .state = "done", .brand = "", .title = "宅配", .agent = "", .due_ms = -1 }, "");
	assert_string_equal(list(s, f).ids[0], B);
	noted(s, A, 1, "また宅配から");
	struct listed l = list(s, f);
	assert_int_equal(l.count, 2);
	assert_string_equal(l.ids[0], A);
	f.open_only = true;
	assert_int_equal(list(s, f).count, 1);
	f.open_only = false;
	f.most = 1;
	assert_int_equal(list(s, f).count, 1);
	store_close(s);
}

/* More cases than one page of the index and of the answer, each with many entries. */
static void words_of_many(void **state)
{
	struct store *s = opened(in_dir(state, "a.db"));
	char id[CASE_ID_SIZE];

	for (int i = 0; i < 600; i++) {
		snprintf(id, sizeof id, "aaaaaaa%c%c%c", 'a' + i / 100, 'a' + i / 10 % 10, 'a' + i % 10);
		case_of(s, id, 100 + i / 290, PLAIN, i % 3 ? "投資" : "当選");
	}
	assert_int_equal(found(s, "当選"), 200);
	assert_int_equal(found(s, "投資"), 400);
	for (int i = 1; i < 200; i++)
		noted(s, "aaaaaaaaaa", i, i == 150 ? "山田さんの折り返し" : "何もなし");
	assert_int_equal(found(s, "折り返し"), 1);
	store_close(s);
}

/* An entry whose clock was set back, and words that were taken away. */
static void what_an_index_could_overlook(void **state)
{
	static const int64_t gone[] = { 1 };
	struct store *s = opened(in_dir(state, "a.db")), *other;
	struct entry purge = an_entry(A, ENTRY_PURGE, "", "{}");
	struct append a = { .entries = &purge, .count = 1, .row = &PLAIN, .purge = gone, .purge_count = 1 };

	case_of(s, A, FIXTURE_MS, PLAIN, "電話番号を消してほしい");
	assert_int_equal(found(s, "電話番号"), 1);
	case_of(s, B, FIXTURE_MS - 86400000, PLAIN, "昨日の電話番号");
	assert_int_equal(found(s, "電話番号"), 2);
	other = opened(in_dir(state, "a.db"));
	assert_int_equal(found(other, "電話番号"), 2);
	purge.at_ms = FIXTURE_MS + 1;
	assert_true(store_append(s, &a, 1, NULL));
	assert_int_not_equal(access(words_file(state), F_OK), 0);
	assert_int_equal(found(s, "電話番号"), 1);
	assert_int_equal(found(other, "電話番号"), 1);
	store_close(other);
	store_close(s);
}

static void put_bytes(const char *path, size_t at, const char *bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, bytes, strlen(bytes), (off_t)at), (ssize_t)strlen(bytes));
	close(fd);
}

/* Nothing that is wrong with the index is wrong with the search. */
static void an_index_that_is_none(void **state)
{
	struct store *s = opened(in_dir(state, "a.db"));

	case_of(s, A, 1, PLAIN, "請求書が届いた");
	put_bytes(words_file(state), 0, "This is no database, and long enough to be looked at as one, is it not? ....................");
	assert_int_equal(found(s, "請求"), 1);
	store_close(s);
	for (size_t at = 0; at < 16384; at += 1000) {
		put_bytes(words_file(state), at, "\xFF\xFE\xFD garbage garbage garbage garbage");
		s = opened(in_dir(state, "a.db"));
		assert_int_equal(found(s, "請求"), 1);
		assert_int_equal(found(s, "督促"), 0);
		store_close(s);
	}
	assert_int_equal(unlink(words_file(state)), 0);
	assert_int_equal(mkdir(words_file(state), 0700), 0);
	s = opened(in_dir(state, "a.db"));
	assert_int_equal(found(s, "請求"), 1);
	assert_int_equal(found(s, "督促"), 0);
	store_close(s);
	assert_int_equal(rmdir(words_file(state)), 0);
	assert_int_equal(symlink("elsewhere", words_file(state)), 0);
	s = opened(in_dir(state, "a.db"));
	assert_int_equal(found(s, "請求"), 1);
	store_close(s);
	assert_int_not_equal(access(in_dir(state, "elsewhere"), F_OK), 0);
}

/* Another casebook in its place, by a new file or over the old one. */
static void an_index_of_another_casebook(void **state)
{
	struct store *s = opened(in_dir(state, "a.db"));

	case_of(s, A, 900, PLAIN, "はがき");
	for (int i = 1; i < 5; i++)
		noted(s, A, i, "続き");
	assert_int_equal(found(s, "はがき"), 1);
	store_close(s);
	s = opened(in_dir(state, "b.db"));
	case_of(s, B, 5, PLAIN, "電報");
	store_close(s);
	assert_int_equal(rename(in_dir(state, "b.db"), in_dir(state, "a.db")), 0);
	s = opened(in_dir(state, "a.db"));
	assert_int_equal(found(s, "電報"), 1);
	assert_int_equal(found(s, "はがき"), 0);
	store_close(s);
}

/* --- several programs --- */

/* Runs `child` in a process of its own; it must end with _exit(). */
static int in_child(void (*child)(const char *path, int arg), const char *path, int arg)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		child(path, arg);
		_exit(99);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static void try_claim(const char *path, int arg)
{
	struct store *s;
	struct err e = { 0 };

	(void)arg;
	if (!store_open(path, STORE_EXISTING, &s, &e))
		_exit(10);
	if (store_claim(s, A, &e))
		_exit(0);
	_exit(strcmp(e.key, "casebook.claimed") == 0 && e.code == ERR_UNAVAILABLE && store_claim(s, B, &e) ? 1 : 11);
}

static void claims(void **state)
{
	const char *path = in_dir(state, "a.db");
	struct store *s = opened(path), *same = opened(path);
	struct err e = { 0 };

	assert_true(store_claim(s, A, &e));
	assert_true(store_claim(s, A, &e)); /* one's own */
	assert_false(store_claim(same, A, &e));
	assert_string_equal(e.key, "casebook.claimed");
	assert_int_equal(in_child(try_claim, path, 0), 1);
	store_release(s, A);
	assert_int_equal(in_child(try_claim, path, 0), 0);
	assert_true(store_claim(same, A, &e)); /* the child is gone and so is its claim */
	store_release(s, C);
	store_close(same);
	assert_true(store_claim(s, A, &e));
	store_close(s);
}

static const char *case_of_writer(int arg)
{
	static char id[CASE_ID_SIZE];

	snprintf(id, sizeof id, "writer%caaa", 'a' + arg);
	return id;
}

enum { WRITES = 200 };

static void write_many(const char *path, int arg)
{
	struct store *s;

	if (!store_open(path, STORE_CREATE, &s, NULL))
		_exit(10);
	for (int i = 0; i < WRITES; i++)
		if (!note(s, case_of_writer(arg), i, "words", NULL))
			_exit(11);
	store_close(s);
	_exit(0);
}

/* All of them also find the file not there yet. */
static void two_writers(void **state)
{
	enum { WRITERS = 3 };
	const char *path = in_dir(state, "deep/down/a.db");
	pid_t pid[WRITERS];
	int status;

	for (int i = 0; i < WRITERS; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			write_many(path, i);
	}
	for (int i = 0; i < WRITERS; i++) {
		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	struct store *s = opened(path);
	for (int i = 0; i < WRITERS; i++) {
		assert_true(verified(s, case_of_writer(i), NULL).intact);
		assert_int_equal(entries_of(s, case_of_writer(i)), WRITES);
	}
	store_close(s);
}

static void write_and_tell(const char *path, int out)
{
	struct store *s;

	if (!store_open(path, STORE_CREATE, &s, NULL))
		_exit(10);
	int n = (int)entries_of(s, A);
	for (;; n++) {
		int told = n + 1;
		if (!note(s, A, n, "some words that fill a line of the log", NULL))
			_exit(11);
		if (write(out, &told, sizeof told) != sizeof told)
			_exit(12);
	}
}

/* The file is there afterwards, holds all that was acknowledged and at most one entry more. */
static void killed(void **state)
{
	enum { ROUNDS = 40 };
	const char *path = in_dir(state, "k.db");
	unsigned random = 1;
	int acknowledged = 0;

	for (int round = 0; round < ROUNDS; round++) {
		int pipes[2], told, status;
		assert_int_equal(pipe(pipes), 0);
		pid_t pid = fork();
		if (pid == 0) {
			close(pipes[0]);
			write_and_tell(path, pipes[1]);
		}
		close(pipes[1]);
		random = random * 1103515245u + 12345u;
		struct timespec wait = { 0, 1000000 + (long)(random >> 8) % 30000000 };
		nanosleep(&wait, NULL);
		kill(pid, SIGKILL);
		while (read(pipes[0], &told, sizeof told) == sizeof told)
			acknowledged = told;
		close(pipes[0]);
		waitpid(pid, &status, 0);
		assert_true(WIFSIGNALED(status));
		struct store *s = opened(path);
		int64_t there = entries_of(s, A);
		assert_in_range(there, acknowledged, acknowledged + 1);
		acknowledged = (int)there; /* read after a restart: from now on it must stay */
		if (there)
			assert_true(verified(s, A, NULL).intact);
		store_close(s);
	}
	print_message("%d entries acknowledged over %d kills, none lost\n", acknowledged, ROUNDS);
	assert_true(acknowledged > 0);
}

/* --- when it goes wrong --- */

static void limit_files(rlim_t bytes)
{
	struct rlimit l;

	getrlimit(RLIMIT_FSIZE, &l);
	l.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &l), 0);
}

static int64_t size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (int64_t)st.st_size : -1;
}

static void disk_full(void **state)
{
	const char *path = in_dir(state, "a.db");
	struct store *s = opened(path);
	char *text = mem_alloc(20001);
	struct err e = { 0 };

	signal(SIGXFSZ, SIG_IGN);
	memset(text, 'x', 20000);
	noted(s, A, 0, "first");
	static const rlim_t limits[] = { 0, 1, 512, 4096, 10000, 30000, 60000 };
	for (size_t i = 0; i <= sizeof limits / sizeof *limits; i++) {
		limit_files(i < sizeof limits / sizeof *limits ? limits[i] : (rlim_t)size_of(path));
		bool ok = note(s, A, 1, text, &e);
		limit_files(RLIM_INFINITY);
		assert_false(ok);
		assert_string_equal(e.key, "casebook.full");
		assert_int_equal(e.code, ERR_IO);
		assert_int_equal(entries_of(s, A), 1);
		assert_true(verified(s, A, NULL).intact);
	}
	noted(s, A, 1, text);
	noted(s, A, 2, "third");
	assert_int_equal(entries_of(s, A), 3);
	assert_true(verified(s, A, NULL).intact);
	free(text);
	store_close(s);
}

static void disk_full_at_first(void **state)
{
	const char *path = in_dir(state, "a.db");
	struct store *s = NULL;
	struct err e = { 0 };

	signal(SIGXFSZ, SIG_IGN);
	for (rlim_t limit = 0; limit < 24000; limit += 3000) {
		limit_files(limit);
		bool ok = store_open(path, STORE_CREATE, &s, &e);
		limit_files(RLIM_INFINITY);
		assert_false(ok);
		assert_string_equal(e.key, "casebook.full");
	}
	s = opened(path);
	noted(s, A, 0, "first");
	store_close(s);
}

static void put_file(const char *path, const void *bytes, size_t len)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	fclose(f);
}

static size_t get_file(const char *path, char *bytes, size_t most)
{
	FILE *f = fopen(path, "rb");

	assert_non_null(f);
	size_t len = fread(bytes, 1, most, f);
	fclose(f);
	return len;
}

static void raw(const char *path, const char *sql)
{
	sqlite3 *db;
	char *why = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
	sqlite3_close(db);
}

/* Opening must fail with that key in both modes and leave every byte as it was. */
static void refused(const char *path, const char *key, enum err_code code)
{
	static char before[200000], after[200000];
	size_t len = get_file(path, before, sizeof before);
	struct store *s;
	struct err e;

	for (int mode = 0; mode < 2; mode++) {
		e = (struct err){ 0 };
		assert_false(store_open(path, mode ? STORE_EXISTING : STORE_CREATE, &s, &e));
		assert_null(s);
		assert_string_equal(e.key, key);
		assert_int_equal(e.code, code);
		assert_string_equal(e.arg[0], path);
		assert_int_equal(get_file(path, after, sizeof after), len);
		assert_memory_equal(before, after, len);
	}
}

static void not_ours(void **state)
{
	const char *path = in_dir(state, "a.db");
	char noise[9000];

	put_file(path, "hello\n", 6);
	refused(path, "casebook.corrupt", ERR_DATA);
	put_file(path, "", 1); /* one NUL */
	refused(path, "casebook.corrupt", ERR_DATA);
	random_bytes(noise, sizeof noise);
	put_file(path, noise, sizeof noise);
	refused(path, "casebook.corrupt", ERR_DATA);
	unlink(path);
	raw(path, "CREATE TABLE browser (history TEXT)");
	refused(path, "casebook.corrupt", ERR_DATA);
	unlink(path);
	raw(path, "PRAGMA application_id=7; CREATE TABLE entries (a)");
	refused(path, "casebook.corrupt", ERR_DATA);
}

static void newer(void **state)
{
	const char *path = in_dir(state, "a.db");
	struct store *s = opened(path);
	struct err e;

	store_close(s);
	raw(path, "PRAGMA user_version=4711");
	refused(path, "casebook.newer", ERR_DATA);
	assert_false(store_open(path, STORE_CREATE, &s, &e));
	assert_string_equal(e.arg[1], "4711");
}

/* A page in the middle gone bad: reading says so, and nothing is written over it. */
static void damaged(void **state)
{
	const char *path = in_dir(state, "a.db");
	struct store *s = opened(path);
	char noise[4096];
	struct err e = { 0 };
	bool bad = false;

	for (int i = 0; i < 200; i++)
		noted(s, A, i, "words words words words words words words words words words");
	store_close(s);
	memset(noise, 0xEE, sizeof noise);
	for (long page = 1; page < 40; page++) {
		FILE *f = fopen(path, "rb+");
		fseek(f, page * 4096, SEEK_SET);
		if (page * 4096 < size_of(path))
			fwrite(noise, 1, sizeof noise, f);
		fclose(f);
	}
	s = opened(path);
	int64_t count = 0;
	if (!store_read(s, A, 1, count_entry, &count, &e)) {
		bad = true;
		assert_string_equal(e.key, "casebook.corrupt");
	}
	assert_true(bad);
	assert_false(note(s, A, 200, "more", &e));
	assert_string_equal(e.key, "casebook.corrupt");
	store_close(s);
}

/* A casebook of an earlier version keeps a copy beside it before its tables change. */
static void migration(void **state)
{
	const char *path = in_dir(state, "a.db"), *copy = in_dir(state, "a.db.before-0");

	raw(path, "PRAGMA application_id=1263226185; CREATE TABLE old (a TEXT); INSERT INTO old VALUES ('kept')");
	struct store *s = opened(path);
	noted(s, A, 0, "first");
	store_close(s);
	raw(path, "INSERT INTO old SELECT a FROM old");
	assert_true(size_of(copy) > 0);
	raw(copy, "INSERT INTO old SELECT a FROM old");
	s = opened(path);
	assert_int_equal(entries_of(s, A), 1);
	store_close(s);
}

static void missing(void **state)
{
	const char *path = in_dir(state, "none.db"), *empty = in_dir(state, "empty.db");
	struct store *s;
	struct err e = { 0 };

	assert_false(store_open(path, STORE_EXISTING, &s, &e));
	assert_string_equal(e.key, "casebook.missing");
	assert_int_equal(e.code, ERR_NO_INPUT);
	assert_int_equal(size_of(path), -1);
	put_file(empty, "", 0);
	assert_false(store_open(empty, STORE_EXISTING, &s, &e));
	assert_string_equal(e.key, "casebook.missing");
	assert_int_equal(size_of(empty), 0);
	s = opened(empty);
	noted(s, A, 0, "first");
	store_close(s);
}

static void odd_places(void **state)
{
	const char *file = in_dir(state, "file"), *under = in_dir(state, "file/a.db"), *fifo = in_dir(state, "fifo");
	struct store *s;
	struct err e = { 0 };

	assert_false(store_open((char *)*state, STORE_CREATE, &s, &e));
	assert_string_equal(e.key, "casebook.unreadable");
	put_file(file, "x", 1);
	assert_false(store_open(under, STORE_CREATE, &s, &e));
	assert_string_equal(e.key, "casebook.unreadable");
	assert_int_equal(e.code, ERR_CANNOT_CREATE);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_false(store_open(fifo, STORE_CREATE, &s, &e));
	assert_string_equal(e.key, "casebook.unreadable");
	assert_int_equal(chdir((char *)*state), 0);
	static const char *const names[] = { ":memory:", "file:x?mode=memory", "a b%41.db" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		s = opened(names[i]);
		noted(s, A, 0, "first");
		store_close(s);
		assert_true(size_of(names[i]) > 0);
	}
	assert_int_equal(chdir("/"), 0);
}

static void modes(void **state)
{
	const char *path = in_dir(state, "new/dir/a.db");
	static const char *const suffixes[] = { "", ".queue", ".claims", "-journal" };
	char name[600];
	struct stat st;

	umask(022);
	struct store *s = opened(path);
	noted(s, A, 0, "first");
	assert_true(store_claim(s, A, NULL));
	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
		assert_int_equal(stat(name, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
	}
	assert_int_equal(stat(in_dir(state, "new/dir"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(stat(in_dir(state, "new"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	store_close(s);
}

/* As root permissions mean nothing, so the test becomes somebody else in a child. */
static void write_forbidden(const char *path, int arg)
{
	struct store *s;
	struct err e = { 0 };

	if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
		_exit(77);
	if (arg == 2)
		_exit(!store_open(path, STORE_EXISTING, &s, &e) && strcmp(e.key, "casebook.unreadable") == 0 &&
				      e.code == ERR_NOT_ALLOWED
			      ? 0
			      : 10);
	if (!store_open(path, STORE_EXISTING, &s, &e))
		_exit(11);
	if (entries_of(s, A) != 1)
		_exit(12);
	if (note(s, A, 1, "more", &e))
		_exit(13);
	if (strcmp(e.key, "casebook.readonly") != 0 || e.code != ERR_NOT_ALLOWED)
		_exit(14);
	if (entries_of(s, A) != 1)
		_exit(15);
	store_close(s);
	_exit(0);
}

static void forbidden(void **state)
{
	const char *path = in_dir(state, "a.db");
	struct store *s = opened(path);

	noted(s, A, 0, "first");
	store_close(s);
	if (getuid() == 0)
		assert_int_equal(chown(path, 65534, 65534) | chown((char *)*state, 65534, 65534), 0);
	assert_int_equal(chmod(path, 0400), 0);
	assert_int_equal(in_child(write_forbidden, path, 0), 0);
	assert_int_equal(chmod(path, 0600), 0);
	unlink(in_dir(state, "a.db-journal"));
	unlink(in_dir(state, "a.db.queue"));
	assert_int_equal(chmod((char *)*state, 0500), 0);
	assert_int_equal(in_child(write_forbidden, path, 1), 0);
	assert_int_equal(chmod((char *)*state, 0700), 0);
	assert_int_equal(chmod(path, 0), 0);
	assert_int_equal(in_child(write_forbidden, path, 2), 0);
}

static void triggers(void **state)
{
	static const char *const refused_sql[] = {
		"UPDATE entries SET who = 'x'", "DELETE FROM entries", "UPDATE contents SET text = 'x'",
		"UPDATE OR REPLACE entries SET n = 2", "INSERT OR REPLACE INTO entries SELECT * FROM entries",
		"REPLACE INTO entries SELECT case_id, n, 0, 0, '', '', '', '', '', digest, seal FROM entries",
		"INSERT INTO entries SELECT case_id, 'x', 0, 0, '', '', '', '', '', digest, seal FROM entries",
	};
	const char *path = in_dir(state, "a.db");
	struct store *s = opened(path);
	sqlite3 *db;

	noted(s, A, 0, "first");
	store_close(s);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	for (size_t i = 0; i < sizeof refused_sql / sizeof *refused_sql; i++)
		if (sqlite3_exec(db, refused_sql[i], NULL, NULL, NULL) == SQLITE_OK)
			fail_msg("not refused: %s", refused_sql[i]);
	assert_int_equal(sqlite3_exec(db, "DELETE FROM contents", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* Every list is read from an index: no sort, no scan of a million cases for the newest fifty. */
static void plans(void **state)
{
	static const char *const queries[] = {
		"SELECT title FROM cases WHERE (touched_ms, case_id) < (9, 'a') ORDER BY touched_ms DESC, case_id DESC LIMIT 5",
		"SELECT title FROM cases WHERE state <> 'done' AND (touched_ms, case_id) < (9, 'a') ORDER BY touched_ms DESC, case_id DESC LIMIT 5",
		"SELECT title FROM cases WHERE due_ms <= 7 AND (due_ms, case_id) > (1, 'a') ORDER BY due_ms, case_id LIMIT 5",
	};
	const char *path = in_dir(state, "a.db");
	sqlite3 *db;
	sqlite3_stmt *st;
	char sql[400];

	store_close(opened(path));
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
		snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", queries[i]);
		assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
		while (sqlite3_step(st) == SQLITE_ROW) {
			const char *line = (const char *)sqlite3_column_text(st, 3);
			if (!strstr(line, "SEARCH") || strstr(line, "B-TREE"))
				fail_msg("%s: %s", queries[i], line);
		}
		sqlite3_finalize(st);
	}
	sqlite3_close(db);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_begin, fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(round_trip), CASE(chain),       CASE(large),     CASE(expected_n), CASE(append_in_callback), CASE(packs),
		CASE(finding),    CASE(listing),     CASE(listing_pages), CASE(words), CASE(words_as_they_are_typed), CASE(the_newest_match_comes_first), CASE(words_of_many),
		CASE(what_an_index_could_overlook), CASE(an_index_that_is_none), CASE(an_index_of_another_casebook), CASE(claims),             CASE(two_writers),
		CASE(killed),     CASE(disk_full),   CASE(disk_full_at_first), CASE(not_ours), CASE(newer),       CASE(damaged),
		CASE(migration),  CASE(missing),     CASE(odd_places), CASE(modes),     CASE(forbidden),          CASE(triggers),
		CASE(plans),
	};
	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
