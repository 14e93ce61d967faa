#include "cli/password.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/banned.h"

enum { PASSWORD_MOST = 1000, CTRL_C = 3, CTRL_D = 4, BACKSPACE = 8, CTRL_U = 21, DELETE = 127 };

static void put(int fd, const char *text)
{
	while (write(fd, text, strlen(text)) < 0 && errno == EINTR)
		;
}

/* Takes the last character away, all its bytes. */
static void take_back(struct buf *line)
{
	while (line->len && ((unsigned char)line->text[--line->len] & 0xC0) == 0x80)
		;
	if (line->text)
		line->text[line->len] = '\0';
}

/* True at a line end; *stopped when there is none to come. */
static bool take_key(struct buf *line, char c, bool *stopped)
{
	*stopped = c == CTRL_C || (c == CTRL_D && !line->len);
	if (c == '\n' || c == '\r' || *stopped)
		return true;
	if (c == DELETE || c == BACKSPACE)
		take_back(line);
	else if (c == CTRL_U)
		buf_clear(line);
	else if ((unsigned char)c >= ' ' && line->len < PASSWORD_MOST)
		buf_add_c(line, c);
	return false;
}

/* Keys come one by one and signals are off, so that nothing leaves the terminal dumb. */
static bool read_hidden(int fd, struct buf *line)
{
	bool stopped = true;
	char c;

	for (;;) {
		ssize_t n = read(fd, &c, 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || take_key(line, c, &stopped))
			return n > 0 && !stopped;
	}
}

bool password_ask(const char *prompt, struct buf *out, struct err *e)
{
	struct termios before, quiet;
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);

	buf_reserve(out, PASSWORD_MOST + 8); /* so that no copy is left behind by growing */
	if (fd < 0 || tcgetattr(fd, &before) != 0) {
		if (fd >= 0)
			close(fd);
		return err_set(e, ERR_NO_INPUT, "sign.no-terminal", NULL, NULL, NULL);
	}
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG);
	quiet.c_cc[VMIN] = 1;
	quiet.c_cc[VTIME] = 0;
	tcsetattr(fd, TCSAFLUSH, &quiet);
	put(fd, prompt);
	bool ok = read_hidden(fd, out);
	tcsetattr(fd, TCSAFLUSH, &before);
	put(fd, "\n");
	close(fd);
	return ok || err_set(e, ERR_NO, "sign.stopped", NULL, NULL, NULL);
}
