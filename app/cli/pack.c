/* kakekomi pack: signed guidance: publishing it (pack_author.c), and having it. */
#include "cli/pack.h"

#include <stdio.h>
#include <string.h>

#include "base/path.h"
#include "cli/offer.h"
#include "guide/layer.h"
#include "net/signed.h"

#include "base/banned.h"

const struct option_row pack_options[] = {
	{ "output", "FILE", "help.opt.output" },
	{ "force", NULL, "help.opt.force" },
	{ "name", "NAME", "help.opt.pack-name" },
	{ "version", "N", "help.opt.pack-version" },
	{ "expires", "DATE", "help.opt.expires" },
	{ "needs", "PROGRAM_VERSION", "help.opt.needs" },
	{ "key", "FILE", "help.opt.key" },
	{ "no-password", NULL, "help.opt.no-password" },
	{ "accept-version", "N", "help.opt.accept-version" },
	{ "dry-run", NULL, "help.opt.dry-run" },
	{ "json", NULL, "help.opt.json" },
	{ NULL, NULL, NULL },
};

static const char *number(uint32_t n, char out[PACK_VERSION_SIZE])
{
	snprintf(out, PACK_VERSION_SIZE, "%u", (unsigned)n);
	return out;
}

void put_pack_line(const struct context *x, const char *key, const struct pack_about *about)
{
	struct buf line = { 0 };
	char version[PACK_VERSION_SIZE];

	say_add(&x->say, &line, key, "name", about->name, "version", number(about->version, version), "expires",
	        *about->expires ? about->expires : say_text(&x->say, "pack.ever"), NULL);
	puts(buf_str(&line));
	buf_free(&line);
}

/* --- having --- */

static int install(struct context *x, struct err *e)
{
	struct offer_files files;
	struct pack_about about;
	struct packs p;

	if (offer_read(x, x->args[1], &files, e)) {
		if (packs_open(&p, true, e))
			offer_take(x, &p, &files.offer, &about, e);
		packs_close(&p);
	}
	offer_free(&files);
	return (int)e->code;
}

/* One pack that is remembered here. */
struct row {
	const struct pack_state *state;
	struct pack_about about; /* version 0: not in use */
	const char *key;         /* the name of the key, or its id */
	char id[KEY_ID_HEX_SIZE];
	bool expired;
};

static void look_at(const struct context *x, const struct packs *p, const struct installed *in_use, const struct pack_state *st, struct row *out)
{
	const struct known_key *k = keyring_by_id(&p->ring, st->key);

	*out = (struct row){ .state = st };
	key_id_hex(st->key, out->id);
	out->key = k ? k->name : out->id;
	for (size_t i = 0; i < in_use->count; i++) {
		struct layer l;
		if (strcmp(in_use->at[i].name, st->name) != 0)
			continue;
		if (layer_open(&l, in_use->at[i].path, NULL))
			out->about = l.pack.about;
		layer_close(&l);
	}
	out->expired = pack_expired(&out->about, clock_now(&x->clock).ms);
}

static void put_row(const struct context *x, const struct row *r)
{
	struct buf line = { 0 };
	char version[PACK_VERSION_SIZE];

	say_add(&x->say, &line, r->about.version ? "pack.row" : "pack.row-out", "name", r->state->name, "version", number(r->about.version, version),
	        "expires", *r->about.expires ? r->about.expires : say_text(&x->say, "pack.ever"), "key", r->key, NULL);
	if (r->expired)
		buf_add(&line, say_text(&x->say, "pack.row-expired"));
	if (r->state->pin)
		buf_add(&line, say_text(&x->say, "pack.row-pinned"));
	puts(buf_str(&line));
	buf_free(&line);
}

static void add_row(json *list, const struct row *r)
{
	json *o = json_add_object(list, NULL);

	json_add_text(o, "name", r->state->name);
	json_add_number(o, "version", r->about.version);
	json_add_text(o, "expires", *r->about.expires ? r->about.expires : NULL);
	json_add_bool(o, "expired", r->expired);
	json_add_number(o, "pin", r->state->pin);
	json_add_text(o, "key", r->key);
	json_add_text(o, "since", r->state->since);
}

static int list(struct context *x, struct err *e)
{
	struct installed in_use = { 0 };
	struct packs p;
	json *out = option(x, "json") ? json_new_array() : NULL;

	if (packs_open(&p, false, e)) {
		installed_read(&in_use);
		for (size_t i = 0; i < p.state.count; i++) {
			struct row r;
			look_at(x, &p, &in_use, &p.state.at[i], &r);
			if (out)
				add_row(out, &r);
			else
				put_row(x, &r);
		}
		if (!p.state.count && !out)
			puts(say_text(&x->say, "pack.none"));
		if (out && !put_json(out, true))
			err_errno(e, "output.failed", "");
	}
	installed_free(&in_use);
	packs_close(&p);
	json_free(out);
	return (int)e->code;
}

static int rollback(struct context *x, struct err *e)
{
	struct pack_about about = { .version = 0 };
	struct packs p;

	snprintf(about.name, sizeof about.name, "%s", x->args[1]);
	if (packs_open(&p, true, e) && packs_rollback(&p, x->args[1], &about.version, e))
		put_pack_line(x, about.version ? "pack.rolled-back" : "pack.rolled-out", &about);
	packs_close(&p);
	return (int)e->code;
}

static int pin(struct context *x, struct err *e)
{
	struct pack_about about = { .version = 0 };
	struct packs p;

	snprintf(about.name, sizeof about.name, "%s", x->args[1]);
	if (strcmp(x->args[2], "none") != 0 && !pack_version_of(x->args[2], &about.version)) {
		err_set(e, ERR_USAGE, "pack.bad-version", x->args[2], NULL, NULL);
		return ERR_USAGE;
	}
	if (packs_open(&p, true, e) && packs_pin(&p, x->args[1], about.version, e))
		put_pack_line(x, about.version ? "pack.pin-set" : "pack.pin-none", &about);
	packs_close(&p);
	return (int)e->code;
}

/* --- keys --- */

static void put_key(const struct context *x, const char *message, const char *name, const unsigned char id[KEY_ID_SIZE])
{
	struct buf line = { 0 };
	char hex[KEY_ID_HEX_SIZE];

	key_id_hex(id, hex);
	say_add(&x->say, &line, message, "name", name, "id", hex, NULL);
	puts(buf_str(&line));
	buf_free(&line);
}

static void list_keys(const struct context *x, const struct packs *p)
{
	for (size_t i = 0; i < p->ring.count; i++) {
		const struct known_key *k = &p->ring.at[i];
		put_key(x, k->revoked ? "key.row-revoked" : k->shipped ? "key.row-shipped" : "key.row-added", k->name, k->key.id);
	}
	if (!p->ring.count)
		puts(say_text(&x->say, "key.none"));
}

static bool add_key(const struct context *x, struct packs *p, const char *file, const char *name, struct err *e)
{
	struct buf text = { 0 };
	struct public_key key;
	bool ok = file_read(file, SIGNATURE_MOST, &text, e) && public_key_read(file, buf_str(&text), &key, e) &&
	          keyring_add(p->dir, &p->ring, name, &key, e);

	if (ok)
		put_key(x, "key.added", name, key.id);
	buf_free(&text);
	return ok;
}

static bool revoke_key(const struct context *x, struct packs *p, const char *name, struct err *e)
{
	const struct known_key *k = keyring_by_name(&p->ring, name);

	if (!packs_revoke(p, name, e))
		return false;
	put_key(x, "key.taken-back", name, k->key.id);
	return true;
}

static int keys(struct context *x, struct err *e)
{
	const char *what = x->args[1];
	const bool add = strcmp(what, "add") == 0, revoke = strcmp(what, "revoke") == 0;
	struct packs p;

	if ((!add && !revoke && strcmp(what, "list") != 0) || x->arg_count != (add ? 4 : revoke ? 3 : 2)) {
		err_set(e, ERR_USAGE, "pack.key-what", NULL, NULL, NULL);
		return ERR_USAGE;
	}
	if (packs_open(&p, add || revoke, e)) {
		if (add)
			add_key(x, &p, x->args[2], x->args[3], e);
		else if (revoke)
			revoke_key(x, &p, x->args[2], e);
		else
			list_keys(x, &p);
	}
	packs_close(&p);
	return (int)e->code;
}

/* --- the table --- */

static const struct pack_row parts[] = {
	{ "keygen", pack_keygen, 0, 0 }, { "build", pack_build, 1, 1 }, { "sign", pack_sign, 1, 1 }, { "verify", pack_verify, 1, 1 },
	{ "install", install, 1, 1 }, { "list", list, 0, 0 }, { "rollback", rollback, 1, 1 }, { "pin", pin, 2, 2 }, { "key", keys, 1, 3 },
};

int run_pack(struct context *x, struct err *e)
{
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (strcmp(parts[i].name, x->args[0]) != 0)
			continue;
		if (x->arg_count - 1 >= parts[i].least && x->arg_count - 1 <= parts[i].most)
			return parts[i].run(x, e);
		err_set(e, ERR_USAGE, "pack.words", x->args[0], NULL, NULL);
		return ERR_USAGE;
	}
	err_set(e, ERR_USAGE, "pack.what", x->args[0], NULL, NULL);
	return ERR_USAGE;
}
