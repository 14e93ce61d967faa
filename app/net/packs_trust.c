#include "net/packs_trust.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/path.h"
#include "net/signed.h"

#include "base/banned.h"

uint32_t packs_version_in_use(const char *name)
{
	struct installed in_use;
	uint32_t version = 0;

	installed_read(&in_use);
	for (size_t i = 0; i < in_use.count; i++)
		if (strcmp(in_use.at[i].name, name) == 0)
			version = in_use.at[i].version;
	installed_free(&in_use);
	return version;
}

static const char *text_of(uint32_t version, char out[PACK_VERSION_SIZE])
{
	snprintf(out, PACK_VERSION_SIZE, "%u", (unsigned)version);
	return out;
}

/* --- whose signature --- */

/* Who vouches for the key that signed, with the key's own file; NULL: nobody known. *key gets the key. */
static const struct known_key *voucher(const struct packs *p, const struct pack_offer *o, const unsigned char id[KEY_ID_SIZE],
                                       struct public_key *key)
{
	struct signature s;

	if (!o->key || !o->key_sign || !public_key_read(o->label, o->key, key, NULL) || memcmp(key->id, id, KEY_ID_SIZE) != 0 ||
	    !signature_read(o->label, o->key_sign, &s, NULL))
		return NULL;
	const struct known_key *by = keyring_by_id(&p->ring, s.id);
	return by && !by->revoked && signed_vouches(o->key, key, &s, &by->key) ? by : NULL;
}

static bool may_sign(const struct packs *p, const char *name, const struct known_key *k)
{
	const struct pack_state *st = pack_state_find(&p->state, name);

	if (!k)
		return false;
	if (st && memcmp(st->key, k->key.id, KEY_ID_SIZE) == 0)
		return true;
	if (st && !keyring_revoked(&p->ring, &p->state, st->key))
		return false;
	return strcmp(name, PACK_BASE) != 0 || k->shipped || !keyring_has_shipped(&p->ring);
}

static bool trust_key(const struct packs *p, const struct pack_offer *o, struct pack_change *out, struct err *e)
{
	struct signature s;
	struct public_key key;
	char id[KEY_ID_HEX_SIZE];

	if (!signature_read(o->label, o->sign, &s, e))
		return false;
	key_id_hex(s.id, id);
	const struct known_key *signer = keyring_by_id(&p->ring, s.id), *by = voucher(p, o, s.id, &key);
	if (keyring_revoked(&p->ring, &p->state, s.id))
		return err_set(e, ERR_NO, "pack.revoked-key", o->label, signer ? signer->name : id, NULL);
	if (!signer && !by)
		return err_set(e, ERR_NO, "pack.unknown-key", o->label, id, NULL);
	out->key = signer ? signer->key : key;
	out->new_key = !signer;
	if (!signed_holds(o->label, o->bytes, o->len, &s, &out->key, &out->about, e))
		return false;
	if (may_sign(p, out->about.name, signer) || may_sign(p, out->about.name, by))
		return true;
	return err_set(e, ERR_NO, pack_state_find(&p->state, out->about.name) ? "pack.other-key" : "pack.not-for-base", out->about.name, id, NULL);
}

/* --- which version --- */

static uint32_t highest(const struct packs *p, const struct pack_change *c)
{
	uint32_t seen = pack_state_seen(pack_state_find(&p->state, c->about.name), c->key.id);

	if (strcmp(c->about.name, PACK_BASE) == 0) {
		char *data = path_data_dir();
		char *dir = data ? path_join(data, "playbooks") : NULL;
		uint32_t shipped = dir ? shipped_version(dir) : 0;
		seen = shipped > seen ? shipped : seen;
		free(dir);
		free(data);
	}
	return seen;
}

static bool trust_version(const struct packs *p, const struct pack_offer *o, struct pack_change *c, struct err *e)
{
	const struct pack_state *st = pack_state_find(&p->state, c->about.name);
	const uint32_t seen = highest(p, c), version = c->about.version;
	char ours[PACK_VERSION_SIZE], theirs[PACK_VERSION_SIZE];

	c->nothing = version == packs_version_in_use(c->about.name);
	if (c->nothing)
		return true;
	if (st && st->pin && st->pin != version)
		return err_set(e, ERR_NO, "pack.pinned", c->about.name, text_of(st->pin, ours), text_of(version, theirs));
	if (version <= seen)
		return err_set(e, ERR_NO, "pack.rollback", c->about.name, text_of(version, theirs), text_of(seen, ours));
	if (version - seen > PACK_JUMP_MOST && version != o->accept)
		return err_set(e, ERR_NO, "pack.jump", c->about.name, text_of(version, theirs), text_of(seen, ours));
	return true;
}

bool packs_trust(const struct packs *p, const struct pack_offer *o, struct moment now, struct pack_change *out, struct err *e)
{
	if (!trust_key(p, o, out, e))
		return false;
	if (pack_expired(&out->about, now.ms))
		return err_set(e, ERR_NO, "pack.expired", out->about.name, out->about.expires, NULL);
	return trust_version(p, o, out, e);
}
