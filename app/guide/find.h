/* guide/find: looking things up in a catalog by interned id; uses guide/model. All return NULL when
 * there is no such thing or `id` is NULL. */
#ifndef KAKEKOMI_GUIDE_FIND_H
#define KAKEKOMI_GUIDE_FIND_H

#include "guide/model.h"

const struct brand *find_brand(const struct catalog *c, const char *id);
const struct kind *find_kind(const struct catalog *c, const char *id);
const struct contact *find_contact(const struct catalog *c, const char *id);
const struct step *find_step(const struct catalog *c, const char *id);
const struct playbook *find_playbook(const struct catalog *c, const char *id);
const struct question *find_question(const struct catalog *c, const char *id);
const char *find_name(const struct names_table *t, const char *key); /* key by content */
bool words_has(const struct words *w, const char *interned);

#endif
