/* walk/newer: whether today's playbooks say otherwise about steps a case has still ahead of it; uses walk/open. A case keeps the steps it
 * began with; the person is told once for every change of the playbooks, and the record says so. */
#ifndef KAKEKOMI_WALK_NEWER_H
#define KAKEKOMI_WALK_NEWER_H

#include "walk/walk.h"

/* Fills w->newer. To be called after resuming, while the catalog speaks Japanese. What cannot be read is not newer. */
void walk_find_newer(struct walk *w);

/* A note of what was told, by which it is not told again. */
bool walk_told_newer(struct walk *w, const char *words, struct err *e);

#endif
