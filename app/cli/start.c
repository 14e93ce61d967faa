/* kakekomi, kakekomi start, kakekomi resume: a walk on the terminal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/hook.h"
#include "cli/read.h"
#include "guide/fill.h"
#include "talk/mail.h"
#include "talk/talk.h"
#include "walk/due.h"

#include "base/banned.h"

enum { DUE_SHOWN = 3 };

const struct option_row start_options[] = {
	{ "fact", "KEY=VALUE", "help.opt.fact" },
	{ "mail", "FILE", "help.opt.start-mail" },
	{ "walk", NULL, "help.opt.walk" },
	{ NULL, NULL, NULL },
};
const struct option_row resume_options[] = {
	{ "walk", NULL, "help.opt.walk" },
	{ NULL, NULL, NULL },
};

static void put_back_terminal(void)
{
	static const char line[] = "\nkakekomi: out of memory; what was answered is saved, go on with: kakekomi\n";

	input_restore();
	fputs(line, stderr);
	_Exit(ERR_IO);
}

/* --no-input: what would have been asked now, and how to go on. */
static bool refuse_to_ask(const struct talk *t, struct err *e)
{
	const struct question *q = walk_opening_question(t->walk);
	const struct plan_step *s = q ? NULL : walk_step(t->walk);
	struct buf title = { 0 }, way = { 0 };

	if (!q && !s)
		q = walk_hold_question(t->walk);
	if (s)
		fill(s->step->title, &t->walk->fold.facts, &title);
	buf_addf(&way, "%s%s%s", t->program, t->walk->entries ? " resume " : "", t->walk->entries ? t->walk->id : "");
	err_set(e, ERR_NO_INPUT, "input.needed", q ? q->ask : buf_str(&title), buf_str(&way), NULL);
	buf_free(&title);
	buf_free(&way);
	return false;
}

/* One input for the whole run: what a script has sent ahead must not be lost between two questions. */
static bool converse(struct context *x, struct input *in, struct walk *w, bool fresh, const struct buf *mail, struct err *e)
{
	struct talk t = { .walk = w, .say = &x->say, .says = &x->says, .caller_lang = x->caller_lang,
		          .program = path_program(x->data_dir), .input = in };
	enum turn turn;

	w->asks = !option(x, "walk");
	screen_open(&t.screen, &x->wishes);
	tell(&t, fresh ? "banner" : "banner.resume", NULL);
	screen_pack(&t.screen, 0, say_text(&x->say, "banner.keys"));
	talk_newer(&t);
	if (mail)
		take_mail(&t, buf_str(mail), mail->len);
	turn = talk_run(&t);
	if (turn == TURN_STOP)
		talk_farewell(&t);
	return turn != TURN_STOP || !option(x, "no-input") || refuse_to_ask(&t, e);
}

/* In the screen's language and the caller's. What cannot be read of them is told, and Japanese there. */
static bool speak_both(struct context *x, struct walk *w, struct err *e)
{
	struct err own = { 0 }, caller = { 0 };
	const bool both = walk_speak(w, x->say.lang, &own) && walk_learn(w, x->caller_lang, &caller);

	if (!both && !w->catalog->complete) { /* the playbooks themselves cannot be read */
		*e = own.code ? own : caller;
		return false;
	}
	if (!both)
		fail(x, own.code ? &own : &caller);
	return true;
}

/* --- a new case --- */

/* Whoever gives a name is no victim: an outside counsellor, unless another seat was given. */
static bool seat_agent(struct facts *f)
{
	long seat = fact_index(f->catalog, "seat");
	const char *agent = seat >= 0 ? fact_value(f->catalog, (size_t)seat, "agent") : NULL;

	if (!agent || facts_known(f, (size_t)seat))
		return false;
	facts_add(f, (size_t)seat, agent);
	return true;
}

static bool give_facts(const struct context *x, struct walk *w, struct err *e)
{
	struct arena *a = arena_new();
	struct facts facts = { 0 };
	bool ok = walk_complete(w, e), any = false;

	if (ok)
		facts_init(&facts, w->catalog, a);
	for (size_t i = 0; ok && i < x->option_count; i++)
		if (strcmp(x->options[i].row->name, "fact") == 0) {
			ok = facts_parse(&facts, x->options[i].value, e);
			any = true;
		}
	if (ok && x->agent)
		any = seat_agent(&facts) || any;
	ok = ok && (!any || walk_give(w, &facts, false, NULL, e));
	arena_free(a);
	return ok;
}

/* Who reads along: the person, the caller, and a company's own system. */
static bool introduce(struct context *x, struct walk *w, struct hook *h, struct err *e)
{
	hook_listen(x, w, h);
	return speak_both(x, w, e);
}

static int new_case(struct context *x, struct input *in, struct err *e)
{
	struct walk w = { 0 };
	struct hook h = { 0 };
	struct buf mail = { 0 };
	const char *path = option(x, "mail");

	if ((!path || read_mail(path, &mail, e)) && walk_new(&w, x->store, &x->clock, x->agent, e) && introduce(x, &w, &h, e) &&
	    ((!option(x, "fact") && !x->agent) || give_facts(x, &w, e)))
		converse(x, in, &w, true, path ? &mail : NULL, e);
	walk_end(&w);
	hook_end(&h);
	buf_wipe(&mail);
	return (int)e->code;
}

/* --- an open case --- */

static int resume_case(struct context *x, struct input *in, const char *id, struct err *e)
{
	struct walk w = { 0 };
	struct hook h = { 0 };

	if (walk_resume(&w, x->store, &x->clock, x->agent, id, e) && introduce(x, &w, &h, e))
		converse(x, in, &w, false, NULL, e);
	walk_end(&w);
	hook_end(&h);
	return (int)e->code;
}

struct offer {
	char id[CASE_ID_SIZE];
	char *title;
	struct moment touched;
	int64_t due_ms; /* -1: none */
	bool found;
};

static bool take_offer(void *context, const struct case_row *row)
{
	struct offer *o = context;

	memcpy(o->id, row->id, CASE_ID_SIZE);
	o->title = mem_strdup(row->title);
	o->touched = (struct moment){ row->touched_ms, row->offset_min };
	o->due_ms = row->due_ms;
	o->found = true;
	return false;
}

/* What is due first; else the case touched last. */
static bool find_offer(struct context *x, struct offer *o, struct err *e)
{
	struct list_filter due = { .due_before_ms = clock_now(&x->clock).ms, .most = 1 };
	struct list_filter open = { .open_only = true, .due_before_ms = -1, .most = 1 };

	if (!store_list(x->store, &due, take_offer, o, e))
		return false;
	return o->found || store_list(x->store, &open, take_offer, o, e);
}

/* Which steps' time has come: what the person would want to know before choosing. */
static void tell_due_steps(struct context *x, const struct talk *t, const struct offer *o)
{
	struct walk w = { 0 };
	struct arena *a = arena_new();
	struct due_list due = { 0 };

	if (o->due_ms >= 0 && o->due_ms <= clock_now(&x->clock).ms && walk_look(&w, x->store, &x->clock, o->id, NULL))
		walk_due(&w, false, a, &due);
	if (w.catalog)
		speak(x, w.catalog);
	for (size_t i = 0; i < due.count && i < DUE_SHOWN; i++) {
		struct buf title = { 0 };
		fill(due.at[i].step->step->title, &w.fold.facts, &title);
		tell(t, "offer.due", "title", buf_str(&title), NULL);
		buf_free(&title);
	}
	walk_end(&w);
	arena_free(a);
}

enum wish { WISH_RESUME, WISH_NEW, WISH_STOP };

static enum wish ask_wish(struct context *x, struct input *in, const struct offer *o)
{
	struct buf line = { 0 }, folded = { 0 }, time = { 0 };
	struct walk none = { .clock = &x->clock };
	struct talk t = { .walk = &none, .say = &x->say, .program = path_program(x->data_dir), .input = in };
	enum wish wish = WISH_STOP;

	screen_open(&t.screen, &x->wishes);
	say_time(&t, o->touched, &time);
	tell(&t, "offer.resume", "title", o->title, "time", buf_str(&time), "case", o->id, NULL);
	tell_due_steps(x, &t, o);
	for (;;) {
		screen_item(&t.screen, 2, "1", 4, say_text(&x->say, "offer.go-on"));
		screen_item(&t.screen, 2, "2", 4, say_text(&x->say, "offer.new"));
		t.expects = "expect.offer";
		if (read_line(&t, "> ", &line) == TURN_STOP)
			break;
		buf_clear(&folded);
		text_fold(buf_str(&line), &folded);
		const char *w = buf_str(&folded);
		if (strcmp(w, "q") == 0)
			break;
		if (strcmp(w, "1") == 0 || strcmp(w, "2") == 0) {
			wish = *w == '1' ? WISH_RESUME : WISH_NEW;
			break;
		}
		tell(&t, "offer.again", NULL);
	}
	if (wish == WISH_STOP)
		tell(&t, "farewell.saved", "program", t.program, "case", o->id, NULL);
	buf_wipe(&line);
	buf_free(&folded);
	buf_free(&time);
	return wish;
}

static int offer_or_begin(struct context *x, struct input *in, struct err *e)
{
	struct offer o = { .found = false };
	enum wish wish = WISH_NEW;

	if (!find_offer(x, &o, e))
		return (int)e->code;
	if (o.found && option(x, "no-input"))
		err_set(e, ERR_NO_INPUT, "input.needed-offer", o.title, o.id, path_program(x->data_dir));
	else if (o.found)
		wish = ask_wish(x, in, &o);
	free(o.title);
	if (e->code)
		return (int)e->code;
	if (wish == WISH_STOP)
		return 0;
	return wish == WISH_RESUME ? resume_case(x, in, o.id, e) : new_case(x, in, e);
}

static struct input *sit_down(const struct context *x)
{
	struct input *in;

	mem_on_exhausted(put_back_terminal);
	in = input_open();
	if (option(x, "no-input"))
		input_refuse(in);
	return in;
}

static void stand_up(struct input *in)
{
	input_close(in);
	mem_on_exhausted(NULL);
}

int run_start(struct context *x, struct err *e)
{
	if (!store_open(x->db, STORE_CREATE, &x->store, e))
		return (int)e->code;
	struct input *in = sit_down(x);
	int status = x->bare ? offer_or_begin(x, in, e) : new_case(x, in, e);
	stand_up(in);
	return status;
}

int run_resume(struct context *x, struct err *e)
{
	struct offer o = { .found = false };

	if (x->arg_count ? !store_find(x->store, x->args[0], o.id, NULL, e) : !find_offer(x, &o, e))
		return (int)e->code;
	free(o.title);
	if (!x->arg_count && !o.found) {
		err_set(e, ERR_NO_INPUT, "case.none-open", NULL, NULL, NULL);
		return ERR_NO_INPUT;
	}
	struct input *in = sit_down(x);
	int status = resume_case(x, in, o.id, e);
	stand_up(in);
	return status;
}
