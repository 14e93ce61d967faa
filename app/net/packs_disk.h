/* net/packs_disk: the files of packs: written beside, synced, renamed; which versions are there; private to net.
 *
 * Errors: packs.unwritable (73, 74, 77). */
#ifndef KAKEKOMI_NET_PACKS_DISK_H
#define KAKEKOMI_NET_PACKS_DISK_H

#include "net/packs.h"

/* packs/NAME/12.pack and an ending; the caller frees. */
char *disk_path(const struct packs *p, const char *name, uint32_t version, const char *ending);

/* One file, whole and synced, with its directory made. */
bool disk_put(const char *path, const char *bytes, size_t len, struct err *e);

/* Files that are to appear together are all written beside first, then synced (the first sync takes the others along), then renamed. */
struct disk_file {
	char *path, *beside;
	int fd;
};

bool disk_begin(struct disk_file *f, const char *path, const char *bytes, size_t len, struct err *e);
bool disk_ready(struct disk_file *f, struct err *e);
bool disk_show(struct disk_file *f, struct err *e);
void disk_drop(struct disk_file *f); /* what was not shown is removed; safe after disk_show() */

/* The link `current`, renamed into its place; disk_sync() makes it last. */
bool disk_use(const struct packs *p, const char *name, uint32_t version, struct err *e);
bool disk_out_of_use(const struct packs *p, const char *name, struct err *e);
void disk_sync(const struct packs *p, const char *name);

size_t disk_versions(const struct packs *p, const char *name, uint32_t **out);     /* rising; the caller frees *out */
uint32_t disk_below(const struct packs *p, const char *name, uint32_t version);    /* the next lower one; 0: none */
void disk_clear(const struct packs *p, const char *name, uint32_t a, uint32_t b); /* all but these two and a pinned one */

/* "…name another place" is no help where the place is given: file.unwritable becomes packs.unwritable. Returns false. */
bool disk_unwritable(struct err *e);

#endif
