/* Loaded in front of the C library (LD_PRELOAD) to make one thing go wrong in the main program, or to write down what it does to
 * its files. Counted calls: write, pwrite, fsync, fdatasync, ftruncate, rename, unlink on anything but the standard streams.
 *
 *     FAULT=kill:N       SIGKILL before the Nth call          FAULT=ENOSPC:N  (EIO, EINTR) the Nth call fails
 *     FAULT=ENOSPC+:N    from the Nth call on                 FAULT=short:N   the Nth write writes half
 *     FAULT=alloc:N      the Nth allocation fails             FAULT=alloc+:N  from the Nth on
 *     FAULT=count        nothing; FAULT_COUNT=FILE gets "calls allocations" at the end, whatever FAULT is
 *     FAULT_LOG=FILE     every call with its bytes, and each flock(LOCK_UN) as the sign that a commit was acknowledged
 *
 * FAULT_IN is the program's name ("kakekomi"): helpers are left alone. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

enum mode { NOTHING, KILL, FAIL, SHORT, ALLOC };

static enum mode mode;
static int number;
static int onward;
static long at = -1, calls, allocations;
static int log_fd = -1;
static int active;

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static void read_fault(const char *fault)
{
	static const struct {
		const char *name;
		enum mode mode;
		int number;
	} kinds[] = { { "kill", KILL, 0 },	   { "ENOSPC", FAIL, ENOSPC }, { "EIO", FAIL, EIO }, { "EINTR", FAIL, EINTR },
		      { "short", SHORT, 0 }, { "alloc", ALLOC, 0 } };
	const char *colon = strchr(fault, ':');

	for (size_t i = 0; colon && i < sizeof kinds / sizeof *kinds; i++)
		if (strncmp(fault, kinds[i].name, strlen(kinds[i].name)) == 0) {
			mode = kinds[i].mode;
			number = kinds[i].number;
			onward = colon[-1] == '+';
			at = strtol(colon + 1, NULL, 10);
		}
}

__attribute__((constructor)) static void begin(void)
{
	const char *fault = getenv("FAULT"), *name = getenv("FAULT_IN"), *log = getenv("FAULT_LOG");

	if (name && strcmp(name, program_invocation_short_name) != 0)
		return;
	if (log)
		log_fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fault)
		read_fault(fault);
	active = fault || log;
}

__attribute__((destructor)) static void end(void)
{
	const char *file = getenv("FAULT_COUNT");
	char line[64];

	if (!active || !file)
		return;
	int fd = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int len = snprintf(line, sizeof line, "%ld %ld\n", calls, allocations);
	syscall(SYS_write, fd, line, (size_t)len);
	syscall(SYS_close, fd);
}

/* --- what is written down: operation, path, offset, length, bytes --- */

static void note(char what, const char *path, int64_t offset, const void *bytes, size_t len)
{
	uint64_t head[3] = { strlen(path), (uint64_t)offset, len };

	if (log_fd < 0)
		return;
	syscall(SYS_write, log_fd, &what, (size_t)1);
	syscall(SYS_write, log_fd, head, sizeof head);
	syscall(SYS_write, log_fd, path, (size_t)head[0]);
	if (len)
		syscall(SYS_write, log_fd, bytes, len);
}

static void note_fd(char what, int fd, int64_t offset, const void *bytes, size_t len)
{
	char link[64], path[4096];

	if (log_fd < 0)
		return;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, path, sizeof path - 1);
	path[n > 0 ? n : 0] = '\0';
	if (path[0] == '/')
		note(what, path, offset, bytes, len);
}

/* --- files --- */

/* Whether this call is to fail; one that is to be killed does not come back. */
static int strikes(void)
{
	if (!active)
		return 0;
	long n = calls++;
	if (mode == NOTHING || mode == ALLOC || (onward ? n < at : n != at))
		return 0;
	if (mode == KILL) {
		syscall(SYS_kill, getpid(), SIGKILL);
		for (;;)
			pause();
	}
	return 1;
}

static int struck(int fd)
{
	if (fd <= STDERR_FILENO || !strikes() || mode != FAIL)
		return 0;
	errno = number;
	return 1;
}

static ssize_t put(int fd, const void *bytes, size_t len, int64_t offset)
{
	int hit = fd > STDERR_FILENO && strikes();

	if (hit && mode == FAIL) {
		errno = number;
		return -1;
	}
	if (hit && mode == SHORT && len > 1)
		len /= 2;
	if (fd > STDERR_FILENO)
		note_fd('W', fd, offset < 0 ? (int64_t)syscall(SYS_lseek, fd, 0, SEEK_CUR) : offset, bytes, len);
	return offset < 0 ? syscall(SYS_write, fd, bytes, len) : syscall(SYS_pwrite64, fd, bytes, len, offset);
}

ssize_t write(int fd, const void *bytes, size_t len)
{
	return put(fd, bytes, len, -1);
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t offset)
{
	return put(fd, bytes, len, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t len, off64_t offset)
{
	return put(fd, bytes, len, offset);
}

int fsync(int fd)
{
	if (struck(fd))
		return -1;
	note_fd('S', fd, 0, NULL, 0);
	return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
	if (struck(fd))
		return -1;
	note_fd('S', fd, 0, NULL, 0);
	return (int)syscall(SYS_fdatasync, fd);
}

int ftruncate(int fd, off_t len)
{
	if (struck(fd))
		return -1;
	note_fd('T', fd, len, NULL, 0);
	return (int)syscall(SYS_ftruncate, fd, len);
}

int ftruncate64(int fd, off64_t len)
{
	return ftruncate(fd, len);
}

int rename(const char *from, const char *to)
{
	if (struck(STDERR_FILENO + 1))
		return -1;
	note('R', from, 0, to, strlen(to));
	return (int)syscall(SYS_rename, from, to);
}

int unlink(const char *path)
{
	if (struck(STDERR_FILENO + 1))
		return -1;
	note('U', path, 0, NULL, 0);
	return (int)syscall(SYS_unlink, path);
}

int flock(int fd, int how)
{
	if (how == LOCK_UN)
		note('A', "", 0, NULL, 0);
	return (int)syscall(SYS_flock, fd, how);
}

/* --- memory --- */

static int starves(void)
{
	if (!active)
		return 0;
	long n = allocations++;
	if (mode != ALLOC || (onward ? n < at : n != at))
		return 0;
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return starves() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return starves() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return starves() ? NULL : __libc_realloc(old, size);
}
