/* base/child: a helper program at the other end of a socket, with nothing else of ours open to it; uses base/buf, base/clock and
 * base/mem. */
#ifndef KAKEKOMI_BASE_CHILD_H
#define KAKEKOMI_BASE_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct child {
	pid_t pid; /* 0: none */
	int fd;    /* our end; -1 when closed */
};

enum { CHILD_FILE = 3, CHILD_NO_FILE = -1 };

/* Starts the program at `path` with the socket as its standard input and output, no standard error, `file` (or CHILD_NO_FILE) as its
 * CHILD_FILE, and of the environment only the variables of `names` (a NULL ends them) and what the sanitizers read. In a group of its
 * own: Ctrl-C on the terminal is not meant for it. Returns 0 or an errno. */
int child_start(const char *path, const char *const *names, int file, struct child *out);

/* Waits until it can be read from or written to (poll's events), up to a point of clock_steady_ms(). 0, or ETIMEDOUT, or what poll()
 * says. */
int child_wait(const struct child *c, short events, int64_t until_ms);

/* Our end is closed: a helper that is well ends by itself. */
void child_dismiss(struct child *c);

/* Waits until it has ended by itself. Its exit status; -1 when it was killed, or never started. */
int child_finish(struct child *c);

/* Ends it, whatever it does, and waits for that. The same: it may have ended by itself just before. */
int child_end(struct child *c);

#endif
