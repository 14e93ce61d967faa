/* net/signed: what a signature says of a pack, and whether it is so; uses net/minisign and guide/pack.
 *
 * Trusted comments (signed with the file), by which a signature cannot be moved to another pack or version:
 *
 *     kakekomi pack NAME VERSION until DATE      (DATE "ever": does not expire)
 *     kakekomi key ID                            on a public key's file: whoever signs it vouches for that key
 *
 * Nothing of a pack is parsed before its signature held. Errors: pack.bad-signature, pack.no-statement, pack.mixed, pack.expired (1),
 * pack.needs-newer (69), those of signature_read() and pack_read(). */
#ifndef KAKEKOMI_NET_SIGNED_H
#define KAKEKOMI_NET_SIGNED_H

#include <stdint.h>

#include "guide/pack.h"
#include "net/minisign.h"

enum { SIGNATURE_MOST = 4096 }; /* bytes of a .minisig or .pub file */

/* Appends the signature of a pack's or a public key's file. sign.what (65): it is neither. */
bool signed_make(const char *label, const char *bytes, size_t len, const struct secret_key *key, struct buf *out, struct err *e);

/* Whether `key` signed these bytes and says which pack they are: `says` gets name, version and expiry. */
bool signed_holds(const char *label, const char *bytes, size_t len, const struct signature *s, const struct public_key *key,
                  struct pack_about *says, struct err *e);

/* Parses what signed_holds() found true; the pack must be what the signature says. As pack_read(). */
bool signed_read(const char *label, const char *bytes, size_t len, const struct pack_about *says, struct pack *out, struct err *e);

/* Whether `by` vouches for `key` with this signature of the file of the key. */
bool signed_vouches(const char *key_text, const struct public_key *key, const struct signature *s, const struct public_key *by);

/* Whether the day is over (in Japan). */
bool pack_expired(const struct pack_about *about, int64_t now_ms);

#endif
