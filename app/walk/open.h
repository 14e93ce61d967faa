/* walk/open: what the parts of walk need of each other; private to walk. */
#ifndef KAKEKOMI_WALK_OPEN_H
#define KAKEKOMI_WALK_OPEN_H

#include "walk/walk.h"

/* The pinned part of the playbooks in use, and its hash. False when they cannot be read (again). */
bool walk_pack(const struct walk *w, struct buf *out, unsigned char hash[HASH_SIZE]);

/* Writes an entry without words of the person's; the body is taken over, and holds nothing that is not redacted. */
bool walk_write(struct walk *w, enum entry_kind kind, json *body, struct err *e);

/* The same with words, which are the program's own. */
bool walk_write_words(struct walk *w, enum entry_kind kind, const char *words, json *body, struct err *e);

#endif
