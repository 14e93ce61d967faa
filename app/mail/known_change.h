/* mail/known_change: one change of the index of known bad addresses, from its turn to the new file; private to mail; uses mail/known_build. */
#ifndef KAKEKOMI_MAIL_KNOWN_CHANGE_H
#define KAKEKOMI_MAIL_KNOWN_CHANGE_H

#include "mail/known_build.h"

struct known_change {
	const char *path;
	struct known *old;
	struct known_build build;
	struct known_feed *lists; /* as they will be */
	size_t count;
	int lock; /* two changes at a time would lose what one of them brings: they queue on a file beside the index */
};

/* Waits for its turn and reads the lists there are. Errors: known.unwritable, file.unreadable, known.damaged. To be ended with
 * known_change_end() in any case. */
bool known_change_begin(struct known_change *c, const char *path, struct err *e);

/* Takes over the addresses there are, but those that stand in the list at place `without` alone (its row goes too); KNOWN_FEEDS_MOST: all
 * of them. Error: known.damaged: whoever damaged the index must not get the damage into the new one. */
bool known_change_keep(struct known_change *c, size_t without, struct err *e);

/* The place of a list, or the count when there is none of that name. */
size_t known_change_find(const struct known_change *c, const char *name);

/* After known_build_sort(). Error: known.unwritable; the index is as it was. */
bool known_change_write(struct known_change *c, struct err *e);
void known_change_end(struct known_change *c);

/* A name as it stands in a row: clean, and cut where it is too long. */
void known_change_name(char out[KNOWN_NAME_SIZE], const char *name);

#endif
