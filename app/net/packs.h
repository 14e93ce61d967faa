/* net/packs: installing packs: what is offered is verified, then parsed, then checked as guidance, then put in use; uses mail/guidance,
 * guide/installed and net/signed. Where packs lie is in guide/installed.h.
 *
 * A pack is taken when, in this order: its signature holds; the key is known and not taken back; it is the key that signed this
 * pack before, or that one vouches for it (the new key's .pub file signed by the old one, both beside the pack: FILE.pub,
 * FILE.pub.minisig), or that one was taken back; where the program ships keys, only those begin a "base"; the pack has not expired; its
 * version is above the highest ever installed from this key, and above the shipped playbooks' for "base"; it is not more than 1,000
 * above that, for versions count up by one, and one absurdly high version would lock out all that follow (who means it names
 * the version); no pin holds another version; manifest and signature say the same; the program is new enough; its guidance,
 * over and under everything else in use here, has no fault.
 *
 * Then the file is written and synced, the link `current` renamed into place, and last the state written: whatever stops it on the way,
 * the pack in use before still is. One program at a time (packs.busy, 69).
 *
 * Errors (1 where the answer is no): those of net/signed.h; pack.unknown-key, .revoked-key, .other-key, .not-for-base, .rollback, .jump, .pinned,
 * .same-version, .not-here, .no-version (66), .faults, .no-ground (65), packs.state (65), packs.unwritable (73, 74, 77). */
#ifndef KAKEKOMI_NET_PACKS_H
#define KAKEKOMI_NET_PACKS_H

#include "base/clock.h"
#include "guide/installed.h"
#include "guide/model.h"
#include "net/keyring.h"

enum { PACK_JUMP_MOST = 1000 };

struct packs {
	char *dir;
	struct packs_state state;
	struct keyring ring;
	int lock; /* -1: only looking */
};

/* The caller ends it with packs_close(), after a failure too. */
bool packs_open(struct packs *p, bool to_change, struct err *e);
void packs_close(struct packs *p);

/* What a publisher puts side by side. Texts end with a NUL. */
struct pack_offer {
	const char *label;          /* what to call it */
	const char *bytes;
	size_t len;
	const char *sign;           /* FILE.minisig */
	const char *key, *key_sign; /* FILE.pub and FILE.pub.minisig, or NULL */
	uint32_t accept;            /* the version that may jump, or 0 */
};

/* A pack that passed, on disk and not yet in use. */
struct pack_change {
	struct pack_about about;
	struct public_key key;
	bool new_key;           /* vouched for, not known yet */
	bool nothing;           /* this very pack is in use already */
	char *path;             /* of its file */
	bool placed;            /* the file is there for this change */
};

/* Everything up to putting it in use. The caller ends it with pack_change_drop(), which removes what was not committed. */
bool packs_prepare(struct packs *p, const struct pack_offer *o, struct moment now, struct pack_change *out, struct err *e);
bool packs_commit(struct packs *p, const struct pack_offer *o, struct moment now, struct pack_change *c, struct err *e);

/* The guidance as it would be; NULL when it cannot be read. The caller frees with catalog_free(). */
struct catalog *pack_change_after(const struct pack_change *c, struct err *e);
void pack_change_drop(struct pack_change *c);

/* The version before the one in use, from disk; where there is none the pack goes out of use (*version 0). */
bool packs_rollback(struct packs *p, const char *name, uint32_t *version, struct err *e);

/* Holds a version, putting it in use when it is on disk; 0 lets go. */
bool packs_pin(struct packs *p, const char *name, uint32_t version, struct err *e);

/* Where a pack comes from, and its tag there ("" none). */
bool packs_remember(struct packs *p, const char *name, const char *url, const char *etag, struct moment now, struct err *e);

bool packs_revoke(struct packs *p, const char *key_name, struct err *e);

#endif
