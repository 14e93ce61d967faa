#include "net/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

#include "base/banned.h"

enum { SECRET_MOST = 4096, PATIENCE_MS = 120 * 1000 /* somebody may have to type a passphrase first */ };

/* Up to the end of the first line, or of what there is. */
static bool read_line(int fd, struct buf *out)
{
	buf_reserve(out, SECRET_MOST);
	for (;;) {
		struct pollfd p = { fd, POLLIN, 0 };
		int ready = poll(&p, 1, PATIENCE_MS);
		if (ready < 0 && errno == EINTR)
			continue;
		ssize_t n = ready > 0 && out->len < SECRET_MOST ? read(fd, out->text + out->len, SECRET_MOST - out->len) : -1;
		if (n < 0 && ready > 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		out->len += (size_t)n;
		out->text[out->len] = '\0';
		char *end = strpbrk(out->text, "\r\n");
		if (n == 0 || end) {
			out->len = end ? (size_t)(end - out->text) : strlen(out->text);
			out->text[out->len] = '\0';
			return true;
		}
	}
}

bool secret_from_file(const char *path, struct buf *out, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat s;
	bool ok = false;

	if (fd < 0 || fstat(fd, &s) != 0) {
		err_errno(e, "file.unreadable", path);
		goto out;
	}
	if (!S_ISREG(s.st_mode) || (s.st_mode & 077) || s.st_uid != geteuid()) {
		err_set(e, ERR_NOT_ALLOWED, "secret.mode", path, NULL, NULL);
		goto out;
	}
	ok = read_line(fd, out) && out->len;
	if (!ok)
		err_set(e, ERR_DATA, "secret.empty", path, NULL, NULL);
out:
	if (fd >= 0)
		close(fd);
	return ok;
}

static bool start(const json *words, int *fd, pid_t *pid)
{
	extern char **environ;
	const char **argv = mem_alloc((json_count(words) + 1) * sizeof *argv);
	posix_spawn_file_actions_t actions;
	size_t count = 0;
	int ends[2];
	bool ok = false;

	for (const json *w = json_first(words); w; w = json_next(w))
		argv[count++] = json_text(w);
	if (count && pipe2(ends, O_CLOEXEC) == 0) {
		posix_spawn_file_actions_init(&actions);
		posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
		ok = posix_spawnp(pid, argv[0], &actions, NULL, (char *const *)argv, environ) == 0;
		posix_spawn_file_actions_destroy(&actions);
		close(ends[1]);
		if (!ok)
			close(ends[0]);
		*fd = ends[0];
	}
	free((void *)argv);
	return ok;
}

bool secret_from_command(const json *words, struct buf *out, struct err *e)
{
	const char *name = json_text(json_first(words));
	pid_t pid;
	int fd, status = 0;

	if (!start(words, &fd, &pid))
		return err_set(e, ERR_UNAVAILABLE, "secret.command", name, NULL, NULL);
	bool whole = read_line(fd, out);
	close(fd);
	if (!whole)
		kill(pid, SIGTERM);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	/* Whoever has more to say than one line may be ended by the closed pipe. */
	bool failed = !whole || (WIFEXITED(status) && WEXITSTATUS(status) != 0) || (WIFSIGNALED(status) && WTERMSIG(status) != SIGPIPE);
	if (failed)
		return err_set(e, ERR_UNAVAILABLE, "secret.command", name, NULL, NULL);
	return out->len || err_set(e, ERR_DATA, "secret.empty", name, NULL, NULL);
}
