/* net/packs_trust: whether an offered pack may be believed: key, expiry, version; private to net. */
#ifndef KAKEKOMI_NET_PACKS_TRUST_H
#define KAKEKOMI_NET_PACKS_TRUST_H

#include "net/packs.h"

/* Fills about, key, new_key and nothing. Nothing of the pack is parsed. `in_use`: the version in use, 0 for none. */
bool packs_trust(const struct packs *p, const struct pack_offer *o, struct moment now, struct pack_change *out, struct err *e);

uint32_t packs_version_in_use(const char *name); /* 0: none */

#endif
