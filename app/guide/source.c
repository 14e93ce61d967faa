#include "guide/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/path.h"

#include "base/banned.h"

static const char INTERVIEW[] = "interview.json", BRANDS[] = "brands.json", CONTACTS[] = "contacts.json", WORDS[] = "words.json",
		  SIGNS[] = "signs.json";

static bool has_interview(const char *dir)
{
	char *path = path_join(dir, INTERVIEW);
	bool has = path_exists(path);

	free(path);
	return has;
}

static void add_dir(char ***dirs, size_t *count, char *dir)
{
	*dirs = mem_realloc(*dirs, (*count + 1) * sizeof **dirs);
	(*dirs)[(*count)++] = dir;
}

bool source_dirs(const char *list, char ***dirs, size_t *count, struct err *e)
{
	char *data = path_data_dir();
	char *shipped = data ? path_join(data, "playbooks") : NULL;
	char *copy = mem_strdup(list ? list : ""), *save = NULL;

	*dirs = NULL;
	*count = 0;
	for (char *d = strtok_r(copy, ":", &save); d; d = strtok_r(NULL, ":", &save)) {
		if (!*count && !has_interview(d) && shipped && path_is_dir(d))
			add_dir(dirs, count, mem_strdup(shipped));
		add_dir(dirs, count, mem_strdup(d));
	}
	if (!*count && shipped)
		add_dir(dirs, count, mem_strdup(shipped));
	free(copy);
	free(data);
	free(shipped);
	for (size_t i = 0; i < *count; i++)
		if (!path_is_dir((*dirs)[i]))
			return err_set(e, ERR_NO_INPUT, "playbooks.missing", (*dirs)[i], NULL, NULL);
	if (!*count)
		return err_set(e, ERR_NO_INPUT, "playbooks.missing", "playbooks", NULL, NULL);
	return true;
}

void source_dirs_free(char **dirs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(dirs[i]);
	free(dirs);
}

static bool is_pinned(const char *name)
{
	return strcmp(name, BRANDS) != 0 && strcmp(name, CONTACTS) != 0 && strcmp(name, WORDS) != 0 &&
	       strcmp(name, SIGNS) != 0;
}

static struct source_file *new_file(struct source *s, const char *name)
{
	if (s->count == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 64;
		s->files = mem_realloc(s->files, s->cap * sizeof *s->files);
	}
	struct source_file *f = &s->files[s->count++];
	*f = (struct source_file){ mem_strdup(name), NULL, NULL, 0, 0, is_pinned(name) };
	return f;
}

static bool read_one(struct source *s, const char *dir, const char *name, int layer, struct err *e)
{
	struct buf text = { 0 };
	char *path = path_join(dir, name);

	if (!file_read(path, JSON_MAX_BYTES, &text, e)) {
		buf_free(&text);
		free(path);
		return false;
	}
	struct source_file *f = new_file(s, name);
	f->path = mem_strdup(layer > 0 ? path : name);
	f->layer = layer;
	f->len = text.len;
	f->text = buf_take(&text);
	free(path);
	return true;
}

static bool read_if_there(struct source *s, const char *dir, const char *name, int layer, struct err *e)
{
	char *path = path_join(dir, name);
	bool there = path_exists(path);

	free(path);
	return !there || read_one(s, dir, name, layer, e);
}

static bool is_general(const char *name)
{
	return strcmp(name, INTERVIEW) == 0 || !is_pinned(name);
}

static bool read_folder(struct source *s, const char *dir, const char *folder, int layer, struct err *e)
{
	char *path = path_join(dir, folder), **names = NULL;
	size_t count = 0;
	bool ok = true;

	if (path_is_dir(path))
		ok = dir_list(path, ".json", &names, &count, e);
	for (size_t i = 0; i < count; i++) {
		struct buf name = { 0 };
		buf_addf(&name, "%s%s%s", folder, *folder ? "/" : "", names[i]);
		if (ok && !(*folder == '\0' && is_general(names[i])))
			ok = read_one(s, dir, name.text, layer, e);
		buf_free(&name);
	}
	source_dirs_free(names, count);
	free(path);
	return ok;
}

static bool read_rest(struct source *s, const char *dir, int layer, struct err *e)
{
	return read_if_there(s, dir, BRANDS, layer, e) && read_if_there(s, dir, CONTACTS, layer, e) &&
	       read_if_there(s, dir, WORDS, layer, e) &&
	       read_folder(s, dir, "steps", layer, e) && read_folder(s, dir, "", layer, e);
}

static bool read_for_mail(struct source *s, const char *dir, int layer, struct err *e)
{
	return read_if_there(s, dir, BRANDS, layer, e) && read_if_there(s, dir, SIGNS, layer, e);
}

bool source_read(char *const *dirs, size_t count, enum source_part part, struct source *out, struct err *e)
{
	for (size_t i = 0; i < count; i++) {
		if (part == SOURCE_MAIL) {
			if (!read_for_mail(out, dirs[i], (int)i, e))
				return false;
			continue;
		}
		if (part == SOURCE_ALL && !read_if_there(out, dirs[i], SIGNS, (int)i, e))
			return false;
		if (part != SOURCE_REST && !read_if_there(out, dirs[i], INTERVIEW, (int)i, e))
			return false;
		if (part != SOURCE_INTERVIEW && !read_rest(out, dirs[i], (int)i, e))
			return false;
	}
	return true;
}

static void free_file(struct source_file *f)
{
	free(f->name);
	free(f->path);
	free(f->text);
}

void source_free(struct source *s)
{
	for (size_t i = 0; i < s->count; i++)
		free_file(&s->files[i]);
	free(s->files);
	*s = (struct source){ 0 };
}

static void add_frame(struct buf *out, const char *bytes, size_t len)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_add_c(out, (char)(len >> shift & 0xFF));
	buf_add_n(out, bytes, len);
}

void source_pack(const struct source *s, struct buf *out, unsigned char hash[HASH_SIZE])
{
	struct hash h;

	for (size_t i = 0; i < s->count; i++) {
		if (!s->files[i].pinned)
			continue;
		add_frame(out, s->files[i].name, strlen(s->files[i].name));
		add_frame(out, s->files[i].text, s->files[i].len);
	}
	hash_begin(&h);
	hash_bytes(&h, buf_str(out), out->len);
	hash_end(&h, hash);
}

/* Takes one frame off the front; false when the bytes end before it does. */
static bool take_frame(const char **at, size_t *left, const char **frame, size_t *len)
{
	const unsigned char *p = (const unsigned char *)*at;

	if (*left < 4)
		return false;
	*len = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
	if (*len > *left - 4)
		return false;
	*frame = *at + 4;
	*at += 4 + *len;
	*left -= 4 + *len;
	return true;
}

static void drop_pinned(struct source *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->count; i++) {
		if (s->files[i].pinned)
			free_file(&s->files[i]);
		else
			s->files[kept++] = s->files[i];
	}
	s->count = kept;
}

bool source_unpack(struct source *s, const char *bytes, size_t len, struct err *e)
{
	const char *name, *text;
	size_t name_len, text_len;

	drop_pinned(s);
	while (len) {
		char label[256];
		if (!take_frame(&bytes, &len, &name, &name_len) || !take_frame(&bytes, &len, &text, &text_len) ||
		    name_len >= sizeof label)
			return err_set(e, ERR_DATA, "pack.bad", NULL, NULL, NULL);
		memcpy(label, name, name_len);
		label[name_len] = '\0';
		struct source_file *f = new_file(s, label);
		f->pinned = true;
		f->layer = (int)s->count; /* layers were flattened: later files replace earlier ones */
		f->path = mem_strdup(label);
		f->text = mem_alloc(text_len + 1);
		f->len = text_len;
		memcpy(f->text, text, text_len);
	}
	return true;
}
