/* cli/hook: what happens in a case is told to a company's own system, when the settings name one; private to cli. */
#ifndef KAKEKOMI_CLI_HOOK_H
#define KAKEKOMI_CLI_HOOK_H

#include "cli/command.h"
#include "walk/walk.h"

/* From now on the walk's events are queued, and sent by a program of their own beside this one. */
void hook_listen(struct context *x, struct walk *w);

#endif
