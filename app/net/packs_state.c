#include "net/packs_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/path.h"

#include "base/banned.h"

static const char FILE_NAME[] = "state.json";

/* --- looking and changing --- */

struct pack_state *pack_state_find(const struct packs_state *s, const char *name)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->at[i].name, name) == 0)
			return &s->at[i];
	return NULL;
}

struct pack_state *pack_state_need(struct packs_state *s, const char *name)
{
	struct pack_state *p = pack_state_find(s, name);

	if (p)
		return p;
	s->at = mem_realloc(s->at, (s->count + 1) * sizeof *s->at);
	p = &s->at[s->count++];
	*p = (struct pack_state){ .pin = 0 };
	snprintf(p->name, sizeof p->name, "%s", name);
	return p;
}

static struct seen_version *find_seen(const struct pack_state *p, const unsigned char key[KEY_ID_SIZE])
{
	for (size_t i = 0; i < p->seen_count; i++)
		if (memcmp(p->seen[i].key, key, KEY_ID_SIZE) == 0)
			return &p->seen[i];
	return NULL;
}

uint32_t pack_state_seen(const struct pack_state *p, const unsigned char key[KEY_ID_SIZE])
{
	const struct seen_version *seen = p ? find_seen(p, key) : NULL;

	return seen ? seen->version : 0;
}

void pack_state_see(struct pack_state *p, const unsigned char key[KEY_ID_SIZE], uint32_t version)
{
	struct seen_version *seen = find_seen(p, key);

	if (!seen) {
		p->seen = mem_realloc(p->seen, (p->seen_count + 1) * sizeof *p->seen);
		seen = &p->seen[p->seen_count++];
		*seen = (struct seen_version){ .version = 0 };
		memcpy(seen->key, key, KEY_ID_SIZE);
	}
	if (version > seen->version)
		seen->version = version;
}

bool packs_state_revoked(const struct packs_state *s, const unsigned char key[KEY_ID_SIZE])
{
	for (size_t i = 0; i < s->revoked_count; i++)
		if (memcmp(s->revoked[i], key, KEY_ID_SIZE) == 0)
			return true;
	return false;
}

void packs_state_revoke(struct packs_state *s, const unsigned char key[KEY_ID_SIZE])
{
	if (packs_state_revoked(s, key))
		return;
	s->revoked = mem_realloc(s->revoked, (s->revoked_count + 1) * sizeof *s->revoked);
	memcpy(s->revoked[s->revoked_count++], key, KEY_ID_SIZE);
}

/* --- reading --- */

static bool take_key(const char *hex, unsigned char out[KEY_ID_SIZE])
{
	return hex && key_id_of(hex, out);
}

static bool take_time(const json *o, const char *key, char out[TIME_TEXT_SIZE])
{
	const char *text = json_get_text(o, key);
	struct moment m;

	if (text)
		snprintf(out, TIME_TEXT_SIZE, "%s", text);
	return text ? moment_parse(text, &m) : json_is_null(json_get(o, key));
}

static bool take_number(const json *o, const char *key, uint32_t *out)
{
	const json *j = json_get(o, key);
	double n = json_is_number(j) ? json_number(j) : -1;

	*out = n >= 0 && n <= PACK_VERSION_MOST ? (uint32_t)n : 0;
	return n >= 0 && n == (double)*out;
}

static bool take_optional(const json *o, const char *key, char **out)
{
	const json *j = json_get(o, key);

	*out = mem_strdup(json_text(j));
	return j && (json_is_text(j) || json_is_null(j));
}

static bool read_pack(const json *o, struct packs_state *s)
{
	const char *name = json_get_text(o, "name");
	const json *seen = json_get(o, "seen");
	unsigned char key[KEY_ID_SIZE];
	uint32_t version;

	if (!name || !pack_name_ok(name) || pack_state_find(s, name) || !json_is_array(seen))
		return false;
	struct pack_state *p = pack_state_need(s, name);
	for (const json *j = json_first(seen); j; j = json_next(j)) {
		if (!take_key(json_get_text(j, "key"), key) || !take_number(j, "version", &version))
			return false;
		pack_state_see(p, key, version);
	}
	return take_key(json_get_text(o, "key"), p->key) && take_time(o, "since", p->since) && take_number(o, "pin", &p->pin) &&
	       take_optional(o, "url", &p->url) && take_optional(o, "etag", &p->etag) && take_time(o, "asked", p->asked);
}

static bool read_state(const json *root, struct packs_state *s)
{
	const json *packs = json_get(root, "packs"), *revoked = json_get(root, "revoked");
	unsigned char key[KEY_ID_SIZE];
	uint32_t format;

	if (!take_number(root, "format", &format) || format != 1 || !json_is_array(packs) || !json_is_array(revoked))
		return false;
	for (const json *j = json_first(packs); j; j = json_next(j))
		if (!read_pack(j, s))
			return false;
	for (const json *j = json_first(revoked); j; j = json_next(j)) {
		if (!take_key(json_text(j), key))
			return false;
		packs_state_revoke(s, key);
	}
	return true;
}

bool packs_state_read(const char *dir, struct packs_state *out, struct err *e)
{
	char *path = path_join(dir, FILE_NAME);
	struct buf text = { 0 };
	struct err why = { 0 };
	json *root = NULL;
	bool ok = true;

	*out = (struct packs_state){ 0 };
	if (!path_exists(path))
		goto out;
	if (file_read(path, JSON_MAX_BYTES, &text, &why))
		root = json_parse(path, buf_str(&text), text.len, &why);
	ok = (root && read_state(root, out)) || err_set(e, ERR_DATA, "packs.state", path, why.code ? why.arg[1] : "", NULL);
out:
	json_free(root);
	buf_free(&text);
	free(path);
	return ok;
}

/* --- writing --- */

static void add_key(json *to, const char *key, const unsigned char id[KEY_ID_SIZE])
{
	char hex[KEY_ID_HEX_SIZE];

	key_id_hex(id, hex);
	json_add_text(to, key, hex);
}

static void add_pack(json *packs, const struct pack_state *p)
{
	json *o = json_add_object(packs, NULL);

	json_add_text(o, "name", p->name);
	add_key(o, "key", p->key);
	json_add_text(o, "since", p->since);
	json_add_number(o, "pin", p->pin);
	json *seen = json_add_array(o, "seen");
	for (size_t i = 0; i < p->seen_count; i++) {
		json *row = json_add_object(seen, NULL);
		add_key(row, "key", p->seen[i].key);
		json_add_number(row, "version", p->seen[i].version);
	}
	json_add_text(o, "url", p->url);
	json_add_text(o, "etag", p->etag);
	json_add_text(o, "asked", *p->asked ? p->asked : NULL);
}

char *packs_state_path(const char *dir)
{
	return path_join(dir, FILE_NAME);
}

void packs_state_text(const struct packs_state *s, struct buf *out)
{
	json *root = json_new_object();

	json_add_number(root, "format", 1);
	json *packs = json_add_array(root, "packs");
	for (size_t i = 0; i < s->count; i++)
		add_pack(packs, &s->at[i]);
	json *revoked = json_add_array(root, "revoked");
	for (size_t i = 0; i < s->revoked_count; i++)
		add_key(revoked, NULL, s->revoked[i]);
	json_write(root, true, out);
	json_free(root);
}

bool packs_state_write(const char *dir, const struct packs_state *s, struct err *e)
{
	char *path = packs_state_path(dir);
	struct buf text = { 0 };

	packs_state_text(s, &text);
	bool ok = file_write(path, buf_str(&text), text.len, true, e);
	buf_free(&text);
	free(path);
	return ok;
}

void packs_state_free(struct packs_state *s)
{
	for (size_t i = 0; i < s->count; i++) {
		free(s->at[i].seen);
		free(s->at[i].url);
		free(s->at[i].etag);
	}
	free(s->at);
	free(s->revoked);
	*s = (struct packs_state){ 0 };
}
