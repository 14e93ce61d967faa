/* net/packs_state: what is remembered of packs between two runs: $XDG_DATA_HOME/kakekomi/packs/state.json; private to net.
 *
 *     {"format": 1,
 *      "packs": [{"name": "base", "key": ID, "since": TIME, "pin": 0, "seen": [{"key": ID, "version": 12}],
 *                 "url": "…" | null, "etag": "…", "asked": TIME | null}],
 *      "revoked": [ID]}
 *
 * It is written beside and renamed, last of all, when everything else is on disk. */
#ifndef KAKEKOMI_NET_PACKS_STATE_H
#define KAKEKOMI_NET_PACKS_STATE_H

#include "base/clock.h"
#include "guide/pack.h"
#include "net/minisign.h"

struct seen_version {
	unsigned char key[KEY_ID_SIZE];
	uint32_t version; /* the highest one ever installed */
};

struct pack_state {
	char name[PACK_NAME_SIZE];
	unsigned char key[KEY_ID_SIZE]; /* who signed the newest one; another key needs this one's word */
	char since[TIME_TEXT_SIZE];     /* when the newest one came */
	uint32_t pin;                   /* 0: none */
	struct seen_version *seen;
	size_t seen_count;
	char *url, *etag;               /* of the last update, or NULL */
	char asked[TIME_TEXT_SIZE];     /* when that was, or "" */
};

struct packs_state {
	struct pack_state *at;
	size_t count;
	unsigned char (*revoked)[KEY_ID_SIZE];
	size_t revoked_count;
};

/* No file is an empty state. Error packs.state (65): arg1 path, arg2 what. The caller ends it with packs_state_free(). */
bool packs_state_read(const char *dir, struct packs_state *out, struct err *e);
bool packs_state_write(const char *dir, const struct packs_state *s, struct err *e);
void packs_state_text(const struct packs_state *s, struct buf *out); /* what packs_state_write() writes */
char *packs_state_path(const char *dir);                            /* where; the caller frees */
void packs_state_free(struct packs_state *s);

struct pack_state *pack_state_find(const struct packs_state *s, const char *name); /* NULL */
struct pack_state *pack_state_need(struct packs_state *s, const char *name);       /* made when it is not there */

uint32_t pack_state_seen(const struct pack_state *p, const unsigned char key[KEY_ID_SIZE]); /* 0: none */
void pack_state_see(struct pack_state *p, const unsigned char key[KEY_ID_SIZE], uint32_t version);

bool packs_state_revoked(const struct packs_state *s, const unsigned char key[KEY_ID_SIZE]);
void packs_state_revoke(struct packs_state *s, const unsigned char key[KEY_ID_SIZE]);

#endif
