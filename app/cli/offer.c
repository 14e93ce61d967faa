#include "cli/offer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/text.h"
#include "cli/pack.h"
#include "guide/differ.h"
#include "net/signed.h"

#include "base/banned.h"

/* --- reading --- */

static bool read_pack(const char *file, struct buf *out, struct err *e)
{
	if (file_read(file, PACK_MOST_BYTES, out, e))
		return true;
	return e->code == ERR_DATA ? err_set(e, ERR_DATA, "pack.too-large", file, NULL, NULL) : false;
}

static bool read_beside(const char *file, const char *ending, bool needed, struct buf *out, struct err *e)
{
	struct buf path = { 0 };

	buf_addf(&path, "%s%s", file, ending);
	bool ok = (!needed && !path_exists(buf_str(&path))) || file_read(buf_str(&path), SIGNATURE_MOST, out, e);
	if (!ok && e->code == ERR_NO_INPUT)
		err_set(e, ERR_NO_INPUT, "pack.no-signature", file, buf_str(&path), NULL);
	buf_free(&path);
	return ok;
}

bool offer_read(const struct context *x, const char *file, struct offer_files *out, struct err *e)
{
	const char *accept = option(x, "accept-version");

	*out = (struct offer_files){ .offer = { .label = file } };
	if (accept && !pack_version_of(accept, &out->offer.accept))
		return err_set(e, ERR_USAGE, "pack.bad-version", accept, NULL, NULL);
	if (!read_pack(file, &out->pack, e) || !read_beside(file, ".minisig", true, &out->sign, e) ||
	    !read_beside(file, ".pub", false, &out->key, e) || !read_beside(file, ".pub.minisig", false, &out->key_sign, e))
		return false;
	out->offer.bytes = buf_str(&out->pack);
	out->offer.len = out->pack.len;
	out->offer.sign = buf_str(&out->sign);
	out->offer.key = out->key.len ? buf_str(&out->key) : NULL;
	out->offer.key_sign = out->key_sign.len ? buf_str(&out->key_sign) : NULL;
	return true;
}

void offer_free(struct offer_files *f)
{
	buf_free(&f->pack);
	buf_free(&f->sign);
	buf_free(&f->key);
	buf_free(&f->key_sign);
}

/* --- what changes, in words --- */

static const char *const kinds[DIFFER_KINDS] = { "step", "playbook", "contact", "number", "brand", "domain", "question", "sign" };
static const char *const hows[] = { "added", "changed", "removed" };

struct changes {
	const struct context *x;
	size_t count;
};

static void put_change(void *context, const struct difference *d)
{
	struct changes *c = context;
	struct buf line = { 0 }, clean = { 0 };
	char kind[40], how[40];

	snprintf(kind, sizeof kind, "change.kind.%s", kinds[d->kind]);
	snprintf(how, sizeof how, "change.how.%s", hows[d->how]);
	buf_addf(&line, "  %s  %s  %s", say_text(&c->x->say, how), say_text(&c->x->say, kind), d->title);
	if (d->from || d->to)
		buf_addf(&line, "  %s%s%s", d->from ? d->from : "", d->from && d->to ? " → " : "", d->to ? d->to : "");
	text_clean(buf_str(&line), false, &clean);
	puts(buf_str(&clean));
	buf_free(&line);
	buf_free(&clean);
	c->count++;
}

/* Should the guidance in use not be readable, everything is news. */
static bool put_changes(const struct context *x, const struct pack_change *change, struct err *e)
{
	struct catalog *after = pack_change_after(change, e);
	struct catalog *before = catalog_load(getenv("KAKEKOMI_PLAYBOOKS"), SOURCE_ALL, NULL);
	struct changes c = { x, 0 };

	if (!before)
		before = catalog_new();
	if (after)
		differ(before, after, put_change, &c);
	if (after && !c.count)
		puts(say_text(&x->say, "change.none"));
	catalog_free(before);
	catalog_free(after);
	return after != NULL;
}

bool offer_take(const struct context *x, struct packs *p, const struct pack_offer *o, struct pack_about *about, struct err *e)
{
	const struct moment now = clock_now(&x->clock);
	const bool dry = option(x, "dry-run") != NULL;
	struct pack_change change;
	bool ok = packs_prepare(p, o, now, &change, e);

	*about = change.about;
	if (ok && change.nothing) {
		put_pack_line(x, "pack.already", about);
	} else if (ok) {
		put_pack_line(x, dry ? "pack.would" : "pack.brings", about);
		ok = put_changes(x, &change, e) && (dry || packs_commit(p, o, now, &change, e));
		if (ok && !dry)
			put_pack_line(x, "pack.installed", about);
	}
	pack_change_drop(&change);
	return ok;
}
