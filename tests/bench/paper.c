/* make bench, paper: a PDF of three pages beside a bare Pango and cairo program setting the same words; 100,000 entries as
 * text, HTML and CSV beside `sqlite3 -html` of the same table. In turn in one run; no test fails on a time.
 *   paper KAKEKOMI FILL YARD_PDF */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PDFS = 25, LISTS = 5 };

struct used {
	double ms, mb;
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* The whole process with its children, its output to `to`. */
static struct used run(char *const argv[], const char *from, const char *to)
{
	struct rusage used;
	double begin = now_ms();
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600), quiet = open("/dev/null", O_WRONLY);
		dup2(in, 0);
		dup2(out, 1);
		dup2(quiet, 2);
		execvp(argv[0], argv);
		_exit(127);
	}
	wait4(pid, &status, 0, &used);
	if (!WIFEXITED(status) || WEXITSTATUS(status) == 127) {
		fprintf(stderr, "paper: %s could not run\n", argv[0]);
		exit(1);
	}
	return (struct used){ now_ms() - begin, (double)used.ru_maxrss / 1024 };
}

static int by_ms(const void *a, const void *b)
{
	const struct used *x = a, *y = b;

	return (x->ms > y->ms) - (x->ms < y->ms);
}

static struct used median(struct used *v, size_t n)
{
	qsort(v, n, sizeof *v, by_ms);
	return v[n / 2];
}

static void row(const char *job, double ours, double yard, const char *unit, const char *mark)
{
	printf("%-34s %9.3f %9.3f %-4s ratio %5.2f   mark %s\n", job, ours, yard, unit, yard > 0 ? ours / yard : 0.0, mark);
}

static double kb_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (double)st.st_size / 1024 : 0;
}

static void bench_pdf(char *kakekomi, char *yard, const char *dir)
{
	struct used ours[PDFS], bare[PDFS];
	char db[200], text[200], out[200], theirs[200], answers[200];

	snprintf(db, sizeof db, "%s/case.db", dir);
	snprintf(text, sizeof text, "%s/case.txt", dir);
	snprintf(out, sizeof out, "%s/case.pdf", dir);
	snprintf(theirs, sizeof theirs, "%s/yard.pdf", dir);
	snprintf(answers, sizeof answers, "%s/answers", dir);
	FILE *f = fopen(answers, "w");
	fputs("4\n1,2\n1\nANA\n1\n1\nuketsuke 8841\nd\n\n1\n2\nc\n\nq\n", f);
	fclose(f);
	char *const start[] = { kakekomi, "--db", db, "start", NULL };
	char *const as_text[] = { kakekomi, "--db", db, "print", NULL };
	char *const as_pdf[] = { kakekomi, "--db", db, "print", "--format", "pdf", "-o", out, "--force", NULL };
	char *const as_yard[] = { yard, text, theirs, NULL };
	run(start, answers, "/dev/null");
	run(as_text, "/dev/null", text);
	for (int i = 0; i < PDFS; i++) {
		ours[i] = run(as_pdf, "/dev/null", "/dev/null");
		bare[i] = run(as_yard, "/dev/null", "/dev/null");
	}
	struct used o = median(ours, PDFS), b = median(bare, PDFS);
	row("3-page PDF of a case", o.ms, b.ms, "ms", "<= 25 ms");
	row("  memory", o.mb, b.mb, "MB", "<= 20 MB");
	row("  file", kb_of(out), kb_of(theirs), "KB", "<= 50 KB");
}

static void bench_lists(char *kakekomi, char *fill, const char *dir)
{
	static char *const forms[] = { "text", "html", "csv" };
	char db[200], id[200];

	snprintf(db, sizeof db, "%s/long.db", dir);
	snprintf(id, sizeof id, "%s/id", dir);
	char *const make[] = { fill, db, "100000", NULL };
	char *const yard[] = { "sqlite3", "-html", db,
		               "SELECT n, at_ms, who, kind, step, outcome, text, seal FROM entries JOIN contents USING (case_id, n)", NULL };
	run(make, "/dev/null", id);
	for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) {
		struct used ours[LISTS], theirs[LISTS];
		char job[60];
		char *const print[] = { kakekomi, "--db", db, "print", "--format", forms[k], NULL };
		for (int i = 0; i < LISTS; i++) {
			ours[i] = run(print, "/dev/null", "/dev/null");
			theirs[i] = run(yard, "/dev/null", "/dev/null");
		}
		struct used o = median(ours, LISTS), t = median(theirs, LISTS);
		snprintf(job, sizeof job, "100,000 entries verified, as %s", forms[k]);
		row(job, o.ms, t.ms, "ms", "<= 90 ms (sqlite3 verifies nothing)");
		row("  memory", o.mb, t.mb, "MB", "constant");
	}
}

int main(int argc, char **argv)
{
	char dir[] = "/tmp/kakekomi-bench-XXXXXX";

	if (argc != 4 || !mkdtemp(dir))
		return 2;
	setenv("LC_ALL", "C.UTF-8", 1);
	bench_pdf(argv[1], argv[3], dir);
	bench_lists(argv[1], argv[2], dir);
	char *const rm[] = { "/bin/rm", "-rf", dir, NULL };
	run(rm, "/dev/null", "/dev/null");
	return 0;
}
