#include "cli/output.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

#include "base/banned.h"

enum { PAGER_WORDS = 15 };

const struct form *form_named(const struct form *forms, const char *name, struct err *e)
{
	struct buf all = { 0 };

	for (const struct form *f = forms; f->name; f++) {
		if (strcmp(f->name, name) == 0) {
			buf_free(&all);
			return f;
		}
		buf_addf(&all, "%s%s", all.len ? ", " : "", f->name);
	}
	err_set(e, ERR_USAGE, "print.format", name, buf_str(&all), NULL);
	buf_free(&all);
	return NULL;
}

/* --- files --- */

static bool make_file(const struct output *o, const struct form *f, const char *path, bool force, struct err *e)
{
	struct sink s;

	if (!sink_to_file(&s, path, force, e))
		return false;
	if (f->make(o->job, &s, e))
		return sink_close(&s, e);
	sink_drop(&s);
	return false;
}

static void tell_written(const struct context *x, const char *path)
{
	fprintf(stderr, "%s %s\n", say_text(&x->say, "print.written"), path);
}

/* "kiroku.pdf" and ".txt" make "kiroku.txt". */
static char *with_suffix(const char *path, const char *suffix)
{
	const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
	struct buf b = { 0 };

	buf_add_n(&b, path, dot && dot > path ? (size_t)(dot - path) : strlen(path));
	buf_add(&b, suffix);
	return buf_take(&b);
}

/* The error is told here and now; what follows it is the way out. */
static int tell(const struct context *x, struct err *e)
{
	int status = fail(x, e);

	*e = (struct err){ 0 };
	return status;
}

/* The form asked for; when it cannot be made here (no font, no helper), the text beside it. */
static int to_file(struct context *x, const struct output *o, const char *path, struct err *e)
{
	const bool force = option(x, "force") != NULL;

	if (make_file(o, o->form, path, force, e)) {
		tell_written(x, path);
		return 0;
	}
	if (e->code != ERR_UNAVAILABLE || o->form == o->forms)
		return (int)e->code;
	int status = tell(x, e);
	char *text = with_suffix(path, o->forms->suffix);
	if (make_file(o, o->forms, text, force, e))
		tell_written(x, text);
	free(text);
	return e->code ? (int)e->code : status;
}

/* --- other programs --- */

/* Runs argv with the sink's bytes as its standard input; its exit status, or -1 when it could not be run. No shell. */
static int run_with(char *const argv[], const struct buf *bytes)
{
	int fds[2], status = 0;
	pid_t pid;

	if (pipe(fds) != 0)
		return -1;
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		dup2(fds[0], STDIN_FILENO);
		close(fds[0]);
		close(fds[1]);
		execvp(argv[0], argv);
		_exit(127);
	}
	close(fds[0]);
	/* A pager left early is no failure, and no reason to die. */
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
	sigaction(SIGPIPE, &ignore, &before);
	for (size_t at = 0; pid > 0 && at < bytes->len;) {
		ssize_t n = write(fds[1], bytes->text + at, bytes->len - at);
		if (n < 0 && errno != EINTR)
			break;
		at += n > 0 ? (size_t)n : 0;
	}
	close(fds[1]);
	sigaction(SIGPIPE, &before, NULL);
	if (pid < 0)
		return -1;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) && WEXITSTATUS(status) != 127 ? WEXITSTATUS(status) : -1;
}

static bool make_in_memory(const struct output *o, const struct form *f, struct sink *s, struct err *e)
{
	sink_to_memory(s);
	return f->make(o->job, s, e);
}

static int to_printer(struct context *x, const struct output *o, const char *printer, struct err *e)
{
	const char *path = option(x, "output");
	struct sink s;
	int status = ERR_UNAVAILABLE;

	if (make_in_memory(o, o->form, &s, e)) {
		char *const argv[] = { "lp", "-d", (char *)printer, "-t", (char *)o->name, "-", NULL };
		status = run_with(argv, &s.buf) == 0 ? 0 : ERR_UNAVAILABLE;
		if (status)
			err_set(e, ERR_UNAVAILABLE, "print.printer", printer, NULL, NULL);
	}
	sink_drop(&s);
	if (status) {
		char *kept = with_suffix(o->name, o->form->suffix);
		status = tell(x, e);
		int written = to_file(x, o, path && strcmp(path, "-") != 0 ? path : kept, e);
		free(kept);
		return written && e->code ? (int)e->code : status;
	}
	fprintf(stderr, "%s %s\n", say_text(&x->say, "print.sent"), printer);
	return path && strcmp(path, "-") != 0 ? to_file(x, o, path, e) : 0;
}

static bool to_stdout(const struct output *o, const struct form *f, struct err *e)
{
	struct sink s;

	sink_to_fd(&s, STDOUT_FILENO);
	if (f->make(o->job, &s, e))
		return sink_close(&s, e);
	sink_drop(&s);
	return false;
}

static int to_pager(const struct output *o, struct err *e)
{
	const char *pager = getenv("PAGER");
	char *words, *argv[PAGER_WORDS + 1] = { "less", "-R", NULL }, *save = NULL;
	size_t n = 0;
	struct sink s;

	if (!isatty(STDOUT_FILENO))
		return to_stdout(o, o->forms, e) ? 0 : (int)e->code;
	words = mem_strdup(pager ? pager : "");
	for (char *w = strtok_r(words, " ", &save); w && n < PAGER_WORDS; w = strtok_r(NULL, " ", &save)) {
		argv[n++] = w;
		argv[n] = NULL;
	}
	if (make_in_memory(o, o->forms, &s, e) && run_with(argv, &s.buf) < 0)
		to_stdout(o, o->forms, e);
	sink_drop(&s);
	free(words);
	return (int)e->code;
}

int output_form(struct context *x, const struct output *o, struct err *e)
{
	const char *path = option(x, "output"), *printer = option(x, "printer");

	if (option(x, "preview"))
		return to_pager(o, e);
	if (printer && strcmp(printer, "-") == 0) { /* the one of the settings */
		printer = x->printer;
		if (!printer) {
			err_set(e, ERR_USAGE, "print.no-printer", x->config.path, NULL, NULL);
			return ERR_USAGE;
		}
	}
	if (printer)
		return to_printer(x, o, printer, e);
	if (path && strcmp(path, "-") != 0)
		return to_file(x, o, path, e);
	if (o->form->binary && isatty(STDOUT_FILENO))
		err_set(e, ERR_USAGE, "print.terminal", o->form->name, o->form->suffix, NULL);
	else
		to_stdout(o, o->form, e);
	return (int)e->code;
}
