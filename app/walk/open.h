/* walk/open: what walk.c needs of beginning and resuming; private to walk. */
#ifndef KAKEKOMI_WALK_OPEN_H
#define KAKEKOMI_WALK_OPEN_H

#include "walk/walk.h"

/* The pinned part of the playbooks in use, and its hash. False when they cannot be read (again). */
bool walk_pack(const struct walk *w, struct buf *out, unsigned char hash[HASH_SIZE]);

#endif
