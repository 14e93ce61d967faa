/* kakekomi playbook export: a playbook for other programs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/text.h"
#include "cli/output.h"
#include "cli/playbook_forms.h"
#include "guide/find.h"
#include "guide/tongue.h"
#include "sheet/cacao.h"

#include "base/banned.h"

const struct playbook *playbook_named(const struct context *x, const struct catalog *c, struct err *e)
{
	const char *id = x->arg_count > 1 ? x->args[1] : "", *near = "";
	const struct playbook *p = find_playbook(c, intern_find(&c->strings, id));
	int distance = 4;

	for (size_t i = 0; !p && i < c->playbook_count; i++) {
		int d = text_distance(id, c->playbooks[i].id, 4);
		if (d < distance) {
			distance = d;
			near = c->playbooks[i].id;
		}
	}
	if (!p)
		err_set(e, ERR_NO_INPUT, *near ? "playbook.unknown-near" : "playbook.unknown", id, near, NULL);
	return p;
}

struct job {
	struct context *x;
	struct catalog *catalog;
	const struct playbook *playbook;
	const char *langs[SAYS_MAX];
	size_t lang_count;
};

static bool make_cacao(void *job, struct sink *out, struct err *e)
{
	struct job *j = job;

	return cacao_playbook(j->catalog, j->playbook, &j->x->say, j->langs, j->lang_count, out, e);
}

static const struct form forms[] = {
	{ "cacao", ".cacao.json", make_cacao, false },
	{ NULL, NULL, NULL, false },
};

/* Every language there is goes along, but for the one that the steps are in. */
static bool learn_languages(struct job *j, char ***names, size_t *count, struct err *e)
{
	char **dirs = NULL;
	size_t dir_count = 0;
	bool ok = say_languages(j->x->data_dir, names, count, e) && source_dirs(getenv("KAKEKOMI_PLAYBOOKS"), &dirs, &dir_count, e);

	for (size_t i = 0; ok && i < *count && j->lang_count < SAYS_MAX; i++) {
		if (strcmp((*names)[i], tongue_spoken(j->catalog)) == 0)
			continue;
		ok = strcmp((*names)[i], "ja") == 0 || tongue_learn(j->catalog, (*names)[i], dirs, dir_count, e);
		j->langs[j->lang_count++] = (*names)[i];
	}
	source_dirs_free(dirs, dir_count);
	return ok;
}

int playbook_export(struct context *x, struct catalog *c, struct err *e)
{
	const char *format = option(x, "format");
	const struct form *form = form_named(forms, format ? format : "cacao", e);
	struct job j = { .x = x, .catalog = c, .playbook = form ? playbook_named(x, c, e) : NULL };
	char **names = NULL;
	size_t count = 0;
	int status = 0;

	if (j.playbook && learn_languages(&j, &names, &count, e))
		status = output_form(x, &(struct output){ forms, form, &j, j.playbook->id }, e);
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
	return e->code ? (int)e->code : status;
}
