/* The message to a desk: made, and shown to whoever is to say yes to it. */
#include "cli/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/text.h"
#include "cli/attach.h"
#include "guide/find.h"
#include "mail/reader.h"
#include "net/mail.h"

#include "base/banned.h"

enum { ID_BYTES = 16, NUMBER_SIZE = 24 };

const char *setting(const struct context *x, enum setting_id id)
{
	return x->config.at[id].value;
}

bool report_desk(struct report *p, const char *name, struct err *e)
{
	struct catalog *c = p->r.walk.catalog;
	struct buf id = { 0 };

	if (!letters_load(c, getenv("KAKEKOMI_PLAYBOOKS"), e) || !catalog_sound(c, e))
		return false;
	buf_addf(&id, "report-%s", name);
	p->letter = find_letter(c, buf_str(&id));
	p->desk = p->letter && p->letter->contact ? find_contact(c, intern_find(&c->strings, p->letter->contact)) : NULL;
	buf_free(&id);
	if (p->desk && p->desk->mail.is && mail_is_address(p->desk->mail.is))
		return true;
	for (size_t i = 0; i < c->letters->count; i++)
		if (strncmp(c->letters->at[i].id, "report-", strlen("report-")) == 0)
			buf_addf(&id, "%s%s", id.len ? ", " : "", c->letters->at[i].id + strlen("report-"));
	err_set(e, ERR_NO_INPUT, "report.desk", name, buf_str(&id), NULL);
	buf_free(&id);
	return false;
}

static bool is_seen(const struct unnamed *u, const struct message *m)
{
	bool seen = unnamed_is_in(u, m->text) || unnamed_is_in(u, m->plain) || unnamed_is_in(u, m->hidden);

	for (size_t i = 0; i < m->header_count && !seen; i++)
		seen = unnamed_is_in(u, m->headers[i].value);
	for (size_t i = 0; i < m->link_count && !seen; i++)
		seen = unnamed_is_in(u, m->links[i].target);
	return seen;
}

/* What is left is read once more by the reader of mails, which knows nothing of how it was cut: a mail built so that the two read it
 * differently does not slip through unsaid. */
static bool redact(struct report *p, struct err *e)
{
	char *helper = path_helper("kakekomi-mail");
	struct reader *reader = reader_open(helper);
	struct arena *a = arena_new();
	struct message m;

	unnamed_mail(&p->mail, setting(p->x, SETTING_SMTP_FROM), &p->attached, &p->unnamed);
	bool ok = reader_read(reader, p->attached.text, p->attached.len, a, &m, e);
	p->still_there = ok && (m.findings & (FINDING_BROKE_READER | FINDING_CUT_SHORT) || is_seen(&p->unnamed, &m));
	arena_free(a);
	reader_close(reader);
	free(helper);
	return ok;
}

static bool take_mail(struct report *p, struct err *e)
{
	const char *path = option(p->x, "mail");

	if (!path)
		return !p->letter->attach || err_set(e, ERR_USAGE, "letter.needs-mail", p->letter->id, NULL, NULL);
	if (!attach_read(&p->r.view, path, &p->mail, p->hex, e))
		return false;
	if (option(p->x, "redact-me") && !redact(p, e))
		return false;
	if (!option(p->x, "redact-me"))
		buf_add_n(&p->attached, buf_str(&p->mail), p->mail.len);
	sha256_hex(&p->attached, p->attached_hex);
	return true;
}

/* Mail is lines ended by CR LF; a lone one of the two makes servers refuse it. */
static void end_lines(struct buf *message)
{
	struct buf out = { 0 };
	const char *at = buf_str(message), *end = at + message->len;

	buf_reserve(&out, message->len + message->len / 32);
	while (at < end) {
		const char *stop = at;
		while (stop < end && *stop != '\r' && *stop != '\n')
			stop++;
		buf_add_n(&out, at, (size_t)(stop - at));
		if (stop < end) {
			buf_add(&out, "\r\n");
			stop += stop + 1 < end && stop[0] == '\r' && stop[1] == '\n' ? 2 : 1;
		}
		at = stop;
	}
	buf_wipe(message);
	*message = out;
}

static void choose_message_id(struct report *p)
{
	const char *from = setting(p->x, SETTING_SMTP_FROM);
	unsigned char bytes[ID_BYTES];

	/* What was not taken yet goes under the name it had; so whoever has it after all can tell. */
	if (*p->sending.message_id && p->sending.state != SENDING_SENT) {
		snprintf(p->message_id, sizeof p->message_id, "%s", p->sending.message_id);
		return;
	}
	random_bytes(bytes, sizeof bytes);
	for (size_t i = 0; i < sizeof bytes; i++)
		snprintf(p->message_id + 2 * i, 3, "%02x", bytes[i]);
	snprintf(p->message_id + 2 * ID_BYTES, sizeof p->message_id - 2 * ID_BYTES, "%s", strchr(from, '@'));
}

bool report_make(struct report *p, struct err *e)
{
	bool send = option(p->x, "send");
	const struct eml_head head = { setting(p->x, SETTING_SMTP_FROM), p->message_id, p->r.view.now };

	if (!take_mail(p, e))
		return false;
	p->r.view.leaves = send;
	p->r.view.unnamed = p->unnamed.places > 0;
	if (send)
		choose_message_id(p);
	if (!letter_eml(p->letter, &p->r.view, option(p->x, "mail") ? &p->attached : NULL, send ? &head : NULL, &p->message, e))
		return false;
	if (send)
		end_lines(&p->message.buf);
	return p->message.buf.len <= MAIL_MOST || err_set(e, ERR_DATA, "report.too-large", option(p->x, "mail"), NULL, NULL);
}

/* --- what would leave the machine --- */

static void put(const char *text)
{
	struct buf clean = { 0 };

	text_clean(text, true, &clean);
	fputs(buf_str(&clean), stdout);
	buf_free(&clean);
}

/* The head as it goes, but for the subject, which a person can read. */
static void show_head(const struct report *p)
{
	const char *at = buf_str(&p->message.buf);

	while (*at && *at != '\r') {
		size_t len = strcspn(at, "\r\n") + 2;
		struct buf line = { 0 };
		while (at[len] == ' ')
			len += strcspn(at + len, "\r\n") + 2;
		if (strncmp(at, "Subject: ", strlen("Subject: ")) == 0)
			buf_addf(&line, "Subject: %s", p->letter->title);
		else
			buf_add_n(&line, at, len - 2);
		buf_add_c(&line, '\n');
		put(buf_str(&line));
		buf_free(&line);
		at += len;
	}
}

static void show_attached(const struct report *p)
{
	const struct say *say = &p->x->say;
	struct buf line = { 0 };
	char bytes[NUMBER_SIZE], places[NUMBER_SIZE];

	snprintf(bytes, sizeof bytes, "%zu", p->attached.len);
	snprintf(places, sizeof places, "%zu", p->unnamed.places);
	say_add(say, &line, "report.attached", "bytes", bytes, "sha256", p->attached_hex, NULL);
	if (option(p->x, "redact-me"))
		say_add(say, &line, strcmp(p->hex, p->attached_hex) == 0 ? "report.nothing-redacted" : "report.redacted", "places", places, "where",
		        buf_str(&p->unnamed.where), "sha256", p->hex, NULL);
	if (option(p->x, "redact-me") && option(p->x, "send"))
		buf_addf(&line, "%s\n", say_text(say, "report.from-stays"));
	if (p->unnamed.unread.len)
		say_add(say, &line, "report.not-redacted", "types", buf_str(&p->unnamed.unread), NULL);
	if (p->still_there)
		buf_addf(&line, "%s\n", say_text(say, "report.still-there"));
	put(buf_str(&line));
	buf_free(&line);
}

bool report_show(struct report *p, struct err *e)
{
	struct buf words = { 0 }, server = { 0 };
	bool ok = letter_words(p->letter, &p->r.view, &words, e);

	if (ok) {
		puts(say_text(&p->x->say, "report.leaves"));
		puts("");
		show_head(p);
		puts("");
		put(buf_str(&words));
		puts("");
		if (option(p->x, "mail"))
			show_attached(p);
		say_add(&p->x->say, &server, "report.server", "host", setting(p->x, SETTING_SMTP_HOST) ? setting(p->x, SETTING_SMTP_HOST) : "", NULL);
		if (option(p->x, "send"))
			put(buf_str(&server));
		fflush(stdout);
	}
	buf_free(&words);
	buf_free(&server);
	return ok;
}
