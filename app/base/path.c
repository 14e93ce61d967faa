#include "base/path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#include "base/banned.h"

enum { READ_ROOM = 4096 };

char *path_join(const char *dir, const char *name)
{
	struct buf b = { 0 };

	buf_addf(&b, "%s%s%s", dir, *dir && dir[strlen(dir) - 1] == '/' ? "" : "/", name);
	return buf_take(&b);
}

bool path_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool path_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

enum { EXE_SIZE = 4096 };

/* The directory this program lies in; false when the system does not tell. */
static bool own_dir(char exe[EXE_SIZE])
{
	ssize_t len = readlink("/proc/self/exe", exe, EXE_SIZE - 1);

	if (len <= 0)
		return false;
	exe[len] = '\0';
	*strrchr(exe, '/') = '\0';
	return true;
}

char *path_helper(const char *name)
{
	/* Beside the program; above, for test programs; installed. */
	static const char *const where[] = { ".", "..", "../libexec/kakekomi" };
	char exe[EXE_SIZE];
	char *helper = NULL;

	if (!own_dir(exe))
		return mem_strdup(name);
	for (size_t i = 0; i < sizeof where / sizeof *where; i++) {
		char *dir = path_join(exe, where[i]);
		free(helper);
		helper = path_join(dir, name);
		free(dir);
		if (path_exists(helper))
			break;
	}
	return helper;
}

char *path_data_dir(void)
{
	/* Installed; above build/; above build/NAME/. What is installed goes first: ~/.local/bin lies below a home. */
	static const char *const beside[] = { "../share/kakekomi", "..", "../.." };
	char exe[EXE_SIZE];

	if (!own_dir(exe))
		return NULL;
	for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
		char *dir = path_join(exe, beside[i]);
		char *playbooks = path_join(dir, "playbooks");
		bool found = path_is_dir(playbooks);
		free(playbooks);
		if (found)
			return dir;
		free(dir);
	}
	return NULL;
}

const char *path_program(const char *data_dir)
{
	char *makefile = data_dir ? path_join(data_dir, "Makefile") : NULL;
	bool source_tree = makefile && path_exists(makefile);

	free(makefile);
	return source_tree ? "build/kakekomi" : "kakekomi";
}

char *path_home(void)
{
	const char *home = getenv("HOME");

	if (!home || home[0] != '/') {
		const struct passwd *pw = getpwuid(getuid());
		home = pw && pw->pw_dir ? pw->pw_dir : "/";
	}
	return mem_strdup(home);
}

/* By the XDG base directories: a variable that is no absolute path counts as unset. */
static char *xdg_path(const char *variable, const char *below_home, const char *name)
{
	const char *xdg = getenv(variable);
	char *home = path_home();
	char *dir = xdg && xdg[0] == '/' ? mem_strdup(xdg) : path_join(home, below_home);
	char *path = path_join(dir, name);

	free(home);
	free(dir);
	return path;
}

char *path_casebook(void)
{
	return xdg_path("XDG_DATA_HOME", ".local/share", "kakekomi/casebook.db");
}

char *path_known(void)
{
	return xdg_path("XDG_DATA_HOME", ".local/share", "kakekomi/known.idx");
}

char *path_feeds(void)
{
	return xdg_path("XDG_DATA_HOME", ".local/share", "kakekomi/feeds.json");
}

char *path_packs(void)
{
	return xdg_path("XDG_DATA_HOME", ".local/share", "kakekomi/packs");
}

char *path_config(void)
{
	return xdg_path("XDG_CONFIG_HOME", ".config", "kakekomi/config.json");
}

bool path_make_dirs(const char *path)
{
	char *part = mem_strdup(path);
	bool ok = true;

	for (char *slash = part + (*part == '/'); ok && (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		if (*part && mkdir(part, 0700) != 0 && errno != EEXIST) {
			/* A directory that is there may refuse mkdir for other reasons than being there. */
			int why = errno;
			struct stat st;
			ok = stat(part, &st) == 0 && S_ISDIR(st.st_mode);
			errno = why;
		}
		*slash = '/';
	}
	free(part);
	return ok;
}

bool file_read(const char *path, size_t most, struct buf *out, struct err *e)
{
	bool ok = false;
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return err_errno(e, "file.unreadable", path);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		err_set(e, ERR_NO_INPUT, "file.unreadable", path, "not a regular file", NULL);
		goto out;
	}
	/* All of it and one byte, by which the end is known: many small files may stand in memory at once. */
	if (!out->cap && st.st_size > 0 && (size_t)st.st_size <= most) {
		out->cap = (size_t)st.st_size + 2;
		out->text = mem_realloc(NULL, out->cap);
		out->text[0] = '\0';
	}
	for (;;) {
		if (out->cap < out->len + 2)
			buf_reserve(out, READ_ROOM);
		ssize_t n = read(fd, out->text + out->len, out->cap - out->len - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			err_errno(e, "file.unreadable", path);
			goto out;
		}
		if (n == 0)
			break;
		out->len += (size_t)n;
		out->text[out->len] = '\0';
		if (out->len > most) {
			err_set(e, ERR_DATA, "file.too-large", path, NULL, NULL);
			goto out;
		}
	}
	ok = true;
out:
	close(fd);
	return ok;
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
	return fsync(fd) == 0;
}

bool path_may_write(const char *path, bool force, struct err *e)
{
	struct stat there;

	if (stat(path, &there) != 0)
		return true; /* what is wrong with the place shows when the file is made */
	if (!S_ISREG(there.st_mode))
		return err_set(e, ERR_CANNOT_CREATE, "file.special", path, NULL, NULL);
	return force || err_set(e, ERR_CANNOT_CREATE, "file.exists", path, NULL, NULL);
}

bool file_write(const char *path, const char *bytes, size_t len, bool force, struct err *e)
{
	struct buf beside = { 0 };
	bool ok = false;

	if (!path_may_write(path, force, e))
		return false;
	buf_addf(&beside, "%s.%ld.part", path, (long)getpid());
	int fd = open(beside.text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		err_errno(e, "file.unwritable", path);
		if (e && e->code != ERR_NOT_ALLOWED)
			e->code = ERR_CANNOT_CREATE;
		goto out;
	}
	bool written = write_all(fd, bytes, len);
	int reason = errno;
	written = close(fd) == 0 && written;
	if (written && rename(beside.text, path) == 0) {
		ok = true;
		goto out;
	}
	errno = reason;
	err_errno(e, "file.unwritable", path);
	unlink(beside.text);
out:
	buf_free(&beside);
	return ok;
}

bool path_make_parent(const char *path, struct err *e)
{
	char *dir = mem_strdup(path);
	bool ok = true;

	for (char *slash = strchr(dir + 1, '/'); slash && ok; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (!path_is_dir(dir) && mkdir(dir, 0777) != 0)
			ok = err_errno(e, "file.unwritable", dir);
		*slash = '/';
	}
	free(dir);
	return ok;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool dir_list(const char *path, const char *suffix, char ***names, size_t *count, struct err *e)
{
	DIR *d = opendir(path);
	size_t cap = 0, tail = strlen(suffix);

	*names = NULL;
	*count = 0;
	if (!d)
		return err_errno(e, "file.unreadable", path);
	for (const struct dirent *entry; (entry = readdir(d));) {
		size_t len = strlen(entry->d_name);
		if (entry->d_name[0] == '.' || len < tail || strcmp(entry->d_name + len - tail, suffix) != 0)
			continue;
		if (*count == cap) {
			cap = cap ? cap * 2 : 32;
			*names = mem_realloc(*names, cap * sizeof **names);
		}
		(*names)[(*count)++] = mem_strdup(entry->d_name);
	}
	closedir(d);
	if (*count)
		qsort(*names, *count, sizeof **names, by_name);
	return true;
}
