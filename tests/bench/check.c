/* make bench: checking mails of 21 KB: one, the whole process; a folder, on one core.   check KAKEKOMI MAIL_YARD */
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/path.h"
#include "bench.h"
#include "sample.h"

enum { STARTS = 60, COPIES = 2000 };

/* Runs it with its output thrown away; on one core when asked. Milliseconds. */
static double run(char *const argv[], bool one_core, struct rusage *used)
{
	double begin = now_ms();
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);
		cpu_set_t core;
		CPU_ZERO(&core);
		CPU_SET(0, &core);
		if (one_core)
			sched_setaffinity(0, sizeof core, &core);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execv(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, NULL, 0, used) < 0)
		exit(2);
	return now_ms() - begin;
}

static void bench_one(char *kakekomi, char *yard, char *mail)
{
	double ours[STARTS], bare[STARTS];
	struct rusage used, yused;
	char *const argv[] = { kakekomi, "check", mail, "--json", NULL }, *const yargv[] = { yard, mail, "1", NULL };

	for (int i = 0; i < STARTS; i++) {
		ours[i] = run(argv, false, &used);
		bare[i] = run(yargv, false, &yused);
	}
	row("check one mail, whole process", median(ours, STARTS), median(bare, STARTS), "ms", "<= 5 ms");
	row("  memory", (double)used.ru_maxrss / 1024, (double)yused.ru_maxrss / 1024, "MB", "<= 15 MB");
}

static void save(const char *path, const struct buf *mail)
{
	struct err e = { 0 };

	if (!file_write(path, mail->text, mail->len, false, &e))
		exit(2);
}

static void empty_folder(const char *folder)
{
	char **names;
	size_t count;
	struct err e = { 0 };

	if (!dir_list(folder, ".eml", &names, &count, &e))
		return;
	for (size_t i = 0; i < count; i++) {
		char *path = path_join(folder, names[i]);
		unlink(path);
		free(path);
		free(names[i]);
	}
	free(names);
	rmdir(folder);
}

static void bench_folder(char *kakekomi, char *yard, char *folder)
{
	struct buf mail = { 0 };
	struct rusage used;
	char path[4200], count[16];
	char *const argv[] = { kakekomi, "check", folder, "--json", NULL }, *const yargv[] = { yard, path, count, NULL };

	make_mail(&mail);
	for (int i = 0; i < COPIES; i++) {
		snprintf(path, sizeof path, "%s/%d.eml", folder, i);
		save(path, &mail);
	}
	snprintf(count, sizeof count, "%d", COPIES);
	double bare = run(yargv, true, &used), one = run(argv, true, &used), all = run(argv, false, &used);
	row("check a folder, on one core", COPIES / one, COPIES / bare, "k/s", ">= 3 k/s; the yardstick parses only");
	row("  on all", COPIES / all, COPIES / bare, "k/s", "");
	row("  memory", (double)used.ru_maxrss / 1024, (double)used.ru_maxrss / 1024, "MB", "<= 50 MB");
	buf_free(&mail);
}

int main(int argc, char **argv)
{
	char folder[] = "/tmp/kakekomi-bench-XXXXXX", path[64];
	struct buf mail = { 0 };

	if (argc != 3 || !mkdtemp(folder))
		return 2;
	make_mail(&mail);
	snprintf(path, sizeof path, "%s/one.eml", folder);
	save(path, &mail);
	bench_one(argv[1], argv[2], path);
	unlink(path);
	bench_folder(argv[1], argv[2], folder);
	empty_folder(folder);
	buf_free(&mail);
	return 0;
}
