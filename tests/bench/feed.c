/* make bench: the index of known bad addresses against SQLite and sort, measured in turn in one run.
 *   feed */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/mem.h"
#include "base/path.h"
#include "mail/known.h"

enum { MANY = 1000 * 1000, FEW = 1000, SAMPLE = 20000, FINDS = 15, ROUNDS = 5, OPENS = 50 };

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double median(double *v, size_t n)
{
	qsort(v, n, sizeof *v, by_value);
	return v[n / 2];
}

static void row(const char *job, double ours, double yard, const char *unit, const char *mark)
{
	printf("%-34s %9.3f %9.3f %-4s ratio %5.2f   mark %s\n", job, ours, yard, unit, yard > 0 ? ours / yard : 0.0, mark);
}

static void die(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

/* The same every time: the i-th address of the list, in no order. */
static void put_url(unsigned i, char out[96])
{
	static const char *const words[] = { "login", "account", "secure", "card", "bank", "mail", "shop", "point" };
	unsigned long long x = (i + 1) * 0x9E3779B97F4A7C15ull;

	x ^= x >> 29;
	snprintf(out, 96, "https://%s-%llx.%s%llx.example/%s", words[x & 7], x >> 44, words[x >> 3 & 7], x & 0xFFFFF, x >> 8 & 1 ? "" : "index?id=1");
}

static void make_list(const char *path)
{
	struct buf text = { 0 };
	char url[96];

	buf_add(&text, "date,URL,description\n");
	for (unsigned i = 0; i < MANY; i++) {
		put_url(i, url);
		buf_addf(&text, "2025/%02u/%02u 10:25:00,%s,Card %u\n", i / 100000 + 1, i / 4000 % 28 + 1, url, i / 50 % 40);
	}
	if (!file_write(path, text.text, text.len, true, NULL))
		die("no list");
	buf_free(&text);
}

static double sort_list(const char *list, const char *out)
{
	char *const argv[] = { "sort", "-u", "-t,", "-k2,2", "-o", (char *)out, (char *)list, NULL };
	double begin = now_ms();
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		setenv("LC_ALL", "C", 1);
		execvp(argv[0], argv);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) < 0 || status != 0)
		die("no sort");
	return now_ms() - begin;
}

static void bench_import(const char *index, const char *list, const char *out)
{
	double ours[ROUNDS], bare[ROUNDS];
	struct known_import n;
	struct err e = { 0 };

	for (int i = 0; i < ROUNDS; i++) {
		unlink(index);
		double begin = now_ms();
		if (!known_import_csv(index, list, &n, &e) || n.unreadable)
			die(e.key);
		ours[i] = now_ms() - begin;
		bare[i] = sort_list(list, out);
	}
	row("import 1 M addresses; sort -u", median(ours, ROUNDS), median(bare, ROUNDS), "ms", "<= 1000 ms");
}

static void run_sql(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(sqlite3_errmsg(db));
}

static sqlite3 *fill_sqlite(const char *path)
{
	sqlite3 *db;
	sqlite3_stmt *add;
	char url[96];

	if (sqlite3_open(path, &db) != SQLITE_OK)
		die("no sqlite");
	run_sql(db, "PRAGMA synchronous=OFF; CREATE TABLE known(url TEXT PRIMARY KEY) WITHOUT ROWID; BEGIN");
	sqlite3_prepare_v2(db, "INSERT OR IGNORE INTO known VALUES(?)", -1, &add, NULL);
	for (unsigned i = 0; i < MANY; i++) {
		put_url(i, url);
		sqlite3_bind_text(add, 1, url, -1, SQLITE_TRANSIENT);
		sqlite3_step(add);
		sqlite3_reset(add);
	}
	sqlite3_finalize(add);
	run_sql(db, "COMMIT; BEGIN"); /* lookups within one transaction: SQLite at its best */
	return db;
}

static size_t ask_sqlite(sqlite3_stmt *find, const struct url *u, size_t count)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		sqlite3_bind_text(find, 1, u[i].whole, -1, SQLITE_STATIC);
		found += sqlite3_step(find) == SQLITE_ROW;
		sqlite3_reset(find);
	}
	return found;
}

static size_t ask_known(const struct known *k, const struct url *u, size_t count)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		found += known_find(k, &u[i], false).hit == KNOWN_URL;
	return found;
}

/* Asks for the first `count` addresses, by turns, again and again. Each goes over them once untimed before: what the other left in the
 * caches is not what is measured. */
static void time_finds(const char *job, const struct known *k, sqlite3_stmt *find, const struct url *urls, size_t count)
{
	double ours[FINDS], bare[FINDS];
	size_t hits = 0;

	for (size_t round = 0; round < FINDS; round++) {
		hits += ask_known(k, urls, count);
		double begin = now_ms();
		hits += ask_known(k, urls, count);
		ours[round] = (now_ms() - begin) * 1e6 / (double)count;
		hits += ask_sqlite(find, urls, count);
		begin = now_ms();
		hits += ask_sqlite(find, urls, count);
		bare[round] = (now_ms() - begin) * 1e6 / (double)count;
	}
	if (hits != FINDS * 4 * (count / 2))
		die("an address was not found");
	row(job, median(ours, FINDS), median(bare, FINDS), "ns", "<= 200 ns");
}

/* Addresses all over the list; every second of them is not in it. A few stay in the caches, many do not: then it is
 * the memory that is measured. */
static void bench_find(const char *index, const char *database)
{
	struct known *k = known_open(index, NULL);
	struct arena *a = arena_new();
	struct url *urls = mem_alloc(SAMPLE * sizeof *urls);
	sqlite3 *db = fill_sqlite(database);
	sqlite3_stmt *find;
	char url[96];

	for (unsigned i = 0; i < SAMPLE; i++) {
		put_url(i % 2 ? i * 49 : MANY + i, url);
		if (!url_read(url, a, &urls[i]))
			die(url);
	}
	sqlite3_prepare_v2(db, "SELECT 1 FROM known WHERE url=?", -1, &find, NULL);
	if (!known_check(k, NULL)) /* reads all of it: what is measured is looking up, not the first touch of each page */
		die("damaged");
	time_finds("look up in 1 M, few; SQLite", k, find, urls, FEW);
	time_finds("look up in 1 M, many; SQLite", k, find, urls, SAMPLE);
	sqlite3_finalize(find);
	sqlite3_close(db);
	known_close(k);
	free(urls);
	arena_free(a);
}

static void bench_open(const char *index, const char *database)
{
	double ours[OPENS], bare[OPENS];
	sqlite3 *db;

	for (int i = 0; i < OPENS; i++) {
		double begin = now_ms();
		known_close(known_open(index, NULL));
		ours[i] = now_ms() - begin;
		begin = now_ms();
		if (sqlite3_open(database, &db) != SQLITE_OK)
			die("no sqlite");
		run_sql(db, "SELECT 1 FROM known LIMIT 1");
		sqlite3_close(db);
		bare[i] = now_ms() - begin;
	}
	row("open 1 M; SQLite", median(ours, OPENS), median(bare, OPENS), "ms", "<= 0.1 ms");
}

int main(void)
{
	char dir[] = "/tmp/kakekomi-bench-XXXXXX";
	static const char *const names[] = { "list.csv", "known.idx", "known.idx.queue", "sorted", "known.db" };
	char *paths[sizeof names / sizeof *names];

	if (!mkdtemp(dir))
		return 2;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		paths[i] = path_join(dir, names[i]);
	printf("%-34s %9s %9s\n", "", "kakekomi", "yardstick");
	make_list(paths[0]);
	bench_import(paths[1], paths[0], paths[3]);
	bench_find(paths[1], paths[4]);
	bench_open(paths[1], paths[4]);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		unlink(paths[i]);
		free(paths[i]);
	}
	return rmdir(dir) != 0;
}
