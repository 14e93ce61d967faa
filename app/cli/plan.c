/* kakekomi plan: the plan for given facts; opens no case. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "guide/fill.h"
#include "guide/plan.h"
#include "guide/view.h"

#include "base/banned.h"

const struct option_row plan_options[] = {
	{ "fact", "KEY=VALUE", "help.opt.fact" },
	{ "at", "TIME", "help.opt.at" },
	{ "json", NULL, "help.opt.json" },
	{ NULL, NULL, NULL },
};

static void put_text(const struct plan *p, const struct facts *f, const struct say *say)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct plan_step *s = &p->steps[i];
		struct buf title = { 0 };
		char key[32];
		snprintf(key, sizeof key, "urgency.%s", urgency_name(s->urgency));
		fill(s->step->title, f, &title);
		printf("%2zu  %s  %s\n", i + 1, say_text(say, key), buf_str(&title));
		if (s->contact)
			printf("      %s  %s\n", s->contact->name, s->contact->number.is ? s->contact->number.is : "");
		if (s->opens_ms >= 0) {
			struct buf time = { 0 };
			bool day_only = s->contact && s->contact->hours.from < 0;
			view_moment(say, (struct moment){ s->opens_ms, JAPAN_OFFSET_MIN }, day_only ? "time.day" : "time.moment", &time);
			printf("      %s %s\n", say_text(say, "plan.opens"), buf_str(&time));
			buf_free(&time);
		}
		buf_free(&title);
	}
}

int run_plan(struct context *x, struct err *e)
{
	struct arena *a = arena_new();
	struct facts facts;
	struct plan plan;
	struct moment at = clock_now(&x->clock);
	const char *time = option(x, "at");
	int status = 0;

	facts_init(&facts, x->catalog, a);
	for (size_t i = 0; i < x->option_count; i++)
		if (strcmp(x->options[i].row->name, "fact") == 0 && !facts_parse(&facts, x->options[i].value, e))
			goto out;
	if (!option(x, "fact")) {
		err_set(e, ERR_USAGE, "plan.no-facts", NULL, NULL, NULL);
		goto out;
	}
	if (time && !moment_parse(time, &at)) {
		err_set(e, ERR_USAGE, "time.bad", time, NULL, NULL);
		goto out;
	}
	plan_build(&facts, NULL, at.ms, a, &plan);
	if (option(x, "json")) {
		json *out = plan_to_json(&plan, &facts);
		if (!put_json(out, true))
			err_errno(e, "output.failed", "");
		json_free(out);
	} else {
		put_text(&plan, &facts, &x->say);
	}
out:
	arena_free(a);
	return e->code ? (int)e->code : status;
}
