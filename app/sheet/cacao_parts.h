/* sheet/cacao_parts: what both kinds of CACAO playbooks are put together from; private to sheet. */
#ifndef KAKEKOMI_SHEET_CACAO_PARTS_H
#define KAKEKOMI_SHEET_CACAO_PARTS_H

#include "base/clock.h"
#include "base/json.h"
#include "base/say.h"
#include "guide/facts.h"

/* A playbook being written. */
struct cacao {
	struct arena *arena;
	const struct catalog *catalog;
	const struct say *say;
	const struct facts *facts; /* what texts are filled with */
	const char *const *langs;
	size_t lang_count;
	const char *scope;     /* what the steps' ids hang on: a playbook's id, a case's */
	const char *extension; /* ids that every playbook shares */
	const char *author, *person;
	json *root, *variables, *workflow, *agents, *targets; /* the latter are put into root by cacao_end() */
	int64_t first_ms, last_ms; /* of the dates its contacts were checked; -1: none */
};

enum { CACAO_ID_SIZE = 80 };

/* "TYPE--UUID", the UUID made from what it names, in the shape of version 4: the same from export to export. */
const char *cacao_id(struct arena *a, const char *type, const char *scope, const char *name);
const char *cacao_step_id(const struct cacao *k, const char *type, const char *name);

/* "2026-11-22T00:00:00.000Z": UTC, exactly three decimals. */
const char *cacao_time(struct arena *a, int64_t ms);

void cacao_begin(struct cacao *k, const struct catalog *c, const struct say *say, const struct facts *f, const char *scope);
/* Everything that stands before the workflow. */
void cacao_head(struct cacao *k, const char *name, const char *description);
void cacao_end(struct cacao *k, int64_t created_ms, int64_t modified_ms, struct buf *out); /* writes and frees */

void cacao_drop(struct cacao *k); /* frees without writing */

/* Steps. `next` NULL: it is an end. The object may be added to. */
json *cacao_step(struct cacao *k, const char *id, const char *type, const char *name, const char *next);
json *cacao_action(struct cacao *k, const char *id, const struct step *s, const char *next);

/* The step's words, commands, desks and extension, added to an object. */
void cacao_action_words(struct cacao *k, json *o, const struct step *s);

json *cacao_extend(struct cacao *k, json *step);              /* its extension, made at the first asking */
const char *cacao_target(struct cacao *k, const struct contact *c); /* the desk's id */

void cacao_add_words(json *to, const char *key, const struct words *w);
void cacao_add_filled(const struct cacao *k, json *to, const char *key, const char *text); /* nothing for NULL */

/* A condition as CACAO writes it (STIX patterning); the variables it uses are declared. */
const char *cacao_cond(struct cacao *k, const struct cond *c);
void cacao_variable(struct cacao *k, const char *name, const char *type, const char *description, const char *value);

/* "__FACT__" for a fact of one value, "__FACT_VALUE__" for one of several. */
const char *cacao_variable_name(struct arena *a, const struct fact *f, const char *value);

#endif
