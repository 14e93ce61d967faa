#include "guide/layer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/path.h"

#include "base/banned.h"

static const char ENDING[] = ".pack";

/* The length of the part of `path` that is a pack's file; 0: it goes through none. */
static size_t pack_part(const char *path)
{
	const size_t ending = strlen(ENDING);

	for (const char *at = path; (at = strstr(at, ENDING)); at += ending) {
		struct stat st;
		if (at[ending] && at[ending] != '/')
			continue;
		char *file = mem_strdup(path);
		file[at + ending - path] = '\0';
		bool is = stat(file, &st) == 0 && S_ISREG(st.st_mode);
		free(file);
		if (is)
			return (size_t)(at + ending - path);
	}
	return 0;
}

static bool map_file(struct layer *l, const char *file, struct err *e)
{
	struct stat st;
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	bool ok = fd >= 0 && fstat(fd, &st) == 0;

	if (ok && (st.st_size <= 0 || st.st_size > PACK_MOST_BYTES)) {
		ok = err_set(e, ERR_DATA, "pack.damaged", file, st.st_size ? "too large" : "empty", NULL);
	} else if (ok) {
		l->map_len = (size_t)st.st_size;
		l->map = mmap(NULL, l->map_len, PROT_READ, MAP_PRIVATE, fd, 0);
		ok = l->map != MAP_FAILED;
		l->map = ok ? l->map : NULL;
		if (!ok)
			err_errno(e, "file.unreadable", file);
	} else {
		err_errno(e, "file.unreadable", file);
	}
	if (fd >= 0)
		close(fd);
	return ok;
}

bool layer_open(struct layer *l, const char *path, struct err *e)
{
	size_t part = pack_part(path);

	*l = (struct layer){ 0 };
	if (!part) {
		l->dir = mem_strdup(path);
		l->prefix = mem_strdup("");
		return true;
	}
	char *file = mem_strdup(path);
	file[part] = '\0';
	const char *rest = path + part + strspn(path + part, "/");
	l->prefix = *rest ? path_join(rest, "") : mem_strdup("");
	bool ok = map_file(l, file, e) && pack_read(file, l->map, l->map_len, &l->pack, e);
	free(file);
	return ok;
}

void layer_close(struct layer *l)
{
	pack_free(&l->pack);
	if (l->map)
		munmap(l->map, l->map_len);
	free(l->prefix);
	free(l->dir);
	*l = (struct layer){ 0 };
}

static const struct pack_file *find_file(const struct layer *l, const char *name)
{
	struct buf whole = { 0 };

	buf_add(&whole, l->prefix);
	buf_add(&whole, name);
	const struct pack_file *f = pack_find(&l->pack, buf_str(&whole));
	buf_free(&whole);
	return f;
}

bool layer_has(const struct layer *l, const char *name)
{
	if (!l->dir)
		return find_file(l, name) != NULL;
	char *path = path_join(l->dir, name);
	bool has = path_exists(path);
	free(path);
	return has;
}

bool layer_read(const struct layer *l, const char *name, struct buf *out, struct err *e)
{
	if (l->dir) {
		char *path = path_join(l->dir, name);
		bool ok = file_read(path, JSON_MAX_BYTES, out, e);
		free(path);
		return ok;
	}
	const struct pack_file *f = find_file(l, name);
	if (!f) {
		errno = ENOENT;
		return err_errno(e, "file.unreadable", name);
	}
	buf_reserve(out, f->len);
	buf_add_n(out, f->text, f->len);
	return true;
}

/* How long the part of a file's name is that stands in the folder: a file of it with that ending, or, where any ending will do, a
 * folder in it. 0: neither. */
static size_t part_in(const char *folder, const char *file, const char *suffix)
{
	const size_t len = strlen(folder), tail = strlen(suffix);

	if (strncmp(file, folder, len) != 0)
		return 0;
	size_t part = strcspn(file + len, "/");
	if (file[len + part])
		return tail ? 0 : part;
	return part >= tail && strcmp(file + len + part - tail, suffix) == 0 ? part : 0;
}

/* Files of a pack are sorted, and so is what is in one folder. */
static void list_pack(const struct layer *l, const char *folder, const char *suffix, char ***names, size_t *count)
{
	struct buf whole = { 0 };

	buf_addf(&whole, "%s%s%s", l->prefix, folder, *folder ? "/" : "");
	*names = mem_alloc((l->pack.count + 1) * sizeof **names);
	*count = 0;
	for (size_t i = 0; i < l->pack.count; i++) {
		const char *file = l->pack.files[i].name;
		size_t part = part_in(buf_str(&whole), file, suffix);
		const char *last = *count ? (*names)[*count - 1] : "";
		if (!part || (strlen(last) == part && strncmp(last, file + whole.len, part) == 0))
			continue;
		char *name = mem_alloc(part + 1);
		memcpy(name, file + whole.len, part);
		(*names)[(*count)++] = name;
	}
	buf_free(&whole);
}

bool layer_list(const struct layer *l, const char *folder, const char *suffix, char ***names, size_t *count, struct err *e)
{
	*names = NULL;
	*count = 0;
	if (!l->dir) {
		list_pack(l, folder, suffix, names, count);
		return true;
	}
	char *path = path_join(l->dir, folder);
	bool ok = !path_is_dir(path) || dir_list(path, suffix, names, count, e);
	free(path);
	return ok;
}

bool guide_is_layer(const char *path)
{
	size_t part = pack_part(path);

	return part ? !path[part] : path_is_dir(path);
}

/* --- a whole path, once --- */

static bool is_in_pack(const char *path, bool folder)
{
	struct layer l;
	bool is = false;

	if (layer_open(&l, path, NULL)) {
		const size_t len = strlen(l.prefix);
		for (size_t i = 0; i < l.pack.count && !is; i++) {
			const char *name = l.pack.files[i].name;
			is = (folder && strncmp(name, l.prefix, len) == 0) || (!folder && len && strlen(name) == len - 1 && strncmp(name, l.prefix, len - 1) == 0);
		}
	}
	layer_close(&l);
	return is;
}

bool guide_is_dir(const char *path)
{
	return path_is_dir(path) || (pack_part(path) && is_in_pack(path, true));
}

bool guide_has(const char *path)
{
	return path_exists(path) || (pack_part(path) && (is_in_pack(path, false) || is_in_pack(path, true)));
}

/* The folder of a path and the name in it. */
static char *folder_of(const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');

	*name = slash ? slash + 1 : path;
	if (!slash)
		return mem_strdup(".");
	char *folder = mem_strdup(path);
	folder[slash - path] = '\0';
	return folder;
}

bool guide_read(const char *path, struct buf *out, struct err *e)
{
	const char *name;
	struct layer l;

	if (!pack_part(path))
		return file_read(path, JSON_MAX_BYTES, out, e);
	char *folder = folder_of(path, &name);
	bool ok = layer_open(&l, folder, e) && layer_read(&l, name, out, e);
	layer_close(&l);
	free(folder);
	return ok;
}

bool guide_list(const char *path, const char *suffix, char ***names, size_t *count, struct err *e)
{
	struct layer l;
	bool ok = layer_open(&l, path, e) && layer_list(&l, "", suffix, names, count, e);

	layer_close(&l);
	return ok;
}
