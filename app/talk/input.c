#include "talk/input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "base/mem.h"
#include "base/text.h"

#include "base/banned.h"

enum { LINE_MAX_BYTES = 1024 * 1024, HISTORY_LINES = 50 };

struct offered {
	const char *word, *spelling;
	bool rarely;
};

struct input {
	bool terminal;
	bool refused; /* nobody is to be asked */
	struct buf ahead; /* read from a pipe, not yet asked for */
	bool ended, stopped;
	struct offered *offers; /* what Tab completes in the next line */
	size_t offer_count, offer_cap;
	/* what the readline callback has brought */
	bool got_line, got_end;
	char *line;
};

/* The first four stop; the last only means that the screen has another size. */
static const int heard_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH };
enum { HEARD_SIGNALS = 5 };

/* readline's callbacks and signal handlers carry no context of their own. */
static struct input *current;
static int wake[2] = { -1, -1 };
static struct sigaction before[HEARD_SIGNALS];

static void on_signal(int number)
{
	int saved = errno;
	unsigned char byte = (unsigned char)number;
	ssize_t ignored = write(wake[1], &byte, 1);

	(void)ignored;
	errno = saved;
}

static void on_line(char *line)
{
	current->line = line;
	current->got_line = line != NULL;
	current->got_end = line == NULL;
	rl_callback_handler_remove();
}

/* --- completion --- */

void input_offer(struct input *in, const char *word, const char *spelling, bool rarely)
{
	if (!in->terminal || !word || !*word)
		return;
	if (in->offer_count == in->offer_cap) {
		in->offer_cap = in->offer_cap ? in->offer_cap * 2 : 32;
		in->offers = mem_realloc(in->offers, in->offer_cap * sizeof *in->offers);
	}
	in->offers[in->offer_count++] = (struct offered){ word, spelling, rarely };
}

static bool begins(const char *word, const char *folded, size_t len)
{
	struct buf b = { 0 };

	text_fold(word, &b);
	bool same = strncmp(buf_str(&b), folded, len) == 0;
	buf_free(&b);
	return same;
}

/* readline asks again and again, with state 0 at first, and frees what it gets. */
static char *next_offer(const char *begun, int state)
{
	static size_t at;
	struct buf folded = { 0 };
	char *found = NULL;

	if (state == 0)
		at = 0;
	text_fold(begun, &folded);
	while (!found && at < current->offer_count) {
		const struct offered *o = &current->offers[at++];
		if (begins(o->spelling, buf_str(&folded), folded.len) && (folded.len || !o->rarely))
			found = mem_strdup(o->word);
	}
	buf_free(&folded);
	return found;
}

/* No file names are offered: what is typed here names none. */
static char **complete(const char *text, int start, int end)
{
	(void)start;
	(void)end;
	rl_attempted_completion_over = 1;
	rl_completion_append_character = '\0';
	return rl_completion_matches(text, next_offer);
}

/* --- the terminal --- */

/* Old and serial terminals do not know the mode, and some print what they do not know. */
static bool knows_bracketed_paste(void)
{
	static const char *const without[] = { "dumb", "unknown", "ansi", "vt52", "vt1", "vt2", "vt3" };
	const char *term = getenv("TERM");

	if (!term || !*term)
		return false;
	for (size_t i = 0; i < sizeof without / sizeof *without; i++)
		if (strncmp(term, without[i], strlen(without[i])) == 0)
			return false;
	return true;
}

/* What is bound after the person's inputrc was read goes before it: an eight-bit or an old one must not spoil UTF-8. */
static void set_up_readline(void)
{
	rl_readline_name = "kakekomi";
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0;
	rl_initialize();
	rl_attempted_completion_function = complete;
	rl_completer_word_break_characters = " ,";
	rl_completion_query_items = 0;
	rl_variable_bind("page-completions", "off");
	rl_variable_bind("input-meta", "on");
	rl_variable_bind("output-meta", "on");
	rl_variable_bind("convert-meta", "off");
	rl_variable_bind("enable-bracketed-paste", knows_bracketed_paste() ? "on" : "off");
	rl_variable_bind("bell-style", "none");
	rl_variable_bind("revert-all-at-newline", "on");
	stifle_history(HISTORY_LINES);
}

/* Key words alone are worth calling back, and hold no secret; twice the same counts once. */
static void remember(const char *line, size_t len)
{
	const HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;

	if (len != 1 || !((line[0] >= 'a' && line[0] <= 'z') || line[0] == '?'))
		return;
	if (!last || strcmp(last->line, line) != 0)
		add_history(line);
}

struct input *input_open(void)
{
	struct input *in = mem_alloc(sizeof *in);
	struct sigaction act = { .sa_handler = on_signal };

	if (pipe2(wake, O_CLOEXEC | O_NONBLOCK) != 0)
		wake[0] = wake[1] = -1;
	for (int i = 0; i < HEARD_SIGNALS && wake[1] >= 0; i++)
		sigaction(heard_signals[i], &act, &before[i]);
	in->terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	current = in;
	if (in->terminal)
		set_up_readline();
	return in;
}

void input_restore(void)
{
	if (current && current->terminal && RL_ISSTATE(RL_STATE_CALLBACK)) {
		rl_callback_handler_remove();
		fputc('\n', stdout);
	}
}

void input_close(struct input *in)
{
	if (!in)
		return;
	input_restore();
	for (int i = 0; i < HEARD_SIGNALS && wake[1] >= 0; i++)
		sigaction(heard_signals[i], &before[i], NULL);
	close(wake[0]);
	close(wake[1]);
	wake[0] = wake[1] = -1;
	buf_wipe(&in->ahead);
	free(in->offers);
	current = NULL;
	free(in);
}

void input_refuse(struct input *in)
{
	in->refused = true;
}

bool input_is_terminal(const struct input *in)
{
	return in->terminal;
}

/* Signals that have come since: true when one of them stops. */
static bool hear_signals(struct input *in)
{
	unsigned char number;

	while (read(wake[0], &number, 1) == 1) {
		if (number != SIGWINCH)
			in->stopped = true;
		else if (in->terminal && RL_ISSTATE(RL_STATE_CALLBACK))
			rl_resize_terminal();
	}
	return in->stopped;
}

/* Waits for a byte of input: 1; a signal to stop: 0; the end: -1. */
static int wait_for_input(struct input *in)
{
	struct pollfd fds[2] = { { wake[0], POLLIN, 0 }, { STDIN_FILENO, POLLIN, 0 } };

	for (;;) {
		if (hear_signals(in))
			return 0;
		int n = poll(fds, 2, -1);
		if (n < 0 && errno != EINTR)
			return -1;
		if (n <= 0)
			continue;
		if (fds[0].revents & POLLIN)
			continue;
		if (fds[1].revents & (POLLIN | POLLHUP))
			return fds[1].revents & POLLIN ? 1 : -1;
		if (fds[1].revents & (POLLERR | POLLNVAL))
			return -1;
	}
}

static enum input_result terminal_line(struct input *in, const char *prompt, struct buf *out)
{
	in->got_line = in->got_end = false;
	rl_callback_handler_install(prompt, on_line);
	while (!in->got_line && !in->got_end) {
		int ready = wait_for_input(in);
		if (ready > 0) {
			rl_callback_read_char();
			continue;
		}
		input_restore();
		return ready == 0 ? INPUT_STOPPED : INPUT_END;
	}
	if (in->got_end) {
		fputc('\n', stdout);
		return INPUT_END;
	}
	size_t len = strlen(in->line);
	remember(in->line, len);
	buf_add_n(out, in->line, len < LINE_MAX_BYTES ? len : LINE_MAX_BYTES);
	explicit_bzero(in->line, len);
	free(in->line);
	in->line = NULL;
	return INPUT_LINE;
}

/* Moves the first line of what was read ahead into `out`; false when it holds no whole line. */
static bool take_line(struct input *in, struct buf *out)
{
	char *end = in->ahead.len ? memchr(in->ahead.text, '\n', in->ahead.len) : NULL;

	if (!end && !(in->ended && in->ahead.len) && in->ahead.len < LINE_MAX_BYTES)
		return false;
	size_t len = end ? (size_t)(end - in->ahead.text) : in->ahead.len;
	for (size_t i = 0; i < len; i++)
		if (in->ahead.text[i] != '\0' && in->ahead.text[i] != '\r')
			buf_add_c(out, in->ahead.text[i]);
	size_t used = len + (end ? 1 : 0);
	memmove(in->ahead.text, in->ahead.text + used, in->ahead.len - used + 1);
	in->ahead.len -= used;
	return true;
}

static enum input_result piped_line(struct input *in, const char *prompt, struct buf *out)
{
	enum input_result result = INPUT_LINE;

	fputs(prompt, stdout);
	fflush(stdout);
	while (!take_line(in, out)) {
		char chunk[4096];
		int ready = in->ended ? -1 : wait_for_input(in);
		if (ready == 0 || in->ended) {
			result = ready == 0 ? INPUT_STOPPED : INPUT_END;
			break;
		}
		ssize_t n = ready < 0 ? 0 : read(STDIN_FILENO, chunk, sizeof chunk);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			in->ended = true;
		else
			buf_add_n(&in->ahead, chunk, (size_t)n);
		explicit_bzero(chunk, sizeof chunk);
	}
	/* A script's answers are not echoed, so its prompts need their line end from us. */
	if (!isatty(STDIN_FILENO))
		fputc('\n', stdout);
	return result;
}

enum input_result input_line(struct input *in, const char *prompt, struct buf *out)
{
	buf_clear(out);
	if (in->refused)
		return INPUT_END;
	enum input_result result = in->terminal ? terminal_line(in, prompt, out) : piped_line(in, prompt, out);
	in->offer_count = 0;
	return result;
}

const char *input_library(void)
{
	static char text[32];

	snprintf(text, sizeof text, "readline %s", rl_library_version);
	return text;
}
