/* guide/source: the files guidance is read from: ordered directories, or the pinned copy a case keeps;
 * uses base only. */
#ifndef KAKEKOMI_GUIDE_SOURCE_H
#define KAKEKOMI_GUIDE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "guide/installed.h"

struct source_file {
	char *name; /* "interview.json", "steps/card.json" */
	char *path; /* what to call it in a fault: the name, or dir/name in an overlay */
	char *text;
	size_t len;
	int layer;   /* which directory, 0 = lowest */
	bool pinned; /* part of what a case keeps: all but contacts, brands, words and signs, which are always current */
};

struct source {
	struct source_file *files;
	size_t count, cap;
};

/* The directories of KAKEKOMI_PLAYBOOKS (":" between), lowest first; a pack's file may stand for one (guide/layer.h). When the
 * first one has no interview.json of its own, the shipped playbooks and the installed packs (guide/installed.h) lie beneath it.
 * Without the variable, these alone. Error playbooks.missing (66). The caller frees with source_dirs_free(). */
bool source_dirs(const char *list, char ***dirs, size_t *count, struct err *e);
/* The same as it would be with another pack in use, installed or not. */
bool source_dirs_with(const char *list, const struct installed_pack *with, char ***dirs, size_t *count, struct err *e);
void source_dirs_free(char **dirs, size_t count);

enum source_part {
	SOURCE_INTERVIEW,
	SOURCE_REST, /* all but the interview, and the signs, which only a mail needs */
	SOURCE_ALL,
	SOURCE_MAIL, /* brands and signs: what checking a mail needs */
};

/* Reads the files of all directories in order; within one: interview, brands, contacts, steps/, playbooks. */
bool source_read(char *const *dirs, size_t count, enum source_part part, struct source *out, struct err *e);
void source_free(struct source *s);
void source_let_go(struct source_file *f); /* of its text */

/* A file that lies in no directory yet, on top of those read: what is about to be written can be judged first. */
void source_add(struct source *s, const char *name, const char *text, size_t len, int layer);

/* The pinned part as bytes (each name and text framed by its length) and their SHA-256. */
void source_pack(const struct source *s, struct buf *out, unsigned char hash[HASH_SIZE]);

/* Replaces the pinned files of `s` by those of a pack; the others stay. Error pack.bad (65). */
bool source_unpack(struct source *s, const char *bytes, size_t len, struct err *e);

#endif
