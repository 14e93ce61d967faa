/* cli/texts: the translator's side of kakekomi playbook; private to cli. */
#ifndef KAKEKOMI_CLI_TEXTS_H
#define KAKEKOMI_CLI_TEXTS_H

#include "cli/context.h"

/* Lists what is missing or stale in a language (status 1 if anything), writes it to --output as a file to fill in, takes one back with
 * --from. `dir`: the directory of playbooks whose locale is meant. */
int playbook_texts(struct context *x, const struct catalog *c, const char *dir, struct err *e);

#endif
