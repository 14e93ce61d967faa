#include "net/keyring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/path.h"

#include "base/banned.h"

static const char ENDING[] = ".pub", REVOKED[] = ".revoked";

enum { KEY_FILE_MOST = 4096 };

static bool read_key(const char *path, struct public_key *out, struct err *e)
{
	struct buf text = { 0 };
	bool ok = file_read(path, KEY_FILE_MOST, &text, e) && public_key_read(path, buf_str(&text), out, e);

	buf_free(&text);
	return ok;
}

/* A folder of keys, and what its files are. */
struct folder {
	const char *dir, *ending;
	bool shipped, revoked;
};

static bool add_file(struct keyring *r, const struct folder *from, const char *file, const struct packs_state *s, struct err *e)
{
	struct known_key k = { .shipped = from->shipped };
	char *path = path_join(from->dir, file);
	bool ok;

	snprintf(k.name, sizeof k.name, "%.*s", (int)(strlen(file) - strlen(from->ending)), file);
	ok = read_key(path, &k.key, e);
	if (ok && !keyring_by_id(r, k.key.id)) {
		k.revoked = from->revoked || packs_state_revoked(s, k.key.id);
		r->at = mem_realloc(r->at, (r->count + 1) * sizeof *r->at);
		r->at[r->count++] = k;
	}
	free(path);
	return ok;
}

static bool add_folder(struct keyring *r, const struct folder *from, const struct packs_state *s, struct err *e)
{
	char **names = NULL;
	size_t count = 0;
	bool ok = !path_is_dir(from->dir) || dir_list(from->dir, from->ending, &names, &count, e);

	for (size_t i = 0; i < count; i++) {
		ok = ok && add_file(r, from, names[i], s, e);
		free(names[i]);
	}
	free(names);
	return ok;
}

bool keyring_read(const char *packs_dir, const struct packs_state *s, struct keyring *out, struct err *e)
{
	char *data = path_data_dir();
	char *shipped = data ? path_join(data, "playbooks/keys") : NULL, *own = path_join(packs_dir, ".keys");

	/* The first that speaks of a key is believed: what was taken back is, whoever else still has it. */
	const struct folder taken_back = { shipped, REVOKED, true, true }, with_program = { shipped, ENDING, true, false }, added = { own, ENDING, false, false };

	*out = (struct keyring){ 0 };
	bool ok = (!shipped || (add_folder(out, &taken_back, s, e) && add_folder(out, &with_program, s, e))) && add_folder(out, &added, s, e);
	free(data);
	free(shipped);
	free(own);
	return ok;
}

void keyring_free(struct keyring *r)
{
	free(r->at);
	*r = (struct keyring){ 0 };
}

const struct known_key *keyring_by_id(const struct keyring *r, const unsigned char id[KEY_ID_SIZE])
{
	for (size_t i = 0; i < r->count; i++)
		if (memcmp(r->at[i].key.id, id, KEY_ID_SIZE) == 0)
			return &r->at[i];
	return NULL;
}

const struct known_key *keyring_by_name(const struct keyring *r, const char *name)
{
	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->at[i].name, name) == 0)
			return &r->at[i];
	return NULL;
}

bool keyring_has_shipped(const struct keyring *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->at[i].shipped && !r->at[i].revoked)
			return true;
	return false;
}

bool keyring_revoked(const struct keyring *r, const struct packs_state *s, const unsigned char id[KEY_ID_SIZE])
{
	const struct known_key *k = keyring_by_id(r, id);

	return packs_state_revoked(s, id) || (k && k->revoked);
}

bool keyring_add(const char *packs_dir, const struct keyring *r, const char *name, const struct public_key *key, struct err *e)
{
	const struct known_key *known = keyring_by_id(r, key->id);
	struct buf path = { 0 }, text = { 0 };

	if (!pack_name_ok(name))
		return err_set(e, ERR_USAGE, "key.bad-name", name, NULL, NULL);
	if (known && known->revoked)
		return err_set(e, ERR_NO, "key.revoked", known->name, NULL, NULL);
	if (known || keyring_by_name(r, name))
		return err_set(e, ERR_NO, "key.exists", known ? known->name : name, NULL, NULL);
	buf_addf(&path, "%s/.keys/%s%s", packs_dir, name, ENDING);
	public_key_write(key, &text);
	bool ok = path_make_parent(buf_str(&path), e) && file_write(buf_str(&path), buf_str(&text), text.len, true, e);
	buf_free(&path);
	buf_free(&text);
	return ok;
}
