#include "casebook/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"

#include "base/banned.h"

bool place_errno(const char *path, struct err *e)
{
	switch (errno) {
	case ENOSPC:
	case EFBIG:
	case EDQUOT:
		return err_set(e, ERR_IO, "casebook.full", path, NULL, NULL);
	case EROFS:
	case EACCES:
	case EPERM:
		return err_set(e, ERR_NOT_ALLOWED, "casebook.readonly", path, NULL, NULL);
	default:
		err_errno(e, "casebook.io", path);
		if (e)
			e->code = ERR_IO;
		return false;
	}
}

static bool unreadable(const char *path, int why, struct err *e)
{
	errno = why;
	err_errno(e, "casebook.unreadable", path);
	if (e && e->code == ERR_IO)
		e->code = ERR_NO_INPUT;
	return false;
}

static bool make_file(const char *path, struct err *e)
{
	int fd = -1;

	if (path_make_dirs(path))
		fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0) {
		close(fd);
		return true;
	}
	if (errno == EEXIST) /* another program was faster */
		return true;
	if (errno != ENOTDIR)
		return place_errno(path, e);
	unreadable(path, ENOTDIR, e);
	if (e)
		e->code = ERR_CANNOT_CREATE;
	return false;
}

/* SQLite takes a few stray bytes for an empty database and would write over them. Only where a program was
 * killed while making the file is there a journal that says how it was. */
static bool is_scrap(const char *path, const struct stat *st)
{
	enum { SMALLEST = 512 };
	struct buf journal = { 0 };
	struct stat there;

	if (st->st_size == 0 || st->st_size >= SMALLEST)
		return false;
	buf_addf(&journal, "%s-journal", path);
	bool hot = stat(journal.text, &there) == 0 && there.st_size > 0;
	buf_free(&journal);
	return !hot;
}

bool place_prepare(const char *path, enum store_mode mode, struct err *e)
{
	struct stat st;

	if (stat(path, &st) != 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			return unreadable(path, errno, e);
		if (mode == STORE_EXISTING)
			return err_set(e, ERR_NO_INPUT, "casebook.missing", path, NULL, NULL);
		return make_file(path, e);
	}
	if (S_ISDIR(st.st_mode))
		return unreadable(path, EISDIR, e);
	if (!S_ISREG(st.st_mode))
		return unreadable(path, EINVAL, e);
	if (access(path, R_OK) != 0)
		return unreadable(path, errno, e);
	if (is_scrap(path, &st))
		return err_set(e, ERR_DATA, "casebook.corrupt", path, "file is not a database", NULL);
	return true;
}

static bool open_side(const char *path, const char *suffix, int *fd, struct err *e)
{
	struct buf name = { 0 };

	if (*fd >= 0)
		return true;
	buf_addf(&name, "%s%s", path, suffix);
	do
		*fd = open(name.text, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	while (*fd < 0 && errno == EINTR);
	buf_free(&name);
	return *fd >= 0 || place_errno(path, e);
}

bool place_queue(const char *path, int *fd, struct err *e)
{
	int rc;

	if (!open_side(path, ".queue", fd, e))
		return false;
	do
		rc = flock(*fd, LOCK_EX);
	while (rc != 0 && errno == EINTR);
	return true; /* without locks here the engine's own lock is still the law */
}

void place_unqueue(int fd)
{
	if (fd >= 0)
		flock(fd, LOCK_UN);
}

void place_sync(const char *path)
{
	struct buf journal = { 0 };

	buf_addf(&journal, "%s-journal", path);
	int fd = open(journal.text, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	buf_free(&journal);
	if (fd < 0)
		return;
	while (fsync(fd) != 0 && errno == EINTR)
		continue;
	close(fd);
}

/* Ten letters of 32 are 50 bits: each case has a byte of its own, far beyond the end of an empty file. */
static off_t byte_of(const char *case_id)
{
	off_t at = 0;

	for (; *case_id; case_id++)
		at = at * 32 + (*case_id >= 'a' ? *case_id - 'a' : *case_id - '2' + 26) % 32;
	return at;
}

static int set_lock(int fd, short type, const char *case_id)
{
	struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = byte_of(case_id), .l_len = 1 };
	int rc;

	do
		rc = fcntl(fd, F_OFD_SETLK, &lock);
	while (rc != 0 && errno == EINTR);
	return rc;
}

bool place_claim(const char *path, int *fd, const char *case_id, struct err *e)
{
	if (!open_side(path, ".claims", fd, e))
		return false;
	if (set_lock(*fd, F_WRLCK, case_id) == 0)
		return true;
	if (errno == EAGAIN || errno == EACCES)
		return err_set(e, ERR_UNAVAILABLE, "casebook.claimed", case_id, NULL, NULL);
	return place_errno(path, e);
}

void place_release(int fd, const char *case_id)
{
	if (fd >= 0)
		set_lock(fd, F_UNLCK, case_id);
}
