/* guide/differ: what is different between two catalogs, as a person would want to know it; uses guide/model. */
#ifndef KAKEKOMI_GUIDE_DIFFER_H
#define KAKEKOMI_GUIDE_DIFFER_H

#include "guide/model.h"

enum differ_kind { DIFFER_STEP, DIFFER_PLAYBOOK, DIFFER_CONTACT, DIFFER_NUMBER, DIFFER_BRAND, DIFFER_DOMAIN, DIFFER_QUESTION, DIFFER_SIGN, DIFFER_KINDS };

enum differ_how { DIFFER_ADDED, DIFFER_CHANGED, DIFFER_REMOVED };

/* Texts are the catalogs'. */
struct difference {
	enum differ_kind kind;
	enum differ_how how;
	const char *title;     /* of the row; of a domain its company */
	const char *from, *to; /* a number, a domain; or NULL */
};

typedef void difference_fn(void *context, const struct difference *d);

/* Calls `each` for every difference, kind after kind. Both catalogs are complete and speak Japanese. */
void differ(const struct catalog *before, const struct catalog *after, difference_fn *each, void *context);

/* Whether a step asks for the same: its words, contact and urgency. */
bool step_same(const struct step *a, const struct step *b);

#endif
