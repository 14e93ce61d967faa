#include "cli/reading.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

static bool take_first(void *context, const struct case_row *row)
{
	memcpy(context, row->id, CASE_ID_SIZE);
	return false;
}

static bool find_case(struct context *x, const char *name, char id[CASE_ID_SIZE], struct err *e)
{
	const struct list_filter newest = { .due_before_ms = -1, .most = 1 };

	*id = '\0';
	if (name)
		return store_find(x->store, name, id, NULL, e);
	return store_list(x->store, &newest, take_first, id, e) && (*id || err_set(e, ERR_NO_INPUT, "case.none", NULL, NULL, NULL));
}

/* A day alone as the end means that whole day. */
static bool take_time(const struct context *x, const char *name, bool end, int64_t *ms, struct err *e)
{
	const char *text = option(x, name);
	struct moment m;

	*ms = -1;
	if (!text)
		return true;
	if (!moment_parse(text, &m))
		return err_set(e, ERR_USAGE, "time.bad", text, NULL, NULL);
	*ms = m.ms + (end && strlen(text) == strlen("2026-02-12") ? DAY_MS : 0);
	return true;
}

bool reading_begin(struct context *x, const char *name, const struct say *say, struct reading *r, struct err *e)
{
	char id[CASE_ID_SIZE];

	*r = (struct reading){ 0 };
	r->view = (struct view){ .walk = &r->walk, .verified = &r->verified, .say = say, .now = clock_now(&x->clock),
		                 .redact_names = option(x, "redact-names") != NULL };
	if (!take_time(x, "from", false, &r->view.from_ms, e) || !take_time(x, "to", true, &r->view.to_ms, e) ||
	    !find_case(x, name, id, e) || !walk_summary(&r->walk, x->store, &x->clock, id, &r->verified, e))
		return false;
	view_begin(&r->view);
	return true;
}

void reading_end(struct reading *r)
{
	view_end(&r->view);
	walk_end(&r->walk);
}

void reading_warn(const struct context *x, const struct reading *r)
{
	if (!r->verified.intact)
		fprintf(stderr, "kakekomi: %s\n", say_text(&x->say, "verify.warn"));
}
