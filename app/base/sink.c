#include "base/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"

#include "base/banned.h"

enum { SPILL_BYTES = 256 * 1024 };

static struct sink nowhere(void)
{
	return (struct sink){ .fd = -1, .to = -1 };
}

bool sink_to_file(struct sink *s, const char *path, bool force, struct err *e)
{
	struct buf beside = { 0 };

	*s = nowhere();
	if (!path_may_write(path, force, e))
		return false;
	buf_addf(&beside, "%s.%ld.part", path, (long)getpid());
	s->fd = open(beside.text, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (s->fd < 0) {
		buf_free(&beside);
		err_errno(e, "file.unwritable", path);
		if (e && e->code != ERR_NOT_ALLOWED)
			e->code = ERR_CANNOT_CREATE;
		return false;
	}
	s->path = mem_strdup(path);
	s->beside = buf_take(&beside);
	return true;
}

void sink_to_fd(struct sink *s, int fd)
{
	*s = nowhere();
	s->to = fd;
}

void sink_to_memory(struct sink *s)
{
	*s = nowhere();
}

static bool write_all(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(fd, bytes, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

static int scratch_file(void)
{
	const char *dir = getenv("TMPDIR");

	return open(dir && *dir ? dir : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

static void spill(struct sink *s)
{
	if (s->fd < 0 && !s->trouble)
		s->fd = scratch_file();
	if (!s->trouble && (s->fd < 0 || !write_all(s->fd, buf_str(&s->buf), s->buf.len)))
		s->trouble = errno;
	s->spilled += s->buf.len;
	buf_clear(&s->buf);
}

void sink_rest(struct sink *s)
{
	if (s->buf.len >= SPILL_BYTES && (s->path || s->to >= 0))
		spill(s);
}

size_t sink_at(const struct sink *s)
{
	return s->spilled + s->buf.len;
}

void sink_put_right(struct sink *s, size_t at, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++, at++) {
		if (at >= s->spilled) {
			s->buf.text[at - s->spilled] = bytes[i];
			continue;
		}
		size_t part = s->spilled - at < len - i ? s->spilled - at : len - i;
		if (!s->trouble && pwrite(s->fd, bytes + i, part, (off_t)at) != (ssize_t)part)
			s->trouble = errno;
		i += part - 1;
		at += part - 1;
	}
}

/* What was spilled, from its beginning to `to`. */
static bool copy_spilled(const struct sink *s)
{
	char bytes[64 * 1024];

	for (off_t at = 0; at < (off_t)s->spilled;) {
		ssize_t n = pread(s->fd, bytes, sizeof bytes, at);
		if (n <= 0 || !write_all(s->to, bytes, (size_t)n))
			return false;
		at += n;
	}
	return true;
}

static bool close_file(struct sink *s)
{
	bool ok = write_all(s->fd, buf_str(&s->buf), s->buf.len) && fsync(s->fd) == 0;

	if (close(s->fd) != 0)
		ok = false;
	s->fd = -1;
	if (!ok || rename(s->beside, s->path) != 0)
		return false;
	free(s->beside);
	s->beside = NULL;
	return true;
}

bool sink_close(struct sink *s, struct err *e)
{
	bool ok = !s->trouble;

	errno = s->trouble;
	if (ok && s->path)
		ok = close_file(s);
	else if (ok && s->to >= 0)
		ok = copy_spilled(s) && write_all(s->to, buf_str(&s->buf), s->buf.len);
	if (!ok)
		err_errno(e, s->path ? "file.unwritable" : "output.failed", s->path ? s->path : "");
	if (s->path || s->to >= 0 || !ok)
		sink_drop(s);
	return ok;
}

void sink_drop(struct sink *s)
{
	if (s->fd >= 0)
		close(s->fd);
	if (s->beside)
		unlink(s->beside);
	free(s->beside);
	free(s->path);
	buf_free(&s->buf);
	*s = nowhere();
}
