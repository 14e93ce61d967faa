/* net/keyring: whose signatures count: keys shipped with the program (playbooks/keys/NAME.pub), added here (packs/.keys/NAME.pub), and
 * those taken back: here (packs_state), or by a newer program, which ships the same file as playbooks/keys/NAME.revoked; uses
 * net/minisign. The name of a key is its file's. */
#ifndef KAKEKOMI_NET_KEYRING_H
#define KAKEKOMI_NET_KEYRING_H

#include "net/minisign.h"
#include "net/packs_state.h"

struct known_key {
	char name[PACK_NAME_SIZE];
	struct public_key key;
	bool shipped, revoked;
};

struct keyring {
	struct known_key *at;
	size_t count;
};

/* A file that is no key is told (sign.bad-key): a ring with a gap is none. The caller ends it with keyring_free(). */
bool keyring_read(const char *packs_dir, const struct packs_state *s, struct keyring *out, struct err *e);
void keyring_free(struct keyring *r);

const struct known_key *keyring_by_id(const struct keyring *r, const unsigned char id[KEY_ID_SIZE]); /* NULL */
const struct known_key *keyring_by_name(const struct keyring *r, const char *name);                  /* NULL */
bool keyring_has_shipped(const struct keyring *r); /* one that still counts */
bool keyring_revoked(const struct keyring *r, const struct packs_state *s, const unsigned char id[KEY_ID_SIZE]);

/* Writes a key into packs/.keys/. Errors: key.bad-name (2), key.exists, key.revoked (1), those of writing. */
bool keyring_add(const char *packs_dir, const struct keyring *r, const char *name, const struct public_key *key, struct err *e);

#endif
