/* kakekomi check: signs of fraud in a mail, or in many. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/read.h"
#include "mail/desk.h"
#include "talk/mail.h"

#include "base/banned.h"

const struct option_row check_options[] = {
	{ "json", NULL, "help.opt.json" },
	{ NULL, NULL, NULL },
};

/* A mail larger than COPIED_MOST is judged alone, without a copy of it. Mail after mail takes and gives back the same room: up to
 * KEPT of it stays. */
enum { COPIED_MOST = 1024 * 1024, KEPT = 4 * 1024 * 1024, BAR_EVERY = 100, BAR_WIDTH = 30, HELPERS_MOST = 64 };

/* --- one --- */

static void put_next_step(const struct context *x, const struct screen *s, const char *path)
{
	struct buf line = { 0 };

	screen_gap();
	if (strcmp(path, "-") == 0)
		say_add(&x->say, &line, "check.next", "program", path_program(x->data_dir), NULL);
	else
		say_add(&x->say, &line, "check.next-file", "program", path_program(x->data_dir), "file", path, NULL);
	screen_line(s, buf_str(&line));
	buf_free(&line);
}

static int check_one(struct context *x, struct desk *desk, const char *path, const struct mailbox_mail *m, struct err *e)
{
	struct arena *a = arena_new();
	struct message message;
	struct check c = { .verdict = VERDICT_UNCLEAR };
	struct screen s;

	if (!is_mail(m, e) || !desk_check(desk, m->bytes, m->len, a, &message, &c, e))
		goto out;
	if (option(x, "json")) {
		json *out = check_json(&c);
		if (!put_json(out, true))
			err_errno(e, "output.failed", "");
		json_free(out);
	} else {
		screen_open(&s, &x->wishes);
		screen_measure(&s);
		show_check(&s, &x->say, &c);
		put_next_step(x, &s, path);
	}
out:
	arena_free(a);
	return e->code ? (int)e->code : c.verdict == VERDICT_UNCLEAR ? 0 : ERR_NO;
}

/* --- many --- */

struct many {
	struct context *x;
	struct desk *desk;
	struct mailbox *box;
	size_t done, of[3];
	bool bar, failed;
};

static void show_bar(const struct many *m)
{
	struct mailbox_progress p = mailbox_progress(m->box);
	int filled = p.all ? (int)(p.done * BAR_WIDTH / p.all) : 0;
	char count[24];
	struct buf line = { 0 };

	snprintf(count, sizeof count, "%zu", m->done);
	say_add(&m->x->say, &line, "check.progress", "count", count, NULL);
	fprintf(stderr, "\r[%.*s%.*s] %s ", filled, "##############################", BAR_WIDTH - filled, "..............................", buf_str(&line));
	buf_free(&line);
}

static void put_text_line(const struct many *m, const struct desk_result *r)
{
	const struct check *c = r->check;
	struct buf line = { 0 }, subject = { 0 }, clean = { 0 };
	char key[40];

	snprintf(key, sizeof key, "check.short.%s", verdict_name(c->verdict));
	check_safe_text(r->message->subject, false, &subject);
	buf_addf(&line, "%s  %s  %s  %s", say_text(&m->x->say, key), c->brand ? c->brand->name : "-", r->label, buf_str(&subject));
	text_clean(buf_str(&line), false, &clean);
	puts(buf_str(&clean));
	buf_free(&line);
	buf_free(&subject);
	buf_free(&clean);
}

static void put_json_line(const struct desk_result *r)
{
	json *out = check_json(r->check);
	struct buf text = { 0 }, label = { 0 };

	text_clean(r->label, false, &label);
	json_add_text(out, "file", buf_str(&label));
	json_write(out, false, &text);
	puts(buf_str(&text));
	json_free(out);
	buf_free(&text);
	buf_free(&label);
}

/* What is wrong with one mail is told in a line; the others go on. */
static void tell_fault(struct many *m, struct err *e)
{
	if (m->bar)
		fputs("\r\x1b[K", stderr);
	fail(m->x, e);
	*e = (struct err){ 0 };
	m->failed = true;
}

static bool put_result(struct many *m, struct err *e)
{
	struct desk_result r;

	if (!desk_end(m->desk, &r, e))
		return !e->code;
	if (option(m->x, "json"))
		put_json_line(&r);
	else
		put_text_line(m, &r);
	m->of[r.check->verdict]++;
	if (++m->done % BAR_EVERY == 0 && m->bar)
		show_bar(m);
	return true;
}

static bool take_one(struct many *m, const struct mailbox_mail *mail, struct err *e)
{
	bool large = mail->len > COPIED_MOST;

	if (!is_mail(mail, e)) {
		tell_fault(m, e);
		return true;
	}
	while (!desk_has_room(m->desk) || (large && desk_is_busy(m->desk)))
		if (!put_result(m, e))
			return false;
	return desk_begin(m->desk, mail->label, mail->bytes, mail->len, e) && (!large || put_result(m, e));
}

static void put_summary(const struct many *m)
{
	char all[24], likely[24], suspicious[24];
	struct buf line = { 0 };

	snprintf(all, sizeof all, "%zu", m->done);
	snprintf(likely, sizeof likely, "%zu", m->of[VERDICT_LIKELY_SCAM]);
	snprintf(suspicious, sizeof suspicious, "%zu", m->of[VERDICT_SUSPICIOUS]);
	say_add(&m->x->say, &line, "check.summary", "count", all, "likely", likely, "suspicious", suspicious, NULL);
	if (m->bar)
		fputs("\r\x1b[K", stderr);
	fprintf(stderr, "%s\n", buf_str(&line));
	buf_free(&line);
}

static int check_many(struct context *x, struct desk *desk, struct mailbox *box, const struct mailbox_mail *first, struct err *e)
{
	struct many m = { .x = x, .desk = desk, .box = box, .bar = isatty(STDERR_FILENO) && !x->wishes.plain && !x->wishes.accessible };
	struct mailbox_mail mail = *first;
	enum mailbox_turn turn = MAILBOX_MAIL;

	mallopt(M_TRIM_THRESHOLD, KEPT);
	for (; turn != MAILBOX_END; turn = mailbox_next(box, &mail, e)) {
		if (turn == MAILBOX_UNREADABLE)
			tell_fault(&m, e);
		else if (!take_one(&m, &mail, e))
			return (int)e->code;
	}
	while (desk_is_busy(desk))
		if (!put_result(&m, e))
			return (int)e->code;
	put_summary(&m);
	if (m.of[VERDICT_LIKELY_SCAM] + m.of[VERDICT_SUSPICIOUS])
		return ERR_NO;
	return m.failed ? ERR_DATA : 0;
}

static size_t helpers_for(bool many)
{
	long cores = many ? sysconf(_SC_NPROCESSORS_ONLN) : 1;

	return cores < 1 ? 1 : cores > HELPERS_MOST ? HELPERS_MOST : (size_t)cores;
}

int run_check(struct context *x, struct err *e)
{
	const char *path = x->arg_count ? x->args[0] : "-";
	struct mailbox *box = open_mails(path, e);
	struct mailbox_mail m;
	int status = 0;

	if (!box)
		return (int)e->code;
	if (strcmp(path, "-") == 0 && isatty(STDIN_FILENO))
		fprintf(stderr, "%s\n", say_text(&x->say, "check.paste"));
	enum mailbox_turn turn = mailbox_next(box, &m, e);
	bool many = mailbox_is_many(box);
	char *known = path_known();
	struct desk *desk = desk_open(getenv("KAKEKOMI_PLAYBOOKS"), known, helpers_for(many));
	if (strcmp(x->say.lang, "ja") != 0)
		desk_speak(desk, x->say.lang);
	if (turn == MAILBOX_MAIL)
		status = many ? check_many(x, desk, box, &m, e) : check_one(x, desk, path, &m, e);
	else if (turn == MAILBOX_END)
		err_set(e, ERR_DATA, "mail.none", path, NULL, NULL);
	desk_close(desk);
	mailbox_close(box);
	free(known);
	return e->code ? (int)e->code : status;
}
