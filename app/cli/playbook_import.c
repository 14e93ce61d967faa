/* kakekomi playbook import: a CACAO playbook as a layer of playbooks of ours. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/text.h"
#include "cli/playbook_forms.h"
#include "guide/source.h"
#include "sheet/cacao.h"

#include "base/banned.h"

/* One file to be written. */
struct piece {
	char *path;
	const char *name; /* within the directory */
	struct buf text;
};

static void make_piece(struct piece *p, const char *dir, const char *name, const json *content)
{
	p->path = path_join(dir, name);
	p->name = name;
	json_write(content, true, &p->text);
	buf_add_c(&p->text, '\n');
}

/* With today's playbooks beneath: what the loader would refuse is not written. */
static bool is_sound(const struct piece *pieces, size_t count, struct err *e)
{
	char **dirs = NULL;
	size_t dir_count = 0;
	struct source s = { 0 };
	struct catalog *c = NULL;
	bool ok = false;

	if (source_dirs(getenv("KAKEKOMI_PLAYBOOKS"), &dirs, &dir_count, e) && source_read(dirs, dir_count, SOURCE_ALL, &s, e)) {
		for (size_t i = 0; i < count; i++)
			source_add(&s, pieces[i].name, buf_str(&pieces[i].text), pieces[i].text.len, (int)dir_count);
		c = catalog_new();
		catalog_read(c, &s, SOURCE_ALL);
		ok = catalog_sound(c, e);
	}
	catalog_free(c);
	source_free(&s);
	source_dirs_free(dirs, dir_count);
	return ok;
}

/* All or none. */
static bool write_pieces(struct context *x, const struct piece *pieces, size_t count, struct err *e)
{
	const bool force = option(x, "force") != NULL;
	size_t written = 0;

	for (size_t i = 0; i < count; i++)
		if (!path_may_write(pieces[i].path, force, e))
			return false;
	while (written < count && path_make_parent(pieces[written].path, e) &&
	       file_write(pieces[written].path, pieces[written].text.text, pieces[written].text.len, force, e))
		written++;
	if (written == count)
		return true;
	while (written)
		unlink(pieces[--written].path);
	return false;
}

static void tell_left(const struct context *x, const struct cacao_import *i)
{
	struct buf line = { 0 }, clean = { 0 };

	for (size_t n = 0; n < i->left_count; n++) {
		buf_clear(&line);
		buf_clear(&clean);
		say_add(&x->say, &line, i->left[n].key, "what", i->left[n].what, "more", i->left[n].more ? i->left[n].more : "", NULL);
		text_clean(buf_str(&line), false, &clean);
		fprintf(stderr, "%s\n", buf_str(&clean));
	}
	buf_free(&line);
	buf_free(&clean);
}

static void tell_written(const struct context *x, const char *dir, const struct piece *pieces, size_t count)
{
	struct buf line = { 0 };

	for (size_t i = 0; i < count; i++)
		fprintf(stderr, "%s %s\n", say_text(&x->say, "print.written"), pieces[i].path);
	say_add(&x->say, &line, "cacao.layer", "dir", dir, NULL);
	puts(buf_str(&line));
	buf_free(&line);
}

static bool write_import(struct context *x, const struct cacao_import *i, const char *dir, struct err *e)
{
	struct piece pieces[2] = { 0 };
	size_t count = 0;
	struct buf steps = { 0 }, playbook = { 0 };

	buf_addf(&steps, "steps/%s.json", i->id);
	buf_addf(&playbook, "%s.json", i->id);
	if (i->steps)
		make_piece(&pieces[count++], dir, buf_str(&steps), i->steps);
	make_piece(&pieces[count++], dir, buf_str(&playbook), i->playbook);
	bool ok = is_sound(pieces, count, e) && write_pieces(x, pieces, count, e);
	if (ok)
		tell_written(x, dir, pieces, count);
	for (size_t n = 0; n < count; n++) {
		free(pieces[n].path);
		buf_free(&pieces[n].text);
	}
	buf_free(&steps);
	buf_free(&playbook);
	return ok;
}

int playbook_import(struct context *x, struct catalog *c, struct err *e)
{
	const char *file = x->arg_count > 1 ? x->args[1] : "", *dir = option(x, "output");
	struct buf text = { 0 };
	struct cacao_import i = { 0 };

	if (!file_read(file, JSON_MAX_BYTES, &text, e))
		goto out;
	if (cacao_import(c, &x->say, file, buf_str(&text), text.len, &i, e) && write_import(x, &i, dir ? dir : i.id, e))
		tell_left(x, &i);
out:
	cacao_import_free(&i);
	buf_free(&text);
	return (int)e->code;
}
