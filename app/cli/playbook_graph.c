/* kakekomi playbook graph: a playbook as a drawing. */
#include <string.h>

#include "cli/output.h"
#include "cli/playbook_forms.h"
#include "sheet/graph.h"

#include "base/banned.h"

struct job {
	const struct context *x;
	const struct catalog *catalog;
	const struct playbook *playbook;
};

static bool make_dot(void *job, struct sink *out, struct err *e)
{
	struct job *j = job;

	(void)e;
	graph_dot(j->catalog, j->playbook, &j->x->say, out);
	return true;
}

static bool make_svg(void *job, struct sink *out, struct err *e)
{
	struct job *j = job;

	return graph_svg(j->catalog, j->playbook, &j->x->say, out, e);
}

static const struct form forms[] = {
	{ "dot", ".dot", make_dot, false },
	{ "svg", ".svg", make_svg, false },
	{ NULL, NULL, NULL, false },
};

/* The form asked for, else the one the file's name ends in, else DOT, which is always possible. */
static const struct form *choose_form(const struct context *x, struct err *e)
{
	const char *format = option(x, "format"), *path = option(x, "output"), *dot = path ? strrchr(path, '.') : NULL;

	for (const struct form *f = forms; !format && dot && f->name; f++)
		if (strcmp(f->suffix, dot) == 0)
			return f;
	return form_named(forms, format ? format : "dot", e);
}

int playbook_graph(struct context *x, struct catalog *c, struct err *e)
{
	const struct form *form = choose_form(x, e);
	struct job j = { x, c, form ? playbook_named(x, c, e) : NULL };

	if (!j.playbook)
		return (int)e->code;
	return output_form(x, &(struct output){ forms, form, &j, j.playbook->id }, e);
}
