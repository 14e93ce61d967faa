/* kakekomi plan: the plan for given facts; opens no case. */
#include <stdio.h>
#include <string.h>

#include "cli/batch.h"
#include "cli/command.h"
#include "guide/fill.h"
#include "guide/plan.h"
#include "guide/view.h"

#include "base/banned.h"

const struct option_row plan_options[] = {
	{ "fact", "KEY=VALUE", "help.opt.fact" },
	{ "at", "TIME", "help.opt.at" },
	{ "json", NULL, "help.opt.json" },
	{ "batch", NULL, "help.opt.batch" },
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
			view_when(say, (struct moment){ s->opens_ms, JAPAN_OFFSET_MIN }, day_only ? "time.day" : "time.moment", &time);
			printf("      %s %s\n", say_text(say, "plan.opens"), buf_str(&time));
			buf_free(&time);
		}
		buf_free(&title);
	}
}

static bool put_plan_json(const struct plan *p, const struct facts *f, struct err *e)
{
	struct plan_view *view = plan_view_new(f->catalog);
	struct buf text = { 0 };

	buf_add_c(&text, '{');
	plan_view_write(view, p, f, &text);
	buf_add_c(&text, '}');
	json *answer = json_parse("plan", buf_str(&text), text.len, e);
	bool ok = answer && (put_json(answer, true) || err_errno(e, "output.failed", ""));
	json_free(answer);
	buf_free(&text);
	plan_view_free(view);
	return ok;
}

static bool read_request(const struct context *x, struct facts *facts, struct moment *at, struct err *e)
{
	const char *time = option(x, "at");

	for (size_t i = 0; i < x->option_count; i++)
		if (strcmp(x->options[i].row->name, "fact") == 0 && !facts_parse(facts, x->options[i].value, e))
			return false;
	if (!option(x, "fact"))
		return err_set(e, ERR_USAGE, "plan.no-facts", NULL, NULL, NULL);
	return !time || moment_parse(time, at) || err_set(e, ERR_USAGE, "time.bad", time, NULL, NULL);
}

static bool one_plan(const struct context *x, struct err *e)
{
	struct arena *a = arena_new();
	struct facts facts;
	struct plan plan;
	struct moment at = clock_now(&x->clock);

	facts_init(&facts, x->catalog, a);
	bool ok = read_request(x, &facts, &at, e);
	if (ok) {
		plan_build(&facts, NULL, at.ms, a, &plan);
		if (option(x, "json"))
			ok = put_plan_json(&plan, &facts, e);
		else
			put_text(&plan, &facts, &x->say);
	}
	arena_free(a);
	return ok;
}

int run_plan(struct context *x, struct err *e)
{
	if (option(x, "batch") && (option(x, "fact") || option(x, "at")))
		err_set(e, ERR_USAGE, "batch.alone", NULL, NULL, NULL);
	else if (option(x, "batch"))
		plan_batch(x, e);
	else
		one_plan(x, e);
	return (int)e->code;
}
