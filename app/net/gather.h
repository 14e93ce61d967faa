/* net/gather: the files of a directory of guidance that go into a pack; uses guide. */
#ifndef KAKEKOMI_NET_GATHER_H
#define KAKEKOMI_NET_GATHER_H

#include "base/mem.h"
#include "guide/pack.h"

/* Adds playbooks, brands, contacts, signs, words, steps/, letters/, the translations that go with the directory (not messages.json,
 * which belongs to the program) and public_suffix_list.dat, each where it is there. The texts belong to the arena. */
bool gather(const char *dir, struct arena *a, struct pack *out, struct err *e);

#endif
