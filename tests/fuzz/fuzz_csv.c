/* Lists of known bad addresses: any file gives an index that is whole, or an error. */
#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "mail/known.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char csv[64], index[64];
	struct known_import n;
	struct err e = { 0 };
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(csv, sizeof csv, "/proc/self/fd/%d", fd);
	snprintf(index, sizeof index, "/dev/shm/kakekomi-fuzz-%d", (int)getpid());
	if (known_import_as(index, csv, "fuzz", 0, &n, &e)) {
		struct known *k = known_open(index, &e);
		MUST(k && known_check(k, &e) && known_count(k) == n.added && n.added + n.already + n.unreadable == n.lines);
		known_close(k);
		unlink(index);
	} else {
		MUST(e.key[0]);
	}
	close(fd);
	return 0;
}
