#include "guide/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guide/reader.h"
#include "guide/references.h"
#include "guide/tongue.h"

#include "base/banned.h"

struct catalog *catalog_new(void)
{
	struct catalog *c = mem_alloc(sizeof *c);

	c->arena = arena_new();
	c->join = tongue_japanese_joiners();
	return c;
}

void catalog_free(struct catalog *c)
{
	if (!c)
		return;
	intern_free(&c->strings);
	intern_free(&c->seen);
	arena_free(c->arena);
	free(c);
}

void catalog_fault(struct catalog *c, const char *file, const char *path, const char *what)
{
	c->faults.at = arena_grow(c->arena, c->faults.at, c->faults.count, &c->faults.cap, sizeof *c->faults.at);
	c->faults.at[c->faults.count++] =
		(struct fault){ arena_strdup(c->arena, file), arena_strdup(c->arena, path), arena_strdup(c->arena, what) };
}

static void load_file(const struct reader *r, const char *name, const json *root)
{
	if (strcmp(name, "interview.json") == 0)
		load_interview(r, root);
	else if (strcmp(name, "words.json") == 0)
		load_words(r, root);
	else if (strcmp(name, "brands.json") == 0)
		load_brands(r, root);
	else if (strcmp(name, "signs.json") == 0)
		load_signs(r, root);
	else if (strcmp(name, "contacts.json") == 0)
		load_contacts(r, root);
	else if (strncmp(name, "steps/", 6) == 0)
		load_steps(r, root);
	else
		load_playbook(r, root);
}

static void read_file(struct catalog *c, struct source_file *f)
{
	struct err e = { 0 };
	struct arena *tree = arena_new();
	json *root = json_parse_in(tree, f->path, f->text, f->len, &e);

	if (root) {
		struct reader r = { c, arena_strdup(c->arena, f->path), f->layer };
		load_file(&r, f->name, root);
	} else {
		catalog_fault(c, f->path, "", e.arg[1]);
	}
	/* What the catalog needs was copied: the fewer texts and trees stand in memory, the less of it is touched. */
	arena_free(tree);
	source_let_go(f);
}

/* Each kind of file after those it speaks of, whatever order the layers came in. */
static const char *const pass_order[] = { "contacts.json", "brands.json", "interview.json", "words.json", "signs.json", "steps/", "" };
enum { PASSES = 7, INTERVIEW_PASS = 2 };

static int pass_of(const char *name)
{
	int pass = 0;

	while (strncmp(name, pass_order[pass], strlen(pass_order[pass])) != 0)
		pass++;
	return pass;
}

void catalog_read(struct catalog *c, struct source *s, enum source_part part)
{
	c->for_mail = part == SOURCE_MAIL;
	for (int pass = 0; pass < PASSES; pass++) {
		if (part != SOURCE_ALL && part != SOURCE_MAIL && (pass == INTERVIEW_PASS) != (part == SOURCE_INTERVIEW))
			continue;
		for (size_t i = 0; i < s->count; i++)
			if (pass_of(s->files[i].name) == pass)
				read_file(c, &s->files[i]);
	}
	if (part == SOURCE_INTERVIEW || part == SOURCE_MAIL)
		return;
	link_playbooks(c);
	check_references(c);
	c->complete = true;
}

bool catalog_sound(const struct catalog *c, struct err *e)
{
	char line[ERR_ARG_SIZE], count[24];

	if (!c->faults.count)
		return true;
	const struct fault *f = &c->faults.at[0];
	snprintf(line, sizeof line, "%s: %s%s%s", f->file, f->path, *f->path ? ": " : "", f->what);
	snprintf(count, sizeof count, "%zu", c->faults.count);
	return err_set(e, ERR_DATA, "playbooks.fault", line, count, NULL);
}

struct catalog *catalog_load(const char *dir_list, enum source_part part, struct err *e)
{
	char **dirs;
	size_t count;
	struct source s = { 0 };
	struct catalog *c = NULL;

	if (!source_dirs(dir_list, &dirs, &count, e) || !source_read(dirs, count, part, &s, e))
		goto out;
	c = catalog_new();
	catalog_read(c, &s, part);
	if (!catalog_sound(c, e)) {
		catalog_free(c);
		c = NULL;
	}
out:
	source_free(&s);
	source_dirs_free(dirs, count);
	return c;
}
