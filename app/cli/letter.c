/* kakekomi letter: letters and notes filled from a case. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/attach.h"
#include "cli/output.h"
#include "cli/reading.h"
#include "sheet/letter.h"
#include "sheet/printer.h"

#include "base/banned.h"

const struct option_row letter_options[] = {
	{ "format", "text|html|pdf|eml", "help.opt.format" },
	{ "output", "FILE", "help.opt.output" },
	{ "copy", NULL, "help.opt.copy" },
	{ "mail", "FILE", "help.opt.letter-mail" },
	{ "force", NULL, "help.opt.force" },
	{ "redact-names", NULL, "help.opt.redact-names" },
	{ "printer", "NAME", "help.opt.printer" },
	{ "preview", NULL, "help.opt.preview" },
	{ NULL, NULL, NULL },
};

struct job {
	struct context *x;
	struct reading r; /* in Japanese, as it goes to a desk in Japan; a copy to read in the language of the screen */
	bool copy;
	const struct letter *letter;
	struct buf mail;
	bool has_mail;
};

static bool make_document(struct job *j, print_fn *print, struct sink *out, struct err *e)
{
	struct document *d = j->copy ? letter_copy(j->letter, &j->r.view) : letter_document(j->letter, &j->r.view);
	bool ok = print(d, j->r.view.say, NULL, out, e);

	document_free(d);
	return ok;
}

static bool make_text(void *job, struct sink *out, struct err *e)
{
	return make_document(job, print_text, out, e);
}

static bool make_html(void *job, struct sink *out, struct err *e)
{
	return make_document(job, print_html, out, e);
}

static bool make_pdf(void *job, struct sink *out, struct err *e)
{
	return make_document(job, print_pdf, out, e);
}

static bool make_eml(void *job, struct sink *out, struct err *e)
{
	struct job *j = job;

	if (j->letter->attach && !j->has_mail)
		return err_set(e, ERR_USAGE, "letter.needs-mail", j->letter->id, NULL, NULL);
	return letter_eml(j->letter, &j->r.view, j->has_mail ? &j->mail : NULL, NULL, out, e);
}

static const struct form forms[] = {
	{ "text", ".txt", make_text, false }, { "html", ".html", make_html, false }, { "pdf", ".pdf", make_pdf, true },
	{ "eml", ".eml", make_eml, false },   { NULL, NULL, NULL, false },
};

/* The form asked for, else the one the file's name ends in, else text. */
static const struct form *choose_form(const struct context *x, struct err *e)
{
	const char *format = option(x, "format"), *path = option(x, "output");
	const char *dot = path ? strrchr(path, '.') : NULL;

	for (const struct form *f = forms; !format && dot && f->name; f++)
		if (strcmp(f->suffix, dot) == 0)
			return f;
	return form_named(forms, format ? format : option(x, "printer") ? "pdf" : "text", e);
}

static bool take_mail(struct job *j, struct err *e)
{
	char hex[HASH_HEX_SIZE];

	j->has_mail = option(j->x, "mail") && attach_read(&j->r.view, option(j->x, "mail"), &j->mail, hex, e);
	return j->has_mail || !option(j->x, "mail");
}

static int list(const struct letters *l)
{
	for (size_t i = 0; i < l->count; i++)
		printf("%-20s %s\n%-20s %s\n", l->at[i].id, l->at[i].title, "", l->at[i].about);
	return 0;
}

/* Whoever does not read Japanese is to know what is handed over and signed. */
static void offer_copy(const struct job *j)
{
	struct buf line = { 0 };

	if (j->copy || strcmp(j->x->say.lang, "ja") == 0)
		return;
	say_add(&j->x->say, &line, "letter.offer-copy", "case", j->r.walk.id, "kind", j->letter->id, "lang", j->x->say.lang, NULL);
	fprintf(stderr, "%s\n", buf_str(&line));
	buf_free(&line);
}

static bool unknown_letter(const struct letters *l, const char *id, struct err *e)
{
	struct buf all = { 0 };

	for (size_t i = 0; i < l->count; i++)
		buf_addf(&all, "%s%s", i ? ", " : "", l->at[i].id);
	err_set(e, ERR_NO_INPUT, "letter.unknown", id, buf_str(&all), NULL);
	buf_free(&all);
	return false;
}

/* The case and the letters, in the language of the paper. */
static bool read_letters(struct job *j, const char *name, struct err *e)
{
	struct context *x = j->x;
	const struct say *say = j->copy ? &x->say : says_get(&x->says, "ja", NULL);

	if (!reading_begin(x, name, say, &j->r, e) || !letters_load(j->r.walk.catalog, getenv("KAKEKOMI_PLAYBOOKS"), e) ||
	    !catalog_sound(j->r.walk.catalog, e))
		return false;
	if (j->copy)
		speak(x, j->r.walk.catalog);
	return true;
}

static bool can_copy(const struct job *j, const struct form *form, struct err *e)
{
	if (j->copy && form->make == make_eml)
		return err_set(e, ERR_USAGE, "letter.copy-is-read", NULL, NULL, NULL);
	return !j->copy || strcmp(j->x->say.lang, "ja") != 0 || err_set(e, ERR_USAGE, "letter.copy-language", NULL, NULL, NULL);
}

static int write_letter(struct context *x, const char *name, const char *kind, struct err *e)
{
	struct job j = { .x = x, .copy = option(x, "copy") != NULL };
	const struct form *form = choose_form(x, e);
	struct buf file = { 0 };
	int status = 0;

	if (!form || !can_copy(&j, form, e) || !store_open(x->db, STORE_EXISTING, &x->store, e))
		return (int)e->code;
	if (!read_letters(&j, name, e))
		goto out;
	j.letter = find_letter(j.r.walk.catalog, kind);
	if (j.letter ? !take_mail(&j, e) : !unknown_letter(j.r.walk.catalog->letters, kind, e))
		goto out;
	buf_addf(&file, "kakekomi-%s-%s%s", j.r.walk.id, kind, j.copy ? "-copy" : "");
	status = output_form(x, &(struct output){ forms, form, &j, buf_str(&file) }, e);
	reading_warn(x, &j.r);
	if (!e->code)
		offer_copy(&j);
out:
	reading_end(&j.r);
	buf_wipe(&j.mail);
	buf_free(&file);
	return e->code ? (int)e->code : status;
}

static int list_letters(const struct context *x, struct err *e)
{
	struct catalog *c = catalog_load(getenv("KAKEKOMI_PLAYBOOKS"), SOURCE_ALL, e);
	int status = 0;

	if (c && letters_load(c, getenv("KAKEKOMI_PLAYBOOKS"), e) && catalog_sound(c, e)) {
		speak(x, c);
		status = list(c->letters);
	}
	catalog_free(c);
	return e->code ? (int)e->code : status;
}

/* One word is a kind of letter about the newest case; two are a case and a kind. */
int run_letter(struct context *x, struct err *e)
{
	if (!x->arg_count)
		return list_letters(x, e);
	return write_letter(x, x->arg_count > 1 ? x->args[0] : NULL, x->args[x->arg_count - 1], e);
}
