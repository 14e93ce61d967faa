/* kakekomi report: tells a desk about a mail: shows what would leave the machine, asks, sends it or writes it for a mail program. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/attach.h"
#include "cli/report.h"
#include "net/mail.h"
#include "net/secret.h"
#include "talk/input.h"

#include "base/banned.h"

enum { SECONDS = 120 };

const struct option_row report_options[] = {
	{ "mail", "FILE", "help.opt.letter-mail" },
	{ "send", NULL, "help.opt.send" },
	{ "yes", NULL, "help.opt.yes" },
	{ "again", NULL, "help.opt.again" },
	{ "redact-me", NULL, "help.opt.redact-me" },
	{ "output", "FILE", "help.opt.output" },
	{ "force", NULL, "help.opt.force" },
	{ NULL, NULL, NULL },
};

static bool has_server(const struct context *x, struct err *e)
{
	const char *from = setting(x, SETTING_SMTP_FROM);

	if (!setting(x, SETTING_SMTP_HOST) || !from)
		return err_set(e, ERR_USAGE, "report.no-server", x->config.path, NULL, NULL);
	return mail_is_address(from) || err_set(e, ERR_USAGE, "report.from", from, NULL, NULL);
}

/* True for a plain yes of somebody who sits there, or of who said it on the command line. */
static bool is_wanted(const struct report *p, struct err *e)
{
	struct buf line = { 0 }, folded = { 0 };
	struct input *in;
	bool yes = false;

	if (option(p->x, "yes"))
		return true;
	in = input_open();
	if (!input_is_terminal(in) || option(p->x, "no-input")) {
		err_set(e, ERR_USAGE, "report.needs-yes", NULL, NULL, NULL);
		goto out;
	}
	if (input_line(in, say_text(&p->x->say, "report.ask"), &line) == INPUT_LINE) {
		text_fold(buf_str(&line), &folded);
		yes = strcmp(buf_str(&folded), "yes") == 0 || strcmp(buf_str(&folded), say_text(&p->x->say, "report.yes")) == 0;
	}
	if (!yes)
		err_set(e, ERR_NO, "report.not-sent", NULL, NULL, NULL);
out:
	input_close(in);
	buf_free(&line);
	buf_free(&folded);
	return yes;
}

static bool take_password(struct report *p, struct err *e)
{
	const char *file = setting(p->x, SETTING_SMTP_PASSWORD_FILE), *command = setting(p->x, SETTING_SMTP_PASSWORD_COMMAND);

	if (!setting(p->x, SETTING_SMTP_USER))
		return true;
	if (file)
		return secret_from_file(file, &p->password, e);
	if (!command)
		return err_set(e, ERR_USAGE, "report.no-password", p->x->config.path, NULL, NULL);
	json *words = json_parse("smtp.password_command", command, strlen(command), e);
	bool ok = words && secret_from_command(words, &p->password, e);
	json_free(words);
	return ok;
}

static bool may_go(const struct report *p, struct err *e)
{
	char at[TIME_TEXT_SIZE];

	if (sending_is_open(&p->sending) || option(p->x, "again"))
		return true;
	moment_format((struct moment){ p->sending.at_ms, p->sending.offset_min }, at);
	return err_set(e, ERR_NO, p->sending.state == SENDING_SENT ? "report.sent-before" : "report.unknown-before", p->desk->name, at, NULL);
}

static bool hand_over(struct report *p, struct err *e)
{
	static const enum sending_state states[] = { [MAIL_SENT] = SENDING_SENT, [MAIL_FAILED] = SENDING_FAILED, [MAIL_RETRY] = SENDING_RETRY,
		                                     [MAIL_UNKNOWN] = SENDING_UNKNOWN };
	const struct config *c = &p->x->config;
	bool tls = setting_on(c, SETTING_SMTP_TLS);
	int port = setting_number(c, SETTING_SMTP_PORT);
	const struct mail_wish wish = { .host = setting(p->x, SETTING_SMTP_HOST), .port = port ? port : tls ? 465 : 587, .tls = tls,
		                        .user = setting(p->x, SETTING_SMTP_USER), .password = buf_str(&p->password),
		                        .from = setting(p->x, SETTING_SMTP_FROM), .to = p->desk->mail.is, .message = &p->message.buf,
		                        .ca_file = setting(p->x, SETTING_CA_FILE), .most_seconds = SECONDS };
	struct sending s = { .state = SENDING_BEGUN, .desk = p->desk->id, .name = p->desk->name, .message_id = p->message_id };
	struct err trouble = { 0 }, unwritten = { 0 };
	char answer[MAIL_ANSWER_SIZE];

	sha256_hex(&p->message.buf, s.sha256);
	if (!sending_note(&p->walk, &s, "", e))
		return false;
	enum mail_fate fate = mail_send(&wish, answer, &trouble);
	s.state = states[fate];
	if (!sending_note(&p->walk, &s, answer, &unwritten))
		fail(p->x, &unwritten);
	if (fate == MAIL_SENT)
		puts(say_text(&p->x->say, "report.sent"));
	else
		*e = trouble;
	if (fate == MAIL_RETRY)
		puts(say_text(&p->x->say, "report.retry"));
	return fate == MAIL_SENT;
}

static bool send_report(struct report *p, struct err *e)
{
	return is_wanted(p, e) && take_password(p, e) && hand_over(p, e);
}

static bool write_report(struct report *p, const char *path, struct err *e)
{
	struct buf line = { 0 };
	struct sink file;

	if (!sink_to_file(&file, path, option(p->x, "force"), e))
		return false;
	buf_add_n(&file.buf, p->message.buf.text, p->message.buf.len);
	if (!sink_close(&file, e))
		return false;
	say_add(&p->x->say, &line, "report.written", "file", path, NULL);
	fputs(buf_str(&line), stdout);
	buf_free(&line);
	return true;
}

/* The case is claimed before the record is looked at, so that two at a time cannot both find that nothing was sent. */
static bool claim(struct report *p, const char *name, struct err *e)
{
	char id[CASE_ID_SIZE];

	return has_server(p->x, e) && store_find(p->x->store, name, id, NULL, e) &&
	       walk_resume(&p->walk, p->x->store, &p->x->clock, p->x->agent, id, e);
}

static void run(struct report *p, const char *desk, struct err *e)
{
	const char *path = option(p->x, "output");
	bool send = option(p->x, "send");

	if (!report_desk(p, desk, e))
		return;
	p->sending = send ? sending_last(&p->walk, p->desk->id) : (struct sending){ .message_id = "" };
	if ((send && !may_go(p, e)) || !report_make(p, e) || !report_show(p, e))
		return;
	if (send)
		send_report(p, e);
	else if (path)
		write_report(p, path, e);
	else
		puts(say_text(&p->x->say, "report.nothing-left"));
}

int run_report(struct context *x, struct err *e)
{
	struct report p = { .x = x };

	sink_to_memory(&p.message);
	if ((!option(x, "send") || claim(&p, x->args[0], e)) && reading_begin(x, x->args[0], says_get(&x->says, "ja", NULL), &p.r, e))
		run(&p, x->args[1], e);
	reading_end(&p.r);
	if (p.walk.store)
		walk_end(&p.walk);
	buf_wipe(&p.mail);
	buf_wipe(&p.attached);
	unnamed_free(&p.unnamed);
	buf_wipe(&p.password);
	sink_drop(&p.message);
	return (int)e->code;
}
