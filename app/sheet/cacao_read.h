/* sheet/cacao_read: a CACAO file from outside, checked before anything is taken from it; private to sheet. */
#ifndef KAKEKOMI_SHEET_CACAO_READ_H
#define KAKEKOMI_SHEET_CACAO_READ_H

#include "base/err.h"
#include "base/json.h"

enum { CACAO_STEPS_MAX = 2000, CACAO_TEXT_MAX = 8000 };

/* A step of the file. */
struct cacao_node {
	const char *id, *type;
	const json *step;
	bool on_way, taken; /* for whoever follows the flow */
};

struct cacao_file {
	struct arena *arena;
	const char *name; /* of the file, for errors */
	const json *root;
	struct cacao_node *nodes; /* in the order of the file */
	struct cacao_node **sorted; /* by id */
	size_t count;
};

/* Everything belongs to `a`. Errors (65), arg1 = `name`, arg2 = the place: cacao.version, cacao.needs (a member), cacao.type, cacao.id, cacao.time,
 * cacao.text (control characters), cacao.long, cacao.no-step (a step that is not there), cacao.too-many; and json.bad. */
bool cacao_read(struct arena *a, const char *name, const char *text, size_t len, struct cacao_file *out, struct err *e);

/* The step with this id, or NULL. */
struct cacao_node *cacao_node(const struct cacao_file *f, const char *id);

/* The error `key` at "workflow.ID" and the rest of the place. */
bool cacao_wrong(const struct cacao_file *f, const char *key, const char *id, const char *member, const char *what, struct err *e);

#endif
