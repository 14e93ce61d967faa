#include "net/gather.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "guide/tongue.h"

#include "base/banned.h"

struct gathering {
	struct arena *arena;
	struct pack *to;
	size_t cap;
	struct err *e;
};

static bool add_file(struct gathering *g, const char *path, const char *name)
{
	struct buf text = { 0 };

	if (!file_read(path, PACK_MOST_FILE, &text, g->e)) {
		buf_free(&text);
		return false;
	}
	if (g->to->count == g->cap) {
		g->cap = g->cap ? g->cap * 2 : 64;
		g->to->files = mem_realloc(g->to->files, g->cap * sizeof *g->to->files);
	}
	g->to->files[g->to->count++] =
		(struct pack_file){ mem_strdup(name), arena_strndup(g->arena, buf_str(&text), text.len), text.len };
	buf_free(&text);
	return true;
}

static void free_names(char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

/* The JSON files of dir/folder, called prefix + folder + name. */
static bool add_folder(struct gathering *g, const char *dir, const char *prefix, const char *folder)
{
	char *path = path_join(dir, folder), **names = NULL;
	size_t count = 0;
	bool ok = !path_is_dir(path) || dir_list(path, ".json", &names, &count, g->e);

	for (size_t i = 0; i < count; i++) {
		struct buf name = { 0 };
		char *file = path_join(path, names[i]);
		buf_addf(&name, "%s%s%s%s", prefix, folder, *folder ? "/" : "", names[i]);
		ok = ok && ((*prefix && strcmp(names[i], "messages.json") == 0) || add_file(g, file, buf_str(&name)));
		free(file);
		buf_free(&name);
	}
	free_names(names, count);
	free(path);
	return ok;
}

static bool add_guidance(struct gathering *g, const char *dir, const char *prefix)
{
	return add_folder(g, dir, prefix, "") && add_folder(g, dir, prefix, "steps") && add_folder(g, dir, prefix, "letters");
}

/* Japanese is the playbooks themselves. */
static bool add_languages(struct gathering *g, const char *dir)
{
	char *locale = tongue_dir(dir), **langs = NULL;
	size_t count = 0;
	bool ok = !locale || dir_list(locale, "", &langs, &count, g->e);

	for (size_t i = 0; i < count; i++) {
		struct buf prefix = { 0 };
		char *path = path_join(locale, langs[i]);
		buf_addf(&prefix, "locale/%s/", langs[i]);
		ok = ok && (strcmp(langs[i], "ja") == 0 || !path_is_dir(path) || add_guidance(g, path, buf_str(&prefix)));
		free(path);
		buf_free(&prefix);
	}
	free_names(langs, count);
	free(locale);
	return ok;
}

bool gather(const char *dir, struct arena *a, struct pack *out, struct err *e)
{
	struct gathering g = { .arena = a, .to = out, .e = e };
	char *suffixes = path_join(dir, PACK_SUFFIXES);
	bool ok = add_guidance(&g, dir, "") && add_languages(&g, dir) && (!path_exists(suffixes) || add_file(&g, suffixes, PACK_SUFFIXES));

	free(suffixes);
	return ok;
}
