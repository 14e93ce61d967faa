/* kakekomi print and show: the record of one case, on paper and on the screen; nothing is appended. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/output.h"
#include "cli/reading.h"
#include "sheet/cacao.h"
#include "sheet/printer.h"
#include "sheet/record.h"

#include "base/banned.h"

const struct option_row show_options[] = {
	{ "json", NULL, "help.opt.json" },
	{ NULL, NULL, NULL },
};
const struct option_row print_options[] = {
	{ "format", "text|html|pdf|csv|json|cacao", "help.opt.format" },
	{ "output", "FILE", "help.opt.output" },
	{ "force", NULL, "help.opt.force" },
	{ "from", "TIME", "help.opt.from" },
	{ "to", "TIME", "help.opt.to" },
	{ "redact-names", NULL, "help.opt.redact-names" },
	{ "width", "COLUMNS", "help.opt.width" },
	{ "bom", NULL, "help.opt.bom" },
	{ "printer", "NAME", "help.opt.printer" },
	{ "preview", NULL, "help.opt.preview" },
	{ NULL, NULL, NULL },
};

/* What to make of the case that was read. */
struct job {
	struct context *x;
	struct reading r;
	const struct form *form;
	struct print_options options;
};

/* --- forms: a new one is a row --- */

static bool make_document(struct job *j, print_fn *print, struct sink *out, struct err *e)
{
	struct document *d = record_document(&j->r.view);
	bool ok = print(d, &j->x->say, &j->options, out, e);

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
	struct job *j = job;
	bool ok = make_document(j, print_pdf, out, e);

	j->options.helper = NULL; /* used up */
	return ok;
}

static bool make_csv(void *job, struct sink *out, struct err *e)
{
	struct job *j = job;

	return record_csv(&j->r.view, option(j->x, "bom") != NULL, out, e);
}

static bool make_json(void *job, struct sink *out, struct err *e)
{
	struct job *j = job;

	return record_json(&j->r.view, out, e);
}

static bool make_cacao(void *job, struct sink *out, struct err *e)
{
	struct job *j = job;

	return cacao_case(&j->r.view, out, e);
}

static const struct form forms[] = {
	{ "text", ".txt", make_text, false }, { "html", ".html", make_html, false }, { "pdf", ".pdf", make_pdf, true },
	{ "csv", ".csv", make_csv, false },   { "json", ".json", make_json, false },
	{ "cacao", ".cacao.json", make_cacao, false }, { NULL, NULL, NULL, false },
};

/* --- options --- */

static bool take_width(const struct context *x, int *columns, struct err *e)
{
	const char *text = option(x, "width");
	struct winsize size;
	char *end;

	*columns = 0;
	if (text) {
		long n = strtol(text, &end, 10);
		if (*end || n < PRINT_COLUMNS_LEAST || n > PRINT_COLUMNS_MOST)
			return err_set(e, ERR_USAGE, "print.width", text, NULL, NULL);
		*columns = (int)n;
	} else if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= PRINT_COLUMNS_LEAST && size.ws_col < 80) {
		*columns = size.ws_col;
	}
	return true;
}

static void default_name(const struct job *j, char *out, size_t size)
{
	snprintf(out, size, "kakekomi-%s", j->r.walk.id);
}

static int print_case(struct context *x, const char *format, struct err *e)
{
	struct job j = { .x = x };
	char name[40];
	int status = 0;

	j.form = form_named(forms, format, e);
	if (!j.form || !take_width(x, &j.options.columns, e))
		return (int)e->code;
	if (j.form->make == make_pdf)
		j.options.helper = pdf_start();
	if (!reading_begin(x, x->arg_count ? x->args[0] : NULL, &x->say, &j.r, e))
		goto out;
	speak(x, j.r.walk.catalog);
	default_name(&j, name, sizeof name);
	status = output_form(x, &(struct output){ forms, j.form, &j, name }, e);
	reading_warn(x, &j.r);
out:
	pdf_stop(j.options.helper);
	reading_end(&j.r);
	return e->code ? (int)e->code : status;
}

int run_show(struct context *x, struct err *e)
{
	return print_case(x, option(x, "json") ? "json" : "text", e);
}

int run_print(struct context *x, struct err *e)
{
	const char *format = option(x, "format");

	return print_case(x, format ? format : option(x, "printer") ? "pdf" : "text", e);
}
