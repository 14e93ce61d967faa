#include "net/packs_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"

#include "base/banned.h"

char *disk_path(const struct packs *p, const char *name, uint32_t version, const char *ending)
{
	struct buf b = { 0 };

	buf_addf(&b, "%s/%s/%u.pack%s", p->dir, name, (unsigned)version, ending);
	return buf_take(&b);
}

bool disk_unwritable(struct err *e)
{
	if (e && strcmp(e->key, "file.unwritable") == 0)
		snprintf(e->key, sizeof e->key, "%s", "packs.unwritable");
	return false;
}

bool disk_put(const char *path, const char *bytes, size_t len, struct err *e)
{
	if (path_make_dirs(path))
		return file_write(path, bytes, len, true, e) || disk_unwritable(e);
	err_errno(e, "packs.unwritable", path);
	return false;
}

/* --- several at once --- */

bool disk_begin(struct disk_file *f, const char *path, const char *bytes, size_t len, struct err *e)
{
	struct buf beside = { 0 };

	buf_addf(&beside, "%s.%ld.part", path, (long)getpid());
	*f = (struct disk_file){ mem_strdup(path), buf_take(&beside), -1 };
	f->fd = open(f->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok = f->fd >= 0;
	while (ok && len) {
		ssize_t n = write(f->fd, bytes, len);
		ok = n > 0 || (n < 0 && errno == EINTR);
		bytes += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return ok || err_errno(e, "packs.unwritable", path);
}

bool disk_ready(struct disk_file *f, struct err *e)
{
	bool ok = fsync(f->fd) == 0;

	ok = close(f->fd) == 0 && ok;
	f->fd = -1;
	return ok || err_errno(e, "packs.unwritable", f->path);
}

bool disk_show(struct disk_file *f, struct err *e)
{
	if (rename(f->beside, f->path) != 0)
		return err_errno(e, "packs.unwritable", f->path);
	free(f->beside);
	f->beside = NULL;
	return true;
}

void disk_drop(struct disk_file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	if (f->beside)
		unlink(f->beside);
	free(f->beside);
	free(f->path);
	*f = (struct disk_file){ .fd = -1 };
}

/* --- in use --- */

static void sync_dir(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

void disk_sync(const struct packs *p, const char *name)
{
	char *dir = path_join(p->dir, name);

	sync_dir(dir);
	sync_dir(p->dir);
	free(dir);
}

/* One name after the other never shows a pack that is half one version. */
bool disk_use(const struct packs *p, const char *name, uint32_t version, struct err *e)
{
	char *dir = path_join(p->dir, name), *current = path_join(dir, "current"), *beside = path_join(dir, "current.part"), link[32];
	bool ok;

	snprintf(link, sizeof link, "%u.pack", (unsigned)version);
	unlink(beside);
	ok = (symlink(link, beside) == 0 && rename(beside, current) == 0) || err_errno(e, "packs.unwritable", current);
	free(dir);
	free(current);
	free(beside);
	return ok;
}

bool disk_out_of_use(const struct packs *p, const char *name, struct err *e)
{
	char *dir = path_join(p->dir, name), *current = path_join(dir, "current");
	bool ok = unlink(current) == 0 || err_errno(e, "packs.unwritable", current);

	free(dir);
	free(current);
	return ok;
}

/* --- versions --- */

size_t disk_versions(const struct packs *p, const char *name, uint32_t **out)
{
	char *dir = path_join(p->dir, name), **names = NULL;
	size_t count = 0, found = 0;

	if (path_is_dir(dir))
		dir_list(dir, ".pack", &names, &count, NULL);
	*out = mem_alloc((count + 1) * sizeof **out);
	for (size_t i = 0; i < count; i++) {
		uint32_t version;
		if (pack_of_link(names[i], &version)) {
			size_t at = found++;
			for (; at && (*out)[at - 1] > version; at--)
				(*out)[at] = (*out)[at - 1];
			(*out)[at] = version;
		}
		free(names[i]);
	}
	free(names);
	free(dir);
	return found;
}

uint32_t disk_below(const struct packs *p, const char *name, uint32_t version)
{
	uint32_t *versions, below = 0;
	size_t count = disk_versions(p, name, &versions);

	for (size_t i = 0; i < count; i++)
		if (versions[i] < version)
			below = versions[i];
	free(versions);
	return below;
}

static void remove_version(const struct packs *p, const char *name, uint32_t version)
{
	char *file = disk_path(p, name, version, ""), *sign = disk_path(p, name, version, ".minisig");

	unlink(file);
	unlink(sign);
	free(file);
	free(sign);
}

void disk_clear(const struct packs *p, const char *name, uint32_t a, uint32_t b)
{
	const struct pack_state *st = pack_state_find(&p->state, name);
	uint32_t *versions;
	size_t count = disk_versions(p, name, &versions);

	for (size_t i = 0; i < count; i++)
		if (versions[i] != a && versions[i] != b && (!st || versions[i] != st->pin))
			remove_version(p, name, versions[i]);
	free(versions);
}
