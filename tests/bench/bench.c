/* make bench: the program and its yardsticks, measured in turn in one run, and the ratios. No test fails on a time.
 *   bench KAKEKOMI YARD PLAYBOOKS SCENARIOS */
#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "base/path.h"
#include "bench.h"
#include "guide/load.h"
#include "guide/plan.h"

enum { STARTS = 60, ANSWERS = 300, LOADS = 60, PLANS = 2000, ROUNDS = 200, BATCHES = 5 };

/* A child on a pseudo-terminal. */
struct child {
	pid_t pid;
	int fd;
};

static struct child spawn(char *const argv[])
{
	struct child c;
	struct winsize size = { 24, 80, 0, 0 };

	c.pid = forkpty(&c.fd, NULL, NULL, &size);
	if (c.pid == 0) {
		execv(argv[0], argv);
		_exit(127);
	}
	return c;
}

/* Reads until the prompt stands at the end of what has come. */
static void wait_prompt(struct child c, const char *prompt)
{
	char text[65536];
	size_t len = 0, want = strlen(prompt);

	while (len < want || memcmp(text + len - want, prompt, want) != 0) {
		if (len > sizeof text / 2) {
			memmove(text, text + len - 64, 64);
			len = 64;
		}
		ssize_t n = read(c.fd, text + len, sizeof text - len);
		if (n <= 0) {
			fprintf(stderr, "bench: the child ended early: %.*s\n", (int)len, text);
			exit(1);
		}
		len += (size_t)n;
	}
}

static long finish(struct child c)
{
	struct rusage used;

	kill(c.pid, SIGKILL);
	close(c.fd);
	wait4(c.pid, NULL, 0, &used);
	return used.ru_maxrss;
}

static void say(struct child c, const char *line)
{
	if (write(c.fd, line, strlen(line)) < 0)
		exit(1);
}

static double start_once(char *const argv[], long *rss)
{
	double begin = now_ms();
	struct child c = spawn(argv);

	wait_prompt(c, "> ");
	double took = now_ms() - begin;
	*rss = finish(c);
	return took;
}

static void bench_start(char *kakekomi, char *yard, const char *dir)
{
	double ours[STARTS], bare[STARTS];
	char db[4096], ydb[4096];
	long rss = 0, yrss = 0;

	snprintf(db, sizeof db, "%s/start.db", dir);
	snprintf(ydb, sizeof ydb, "%s/ystart.db", dir);
	char *const a[] = { kakekomi, "--db", db, NULL }, *const b[] = { yard, ydb, NULL };
	for (int i = 0; i < STARTS; i++) {
		ours[i] = start_once(a, &rss);
		bare[i] = start_once(b, &yrss);
	}
	row("start to first prompt", median(ours, STARTS), median(bare, STARTS), "ms", "<= 3 ms");
	row("  memory", (double)rss / 1024, (double)yrss / 1024, "MB", "<= 8 MB");
}

/* From the line end of an answer to the next prompt: for us a note at a step, redacted, sealed, folded, planned. */
static void bench_answer(char *kakekomi, char *yard, const char *dir)
{
	double ours[ANSWERS], bare[ANSWERS];
	char db[4096], ydb[4096];

	snprintf(db, sizeof db, "%s/answer.db", dir);
	snprintf(ydb, sizeof ydb, "%s/yanswer.db", dir);
	char *const a[] = { kakekomi, "--db", db, "start", "--fact", "entered=card,password", "--walk", NULL };
	char *const b[] = { yard, ydb, NULL };
	struct child k = spawn(a), y = spawn(b);
	wait_prompt(k, "> ");
	wait_prompt(y, "> ");
	for (int i = 0; i < ANSWERS; i++) {
		say(k, "n\n");
		wait_prompt(k, "> ");
		double begin = now_ms();
		say(k, "uketsuke 8841 yamada\n");
		wait_prompt(k, "> ");
		ours[i] = now_ms() - begin;
		begin = now_ms();
		say(y, "uketsuke 8841 yamada\n");
		wait_prompt(y, "> ");
		bare[i] = now_ms() - begin;
	}
	finish(k);
	finish(y);
	row("answer, on disk, next prompt", median(ours, ANSWERS), median(bare, ANSWERS), "ms", "<= 1.3 x bare loop");
}

static void parse_dir(const char *dir)
{
	char **names;
	size_t count;

	if (!dir_list(dir, ".json", &names, &count, NULL))
		return;
	for (size_t i = 0; i < count; i++) {
		char *path = path_join(dir, names[i]);
		struct buf text = { 0 };
		if (file_read(path, 1 << 20, &text, NULL))
			cJSON_Delete(cJSON_ParseWithLength(text.text, text.len));
		buf_free(&text);
		free(path);
		free(names[i]);
	}
	free(names);
}

static void bench_load(const char *playbooks)
{
	double ours[LOADS], bare[LOADS];
	char *steps = path_join(playbooks, "steps");

	for (int i = 0; i < LOADS; i++) {
		double begin = now_ms();
		struct err e = { 0 };
		struct catalog *c = catalog_load(playbooks, SOURCE_ALL, &e);
		ours[i] = now_ms() - begin;
		if (!c) {
			fprintf(stderr, "bench: %s %s\n", e.key, e.arg[0]);
			exit(1);
		}
		catalog_free(c);
		begin = now_ms();
		parse_dir(playbooks);
		parse_dir(steps);
		bare[i] = now_ms() - begin;
	}
	free(steps);
	row("load all playbooks", median(ours, LOADS), median(bare, LOADS), "ms", "<= 1.5 x read + cJSON");
}

static void bench_plan(const char *playbooks)
{
	static const char *const given[] = { "received=sms", "about=delivery", "did=entered,paid", "entered=card,password,personal",
		                             "paid_by=bank-transfer", "loss=yes", "claims=ana" };
	struct arena *a = arena_new();
	struct catalog *c = catalog_load(playbooks, SOURCE_ALL, NULL);
	struct facts f;
	struct plan p = { 0 };

	facts_init(&f, c, a);
	for (size_t i = 0; i < sizeof given / sizeof *given; i++)
		if (!facts_parse(&f, given[i], NULL))
			exit(1);
	double begin = now_ms();
	for (int i = 0; i < PLANS; i++) {
		struct arena *scratch = arena_new();
		plan_build(&f, NULL, 1763735400000, scratch, &p);
		arena_free(scratch);
	}
	printf("%-34s %9.3f %9s %-4s %13s mark <= 1 ms\n", "plan of a full case", (now_ms() - begin) / PLANS, "-", "ms", "");
	arena_free(a);
	catalog_free(c);
}

/* --- plan --batch: the questions are the facts of tests/scenarios, many times over --- */

/* Every scenario as a line of its own. */
static void add_questions(const char *dir, struct buf *out)
{
	char **names;
	size_t count;

	if (!dir_list(dir, ".json", &names, &count, NULL))
		exit(1);
	for (size_t i = 0; i < count; i++) {
		char *path = path_join(dir, names[i]);
		struct buf text = { 0 };
		cJSON *rows = file_read(path, 1 << 20, &text, NULL) ? cJSON_ParseWithLength(text.text, text.len) : NULL;
		/* A file is a list of scenarios, or one. */
		for (cJSON *row = cJSON_IsArray(rows) ? rows->child : rows; row; row = row->next) {
			cJSON *line = cJSON_CreateObject();
			cJSON_AddItemToObject(line, "facts", cJSON_Duplicate(cJSON_GetObjectItem(row, "facts"), true));
			cJSON_AddItemToObject(line, "at", cJSON_Duplicate(cJSON_GetObjectItem(row, "at"), true));
			char *print = cJSON_PrintUnformatted(line);
			buf_addf(out, "%s\n", print);
			free(print);
			cJSON_Delete(line);
		}
		cJSON_Delete(rows);
		buf_free(&text);
		free(path);
		free(names[i]);
	}
	free(names);
}

static void run_batch(char *kakekomi, const char *questions, const char *answers)
{
	pid_t pid = fork();

	if (pid == 0) {
		int in = open(questions, O_RDONLY | O_CLOEXEC), out = open(answers, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		if (dup2(in, STDIN_FILENO) == 0 && dup2(out, STDOUT_FILENO) == 1)
			execl(kakekomi, kakekomi, "plan", "--batch", (char *)NULL);
		_exit(127);
	}
	int status;
	waitpid(pid, &status, 0);
	if (status != 0) {
		fprintf(stderr, "bench: plan --batch ended with %d\n", status);
		exit(1);
	}
}

/* What nobody who answers with cJSON can do without: parsing each question, printing each answer. */
static double yard_batch(const struct buf *questions, const struct buf *answers)
{
	cJSON *trees[1024];
	size_t count = 0;

	for (const char *p = answers->text; *p && count < 1024; p = strchr(p, '\n') + 1)
		trees[count++] = cJSON_ParseWithLength(p, (size_t)(strchr(p, '\n') - p));
	double begin = now_ms();
	for (int round = 0; round < ROUNDS; round++) {
		const char *p = questions->text;
		for (size_t i = 0; i < count; i++, p = strchr(p, '\n') + 1) {
			cJSON_Delete(cJSON_ParseWithLength(p, (size_t)(strchr(p, '\n') - p)));
			free(cJSON_PrintUnformatted(trees[i]));
		}
	}
	double took = now_ms() - begin;
	for (size_t i = 0; i < count; i++)
		cJSON_Delete(trees[i]);
	return took;
}

static size_t lines_of(const struct buf *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->len; i++)
		n += b->text[i] == '\n';
	return n;
}

static void bench_batch(char *kakekomi, const char *scenarios, const char *dir)
{
	struct buf round = { 0 }, all = { 0 }, answers = { 0 };
	char *questions = path_join(dir, "questions"), *out = path_join(dir, "answers");
	double ours[BATCHES], bare[BATCHES];

	add_questions(scenarios, &round);
	size_t count = lines_of(&round) * ROUNDS;
	if (!file_write(questions, round.text, round.len, true, NULL))
		exit(1);
	run_batch(kakekomi, questions, out);
	if (!file_read(out, 64u << 20, &answers, NULL) || lines_of(&answers) != lines_of(&round))
		exit(1);
	for (int i = 0; i < ROUNDS; i++)
		buf_add_n(&all, round.text, round.len);
	if (!file_write(questions, all.text, all.len, true, NULL))
		exit(1);
	for (int i = 0; i < BATCHES; i++) {
		double begin = now_ms();
		run_batch(kakekomi, questions, "/dev/null");
		ours[i] = (now_ms() - begin) * 1e3 / (double)count;
		bare[i] = yard_batch(&round, &answers) * 1e3 / (double)count;
	}
	double us = median(ours, BATCHES);
	row("plan --batch, a line", us, median(bare, BATCHES), "us", "<= 20 us");
	printf("%-34s %9.0f\n", "  plans a second, one thread", 1e6 / us);
	free(questions);
	free(out);
	buf_free(&round);
	buf_free(&all);
	buf_free(&answers);
}

int main(int argc, char **argv)
{
	char dir[] = "/tmp/kakekomi-bench-XXXXXX", command[4200];

	if (argc != 5 || !mkdtemp(dir))
		return 2;
	setenv("INPUTRC", "/dev/null", 1);
	setenv("TERM", "dumb", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	printf("%-34s %9s %9s\n", "", "kakekomi", "yardstick");
	bench_start(argv[1], argv[2], dir);
	bench_answer(argv[1], argv[2], dir);
	bench_load(argv[3]);
	bench_plan(argv[3]);
	bench_batch(argv[1], argv[4], dir);
	snprintf(command, sizeof command, "%s", dir);
	char *const rm[] = { "/bin/rm", "-rf", command, NULL };
	if (fork() == 0) {
		execv(rm[0], rm);
		_exit(127);
	}
	wait(NULL);
	return 0;
}
