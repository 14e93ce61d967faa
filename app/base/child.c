#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"

#include "base/banned.h"

static const char *const sanitizers[] = { "ASAN_OPTIONS", "UBSAN_OPTIONS", NULL };

static size_t count_of(const char *const *names)
{
	size_t count = 0;

	while (names && names[count])
		count++;
	return count;
}

/* "NAME=value" of each that is set, behind `count` others; returns how many there are then. */
static size_t add_settings(char **env, size_t count, const char *const *names)
{
	for (; names && *names; names++) {
		const char *value = getenv(*names);
		struct buf b = { 0 };
		if (value) {
			buf_addf(&b, "%s=%s", *names, value);
			env[count++] = buf_take(&b);
		}
	}
	return count;
}

static int spawn(const char *path, int end, int file, char *const env[], pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	char *argv[] = { (char *)path, NULL };

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, end, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, end, STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (file >= 0)
		posix_spawn_file_actions_adddup2(&actions, file, CHILD_FILE);
	posix_spawn_file_actions_addclosefrom_np(&actions, file >= 0 ? CHILD_FILE + 1 : CHILD_FILE);
	int error = posix_spawn(pid, path, &actions, &attributes, argv, env);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return error;
}

int child_start(const char *path, const char *const *names, int file, struct child *out)
{
	int ends[2];
	char **env = mem_alloc((count_of(names) + count_of(sanitizers) + 1) * sizeof *env);
	size_t count = add_settings(env, add_settings(env, 0, names), sanitizers);

	*out = (struct child){ .fd = -1 };
	int error = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0 ? 0 : errno;
	if (error)
		goto out;
	error = spawn(path, ends[1], file, env, &out->pid);
	close(ends[1]);
	if (error) {
		out->pid = 0;
		close(ends[0]);
	} else {
		out->fd = ends[0];
	}
out:
	for (size_t i = 0; i < count; i++)
		free(env[i]);
	free(env);
	return error;
}

int child_wait(const struct child *c, short events, int64_t until_ms)
{
	struct pollfd p = { c->fd, events, 0 };

	for (;;) {
		int64_t left = until_ms - clock_steady_ms();
		int n = left > 0 ? poll(&p, 1, (int)left) : 0;
		if (n > 0)
			return 0;
		if (n == 0)
			return ETIMEDOUT;
		if (errno != EINTR)
			return errno;
	}
}

void child_dismiss(struct child *c)
{
	if (c->pid && c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

int child_finish(struct child *c)
{
	int status = -1;

	child_dismiss(c);
	if (!c->pid)
		return -1;
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	c->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int child_end(struct child *c)
{
	if (c->pid)
		kill(c->pid, SIGKILL);
	return child_finish(c);
}
