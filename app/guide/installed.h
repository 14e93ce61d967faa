/* guide/installed: which packs are in use; uses base and guide/pack. Reads only; net/packs puts them there.
 *
 *     $XDG_DATA_HOME/kakekomi/packs/NAME/12.pack           a version, with 12.pack.minisig beside it
 *     $XDG_DATA_HOME/kakekomi/packs/NAME/current -> 12.pack the one in use; renamed into its place, so that it is one or the other
 *
 * Who wins: the base beneath, then the packs in the order of their names' bytes, each laid over those before (10-bank, 20-desk), then
 * the directories of KAKEKOMI_PLAYBOOKS. The base is the pack called "base" when its version is above that of the shipped playbooks
 * (playbooks/VERSION), else these. Nobody has packs: one system call at start. */
#ifndef KAKEKOMI_GUIDE_INSTALLED_H
#define KAKEKOMI_GUIDE_INSTALLED_H

#include "guide/pack.h"

#define PACK_BASE "base"

struct installed_pack {
	char *name, *path; /* of the .pack file */
	uint32_t version;
};

struct installed {
	struct installed_pack *at; /* by name */
	size_t count;
};

/* What cannot be read is not in use. The caller ends it with installed_free(). */
void installed_read(struct installed *out);
void installed_free(struct installed *i);

/* Puts a copy in the place of the one of its name, or where it belongs. */
void installed_put(struct installed *i, const struct installed_pack *p);

bool installed_is_base(const struct installed_pack *p);

/* The base pack when it replaces the playbooks of this directory (NULL: none are shipped), else NULL. */
const struct installed_pack *installed_base(const struct installed *i, const char *shipped);

/* The version of the shipped playbooks; 0 when they name none. */
uint32_t shipped_version(const char *shipped);

/* The version that "12.pack" names; false when it names none. */
bool pack_of_link(const char *link, uint32_t *version);

#endif
