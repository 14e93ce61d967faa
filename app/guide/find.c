#include "guide/find.h"

#include <string.h>

#include "base/banned.h"

/* One loop for every kind of row that begins with its interned id. */
#define FIND(rows, n)                                         \
	for (size_t i = 0; id && i < (n); i++)                \
		if ((rows)[i].id == id)                       \
			return &(rows)[i];                    \
	return NULL

const struct brand *find_brand(const struct catalog *c, const char *id) { FIND(c->brands, c->brand_count); }
const struct kind *find_kind(const struct catalog *c, const char *id) { FIND(c->kinds, c->kind_count); }
const struct contact *find_contact(const struct catalog *c, const char *id) { FIND(c->contacts, c->contact_count); }
const struct step *find_step(const struct catalog *c, const char *id) { FIND(c->steps, c->step_count); }
const struct playbook *find_playbook(const struct catalog *c, const char *id) { FIND(c->playbooks, c->playbook_count); }
const struct question *find_question(const struct catalog *c, const char *id) { FIND(c->questions, c->question_count); }

const char *find_name(const struct names_table *t, const char *key)
{
	for (size_t i = 0; i < t->count; i++)
		if (strcmp(t->at[i].key, key) == 0)
			return t->at[i].value;
	return NULL;
}

bool words_has(const struct words *w, const char *interned)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->at[i] == interned)
			return true;
	return false;
}
