#include "mail/helper/walls.h"

#include <errno.h>
#include <linux/landlock.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <seccomp.h>

#include "mail/wire.h"

#include "base/banned.h"

/* Sanitizers map terabytes and need many more system calls. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif
#ifndef UNDER_SANITIZER
#define UNDER_SANITIZER 0
#endif

enum { MEMORY_MOST = 200 * 1024 * 1024, DATA_MOST = 96 * 1024 * 1024, CPU_SECONDS = 60 };

static bool limit(int what, rlim_t most)
{
	const struct rlimit r = { most, most };

	return setrlimit((__rlimit_resource_t)what, &r) == 0;
}

static bool raise_limits(void)
{
	bool ok = limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0);

	if (!UNDER_SANITIZER)
		ok = limit(RLIMIT_AS, MEMORY_MOST) && limit(RLIMIT_DATA, DATA_MOST) && limit(RLIMIT_NOFILE, 3) &&
		     limit(RLIMIT_CPU, CPU_SECONDS) && ok;
	return ok;
}

/* No file and no network: every right Landlock knows is handled, none is given. The bits a kernel does not know are left out. */
static bool raise_landlock(void)
{
	struct landlock_ruleset_attr rights = { .handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_SYM * 2 - 1 };
	long fd = syscall(SYS_landlock_create_ruleset, &rights, sizeof rights.handled_access_fs, 0);

	if (fd < 0)
		return false;
	bool ok = syscall(SYS_landlock_restrict_self, (int)fd, 0) == 0;
	close((int)fd);
	return ok;
}

/* Reading and writing what is open, memory, time, the end. What libraries try in good faith (a locale, a time zone) fails softly;
 * anything else ends the process. */
static bool raise_seccomp(void)
{
	static const int allowed[] = { SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap),
		                       SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn),
		                       SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getrandom) };
	static const int refused[] = { SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(stat), SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(statx),
		                       SCMP_SYS(access), SCMP_SYS(readlink), SCMP_SYS(lseek), SCMP_SYS(ioctl), SCMP_SYS(fcntl),
		                       SCMP_SYS(mprotect), SCMP_SYS(sysinfo) };
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool ok = filter;

	for (size_t i = 0; ok && i < sizeof allowed / sizeof *allowed; i++)
		ok = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
	for (size_t i = 0; ok && i < sizeof refused / sizeof *refused; i++)
		ok = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), refused[i], 0) == 0;
	ok = ok && seccomp_load(filter) == 0;
	if (filter)
		seccomp_release(filter);
	return ok;
}

unsigned walls_raise(void)
{
	unsigned standing = 0;

	/* Landlock first: it needs a descriptor for a moment, and the limits allow no more. */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && !UNDER_SANITIZER && raise_landlock())
		standing |= WALL_LANDLOCK;
	standing |= raise_limits() ? WALL_LIMITS : 0;
	return standing | (!UNDER_SANITIZER && raise_seccomp() ? WALL_SECCOMP : 0);
}
