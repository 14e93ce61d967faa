/* cli/reading: a case read and verified, ready to be shown, printed or written about; private to cli. */
#ifndef KAKEKOMI_CLI_READING_H
#define KAKEKOMI_CLI_READING_H

#include "cli/command.h"
#include "sheet/view.h"

struct reading {
	struct walk walk;
	struct verify_result verified;
	struct view view;
};

/* `name`: the beginning of a case's id; NULL: the newest case. `say`: the language of the paper; the catalog still speaks Japanese. --from, --to and --redact-names are taken where the command
 * has them. The caller ends it with reading_end() in any case. */
bool reading_begin(struct context *x, const char *name, const struct say *say, struct reading *r, struct err *e);
void reading_end(struct reading *r);

/* One line on standard error when the chain is broken. */
void reading_warn(const struct context *x, const struct reading *r);

#endif
