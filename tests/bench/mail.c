/* make bench: reading mails, beside a bare GMime program.   mail HELPER YARD */
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "bench.h"
#include "sample.h"
#include "mail/reader.h"

extern char **environ;

enum { STARTS = 100, MAILS = 10000 };

static void run(char *const argv[], struct rusage *used)
{
	pid_t pid;

	if (posix_spawn(&pid, argv[0], NULL, NULL, argv, environ) != 0 || wait4(pid, NULL, 0, used) < 0)
		exit(1);
}

static void read_one(struct reader *r, const struct buf *mail)
{
	struct arena *a = arena_new();
	struct message m;
	struct err e = { 0 };

	if (!reader_read(r, mail->text, mail->len, a, &m, &e) || m.findings & FINDING_BROKE_READER || !m.link_count) {
		fprintf(stderr, "bench: %s %s\n", e.key, e.arg[0]);
		exit(1);
	}
	arena_free(a);
}

static void bench_one(const char *helper, char *yard, char *path, const struct buf *mail)
{
	double ours[STARTS], bare[STARTS];
	struct rusage used, yused;
	char *const argv[] = { yard, path, "1", NULL };

	for (int i = 0; i < STARTS; i++) {
		double begin = now_ms();
		struct reader *r = reader_open(helper);
		read_one(r, mail);
		ours[i] = now_ms() - begin;
		reader_close(r);
		begin = now_ms();
		run(argv, &yused);
		bare[i] = now_ms() - begin;
	}
	getrusage(RUSAGE_CHILDREN, &used);
	row("start the reader, read one mail", median(ours, STARTS), median(bare, STARTS), "ms", "<= 5 ms with the program");
	row("  memory of the reader", (double)used.ru_maxrss / 1024, (double)yused.ru_maxrss / 1024, "MB", "<= 15 MB with the program");
}

/* Processor time of this process or its finished children, so that the figure is a core's whatever else runs. */
static double cpu_ms(int who)
{
	struct rusage u;

	getrusage(who, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
}

static void bench_many(const char *helper, char *yard, char *path, const struct buf *mail)
{
	char count[16];
	char *const argv[] = { yard, path, count, NULL };
	struct rusage used;

	snprintf(count, sizeof count, "%d", MAILS);
	double begin = cpu_ms(RUSAGE_CHILDREN);
	run(argv, &used);
	double bare = cpu_ms(RUSAGE_CHILDREN) - begin;
	begin = cpu_ms(RUSAGE_CHILDREN) + cpu_ms(RUSAGE_SELF);
	struct reader *r = reader_open(helper);
	for (int i = 0; i < MAILS; i++)
		read_one(r, mail);
	reader_close(r);
	double took = cpu_ms(RUSAGE_CHILDREN) + cpu_ms(RUSAGE_SELF) - begin;
	row("mails of 21 KB read, a core", MAILS / took, MAILS / bare, "k/s", ">= 3 k/s with the whole check; the yardstick parses only");
}

int main(int argc, char **argv)
{
	char path[] = "/tmp/kakekomi-bench-XXXXXX";
	struct buf mail = { 0 };
	int fd = mkstemp(path);

	make_mail(&mail);
	if (argc != 3 || fd < 0 || write(fd, mail.text, mail.len) != (ssize_t)mail.len)
		return 2;
	close(fd);
	bench_one(argv[1], argv[2], path, &mail);
	bench_many(argv[1], argv[2], path, &mail);
	unlink(path);
	buf_free(&mail);
	return 0;
}
