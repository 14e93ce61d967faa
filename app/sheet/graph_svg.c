/* Graphviz draws: `dot` is started without a shell, its input and output are files without a name, so that neither can fill up. */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sheet/graph.h"

#include "base/banned.h"

enum { READ_BYTES = 64 * 1024, NOT_FOUND = 127 };

static bool write_all(int fd, const struct buf *b)
{
	for (size_t at = 0; at < b->len;) {
		ssize_t n = write(fd, b->text + at, b->len - at);
		if (n < 0 && errno != EINTR)
			return false;
		at += n > 0 ? (size_t)n : 0;
	}
	return lseek(fd, 0, SEEK_SET) == 0;
}

static bool read_all(int fd, struct buf *out)
{
	char bytes[READ_BYTES];
	ssize_t n = 0;

	if (lseek(fd, 0, SEEK_SET) != 0)
		return false;
	while ((n = read(fd, bytes, sizeof bytes)) > 0)
		buf_add_n(out, bytes, (size_t)n);
	return n == 0;
}

/* Its exit status; -1 when it was killed, NOT_FOUND when there is none. */
static int run_dot(int in, int out)
{
	extern char **environ;
	char *const argv[] = { "dot", "-Tsvg", NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status = 0;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	int failed = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (failed)
		return NOT_FOUND;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool graph_svg(const struct catalog *c, const struct playbook *p, const struct say *say, struct sink *out, struct err *e)
{
	struct sink dot;
	int in = memfd_create("dot", MFD_CLOEXEC), drawn = memfd_create("svg", MFD_CLOEXEC);
	bool ok = false;

	sink_to_memory(&dot);
	graph_dot(c, p, say, &dot);
	if (in < 0 || drawn < 0 || !write_all(in, &dot.buf)) {
		err_errno(e, "graph.failed", p->id);
		goto out;
	}
	int status = run_dot(in, drawn);
	if (status == NOT_FOUND)
		err_set(e, ERR_UNAVAILABLE, "graph.no-dot", p->id, NULL, NULL);
	else if (status != 0 || !read_all(drawn, &out->buf) || !out->buf.len)
		err_set(e, ERR_UNAVAILABLE, "graph.failed", p->id, NULL, NULL);
	else
		ok = true;
out:
	if (in >= 0)
		close(in);
	if (drawn >= 0)
		close(drawn);
	sink_drop(&dot);
	return ok;
}
