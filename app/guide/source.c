#include "guide/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/frame.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/path.h"
#include "guide/installed.h"
#include "guide/layer.h"

#include "base/banned.h"

static const char INTERVIEW[] = "interview.json", BRANDS[] = "brands.json", CONTACTS[] = "contacts.json", WORDS[] = "words.json",
		  SIGNS[] = "signs.json";

static bool has_interview(const char *dir)
{
	char *path = path_join(dir, INTERVIEW);
	bool has = guide_has(path);

	free(path);
	return has;
}

static void add_dir(char ***dirs, size_t *count, char *dir)
{
	*dirs = mem_realloc(*dirs, (*count + 1) * sizeof **dirs);
	(*dirs)[(*count)++] = dir;
}

/* The shipped playbooks or the newer pack that replaces them, and the packs on top. */
static void add_base(char ***dirs, size_t *count, const char *shipped, const struct installed_pack *with)
{
	struct installed packs;

	installed_read(&packs);
	if (with)
		installed_put(&packs, with);
	const struct installed_pack *base = installed_base(&packs, shipped);
	if (base || shipped)
		add_dir(dirs, count, mem_strdup(base ? base->path : shipped));
	for (size_t i = 0; i < packs.count; i++)
		if (!installed_is_base(&packs.at[i]))
			add_dir(dirs, count, mem_strdup(packs.at[i].path));
	installed_free(&packs);
}

bool source_dirs_with(const char *list, const struct installed_pack *with, char ***dirs, size_t *count, struct err *e)
{
	char *data = path_data_dir();
	char *shipped = data ? path_join(data, "playbooks") : NULL;
	char *copy = mem_strdup(list ? list : ""), *save = NULL;

	*dirs = NULL;
	*count = 0;
	for (char *d = strtok_r(copy, ":", &save); d; d = strtok_r(NULL, ":", &save)) {
		if (!*count && !has_interview(d) && shipped && guide_is_layer(d))
			add_base(dirs, count, shipped, with);
		add_dir(dirs, count, mem_strdup(d));
	}
	if (!*count)
		add_base(dirs, count, shipped, with);
	free(copy);
	free(data);
	free(shipped);
	for (size_t i = 0; i < *count; i++)
		if (!guide_is_layer((*dirs)[i]))
			return err_set(e, ERR_NO_INPUT, "playbooks.missing", (*dirs)[i], NULL, NULL);
	if (!*count)
		return err_set(e, ERR_NO_INPUT, "playbooks.missing", "playbooks", NULL, NULL);
	return true;
}

bool source_dirs(const char *list, char ***dirs, size_t *count, struct err *e)
{
	return source_dirs_with(list, NULL, dirs, count, e);
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

void source_add(struct source *s, const char *name, const char *text, size_t len, int layer)
{
	struct source_file *f = new_file(s, name);

	f->path = mem_strdup(name);
	f->text = mem_alloc(len + 1);
	memcpy(f->text, text, len);
	f->len = len;
	f->layer = layer;
	f->pinned = is_pinned(name);
}

/* One directory or pack being read. */
struct reading {
	struct source *to;
	struct layer layer;
	const char *dir;
	int index;
};

static bool read_one(const struct reading *r, const char *name, struct err *e)
{
	struct buf text = { 0 };

	if (!layer_read(&r->layer, name, &text, e)) {
		buf_free(&text);
		return false;
	}
	struct source_file *f = new_file(r->to, name);
	f->path = r->index > 0 ? path_join(r->dir, name) : mem_strdup(name);
	f->layer = r->index;
	f->len = text.len;
	f->text = buf_take(&text);
	return true;
}

static bool read_if_there(const struct reading *r, const char *name, struct err *e)
{
	return !layer_has(&r->layer, name) || read_one(r, name, e);
}

static bool is_general(const char *name)
{
	return strcmp(name, INTERVIEW) == 0 || !is_pinned(name);
}

static bool read_folder(const struct reading *r, const char *folder, struct err *e)
{
	char **names = NULL;
	size_t count = 0;
	bool ok = layer_list(&r->layer, folder, ".json", &names, &count, e);

	for (size_t i = 0; i < count; i++) {
		struct buf name = { 0 };
		buf_addf(&name, "%s%s%s", folder, *folder ? "/" : "", names[i]);
		if (ok && !(*folder == '\0' && is_general(names[i])))
			ok = read_one(r, name.text, e);
		buf_free(&name);
	}
	source_dirs_free(names, count);
	return ok;
}

static bool read_rest(const struct reading *r, struct err *e)
{
	return read_if_there(r, BRANDS, e) && read_if_there(r, CONTACTS, e) && read_if_there(r, WORDS, e) &&
	       read_folder(r, "steps", e) && read_folder(r, "", e);
}

static bool read_part(const struct reading *r, enum source_part part, struct err *e)
{
	if (part == SOURCE_MAIL)
		return read_if_there(r, BRANDS, e) && read_if_there(r, SIGNS, e);
	return (part != SOURCE_ALL || read_if_there(r, SIGNS, e)) &&
	       (part == SOURCE_REST || read_if_there(r, INTERVIEW, e)) && (part == SOURCE_INTERVIEW || read_rest(r, e));
}

static size_t count_files(const struct reading *r, const char *folder, const char *suffix)
{
	char **names = NULL;
	size_t count = 0;

	layer_list(&r->layer, folder, suffix, &names, &count, NULL);
	source_dirs_free(names, count);
	return count;
}

/* A folder of other things, named by mistake (/etc), would else pass for a layer that changes nothing. */
static bool is_no_layer(const struct reading *r, enum source_part part)
{
	return (part == SOURCE_ALL || part == SOURCE_REST) && !layer_has(&r->layer, INTERVIEW) && !layer_has(&r->layer, SIGNS) &&
	       !count_files(r, "letters", ".json") && count_files(r, "", "");
}

bool source_read(char *const *dirs, size_t count, enum source_part part, struct source *out, struct err *e)
{
	bool ok = true;

	for (size_t i = 0; ok && i < count; i++) {
		struct reading r = { .to = out, .dir = dirs[i], .index = (int)i };
		size_t before = out->count;
		ok = layer_open(&r.layer, dirs[i], e) && read_part(&r, part, e);
		if (ok && out->count == before && is_no_layer(&r, part))
			ok = err_set(e, ERR_NO_INPUT, "playbooks.none-in", dirs[i], NULL, NULL);
		layer_close(&r.layer);
	}
	return ok;
}

void source_let_go(struct source_file *f)
{
	free(f->text);
	f->text = NULL;
	f->len = 0;
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

void source_pack(const struct source *s, struct buf *out, unsigned char hash[HASH_SIZE])
{
	struct hash h;

	for (size_t i = 0; i < s->count; i++) {
		if (!s->files[i].pinned)
			continue;
		frame_add(out, s->files[i].name, strlen(s->files[i].name));
		frame_add(out, s->files[i].text, s->files[i].len);
	}
	hash_begin(&h);
	hash_bytes(&h, buf_str(out), out->len);
	hash_end(&h, hash);
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
		if (!frame_take(&bytes, &len, &name, &name_len) || !frame_take(&bytes, &len, &text, &text_len) ||
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
