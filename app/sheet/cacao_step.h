/* sheet/cacao_step: one action of a CACAO file as a step of ours and its use in the playbook; private to sheet. */
#ifndef KAKEKOMI_SHEET_CACAO_STEP_H
#define KAKEKOMI_SHEET_CACAO_STEP_H

#include "sheet/cacao.h"
#include "sheet/cacao_parts.h"
#include "sheet/cacao_read.h"

/* A file being taken over. */
struct taking {
	const struct catalog *catalog;
	const struct say *say;
	struct cacao_import *import;
	struct cacao_file file;
	const struct playbook *playbook; /* the one of ours with its id, or NULL */
	struct facts facts;    /* what our texts are filled with where they are compared */
	const char *extension; /* the id of ours */
	const char *source;    /* where steps come from that do not say it */
	json *uses, *steps;    /* in import->playbook and import->steps */
	size_t number;         /* of steps made */
};

/* An action becomes a use of the catalog's own step where that says the same, else a step of its own. `words`: a condition in words, or
 * NULL. False with *e when something in it is wrong. */
bool taking_action(struct taking *t, const struct cacao_node *n, const struct cond *when, const char *words, struct err *e);

/* Remembers what the file says about itself and has no place here: signatures, revocation, a last day, other houses' extensions. */
void taking_about(struct taking *t);

/* Fit for our files: cleaned, and without what would be read as a placeholder. */
const char *taking_clean(const struct taking *t, const char *text);

/* Remembers what could not be carried over: `key` of its words, what, and more (or NULL). */
void taking_left(struct taking *t, const char *key, const char *what, const char *more);

#endif
