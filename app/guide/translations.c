#include "guide/translations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/say.h"
#include "guide/layer.h"
#include "guide/places.h"
#include "guide/reader.h"

#include "base/banned.h"

static const char MESSAGES[] = "messages.json", WORDS[] = "words.json";

/* --- checking --- */

struct checking {
	struct catalog *c;
	const struct places *places;
	const char *file; /* as faults name it */
	struct text_place place;
};

static void fault(const struct checking *k, const char *what, const char *more)
{
	struct buf path = { 0 }, text = { 0 };

	text_path(&k->place, &path);
	buf_addf(&text, "%s%s", what, more);
	catalog_fault(k->c, k->file, buf_str(&path), buf_str(&text));
	buf_free(&path);
	buf_free(&text);
}

static void check_entry(const struct checking *k, const json *entry)
{
	const char *ja = places_text(k->places, &k->place);
	char what[64], hash[TEXT_HASH_SIZE];

	if (!ja) {
		fault(k, "there is no such text to translate", "");
		return;
	}
	switch (tongue_judge(entry, ja, what)) {
	case TRANSLATION_STALE:
		text_hash(ja, hash);
		fault(k, "stale: the Japanese has changed, its hash is now ", hash);
		break;
	case TRANSLATION_PLACES: fault(k, "the placeholders differ from the Japanese: ", what); break;
	case TRANSLATION_MISSING:
	case TRANSLATION_GOOD: break;
	}
}

static void check_rows(struct checking *k, const json *root)
{
	for (const json *row = json_first(root); row; row = json_next(row))
		for (const json *m = json_first(row); m; m = json_next(m)) {
			k->place.row = json_key(row);
			k->place.member = json_key(m) ? json_key(m) : "";
			k->place.index = json_is_array(m) ? 0 : -1;
			if (!json_is_array(m))
				check_entry(k, m);
			for (const json *item = json_is_array(m) ? json_first(m) : NULL; item; item = json_next(item), k->place.index++)
				check_entry(k, item);
		}
}

/* What the files of a language are judged by. */
struct roots {
	struct tongue_files *japanese;
	struct places places;
	size_t unsaid; /* faults name a path without this much at its beginning */
};

static void check_messages(struct checking *k, const json *root, const json *japanese)
{
	char what[64];

	for (const json *m = json_first(root); m; m = json_next(m)) {
		const char *ja = json_get_text(japanese, json_key(m));
		if (!ja || !json_text(m))
			catalog_fault(k->c, k->file, json_key(m), "there is no such message");
		else if (!say_keeps_places(ja, json_text(m), what)) {
			struct buf text = { 0 };
			buf_addf(&text, "the placeholders differ from the Japanese: %s", what);
			catalog_fault(k->c, k->file, json_key(m), buf_str(&text));
			buf_free(&text);
		}
	}
}

static void check_file(struct catalog *c, const struct roots *roots, struct tongue_files *files, const char *name)
{
	struct err e = { 0 };
	char *path = path_join(files->dir, name);
	struct checking k = { .c = c, .places = &roots->places, .file = path + roots->unsaid, .place = { .file = name } };
	const json *root = tongue_file(files, name, &e);

	if (!root)
		catalog_fault(c, k.file, "", e.code ? e.arg[1] : "cannot be read");
	else if (strcmp(name, MESSAGES) == 0)
		check_messages(&k, root, tongue_file(roots->japanese, name, NULL));
	else if (strcmp(name, WORDS) == 0)
		load_more_words(&(struct reader){ .c = c, .file = arena_strdup(c->arena, k.file) }, root);
	else
		check_rows(&k, root);
	free(path);
}

static void free_names(char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

static void check_folder(struct catalog *c, const struct roots *roots, struct tongue_files *files, const char *folder)
{
	char **names = NULL;
	size_t count = 0;

	layer_list(&files->layer, folder, ".json", &names, &count, NULL);
	for (size_t i = 0; i < count; i++) {
		struct buf name = { 0 };
		buf_addf(&name, "%s%s%s", folder, *folder ? "/" : "", names[i]);
		check_file(c, roots, files, buf_str(&name));
		buf_free(&name);
	}
	free_names(names, count);
}

void check_translations(struct catalog *c, const char *playbook_dir)
{
	char *dir = tongue_dir(playbook_dir), **langs = NULL;
	size_t count = 0;
	struct tongue_files japanese;

	if (!dir)
		return;
	tongue_files_open(&japanese, dir, "ja");
	/* As with the playbooks themselves: the shipped ones go by their names, a layer's by its directory. */
	const bool own = strncmp(dir, playbook_dir, strlen(playbook_dir)) == 0;
	struct roots roots = { .japanese = &japanese, .unsaid = own ? 0 : strlen(dir) - strlen("locale") };
	places_open(&roots.places, c);
	guide_list(dir, "", &langs, &count, NULL);
	for (size_t i = 0; i < count; i++) {
		struct tongue_files files;
		if (strcmp(langs[i], "ja") == 0)
			continue;
		tongue_files_open(&files, dir, langs[i]);
		check_folder(c, &roots, &files, "");
		check_folder(c, &roots, &files, "steps");
		tongue_files_close(&files);
	}
	places_close(&roots.places);
	tongue_files_close(&japanese);
	free_names(langs, count);
	free(dir);
}

/* --- what there is to do --- */

struct doing {
	struct tongue_files files;
	todo_fn *each;
	void *context;
	struct err *e;
};

static void look_at(void *context, const struct text_place *p)
{
	struct doing *d = context;
	const json *entry = tongue_entry(&d->files, p, d->e);
	char what[64] = "";
	enum translation state = tongue_judge(entry, *p->text, what);

	if (state != TRANSLATION_GOOD && !text_is_plain(*p->text))
		d->each(d->context, &(struct todo){ p, state, json_get_text(entry, "text"), what });
}

static void look_at_messages(struct doing *d, const json *japanese)
{
	const json *mine = tongue_file(&d->files, MESSAGES, d->e);
	char what[64] = "";

	for (const json *m = json_first(japanese); m; m = json_next(m)) {
		const char *ja = json_text(m), *text = json_get_text(mine, json_key(m));
		const struct text_place p = { MESSAGES, json_key(m), "text", -1, &ja };
		if (!text)
			d->each(d->context, &(struct todo){ &p, TRANSLATION_MISSING, NULL, what });
		else if (!say_keeps_places(ja, text, what))
			d->each(d->context, &(struct todo){ &p, TRANSLATION_PLACES, text, what });
	}
}

char *translations_dir(const char *playbook_dir, struct err *e)
{
	char *dir = tongue_dir(playbook_dir);

	if (!dir)
		err_set(e, ERR_NO_INPUT, "translations.none", playbook_dir, NULL, NULL);
	return dir;
}

bool translations_todo(const struct catalog *c, const char *playbook_dir, const char *lang, todo_fn *each, void *context, struct err *e)
{
	char *dir = translations_dir(playbook_dir, e);
	struct doing d = { .each = each, .context = context, .e = e };
	struct tongue_files japanese;

	if (!dir)
		return false;
	tongue_files_open(&d.files, dir, lang);
	tongue_files_open(&japanese, dir, "ja");
	texts_each(c, look_at, &d);
	look_at_messages(&d, tongue_file(&japanese, MESSAGES, e));
	tongue_files_close(&japanese);
	tongue_files_close(&d.files);
	free(dir);
	return !e->code;
}
