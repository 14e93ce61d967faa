/* cli/offer: a pack's file with what lies beside it, and the end of installing one; private to cli. */
#ifndef KAKEKOMI_CLI_OFFER_H
#define KAKEKOMI_CLI_OFFER_H

#include "cli/command.h"
#include "net/packs.h"

/* FILE, FILE.minisig, and where they are there FILE.pub and FILE.pub.minisig. */
struct offer_files {
	struct buf pack, sign, key, key_sign;
	struct pack_offer offer;
};

/* With --accept-version. Errors: pack.too-large, pack.no-signature (65), those of reading. The caller ends it with offer_free(). */
bool offer_read(const struct context *x, const char *file, struct offer_files *out, struct err *e);
void offer_free(struct offer_files *f);

/* Prepares, says what changes, and without --dry-run commits. `about` gets which pack it was, as far as that is known. */
bool offer_take(const struct context *x, struct packs *p, const struct pack_offer *o, struct pack_about *about, struct err *e);

#endif
