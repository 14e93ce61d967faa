/* cli/hook: what happens in a case is told to a company's own system, when the settings name one; private to cli. */
#ifndef KAKEKOMI_CLI_HOOK_H
#define KAKEKOMI_CLI_HOOK_H

#include "cli/command.h"
#include "net/hook.h"
#include "walk/walk.h"

enum { HOOK_AT_ONCE = 3 }; /* events that one entry can bring */

struct hook {
	struct context *x;
	char *folder;
	struct hook_promise promised[HOOK_AT_ONCE]; /* of the entry being written */
	size_t count;
};

/* From now on the walk's events are queued, and sent by a program of their own beside this one. `h` must live as long as the walk; the caller
 * ends it with hook_end(). */
void hook_listen(struct context *x, struct walk *w, struct hook *h);
void hook_end(struct hook *h);

#endif
