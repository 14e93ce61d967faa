#include "guide/installed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"

#include "base/banned.h"

enum { LINK_SIZE = 64 };

bool pack_of_link(const char *link, uint32_t *version)
{
	size_t digits = strspn(link, "0123456789");
	char text[PACK_VERSION_SIZE];

	if (digits >= sizeof text || strcmp(link + digits, ".pack") != 0)
		return false;
	snprintf(text, sizeof text, "%.*s", (int)digits, link);
	return pack_version_of(text, version);
}

static bool read_pack(const char *packs, const char *name, struct installed_pack *out)
{
	char link[LINK_SIZE];
	char *dir = path_join(packs, name), *current = path_join(dir, "current");
	ssize_t len = readlink(current, link, sizeof link - 1);
	bool ok = len > 0;

	link[ok ? len : 0] = '\0';
	*out = (struct installed_pack){ 0 };
	ok = ok && pack_name_ok(name) && pack_of_link(link, &out->version);
	if (ok) {
		out->path = path_join(dir, link);
		out->name = mem_strdup(name);
	}
	free(dir);
	free(current);
	return ok;
}

void installed_read(struct installed *out)
{
	char *packs = path_packs(), **names;
	size_t count;

	*out = (struct installed){ 0 };
	if (path_is_dir(packs) && dir_list(packs, "", &names, &count, NULL)) {
		out->at = mem_alloc((count + 1) * sizeof *out->at);
		for (size_t i = 0; i < count; i++) {
			if (read_pack(packs, names[i], &out->at[out->count]))
				out->count++;
			free(names[i]);
		}
		free(names);
	}
	free(packs);
}

void installed_free(struct installed *i)
{
	for (size_t k = 0; k < i->count; k++) {
		free(i->at[k].name);
		free(i->at[k].path);
	}
	free(i->at);
	*i = (struct installed){ 0 };
}

void installed_put(struct installed *i, const struct installed_pack *p)
{
	size_t at = 0;

	while (at < i->count && strcmp(i->at[at].name, p->name) < 0)
		at++;
	if (at < i->count && strcmp(i->at[at].name, p->name) == 0) {
		free(i->at[at].name);
		free(i->at[at].path);
	} else {
		i->at = mem_realloc(i->at, (i->count + 1) * sizeof *i->at);
		memmove(i->at + at + 1, i->at + at, (i->count - at) * sizeof *i->at);
		i->count++;
	}
	i->at[at] = (struct installed_pack){ mem_strdup(p->name), mem_strdup(p->path), p->version };
}

bool installed_is_base(const struct installed_pack *p)
{
	return strcmp(p->name, PACK_BASE) == 0;
}

uint32_t shipped_version(const char *shipped)
{
	struct buf text = { 0 };
	char *path = path_join(shipped, "VERSION");
	uint32_t version = 0;

	if (path_exists(path) && file_read(path, PACK_VERSION_SIZE, &text, NULL) && text.len) {
		text.text[strcspn(text.text, "\n")] = '\0';
		if (!pack_version_of(text.text, &version))
			version = 0;
	}
	buf_free(&text);
	free(path);
	return version;
}

const struct installed_pack *installed_base(const struct installed *i, const char *shipped)
{
	for (size_t k = 0; k < i->count; k++)
		if (installed_is_base(&i->at[k]))
			return !shipped || i->at[k].version > shipped_version(shipped) ? &i->at[k] : NULL;
	return NULL;
}
