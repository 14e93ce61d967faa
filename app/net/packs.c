#include "net/packs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "guide/load.h"
#include "mail/guidance.h"
#include "net/packs_disk.h"
#include "net/packs_trust.h"
#include "net/signed.h"

#include "base/banned.h"

/* --- opening --- */

/* A pack that is in use and of which nothing is remembered (the state was lost): what is on disk has been seen. */
static void learn(struct packs *p, const struct installed_pack *pack)
{
	struct buf text = { 0 };
	struct signature s;
	uint32_t *versions;
	char *sign = disk_path(p, pack->name, pack->version, ".minisig");

	if (!pack_state_find(&p->state, pack->name) && file_read(sign, SIGNATURE_MOST, &text, NULL) &&
	    signature_read(sign, buf_str(&text), &s, NULL)) {
		struct pack_state *st = pack_state_need(&p->state, pack->name);
		size_t count = disk_versions(p, pack->name, &versions);
		memcpy(st->key, s.id, KEY_ID_SIZE);
		moment_format((struct moment){ 0, JAPAN_OFFSET_MIN }, st->since);
		if (count)
			pack_state_see(st, s.id, versions[count - 1]);
		free(versions);
	}
	buf_free(&text);
	free(sign);
}

static bool take_lock(struct packs *p, struct err *e)
{
	char *path = path_join(p->dir, ".lock");
	bool ok = path_make_dirs(path);

	p->lock = ok ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
	if (p->lock < 0)
		ok = err_errno(e, "packs.unwritable", path);
	else if (flock(p->lock, LOCK_EX | LOCK_NB) != 0)
		ok = err_set(e, ERR_UNAVAILABLE, "packs.busy", p->dir, NULL, NULL);
	free(path);
	return ok;
}

bool packs_open(struct packs *p, bool to_change, struct err *e)
{
	struct installed in_use;

	*p = (struct packs){ .dir = path_packs(), .lock = -1 };
	if ((to_change && !take_lock(p, e)) || !packs_state_read(p->dir, &p->state, e) || !keyring_read(p->dir, &p->state, &p->ring, e))
		return false;
	installed_read(&in_use);
	for (size_t i = 0; i < in_use.count; i++)
		learn(p, &in_use.at[i]);
	installed_free(&in_use);
	return true;
}

void packs_close(struct packs *p)
{
	if (p->lock >= 0)
		close(p->lock);
	packs_state_free(&p->state);
	keyring_free(&p->ring);
	free(p->dir);
	*p = (struct packs){ .lock = -1 };
}

static bool keep_state(struct packs *p, struct err *e)
{
	return packs_state_write(p->dir, &p->state, e) || disk_unwritable(e);
}

/* --- installing --- */

/* This very version is in use: nothing to do, unless it is another pack by that number. */
static bool is_same(const struct pack_offer *o, const struct pack_change *c, struct err *e)
{
	struct buf there = { 0 };
	bool same = file_read(c->path, PACK_MOST_BYTES, &there, NULL) && there.len == o->len && memcmp(there.text, o->bytes, o->len) == 0;
	char version[PACK_VERSION_SIZE];

	buf_free(&there);
	snprintf(version, sizeof version, "%u", (unsigned)c->about.version);
	return same || err_set(e, ERR_NO, "pack.same-version", c->about.name, version, NULL);
}

/* The layers up to the pack itself, with its translations. */
static struct catalog *check_up_to(const struct installed_pack *with, struct err *e)
{
	char **dirs = NULL;
	size_t count = 0, own = 0;
	struct catalog *c = NULL;

	if (source_dirs_with(NULL, with, &dirs, &count, e)) {
		while (own + 1 < count && strcmp(dirs[own], with->path) != 0)
			own++;
		c = guidance_check(dirs, own + 1, e);
	}
	source_dirs_free(dirs, count);
	return c;
}

/* All that is in use here, if anything lies over the pack. */
static struct catalog *check_all(const struct installed_pack *with, struct err *e)
{
	char **dirs = NULL;
	size_t count = 0;
	struct catalog *c = NULL;

	if (source_dirs_with(getenv("KAKEKOMI_PLAYBOOKS"), with, &dirs, &count, e))
		c = guidance_check(dirs, count, e);
	source_dirs_free(dirs, count);
	return c;
}

static bool lies_on_top(const struct installed_pack *with)
{
	char **dirs = NULL;
	size_t count = 0;
	bool is = source_dirs_with(getenv("KAKEKOMI_PLAYBOOKS"), with, &dirs, &count, NULL) && strcmp(dirs[count - 1], with->path) == 0;

	source_dirs_free(dirs, count);
	return is;
}

static struct catalog *check_with(const struct installed_pack *with, struct err *e)
{
	struct catalog *c = check_up_to(with, e);

	if (c && !c->faults.count && !lies_on_top(with)) {
		catalog_free(c);
		c = check_all(with, e);
	}
	return c;
}

static bool is_sound_with(const char *name, char *path, uint32_t version, struct err *e)
{
	struct installed_pack with = { (char *)name, path, version };
	struct catalog *c = check_with(&with, e);
	struct err fault;
	bool sound = c && catalog_sound(c, &fault);

	if (c && !sound)
		err_set(e, ERR_DATA, "pack.faults", name, fault.arg[0], fault.arg[1]);
	catalog_free(c);
	return sound;
}

/* Read as it will be: the check takes more into a catalog than that. */
struct catalog *pack_change_after(const struct pack_change *c, struct err *e)
{
	struct installed_pack with = { (char *)c->about.name, c->path, c->about.version };
	struct catalog *after = NULL;
	struct source s = { 0 };
	char **dirs;
	size_t count;

	if (source_dirs_with(getenv("KAKEKOMI_PLAYBOOKS"), &with, &dirs, &count, e) && source_read(dirs, count, SOURCE_ALL, &s, e)) {
		after = catalog_new();
		catalog_read(after, &s, SOURCE_ALL);
	}
	source_free(&s);
	source_dirs_free(dirs, count);
	return after;
}

bool packs_prepare(struct packs *p, const struct pack_offer *o, struct moment now, struct pack_change *out, struct err *e)
{
	struct pack pack = { .count = 0 };
	bool ok = false;

	*out = (struct pack_change){ .new_key = false };
	if (!packs_trust(p, o, now, out, e))
		return false;
	out->path = disk_path(p, out->about.name, out->about.version, "");
	if (out->nothing)
		return is_same(o, out, e);
	if (!signed_read(o->label, o->bytes, o->len, &out->about, &pack, e))
		goto out;
	if (strcmp(out->about.name, PACK_BASE) == 0 && !pack_find(&pack, "interview.json")) {
		err_set(e, ERR_DATA, "pack.no-ground", out->about.name, NULL, NULL);
		goto out;
	}
	out->placed = disk_put(out->path, o->bytes, o->len, e);
	ok = out->placed && is_sound_with(out->about.name, out->path, out->about.version, e);
out:
	pack_free(&pack);
	return ok;
}

static bool keep_key(struct packs *p, const struct pack_change *c, struct err *e)
{
	char id[KEY_ID_HEX_SIZE], name[PACK_NAME_SIZE];

	if (!c->new_key)
		return true;
	key_id_hex(c->key.id, id);
	for (char *at = id; *at; at++)
		*at = (char)(*at >= 'A' ? *at - 'A' + 'a' : *at);
	snprintf(name, sizeof name, "%.20s-%s", c->about.name, id);
	return keyring_add(p->dir, &p->ring, name, &c->key, e) || disk_unwritable(e);
}

/* What is remembered once this is in use; the files that are to appear with it. */
static bool begin_files(struct packs *p, const struct pack_offer *o, struct moment now, const struct pack_change *c, struct disk_file files[2],
                        struct err *e)
{
	char *sign = disk_path(p, c->about.name, c->about.version, ".minisig"), *state = packs_state_path(p->dir);
	struct pack_state *st = pack_state_need(&p->state, c->about.name);
	struct buf text = { 0 };

	memcpy(st->key, c->key.id, KEY_ID_SIZE);
	moment_format(now, st->since);
	pack_state_see(st, c->key.id, c->about.version);
	packs_state_text(&p->state, &text);
	bool ok = disk_begin(&files[0], sign, o->sign, strlen(o->sign), e) && disk_begin(&files[1], state, buf_str(&text), text.len, e) &&
	          disk_ready(&files[0], e) && disk_ready(&files[1], e);
	buf_free(&text);
	free(sign);
	free(state);
	return ok;
}

bool packs_commit(struct packs *p, const struct pack_offer *o, struct moment now, struct pack_change *c, struct err *e)
{
	struct disk_file files[2] = { { .fd = -1 }, { .fd = -1 } };
	const uint32_t in_use = packs_version_in_use(c->about.name), version = c->about.version;

	if (c->nothing)
		return true;
	/* The one before stays for a rollback; cleared first, while the disk has nothing else to do. */
	disk_clear(p, c->about.name, version, in_use ? in_use : disk_below(p, c->about.name, version));
	bool ok = keep_key(p, c, e) && begin_files(p, o, now, c, files, e) && disk_show(&files[0], e) &&
	          disk_use(p, c->about.name, version, e);
	if (ok) {
		c->placed = false; /* from here on it is the one in use */
		ok = disk_show(&files[1], e);
		disk_sync(p, c->about.name);
	}
	disk_drop(&files[0]);
	disk_drop(&files[1]);
	return ok;
}

void pack_change_drop(struct pack_change *c)
{
	if (c->placed) {
		struct buf sign = { 0 };
		buf_addf(&sign, "%s.minisig", c->path);
		unlink(c->path);
		unlink(buf_str(&sign));
		buf_free(&sign);
	}
	free(c->path);
	*c = (struct pack_change){ .placed = false };
}

/* --- what is there --- */

static bool not_here(const char *name, struct err *e)
{
	return err_set(e, ERR_NO_INPUT, "pack.not-here", name, NULL, NULL);
}

/* A version that is on disk, if it still goes with everything else. */
static bool go_to(const struct packs *p, const char *name, uint32_t version, struct err *e)
{
	char *path = disk_path(p, name, version, ""), text[PACK_VERSION_SIZE];

	snprintf(text, sizeof text, "%u", (unsigned)version);
	bool ok = (path_exists(path) || err_set(e, ERR_NO_INPUT, "pack.no-version", name, text, NULL)) &&
	          is_sound_with(name, path, version, e) && disk_use(p, name, version, e);
	free(path);
	return ok;
}

bool packs_rollback(struct packs *p, const char *name, uint32_t *version, struct err *e)
{
	uint32_t in_use = pack_name_ok(name) ? packs_version_in_use(name) : 0;
	struct pack_state *st = pack_state_find(&p->state, name);

	if (!in_use)
		return not_here(name, e);
	*version = disk_below(p, name, in_use);
	if (!(*version ? go_to(p, name, *version, e) : disk_out_of_use(p, name, e)))
		return false;
	disk_sync(p, name);
	if (st)
		st->pin = 0;
	return keep_state(p, e);
}

bool packs_pin(struct packs *p, const char *name, uint32_t version, struct err *e)
{
	struct pack_state *st = pack_name_ok(name) ? pack_state_find(&p->state, name) : NULL;

	if (!st)
		return not_here(name, e);
	if (version && version != packs_version_in_use(name) && !go_to(p, name, version, e))
		return false;
	disk_sync(p, name);
	st->pin = version;
	return keep_state(p, e);
}

bool packs_remember(struct packs *p, const char *name, const char *url, const char *etag, struct moment now, struct err *e)
{
	struct pack_state *st = pack_state_find(&p->state, name);

	if (!st)
		return not_here(name, e);
	free(st->url);
	free(st->etag);
	st->url = mem_strdup(url);
	st->etag = *etag ? mem_strdup(etag) : NULL;
	moment_format(now, st->asked);
	return keep_state(p, e);
}

bool packs_revoke(struct packs *p, const char *key_name, struct err *e)
{
	const struct known_key *k = keyring_by_name(&p->ring, key_name);

	if (!k)
		return err_set(e, ERR_NO_INPUT, "key.unknown", key_name, NULL, NULL);
	packs_state_revoke(&p->state, k->key.id);
	return keep_state(p, e);
}
