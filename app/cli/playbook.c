/* kakekomi playbook: check, list and show the guidance. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/playbook_forms.h"
#include "cli/texts.h"
#include "guide/find.h"
#include "guide/layer.h"
#include "guide/letter.h"
#include "guide/plan.h"
#include "mail/guidance.h"

#include "base/banned.h"

const struct option_row playbook_options[] = {
	{ "format", "cacao|dot|svg", "help.opt.playbook-format" },
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

static struct catalog *check_all(const char *dir_list, struct err *e)
{
	char **dirs;
	size_t count;
	struct catalog *c = source_dirs(dir_list, &dirs, &count, e) ? guidance_check(dirs, count, e) : NULL;

	source_dirs_free(dirs, count);
	return c;
}

/* The directory whose translations are meant. */
static char *last_dir(const char *dir_list)
{
	char **dirs, *last = NULL;
	size_t count;

	if (source_dirs(dir_list, &dirs, &count, NULL))
		last = mem_strdup(dirs[count - 1]);
	source_dirs_free(dirs, count);
	return last;
}

static int check(struct context *x, struct err *e)
{
	const char *dir = x->arg_count > 1 ? x->args[1] : getenv("KAKEKOMI_PLAYBOOKS");
	struct buf text = { 0 };
	char count[24], steps[24];

	if (x->arg_count > 1 && !guide_is_dir(dir)) {
		err_set(e, ERR_NO_INPUT, "playbooks.missing", dir, NULL, NULL);
		return ERR_NO_INPUT;
	}
	struct catalog *c = check_all(dir, e);
	if (!c)
		return (int)e->code;
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

static int show(struct context *x, struct catalog *c, struct err *e)
{
	const struct playbook *p = playbook_named(x, c, e);

	if (!p)
		return (int)e->code;
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

static int list(struct context *x, struct catalog *c, struct err *e)
{
	(void)x;
	(void)e;
	put_list(c);
	return 0;
}

static int texts(struct context *x, struct catalog *c, struct err *e)
{
	char *dir = last_dir(getenv("KAKEKOMI_PLAYBOOKS"));
	bool ok = letters_load(c, getenv("KAKEKOMI_PLAYBOOKS"), e) && catalog_sound(c, e);
	int status = ok ? playbook_texts(x, c, dir ? dir : "", e) : (int)e->code;

	free(dir);
	return status;
}

/* What can be done with playbooks. All but the check need them sound. */
static const struct deed {
	const char *name;
	int (*run)(struct context *x, struct catalog *c, struct err *e);
	bool japanese; /* works on the words as they are written */
} deeds[] = {
	{ "list", list, false },
	{ "show", show, false },
	{ "texts", texts, true },
	{ "export", playbook_export, false },
	{ "import", playbook_import, false },
	{ "graph", playbook_graph, false },
	{ "handbook", playbook_handbook, false },
};

int run_playbook(struct context *x, struct err *e)
{
	const struct deed *deed = NULL;

	if (strcmp(x->args[0], "check") == 0)
		return check(x, e);
	for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
		if (strcmp(x->args[0], deeds[i].name) == 0)
			deed = &deeds[i];
	if (!deed) {
		err_set(e, ERR_USAGE, "playbook.what", x->args[0], NULL, NULL);
		return ERR_USAGE;
	}
	struct catalog *c = catalog_load(getenv("KAKEKOMI_PLAYBOOKS"), SOURCE_ALL, e);
	if (!c)
		return (int)e->code;
	if (!deed->japanese)
		speak(x, c);
	int status = deed->run(x, c, e);
	catalog_free(c);
	return status;
}
