/* make bench: a casebook of 1 M entries: listing, searching, answering in it; many seats on one file.   casebook KAKEKOMI */
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "bench.h"
#include "casebook/store.h"

enum { CASES = 100000, ENTRIES = 10, RUNS = 40, SEATS = 8, ANSWERS = 150, BETWEEN_US = 20000, APPENDS = 300 };

static void die(const char *why)
{
	fprintf(stderr, "bench: %s\n", why);
	exit(2);
}

static double run(char *const argv[], struct rusage *used)
{
	int status;
	double begin = now_ms();
	pid_t pid = vfork();

	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execvp(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, used) < 0 || status)
		die(argv[0]);
	return now_ms() - begin;
}

static struct store *opened(const char *db)
{
	struct err e = { 0 };
	struct store *s;

	if (!store_open(db, STORE_CREATE, &s, &e))
		die(e.key);
	return s;
}

/* Straight into the tables: seals are not what is measured here. */
static void fill(const char *db)
{
	static const char sql[] =
		"PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; BEGIN;"
		"DROP TRIGGER entries_once;"
		"WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < 99999), k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < 10)"
		" INSERT INTO entries SELECT 'aaaaaa' || char(97 + i / 17576 % 26, 97 + i / 676 % 26, 97 + i / 26 % 26, 97 + i % 26),"
		" n, 1763731800000 + i * 1000 + n, 540, 'self', 'note', '', '', '', zeroblob(32), zeroblob(32) FROM c, k;"
		"INSERT INTO contents SELECT case_id, n, zeroblob(16), CASE WHEN (at_ms / 1000) % 97 = 0 AND n = 3 THEN '決済代行の会社から請求の電話'"
		" ELSE '受付 ' || (at_ms / 7 % 10000) || ' 山田さんに電話、折り返しを待つ' END, '{}' FROM entries;"
		"INSERT INTO cases SELECT case_id, min(at_ms), 540, 'open', '', 'bench', '', NULL, max(at_ms), count(*), zeroblob(32) FROM entries GROUP BY case_id;"
		"COMMIT";
	sqlite3 *raw;

	store_close(opened(db));
	if (sqlite3_open(db, &raw) != SQLITE_OK || sqlite3_exec(raw, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(sqlite3_errmsg(raw));
	sqlite3_close(raw);
}

static void compare(const char *job, char *const ours[], char *const theirs[], const char *mark)
{
	double a[RUNS], b[RUNS];
	struct rusage used, yused;

	for (int i = 0; i < RUNS; i++) {
		a[i] = run(ours, &used);
		b[i] = theirs ? run(theirs, &yused) : 0;
	}
	row(job, median(a, RUNS), theirs ? median(b, RUNS) : 0, "ms", mark);
	row("  memory", (double)used.ru_maxrss / 1024, theirs ? (double)yused.ru_maxrss / 1024 : 0, "MB", "<= 16 MB");
}

static void bench_finding(char *kakekomi, char *db)
{
	struct rusage used;
	char *const search[] = { kakekomi, "--db", db, "list", "--most", "50", "決済", NULL };
	char *const like[] = { "sqlite3", db, "SELECT DISTINCT case_id FROM contents WHERE text LIKE '%決済%' LIMIT 50", NULL };
	char *const list[] = { kakekomi, "--db", db, "list", "--most", "50", NULL };
	char *const newest[] = { "sqlite3", db, "SELECT case_id, title FROM cases ORDER BY touched_ms DESC LIMIT 50", NULL };

	compare("newest 50 of 100,000 cases", list, newest, "<= 3 ms; sqlite3");
	row("index of 1 M entries, made once", run(search, &used) / 1000, 0, "s", "");
	compare("search 1 M entries, 決済", search, like, "<= 5 ms; LIKE stops at the first 50");
}

static bool note(struct store *s, const char *id, int64_t expected, struct err *e)
{
	struct entry entry = { .at_ms = 1784731800000 + expected, .offset_min = 540, .who = "self", .kind = ENTRY_NOTE, .step = "", .outcome = "",
		               .clock = "", .text = "受付 8841 山田さんに電話", .body = "{}" };
	struct case_row case_row = { .state = "open", .brand = "", .title = "bench", .agent = "", .due_ms = -1 };
	struct append a = { .entries = &entry, .count = 1, .row = &case_row };

	snprintf(entry.case_id, sizeof entry.case_id, "%s", id);
	return store_append(s, &a, expected, e);
}

static double appends(const char *db)
{
	double took[APPENDS];
	char id[CASE_ID_SIZE];
	struct err e = { 0 };
	struct store *s = opened(db);

	case_id_new(id);
	for (int i = 0; i < APPENDS; i++) {
		double begin = now_ms();
		if (!note(s, id, i, &e))
			die(e.key);
		took[i] = now_ms() - begin;
	}
	store_close(s);
	return median(took, APPENDS);
}

static void seat(const char *db, int out, unsigned between_us)
{
	double took[ANSWERS];
	char id[CASE_ID_SIZE];
	struct err e = { 0 };
	struct store *s = opened(db);

	case_id_new(id);
	for (int i = 0; i < ANSWERS; i++) {
		double begin = now_ms();
		if (!note(s, id, i, &e))
			die(e.key);
		took[i] = now_ms() - begin;
		usleep(between_us);
	}
	store_close(s);
	_exit(write(out, took, sizeof took) == (ssize_t)sizeof took ? 0 : 1);
}

static void bench_seats(const char *db, unsigned between_us, const char *job, const char *mark, const char *mark_longest)
{
	static double all[SEATS * ANSWERS];
	int ends[2];
	size_t got = 0;

	if (pipe(ends) != 0)
		die("no pipe");
	for (int i = 0; i < SEATS; i++)
		if (fork() == 0)
			seat(db, ends[1], between_us);
	close(ends[1]);
	for (ssize_t n; (n = read(ends[0], (char *)all + got, sizeof all - got)) > 0;)
		got += (size_t)n;
	while (wait(NULL) > 0)
		continue;
	close(ends[0]);
	if (got != sizeof all)
		die("a seat fell silent");
	qsort(all, SEATS * ANSWERS, sizeof *all, by_value);
	row(job, all[SEATS * ANSWERS * 99 / 100], 0, "ms", mark);
	row("  longest", all[SEATS * ANSWERS - 1], 0, "ms", mark_longest);
}

int main(int argc, char **argv)
{
	char dir[] = "/tmp/kakekomi-bench-XXXXXX", db[100], small[100];

	if (argc != 2 || !mkdtemp(dir))
		return 2;
	setenv("LC_ALL", "C.UTF-8", 1);
	snprintf(db, sizeof db, "%s/large.db", dir);
	snprintf(small, sizeof small, "%s/small.db", dir);
	fill(db);
	bench_finding(argv[1], db);
	double empty = appends(small), full = appends(db);
	row("an entry with 1 M stored / none", full, empty, "ms", "<= 1.3 x the empty casebook");
	bench_seats(small, BETWEEN_US, "8 seats, 20 ms between, p99", "<= 20 ms", "<= 100 ms");
	bench_seats(small, 0, "8 seats, saturated, p99", "<= 60 ms", "<= 150 ms");
	char *const clean[] = { "rm", "-rf", dir, NULL };
	run(clean, &(struct rusage){ 0 });
	return 0;
}
