/* cli/playbook_forms: playbooks in other forms than our own: CACAO, a drawing, a handbook; private to cli. */
#ifndef KAKEKOMI_CLI_PLAYBOOK_FORMS_H
#define KAKEKOMI_CLI_PLAYBOOK_FORMS_H

#include "cli/context.h"

/* Each returns the exit status. */
int playbook_export(struct context *x, struct catalog *c, struct err *e);
int playbook_import(struct context *x, struct catalog *c, struct err *e);
int playbook_graph(struct context *x, struct catalog *c, struct err *e);
int playbook_handbook(struct context *x, struct catalog *c, struct err *e);

/* The playbook that the second word names. NULL: error playbook.unknown or playbook.unknown-near (66). */
const struct playbook *playbook_named(const struct context *x, const struct catalog *c, struct err *e);

#endif
