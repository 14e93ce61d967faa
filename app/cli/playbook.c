/* kakekomi playbook: check, list and show the guidance. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/texts.h"
#include "guide/check.h"
#include "guide/find.h"
#include "guide/letter.h"
#include "guide/plan.h"
#include "guide/translations.h"
#include "mail/check.h"

#include "base/banned.h"

const struct option_row playbook_options[] = {
	{ "output", "FILE", "help.opt.texts-output" },
	{ "from", "FILE", "help.opt.texts-from" },
	{ "force", NULL, "help.opt.force" },
	{ NULL, NULL, NULL },
};

static void put_fault(const struct fault *f)
{
	struct buf line = { 0 }, clean = { 0 };

	buf_addf(&line, "%s: %s%s%s", f->file, f->path, *f->path ? ": " : "", f->what);
	text_clean(buf_str(&line), false, &clean);
	puts(buf_str(&clean));
	buf_free(&line);
	buf_free(&clean);
}

/* Reads whatever is there, faults and all; NULL only when the directories cannot be read. */
static struct catalog *read_all(const char *dir_list, struct err *e)
{
	char **dirs;
	size_t count;
	struct source s = { 0 };
	struct catalog *c = NULL;

	if (source_dirs(dir_list, &dirs, &count, e) && source_read(dirs, count, SOURCE_ALL, &s, e)) {
		c = catalog_new();
		catalog_read(c, &s, SOURCE_ALL);
	}
	source_free(&s);
	source_dirs_free(dirs, count);
	return c;
}

/* The translations that go with the last of these directories: those beneath have been checked with theirs. */
static char *last_dir(const char *dir_list)
{
	char **dirs, *last = NULL;
	size_t count;

	if (source_dirs(dir_list, &dirs, &count, NULL))
		last = mem_strdup(dirs[count - 1]);
	source_dirs_free(dirs, count);
	return last;
}

static void check_locale(struct catalog *c, const char *dir_list)
{
	char *dir = last_dir(dir_list);

	if (dir)
		check_translations(c, dir);
	free(dir);
}

static int check(struct context *x, struct err *e)
{
	const char *dir = x->arg_count > 1 ? x->args[1] : getenv("KAKEKOMI_PLAYBOOKS");
	struct buf text = { 0 };
	char count[24], steps[24];

	if (x->arg_count > 1 && !path_is_dir(dir)) {
		err_set(e, ERR_NO_INPUT, "playbooks.missing", dir, NULL, NULL);
		return ERR_NO_INPUT;
	}
	struct catalog *c = read_all(dir, e);
	if (!c)
		return (int)e->code;
	/* What lies on unreadable ground cannot be judged further: first things first. */
	struct letters letters;
	if (!c->faults.count) {
		check_guidance(c);
		check_rules(c);
		letters_load(c, dir, &letters, e);
		check_locale(c, dir);
	}
	for (size_t i = 0; i < c->faults.count; i++)
		put_fault(&c->faults.at[i]);
	int status = c->faults.count ? ERR_NO : 0;
	snprintf(count, sizeof count, "%zu", c->faults.count ? c->faults.count : c->playbook_count);
	snprintf(steps, sizeof steps, "%zu", c->step_count);
	say_add(&x->say, &text, status ? "playbook.faults" : "playbook.sound", "count", count, "steps", steps, NULL);
	fprintf(status ? stderr : stdout, "%s\n", buf_str(&text));
	buf_free(&text);
	catalog_free(c);
	return status;
}

static void put_list(const struct catalog *c)
{
	for (size_t i = 0; i < c->playbook_count; i++) {
		const struct playbook *p = &c->playbooks[i];
		printf("%-24s %3d  %3zu  %s\n", p->id, p->order, p->count, p->title);
	}
}

static int show(const struct context *x, const struct catalog *c, struct err *e)
{
	const char *id = x->arg_count > 1 ? x->args[1] : "";
	const struct playbook *p = find_playbook(c, intern_find(&c->strings, id));

	if (!p) {
		err_set(e, ERR_NO_INPUT, "playbook.unknown", id, NULL, NULL);
		return ERR_NO_INPUT;
	}
	printf("%s  %s\n%s %d  %s\n\n", p->id, p->title, say_text(&x->say, "playbook.order"), p->order, p->source);
	for (size_t i = 0; i < p->count; i++) {
		const struct step *s = p->uses[i].step;
		enum urgency u = p->uses[i].has_urgency ? p->uses[i].urgency : s->urgency;
		printf("%2zu  %-7s %-28s %s\n", i + 1, urgency_name(u), s->action, s->title);
		for (size_t k = 0; k < s->how.count; k++)
			printf("      %s\n", s->how.at[k]);
	}
	return 0;
}

static int texts(struct context *x, const struct catalog *c, struct err *e)
{
	char *dir = last_dir(getenv("KAKEKOMI_PLAYBOOKS"));
	int status = playbook_texts(x, c, dir ? dir : "", e);

	free(dir);
	return status;
}

int run_playbook(struct context *x, struct err *e)
{
	const char *what = x->args[0];
	int status = 0;

	if (strcmp(what, "check") == 0)
		return check(x, e);
	if (strcmp(what, "list") != 0 && strcmp(what, "show") != 0 && strcmp(what, "texts") != 0) {
		err_set(e, ERR_USAGE, "playbook.what", what, NULL, NULL);
		return ERR_USAGE;
	}
	struct catalog *c = catalog_load(getenv("KAKEKOMI_PLAYBOOKS"), SOURCE_ALL, e);
	if (!c)
		return (int)e->code;
	if (strcmp(what, "texts") == 0) {
		status = texts(x, c, e);
	} else if (strcmp(what, "list") == 0) {
		speak(x, c);
		put_list(c);
	} else {
		speak(x, c);
		status = show(x, c, e);
	}
	catalog_free(c);
	return status;
}
