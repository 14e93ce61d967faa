/* kakekomi playbook handbook: all guidance as a small site and one PDF. Everything is made in a directory beside and moved at the end, so
 * that a failure leaves nothing half-made. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/sink.h"
#include "cli/command.h"
#include "cli/playbook_forms.h"
#include "sheet/handbook.h"
#include "sheet/printer.h"

#include "base/banned.h"

/* A handbook on its way. */
struct making {
	const struct context *x;
	const struct catalog *catalog;
	char *beside;  /* the directory where it is made */
	char **names;  /* of the files in it */
	size_t count;
};

/* --- making --- */

static bool add_page(struct making *m, const char *name, print_fn *print, struct document *d, struct err *e)
{
	char *path = path_join(m->beside, name);
	struct sink out;
	bool ok = sink_to_file(&out, path, false, e) && (print(d, &m->x->say, NULL, &out, e) ? sink_close(&out, e) : (sink_drop(&out), false));

	if (ok)
		m->names[m->count++] = mem_strdup(name);
	document_free(d);
	free(path);
	return ok;
}

static bool add_playbooks(struct making *m, struct err *e)
{
	bool ok = true;

	for (size_t i = 0; ok && i < m->catalog->playbook_count; i++) {
		const struct playbook *p = &m->catalog->playbooks[i];
		struct buf name = { 0 };
		handbook_page_name(p, &name);
		ok = add_page(m, buf_str(&name), print_html, handbook_playbook(m->catalog, p, &m->x->say), e);
		buf_free(&name);
	}
	return ok;
}

/* Where no PDF can be made here, a line says why and the site goes without it: *status. */
static bool make_all(struct making *m, int *status, struct err *e)
{
	const struct catalog *c = m->catalog;
	const struct say *say = &m->x->say;
	bool pdf = add_page(m, "handbook.pdf", print_pdf, handbook_whole(c, say), e);

	if (!pdf && e->code != ERR_UNAVAILABLE)
		return false;
	if (!pdf) {
		*status = fail(m->x, e);
		*e = (struct err){ 0 };
	}
	return add_page(m, "contacts.html", print_html, handbook_contacts(c, say), e) &&
	       add_page(m, "scripts.html", print_html, handbook_scripts(c, say), e) && add_playbooks(m, e) &&
	       add_page(m, "index.html", print_html, handbook_index(c, say, pdf), e);
}

/* --- the place --- */

static bool is_empty(const char *dir)
{
	DIR *d = opendir(dir);
	bool empty = true;

	for (const struct dirent *f; d && empty && (f = readdir(d));)
		empty = strcmp(f->d_name, ".") == 0 || strcmp(f->d_name, "..") == 0;
	if (d)
		closedir(d);
	return empty;
}

static bool may_use(const char *dir, bool force, struct err *e)
{
	if (path_exists(dir) && !path_is_dir(dir))
		return err_set(e, ERR_CANNOT_CREATE, "file.special", dir, NULL, NULL);
	if (path_is_dir(dir) && !force && !is_empty(dir))
		return err_set(e, ERR_CANNOT_CREATE, "handbook.not-empty", dir, NULL, NULL);
	return true;
}

/* With --force files of the same names are replaced; what else lies there stays. */
static bool move_in(const struct making *m, const char *dir, struct err *e)
{
	bool ok = path_is_dir(dir) || mkdir(dir, 0777) == 0 || err_errno(e, "file.unwritable", dir);

	for (size_t i = 0; ok && i < m->count; i++) {
		char *from = path_join(m->beside, m->names[i]), *to = path_join(dir, m->names[i]);
		ok = path_may_write(to, true, e) && (rename(from, to) == 0 || err_errno(e, "file.unwritable", to));
		free(from);
		free(to);
	}
	return ok;
}

static bool make_beside(struct making *m, const char *dir, struct err *e)
{
	struct buf beside = { 0 };
	size_t len = strlen(dir);

	while (len > 1 && dir[len - 1] == '/')
		len--;
	buf_add_n(&beside, dir, len);
	buf_addf(&beside, ".%ld.part", (long)getpid());
	m->beside = buf_take(&beside);
	if (mkdir(m->beside, 0777) == 0)
		return true;
	err_errno(e, "file.unwritable", dir);
	if (e->code != ERR_NOT_ALLOWED)
		e->code = ERR_CANNOT_CREATE;
	return false;
}

static void clear(struct making *m)
{
	for (size_t i = 0; i < m->count; i++) {
		char *path = path_join(m->beside, m->names[i]);
		unlink(path);
		free(path);
		free(m->names[i]);
	}
	if (m->beside)
		rmdir(m->beside);
	free(m->names);
	free(m->beside);
}

int playbook_handbook(struct context *x, struct catalog *c, struct err *e)
{
	enum { OTHER_FILES = 4 };
	const char *dir = option(x, "output");
	struct making m = { .x = x, .catalog = c };
	int status = 0;

	if (!dir) {
		err_set(e, ERR_USAGE, "handbook.where", NULL, NULL, NULL);
		return ERR_USAGE;
	}
	if (!may_use(dir, option(x, "force") != NULL, e) || !make_beside(&m, dir, e))
		goto out;
	m.names = mem_alloc((c->playbook_count + OTHER_FILES) * sizeof *m.names);
	if (make_all(&m, &status, e) && move_in(&m, dir, e))
		fprintf(stderr, "%s %s/index.html\n", say_text(&x->say, "print.written"), dir);
	else if (strncmp(e->arg[0], m.beside, strlen(m.beside)) == 0) /* nobody asked for that place */
		snprintf(e->arg[0], sizeof e->arg[0], "%s", dir);
out:
	clear(&m);
	return e->code ? (int)e->code : status;
}
