/* make bench: checking mails: one, the whole process; a folder, on one core.   check KAKEKOMI MAIL_YARD MAILS_DIR */
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/path.h"
#include "bench.h"

enum { STARTS = 60, COPIES = 60 };

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

static void copy_file(const char *from, const char *to)
{
	struct buf text = { 0 };
	struct err e = { 0 };

	if (!file_read(from, 1 << 20, &text, &e) || !file_write(to, buf_str(&text), text.len, false, &e))
		exit(2);
	buf_free(&text);
}

/* A folder of COPIES times the mails of tests/mail; returns how many. */
static size_t fill_folder(const char *from, const char *folder)
{
	char **names, path[4200];
	size_t count;
	struct err e = { 0 };

	if (!dir_list(from, ".eml", &names, &count, &e))
		exit(2);
	for (size_t i = 0; i < count; i++) {
		char *mail = path_join(from, names[i]);
		for (int k = 0; k < COPIES; k++) {
			snprintf(path, sizeof path, "%s/%d-%s", folder, k, names[i]);
			copy_file(mail, path);
		}
		free(mail);
		free(names[i]);
	}
	free(names);
	return count * COPIES;
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

static void bench_folder(char *kakekomi, const char *mails)
{
	char folder[] = "/tmp/kakekomi-bench-XXXXXX";
	struct rusage used;

	if (!mkdtemp(folder))
		exit(2);
	size_t count = fill_folder(mails, folder);
	char *const argv[] = { kakekomi, "check", folder, "--json", NULL };
	run(argv, true, &used); /* warm */
	double one = run(argv, true, &used), all = run(argv, false, &used);
	row("check a folder, on one core", (double)count / one, 0, "k/s", ">= 3 k/s");
	row("  on all", (double)count / all, 0, "k/s", "");
	row("  memory", (double)used.ru_maxrss / 1024, 0, "MB", "<= 50 MB");
	empty_folder(folder);
}

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2;
	char *mail = path_join(argv[3], "mercari-invisible.eml");
	bench_one(argv[1], argv[2], mail);
	bench_folder(argv[1], argv[3]);
	free(mail);
	return 0;
}
