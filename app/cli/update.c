/* kakekomi update: newer packs from where they are published: fetched, then taken as `pack install` takes them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "cli/offer.h"
#include "cli/pack.h"
#include "guide/layer.h"
#include "guide/view.h"
#include "net/fetch.h"
#include "net/signed.h"

#include "base/banned.h"

const struct option_row update_options[] = {
	{ "url", "URL", "help.opt.url" },
	{ "dry-run", NULL, "help.opt.dry-run" },
	{ "accept-version", "N", "help.opt.accept-version" },
	{ NULL, NULL, NULL },
};

enum { SECONDS_MOST = 300, BAR_WIDTH = 24, URL_MOST = 1000, FROZEN_DAYS = 90 };

/* Where the bytes of one address come to lie, and what is known of them. */
struct place {
	const char *url;
	char *pack, *tag; /* packs/.incoming/HASH and HASH.etag: what a broken-off transfer left, and of what */
};

static void place_open(struct place *p, const struct packs *packs, const char *url)
{
	unsigned char sum[HASH_SIZE];
	char hex[HASH_HEX_SIZE];
	struct buf path = { 0 };
	struct hash h;

	hash_begin(&h);
	hash_bytes(&h, url, strlen(url));
	hash_end(&h, sum);
	hash_hex(sum, hex);
	buf_addf(&path, "%s/.incoming/%.16s", packs->dir, hex);
	p->url = url;
	p->pack = path_join(buf_str(&path), "");
	p->pack[strlen(p->pack) - 1] = '\0';
	buf_add(&path, ".etag");
	p->tag = buf_take(&path);
}

static void place_clear(const struct place *p)
{
	static const char *const endings[] = { "", ".etag", ".minisig", ".pub", ".pub.minisig" };

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		struct buf path = { 0 };
		buf_addf(&path, "%s%s", p->pack, endings[i]);
		unlink(buf_str(&path));
		buf_free(&path);
	}
}

static void place_close(struct place *p)
{
	free(p->pack);
	free(p->tag);
}

/* --- fetching --- */

static void put_bar(void *context, uint64_t got, uint64_t whole)
{
	const size_t full = whole ? (size_t)(got * BAR_WIDTH / whole) : 0;
	struct buf bar = { 0 };

	(void)context;
	buf_pad(&bar, '#', full < BAR_WIDTH ? full : BAR_WIDTH);
	buf_pad(&bar, '.', full < BAR_WIDTH ? BAR_WIDTH - full : 0);
	fprintf(stderr, "\r[%s] %llu KiB", buf_str(&bar), (unsigned long long)(got / 1024));
	fflush(stderr);
	buf_free(&bar);
}

static bool wants_bar(const struct context *x)
{
	return !x->wishes.accessible && isatty(STDERR_FILENO);
}

static enum fetch_result fetch_one(const struct context *x, const char *url, const char *path, struct fetch_wish *wish, struct fetched *got,
                                   struct err *e)
{
	const bool bar = wants_bar(x) && wish->most_bytes > SIGNATURE_MOST;

	wish->url = url;
	wish->path = path;
	wish->most_seconds = SECONDS_MOST;
	wish->ca_file = x->config.at[SETTING_CA_FILE].value;
	wish->progress = bar ? put_bar : NULL;
	enum fetch_result r = fetch(wish, got, e);
	if (bar)
		fputs("\r\033[K", stderr);
	return r;
}

/* A small file beside the pack; it is no fault when it is not there and need not be. */
static bool fetch_beside(const struct context *x, const struct place *p, const char *ending, bool needed, struct err *e)
{
	struct fetch_wish wish = { .most_bytes = SIGNATURE_MOST };
	struct fetched got;
	struct buf url = { 0 }, path = { 0 };
	struct err mine = { 0 };

	buf_addf(&url, "%s%s", p->url, ending);
	buf_addf(&path, "%s%s", p->pack, ending);
	unlink(buf_str(&path));
	bool ok = fetch_one(x, buf_str(&url), buf_str(&path), &wish, &got, &mine) == FETCH_NEW;
	if (!ok) {
		unlink(buf_str(&path));
		ok = !needed && strcmp(mine.key, "net.status") == 0;
		if (!ok)
			*e = mine;
	}
	buf_free(&url);
	buf_free(&path);
	return ok;
}

static uint64_t bytes_left_there(const struct place *p, struct buf *tag)
{
	struct buf bytes = { 0 };
	uint64_t n = 0;

	if (path_exists(p->tag) && path_exists(p->pack) && file_read(p->tag, 256, tag, NULL) && file_read(p->pack, PACK_MOST_BYTES, &bytes, NULL))
		n = bytes.len;
	buf_free(&bytes);
	return n;
}

/* The pack itself: asked for only if it is another than last time, and going on where a transfer broke off. */
static enum fetch_result fetch_pack(const struct context *x, const struct place *p, const char *etag, struct fetched *got, struct err *e)
{
	struct buf tag = { 0 };
	uint64_t there = bytes_left_there(p, &tag);
	struct fetch_wish wish = { .most_bytes = PACK_MOST_BYTES, .etag = there ? buf_str(&tag) : etag, .resume_from = there };

	*got = (struct fetched){ .bytes = 0 };
	enum fetch_result r = fetch_one(x, p->url, p->pack, &wish, got, e);
	if (r == FETCH_FAILED && *got->etag == '"' && file_write(p->tag, got->etag, strlen(got->etag), true, NULL))
		goto out;
	unlink(p->tag); /* nothing to go on from */
	if (r == FETCH_FAILED)
		unlink(p->pack);
out:
	buf_free(&tag);
	return r;
}

/* --- what became of it --- */

static const struct pack_state *state_of(const struct packs *p, const char *url)
{
	for (size_t i = 0; i < p->state.count; i++)
		if (p->state.at[i].url && strcmp(p->state.at[i].url, url) == 0)
			return &p->state.at[i];
	return NULL;
}

/* What is in use of a pack; version 0: nothing. */
static void look_up(const char *name, struct pack_about *out)
{
	struct installed in_use;

	*out = (struct pack_about){ .version = 0 };
	installed_read(&in_use);
	for (size_t i = 0; i < in_use.count; i++) {
		struct layer l;
		if (strcmp(in_use.at[i].name, name) == 0 && layer_open(&l, in_use.at[i].path, NULL)) {
			*out = l.pack.about;
			layer_close(&l);
		}
	}
	installed_free(&in_use);
}

/* A publisher who sends the same for ever may be somebody who holds the new ones back. */
static void tell_unchanged(const struct context *x, const struct pack_state *st, struct err *e)
{
	const struct moment now = clock_now(&x->clock);
	struct pack_about about;
	struct moment since;

	look_up(st->name, &about);
	if (!about.version) { /* taken out of use by hand */
		memcpy(about.name, st->name, sizeof about.name);
		put_pack_line(x, "update.unchanged-out", &about);
		return;
	}
	put_pack_line(x, "update.unchanged", &about);
	if (pack_expired(&about, now.ms))
		err_set(e, ERR_NO, "update.expired", about.name, about.expires, NULL);
	else if (moment_parse(st->since, &since) && now.ms - since.ms > FROZEN_DAYS * DAY_MS)
		put_pack_line(x, "update.frozen", &about);
}

/* Only a key that is not known here needs somebody's word. */
static bool fetch_words(const struct context *x, const struct packs *p, const struct place *place, struct err *e)
{
	struct buf path = { 0 }, text = { 0 };
	struct signature s;
	bool ok = fetch_beside(x, place, ".minisig", true, e);

	buf_addf(&path, "%s.minisig", place->pack);
	ok = ok && file_read(buf_str(&path), SIGNATURE_MOST, &text, e) && signature_read(place->url, buf_str(&text), &s, e);
	const struct known_key *k = ok ? keyring_by_id(&p->ring, s.id) : NULL;
	const bool owned = k && (!state_of(p, place->url) || memcmp(state_of(p, place->url)->key, s.id, KEY_ID_SIZE) == 0);
	if (ok && !owned)
		ok = fetch_beside(x, place, ".pub", false, e) && fetch_beside(x, place, ".pub.minisig", false, e);
	buf_free(&path);
	buf_free(&text);
	return ok;
}

static bool take(const struct context *x, struct packs *p, const struct place *place, const char *etag, struct err *e)
{
	struct offer_files files;
	struct pack_about about;
	bool ok = fetch_words(x, p, place, e) && offer_read(x, place->pack, &files, e);

	if (ok) {
		files.offer.label = place->url;
		ok = offer_take(x, p, &files.offer, &about, e) &&
		     (option(x, "dry-run") || packs_remember(p, about.name, place->url, etag, clock_now(&x->clock), e));
		offer_free(&files);
	}
	return ok;
}

static bool update_one(const struct context *x, struct packs *p, const char *url, struct err *e)
{
	const struct pack_state *st = state_of(p, url);
	struct place place;
	struct fetched got;
	bool ok = true;

	place_open(&place, p, url);
	if (!path_make_dirs(place.pack))
		ok = err_errno(e, "packs.unwritable", place.pack);
	enum fetch_result r = ok ? fetch_pack(x, &place, st ? st->etag : NULL, &got, e) : FETCH_FAILED;
	if (r != FETCH_FAILED && *got.proxy)
		fprintf(stderr, "%s %s\n", say_text(&x->say, "update.proxy"), got.proxy);
	if (r == FETCH_UNCHANGED && st)
		tell_unchanged(x, st, e);
	else if (r == FETCH_NEW)
		take(x, p, &place, got.etag, e);
	if (r != FETCH_FAILED)
		place_clear(&place);
	place_close(&place);
	return !e->code;
}

/* Those that came from somewhere go on coming from there. One that fails keeps no other from its turn. */
static void update_all(const struct context *x, struct packs *p, struct err *e)
{
	char **urls = mem_alloc((p->state.count + 1) * sizeof *urls);
	size_t count = 0;

	for (size_t i = 0; i < p->state.count; i++)
		if (p->state.at[i].url)
			urls[count++] = mem_strdup(p->state.at[i].url);
	if (!count)
		err_set(e, ERR_USAGE, "update.no-url", NULL, NULL, NULL);
	for (size_t i = 0; i < count; i++) {
		struct err mine = { 0 };
		if (!update_one(x, p, urls[i], &mine)) {
			if (e->code)
				fail(x, e);
			*e = mine;
		}
		free(urls[i]);
	}
	free(urls);
}

int run_update(struct context *x, struct err *e)
{
	const char *url = option(x, "url");
	struct packs p;

	if (packs_open(&p, true, e)) {
		if (url && strlen(url) > URL_MOST)
			err_set(e, ERR_USAGE, "net.address", url, NULL, NULL);
		else if (url)
			update_one(x, &p, url, e);
		else
			update_all(x, &p, e);
	}
	packs_close(&p);
	return (int)e->code;
}
