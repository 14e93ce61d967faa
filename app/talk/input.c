#include "talk/input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/readline.h>

#include "base/mem.h"

#include "base/banned.h"

enum { LINE_MAX_BYTES = 1024 * 1024 };

struct input {
	bool terminal;
	bool refused; /* nobody is to be asked */
	struct buf ahead; /* read from a pipe, not yet asked for */
	bool ended;
	/* what the readline callback has brought */
	bool got_line, got_end;
	char *line;
};

static const int stop_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
enum { STOP_SIGNALS = 4 };

/* readline's callbacks and signal handlers carry no context of their own. */
static struct input *current;
static int wake[2] = { -1, -1 };
static struct sigaction before[STOP_SIGNALS];

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

/* No file names are offered: what is typed here names none. */
static char **no_completion(const char *text, int start, int end)
{
	(void)text;
	(void)start;
	(void)end;
	rl_attempted_completion_over = 1;
	return NULL;
}

static void set_up_readline(void)
{
	rl_readline_name = "kakekomi";
	rl_catch_signals = 0;
	rl_attempted_completion_function = no_completion;
	rl_variable_bind("enable-bracketed-paste", "on");
	rl_variable_bind("bell-style", "none");
	rl_variable_bind("revert-all-at-newline", "on");
}

struct input *input_open(void)
{
	struct input *in = mem_alloc(sizeof *in);
	struct sigaction act = { .sa_handler = on_signal };

	if (pipe2(wake, O_CLOEXEC | O_NONBLOCK) != 0)
		wake[0] = wake[1] = -1;
	for (int i = 0; i < STOP_SIGNALS && wake[1] >= 0; i++)
		sigaction(stop_signals[i], &act, &before[i]);
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
	for (int i = 0; i < STOP_SIGNALS && wake[1] >= 0; i++)
		sigaction(stop_signals[i], &before[i], NULL);
	close(wake[0]);
	close(wake[1]);
	wake[0] = wake[1] = -1;
	buf_wipe(&in->ahead);
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

/* Waits for a byte of input: 1; a signal to stop: 0; the end: -1. */
static int wait_for_input(void)
{
	struct pollfd fds[2] = { { wake[0], POLLIN, 0 }, { STDIN_FILENO, POLLIN, 0 } };

	for (;;) {
		int n = poll(fds, 2, -1);
		if (n < 0 && errno != EINTR)
			return -1;
		if (n <= 0)
			continue;
		if (fds[0].revents & POLLIN)
			return 0;
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
		int ready = wait_for_input();
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
		int ready = in->ended ? -1 : wait_for_input();
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
	return in->terminal ? terminal_line(in, prompt, out) : piped_line(in, prompt, out);
}
