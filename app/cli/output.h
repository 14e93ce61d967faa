/* cli/output: where a printed form goes: a file, standard output, a pager, a printer; private to cli. */
#ifndef KAKEKOMI_CLI_OUTPUT_H
#define KAKEKOMI_CLI_OUTPUT_H

#include "base/sink.h"
#include "cli/command.h"

/* One form of a paper. */
struct form {
	const char *name;
	const char *suffix; /* of the file it is kept in when nobody named one */
	bool (*make)(void *job, struct sink *out, struct err *e);
	bool binary;        /* never shown on a terminal */
};

/* A row of a table that ends with a row without a name. NULL: error print.format (2) naming those there are. */
const struct form *form_named(const struct form *forms, const char *name, struct err *e);

struct output {
	const struct form *forms; /* the first row is the text form, which is always possible */
	const struct form *form;
	void *job;
	const char *name; /* without suffix: what to call a file that nobody named */
};

/* Follows -o, --force, --printer and --preview. Where a printer or the PDF is not to be had, says so in a line, writes the
 * file that is possible and returns ERR_UNAVAILABLE. Returns the exit status; *e is set when there is more to say. */
int output_form(struct context *x, const struct output *o, struct err *e);

#endif
