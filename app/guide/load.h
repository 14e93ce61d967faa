/* guide/load: reads sources into a catalog; uses guide/model and guide/source.
 *
 * Every fault is named with its file and place ("steps/card.json: steps[3].when: unknown fact "enterd""). */
#ifndef KAKEKOMI_GUIDE_LOAD_H
#define KAKEKOMI_GUIDE_LOAD_H

#include "base/err.h"
#include "guide/model.h"
#include "guide/source.h"

struct catalog *catalog_new(void);
void catalog_free(struct catalog *c); /* NULL is allowed */

/* Reads the files into the catalog; may be called twice (the interview first, the rest later).
 * Faults are collected in c->faults; nothing of `s` is needed afterwards, and the text of every file that was read is let go of. */
void catalog_read(struct catalog *c, struct source *s, enum source_part part);

/* True when nothing is wrong; else error playbooks.fault (65): arg1 the first fault, arg2 how many. */
bool catalog_sound(const struct catalog *c, struct err *e);

/* Reads everything from the directories: source_dirs, source_read, catalog_read, catalog_sound. The
 * caller frees with catalog_free(). NULL on error. */
struct catalog *catalog_load(const char *dir_list, enum source_part part, struct err *e);

void catalog_fault(struct catalog *c, const char *file, const char *path, const char *what);

#endif
