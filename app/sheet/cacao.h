/* sheet/cacao: guidance and walked cases as CACAO Security Playbooks v2.0 (OASIS), the form in which other programs
 * exchange procedures; uses sheet/flow and sheet/view. */
#ifndef KAKEKOMI_SHEET_CACAO_H
#define KAKEKOMI_SHEET_CACAO_H

#include "base/say.h"
#include "base/sink.h"
#include "guide/model.h"
#include "sheet/view.h"

/* One playbook of the catalog, in the language it speaks; in the `langs` it has learnt besides, the steps' words stand in
 * the steps' extensions. The same guidance makes the same bytes. */
bool cacao_playbook(const struct catalog *c, const struct playbook *p, const struct say *say, const char *const *langs, size_t lang_count,
		    struct sink *out, struct err *e);

/* A walked case: its steps as planned, each with what became of it and when. */
bool cacao_case(struct view *v, struct sink *out, struct err *e);

/* A file of CACAO as files of our own, to be laid over the playbooks. */
struct cacao_import {
	struct arena *arena; /* owns the rest */
	const char *id;      /* of the playbook */
	json *playbook;      /* ID.json; freed by cacao_import_free() */
	json *steps;         /* steps/ID.json, or NULL: every step is one of the catalog's */
	struct cacao_left *left; /* what could not be carried over */
	size_t left_count, left_cap;
};

/* One thing: the key of its words in messages.json, and what it is about. */
struct cacao_left {
	const char *key, *what, *more;
};

/* `name` is what to call the file in errors. `c` speaks Japanese: what equals one of its steps is that step. Errors: those of base/json,
 * cacao.place (65): arg1 = `name`, arg2 = the place, arg3 = what is wrong there. The caller ends it with cacao_import_free() in any case. */
bool cacao_import(const struct catalog *c, const struct say *say, const char *name, const char *text, size_t len, struct cacao_import *out,
		  struct err *e);
void cacao_import_free(struct cacao_import *i);

#endif
