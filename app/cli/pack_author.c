/* kakekomi pack keygen, build, sign, verify: publishing guidance. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "cli/pack.h"
#include "cli/password.h"
#include "mail/guidance.h"
#include "net/gather.h"
#include "net/signed.h"

#include "base/banned.h"

static void put_line(const struct context *x, const char *key, const char *file, const char *id)
{
	struct buf line = { 0 };

	say_add(&x->say, &line, key, "file", file, "id", id, NULL);
	puts(buf_str(&line));
	buf_free(&line);
}

static char *with_ending(const char *name, const char *ending)
{
	struct buf b = { 0 };

	buf_addf(&b, "%s%s", name, ending);
	return buf_take(&b);
}

/* --- keys --- */

/* Twice the same, or none with --no-password. */
static bool ask_new_password(const struct context *x, struct buf *out, struct err *e)
{
	struct buf again = { 0 };
	bool ok = true;

	if (option(x, "no-password"))
		return true;
	if (!password_ask(say_text(&x->say, "pack.password-new"), out, e))
		return false;
	if (!out->len)
		return err_set(e, ERR_NO, "sign.empty-password", NULL, NULL, NULL);
	ok = password_ask(say_text(&x->say, "pack.password-again"), &again, e);
	if (ok && strcmp(buf_str(out), buf_str(&again)) != 0)
		ok = err_set(e, ERR_NO, "sign.two-passwords", NULL, NULL, NULL);
	buf_wipe(&again);
	return ok;
}

static bool is_free(const struct context *x, const char *path, struct err *e)
{
	return option(x, "force") || !path_exists(path) || err_set(e, ERR_CANNOT_CREATE, "file.exists", path, NULL, NULL);
}

int pack_keygen(struct context *x, struct err *e)
{
	const char *name = option(x, "output") ? option(x, "output") : "kakekomi";
	char *key_path = with_ending(name, ".key"), *pub_path = with_ending(name, ".pub"), id[KEY_ID_HEX_SIZE];
	struct buf password = { 0 }, key = { 0 }, pub = { 0 };
	const bool force = option(x, "force") != NULL;
	struct public_key p;
	struct secret_key s;

	keys_make(&p, &s);
	public_key_write(&p, &pub);
	key_id_hex(p.id, id);
	/* The public half first: should the second fail, there is no key that nobody can check. */
	if (is_free(x, key_path, e) && is_free(x, pub_path, e) &&
	    ask_new_password(x, &password, e) && secret_key_write(&s, buf_str(&password), &key, e) &&
	    file_write(pub_path, buf_str(&pub), pub.len, force, e) && file_write(key_path, buf_str(&key), key.len, force, e)) {
		put_line(x, "pack.key-secret", key_path, id);
		put_line(x, "pack.key-public", pub_path, id);
	}
	secret_key_wipe(&s);
	buf_wipe(&password);
	buf_wipe(&key);
	buf_free(&pub);
	free(key_path);
	free(pub_path);
	return (int)e->code;
}

static bool read_secret(const struct context *x, const char *path, struct secret_key *out, struct err *e)
{
	struct buf text = { 0 }, password = { 0 };
	bool ok = file_read(path, SIGNATURE_MOST, &text, e) &&
	          (!secret_key_is_protected(buf_str(&text)) || password_ask(say_text(&x->say, "pack.password"), &password, e)) &&
	          secret_key_read(path, buf_str(&text), buf_str(&password), out, e);

	buf_wipe(&text);
	buf_wipe(&password);
	return ok;
}

/* --- packs --- */

static bool read_about(const struct context *x, struct pack_about *out, struct err *e)
{
	const char *name = option(x, "name"), *version = option(x, "version"), *expires = option(x, "expires"), *needs = option(x, "needs");

	if (!name || !version || !option(x, "output"))
		return err_set(e, ERR_USAGE, "option.missing", !name ? "--name" : !version ? "--version" : "-o", NULL, NULL);
	if (!pack_name_ok(name))
		return err_set(e, ERR_USAGE, "pack.bad-name", name, NULL, NULL);
	if (!pack_version_of(version, &out->version))
		return err_set(e, ERR_USAGE, "pack.bad-version", version, NULL, NULL);
	if (expires && !pack_day_ok(expires))
		return err_set(e, ERR_USAGE, "pack.bad-day", expires, NULL, NULL);
	if (!pack_needs_ok(needs ? needs : KAKEKOMI_VERSION))
		return err_set(e, ERR_USAGE, "pack.bad-needs", needs, NULL, NULL);
	snprintf(out->name, sizeof out->name, "%s", name);
	snprintf(out->expires, sizeof out->expires, "%s", expires ? expires : "");
	snprintf(out->needs, sizeof out->needs, "%s", needs ? needs : KAKEKOMI_VERSION);
	return true;
}

/* As it lies in its directory, over what it will lie on. */
static bool is_sound(const char *dir, struct err *e)
{
	char **dirs;
	size_t count;
	struct catalog *c = source_dirs(dir, &dirs, &count, e) ? guidance_check(dirs, count, e) : NULL;
	bool ok = c && catalog_sound(c, e);

	catalog_free(c);
	source_dirs_free(dirs, count);
	return ok;
}

static bool is_dir(const char *dir, struct err *e)
{
	return path_is_dir(dir) || err_set(e, ERR_NO_INPUT, "playbooks.missing", dir, NULL, NULL);
}

static bool has_ground(const char *name, const struct pack *p, struct err *e)
{
	return strcmp(name, PACK_BASE) != 0 || pack_find(p, "interview.json") ||
	       err_set(e, ERR_DATA, "pack.no-ground", name, NULL, NULL);
}

int pack_build(struct context *x, struct err *e)
{
	const char *dir = x->args[1], *file = option(x, "output");
	struct arena *a = arena_new();
	struct pack pack = { .count = 0 };
	struct buf bytes = { 0 };

	if (read_about(x, &pack.about, e) && is_dir(dir, e) && is_sound(dir, e) && gather(dir, a, &pack, e) && pack_write(dir, &pack, &bytes, e) && has_ground(pack.about.name, &pack, e) &&
	    file_write(file, buf_str(&bytes), bytes.len, option(x, "force") != NULL, e)) {
		put_pack_line(x, "pack.built", &pack.about);
		put_line(x, "pack.sign-next", file, "");
	}
	buf_free(&bytes);
	pack_free(&pack);
	arena_free(a);
	return (int)e->code;
}

int pack_sign(struct context *x, struct err *e)
{
	const char *file = x->args[1], *key_path = option(x, "key");
	char *to = with_ending(file, ".minisig"), id[KEY_ID_HEX_SIZE];
	struct buf bytes = { 0 }, sign = { 0 };
	struct secret_key key = { 0 };

	if (!key_path)
		err_set(e, ERR_USAGE, "option.missing", "--key", NULL, NULL);
	else if (file_read(file, PACK_MOST_BYTES, &bytes, e) && read_secret(x, key_path, &key, e) && signed_make(file, buf_str(&bytes), bytes.len, &key, &sign, e) &&
	    file_write(to, buf_str(&sign), sign.len, option(x, "force") != NULL, e)) {
		key_id_hex(key.id, id);
		put_line(x, "pack.signed", to, id);
	}
	secret_key_wipe(&key);
	buf_free(&bytes);
	buf_free(&sign);
	free(to);
	return (int)e->code;
}

static bool verify(const struct context *x, const char *file, const struct public_key *key, struct pack *pack, struct buf *bytes, struct err *e)
{
	char *beside = with_ending(file, ".minisig");
	struct buf text = { 0 };
	struct signature s;
	struct pack_about says;
	bool ok = file_read(file, PACK_MOST_BYTES, bytes, e) && file_read(beside, SIGNATURE_MOST, &text, e) &&
	          signature_read(beside, buf_str(&text), &s, e) && signed_holds(file, buf_str(bytes), bytes->len, &s, key, &says, e) &&
	          signed_read(file, buf_str(bytes), bytes->len, &says, pack, e) &&
	          (!pack_expired(&says, clock_now(&x->clock).ms) || err_set(e, ERR_NO, "pack.expired", says.name, says.expires, NULL));

	buf_free(&text);
	free(beside);
	return ok;
}

/* Any doubt is a no. */
int pack_verify(struct context *x, struct err *e)
{
	const char *file = x->args[1], *key_path = option(x, "key");
	struct buf bytes = { 0 }, text = { 0 };
	struct public_key key;
	struct pack pack = { .count = 0 };

	if (!key_path) {
		err_set(e, ERR_USAGE, "option.missing", "--key", NULL, NULL);
		return ERR_USAGE;
	}
	if (file_read(key_path, SIGNATURE_MOST, &text, e) && public_key_read(key_path, buf_str(&text), &key, e) &&
	    verify(x, file, &key, &pack, &bytes, e))
		put_pack_line(x, "pack.verified", &pack.about);
	if (e->code)
		e->code = ERR_NO;
	pack_free(&pack);
	buf_free(&bytes);
	buf_free(&text);
	return (int)e->code;
}
