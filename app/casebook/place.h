/* casebook/place: the file of a casebook before any engine opens it, and the side files that programs
 * queue and claim on; uses base only.
 *
 * Side files are never removed: removing a locked file lets two programs lock two files of one name. */
#ifndef KAKEKOMI_CASEBOOK_PLACE_H
#define KAKEKOMI_CASEBOOK_PLACE_H

#include "casebook/store.h"

/* Sees to it that a regular file is there: makes it (0600) with its directories (0700) when `mode` says
 * so. Keys: casebook.missing, .unreadable, .corrupt, .readonly, .full. An empty file is one that is yet to be made. */
bool place_prepare(const char *path, enum store_mode mode, struct err *e);

/* The key for a failed system call (errno) on the casebook. */
bool place_errno(const char *path, struct err *e);

/* FILE.queue: writers wait here in turn, however long. *fd is opened at the first call (-1 before) and is
 * the caller's to close. A file system without locks does without. */
bool place_queue(const char *path, int *fd, struct err *e);
void place_unqueue(int fd);

/* Tries to get FILE-journal, whose end is what makes a commit one, to the disk. Should that fail too, the next commit does it. */
void place_sync(const char *path);

/* FILE.claims: one byte for each case. *fd as above. */
bool place_claim(const char *path, int *fd, const char *case_id, struct err *e);
void place_release(int fd, const char *case_id);

#endif
