/* kakekomi due: what comes back now, over all cases, for a person, a script, cron and a calendar. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "cli/command.h"
#include "guide/fill.h"
#include "guide/view.h"
#include "sheet/ics.h"
#include "walk/due.h"

#include "base/banned.h"

const struct option_row due_options[] = {
	{ "all", NULL, "help.opt.all" },
	{ "mine", NULL, "help.opt.mine" },
	{ "json", NULL, "help.opt.json" },
	{ "ics", NULL, "help.opt.ics" },
	{ "output", "FILE", "help.opt.output" },
	{ "force", NULL, "help.opt.force" },
	{ NULL, NULL, NULL },
};

/* --- which cases --- */

struct ids {
	char (*at)[CASE_ID_SIZE];
	size_t count, cap;
};

static bool take_id(void *context, const struct case_row *row)
{
	struct ids *ids = context;

	if (row->due_ms < 0)
		return true;
	if (ids->count == ids->cap) {
		ids->cap = ids->cap ? ids->cap * 2 : 32;
		ids->at = mem_realloc(ids->at, ids->cap * sizeof *ids->at);
	}
	memcpy(ids->at[ids->count++], row->id, CASE_ID_SIZE);
	return true;
}

/* --- one step in each form --- */

enum form { FORM_TEXT, FORM_JSON, FORM_ICS };

struct listing {
	struct context *x;
	enum form form;
	json *array;    /* FORM_JSON */
	struct buf ics; /* FORM_ICS */
	size_t count;
};

static void name_contact(const struct contact *c, struct buf *out)
{
	buf_add(out, c->name);
	if (c->number.is)
		buf_addf(out, "  %s", c->number.is);
}

static void put_line(const struct listing *l, const struct walk *w, const struct due *d, const char *title)
{
	const struct contact *c = d->step->contact;
	struct buf time = { 0 };

	view_when(&l->x->say, (struct moment){ d->at_ms, clock_now(&l->x->clock).offset_min }, "time.moment", &time);
	printf("%s  %s  %s\n", w->id, buf_str(&time), title);
	if (c) {
		buf_clear(&time);
		name_contact(c, &time);
		printf("            %s\n", buf_str(&time));
	}
	buf_free(&time);
}

static void add_json(json *array, const struct walk *w, const struct due *d, const char *title)
{
	json *o = json_add_object(array, NULL);

	json_add_text(o, "case", w->id);
	json_add_text(o, "step", d->step->step->id);
	json_add_text(o, "action", d->step->action);
	json_add_text(o, "title", title);
	view_time(o, "due", d->at_ms, clock_now(w->clock).offset_min);
	view_contact(o, "contact", d->step->contact);
}

/* What a person needs at that moment: the number, what to say, how to go on. */
static void describe(const struct listing *l, const struct walk *w, const struct due *d, struct buf *out)
{
	const struct contact *c = d->step->contact;

	if (c) {
		name_contact(c, out);
		buf_add_c(out, '\n');
	}
	if (d->step->step->say) {
		fill(d->step->step->say, &w->fold.facts, out);
		buf_add_c(out, '\n');
	}
	say_add(&l->x->say, out, "due.go-on", "case", w->id, NULL);
}

static void add_event(struct listing *l, const struct walk *w, const struct due *d, const char *title)
{
	struct buf uid = { 0 }, text = { 0 };

	buf_addf(&uid, "%s-%s@kakekomi", w->id, d->step->action);
	describe(l, w, d, &text);
	ics_add(&l->ics, &(struct ics_event){ .uid = buf_str(&uid), .written_ms = w->log.at[w->log.count - 1].at_ms,
	                                      .start_ms = d->at_ms, .revision = w->entries, .summary = title,
	                                      .description = buf_str(&text) });
	buf_free(&uid);
	buf_free(&text);
}

static bool put_case(struct listing *l, const char *id, struct err *e)
{
	struct walk w = { 0 };
	struct arena *a = arena_new();
	struct due_list due;
	bool ok = walk_look(&w, l->x->store, &l->x->clock, id, e);

	if (!ok)
		goto out;
	speak(l->x, w.catalog);
	walk_due(&w, l->form == FORM_ICS || option(l->x, "all"), a, &due);
	for (size_t i = 0; i < due.count; i++) {
		struct buf title = { 0 };
		fill(due.at[i].step->step->title, &w.fold.facts, &title);
		if (l->form == FORM_TEXT)
			put_line(l, &w, &due.at[i], buf_str(&title));
		else if (l->form == FORM_JSON)
			add_json(l->array, &w, &due.at[i], buf_str(&title));
		else
			add_event(l, &w, &due.at[i], buf_str(&title));
		buf_free(&title);
		l->count++;
	}
out:
	walk_end(&w);
	arena_free(a);
	return ok;
}

/* --- the whole --- */

static bool put_calendar(struct listing *l, struct err *e)
{
	const char *file = option(l->x, "output");

	ics_end(&l->ics);
	if (file && strcmp(file, "-") != 0) {
		if (!file_write(file, buf_str(&l->ics), l->ics.len, option(l->x, "force") != NULL, e))
			return false;
		fprintf(stderr, "%s %s\n", say_text(&l->x->say, "print.written"), file);
		return true;
	}
	if (fwrite(buf_str(&l->ics), 1, l->ics.len, stdout) == l->ics.len && fflush(stdout) == 0)
		return true;
	return err_errno(e, "output.failed", "");
}

static bool finish(struct listing *l, struct err *e)
{
	if (l->form == FORM_ICS)
		return put_calendar(l, e);
	if (l->form == FORM_JSON)
		return put_json(l->array, true) || err_errno(e, "output.failed", "");
	if (!l->count)
		puts(say_text(&l->x->say, option(l->x, "all") ? "due.none" : "list.none-due"));
	return true;
}

static bool choose_form(struct context *x, struct listing *l, struct err *e)
{
	*l = (struct listing){ .x = x, .form = option(x, "ics") ? FORM_ICS : option(x, "json") ? FORM_JSON : FORM_TEXT };
	if (option(x, "ics") && option(x, "json"))
		return err_set(e, ERR_USAGE, "option.not-both", "--ics", "--json", NULL);
	if (option(x, "output") && l->form != FORM_ICS)
		return err_set(e, ERR_USAGE, "option.only-with", "-o", "--ics", NULL);
	if (option(x, "mine") && !x->agent)
		return err_set(e, ERR_USAGE, "list.no-agent", NULL, NULL, NULL);
	if (l->form == FORM_JSON)
		l->array = json_new_array();
	else if (l->form == FORM_ICS)
		ics_begin(&l->ics);
	return true;
}

/* Nothing due is "no" (1), so that cron may say: kakekomi due && send a word. */
int run_due(struct context *x, struct err *e)
{
	struct list_filter filter = { .open_only = false, .due_before_ms = -1, .agent = option(x, "mine") ? x->agent : NULL };
	struct ids ids = { 0 };
	struct listing l;
	bool ok = choose_form(x, &l, e) && store_list(x->store, &filter, take_id, &ids, e);

	for (size_t i = 0; ok && i < ids.count; i++)
		ok = put_case(&l, ids.at[i], e);
	ok = ok && finish(&l, e);
	json_free(l.array);
	buf_free(&l.ics);
	free(ids.at);
	return !ok ? (int)e->code : l.count || l.form == FORM_ICS ? 0 : ERR_NO;
}
