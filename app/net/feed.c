#include "net/feed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/path.h"

#include "base/banned.h"

static const uint64_t BYTES_MOST = 256ull * 1024 * 1024;
enum { SHRINK = 10, GROWTH = 5, GROWTH_LINES = 100 * 1000, READ_BYTES = 256 * 1024 };

/* --- the file of the lists --- */

static const char *text_or_empty(struct feeds *f, const json *o, const char *key)
{
	const char *text = json_get_text(o, key);

	return text ? arena_strdup(f->arena, text) : "";
}

/* Not negative, and what a double holds exactly. */
static int64_t whole_number(const json *o, const char *key)
{
	const json *value = json_get(o, key);
	double n = json_is_number(value) ? json_number(value) : 0;

	return n > 0 && n < 9e15 ? (int64_t)n : 0;
}

static bool is_name(const char *name)
{
	size_t len = strlen(name);

	return len && len <= FEED_NAME_MOST && *name != '.' && *name != '-' &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == len;
}

static bool is_https(const char *url, struct err *e)
{
	size_t len = strlen(url), host = strlen("https://");

	if (strncmp(url, "https://", host) != 0)
		return err_set(e, ERR_USAGE, "net.not-https-typed", url, NULL, NULL);
	size_t authority = strcspn(url + host, "/?#");
	bool plain = authority && len <= FEED_URL_MOST && !memchr(url + host, '@', authority);
	for (const char *p = url; *p && plain; p++)
		plain = (unsigned char)*p > ' ' && (unsigned char)*p < 0x7F;
	return plain || err_set(e, ERR_USAGE, "net.address", url, NULL, NULL);
}

static struct feed *new_feed(struct feeds *f)
{
	f->at = arena_grow(f->arena, f->at, f->count, &f->cap, sizeof *f->at);
	return &f->at[f->count++];
}

static bool take_feed(struct feeds *f, const json *o)
{
	const char *name = json_get_text(o, "name"), *url = json_get_text(o, "url");

	if (!name || !url || !is_name(name) || !is_https(url, NULL) || f->count == FEEDS_MOST || feeds_find(f, name))
		return false;
	const struct feed feed = { .name = arena_strdup(f->arena, name), .url = arena_strdup(f->arena, url), .etag = text_or_empty(f, o, "etag"),
		                   .part_etag = text_or_empty(f, o, "part_etag"),
		                   .at_ms = whole_number(o, "at_ms"), .checked_ms = whole_number(o, "checked_ms"),
		                   .lines = (uint64_t)whole_number(o, "lines") };
	*new_feed(f) = feed;
	return true;
}

static bool read_feeds(struct feeds *f, struct err *e)
{
	struct buf text = { 0 };
	bool ok = file_read(f->path, JSON_MAX_BYTES, &text, e);
	const json *all = ok ? json_parse_in(f->arena, f->path, buf_str(&text), text.len, NULL) : NULL;
	const json *list = json_get(all, "feeds");

	if (ok && !json_is_array(list))
		ok = err_set(e, ERR_DATA, "feed.damaged", f->path, NULL, NULL);
	for (const json *o = ok ? json_first(list) : NULL; o && ok; o = json_next(o))
		ok = take_feed(f, o) || err_set(e, ERR_DATA, "feed.damaged", f->path, NULL, NULL);
	buf_free(&text);
	return ok;
}

static bool lock_feeds(struct feeds *f, struct err *e)
{
	const char *queue = arena_fmt(f->arena, "%s.queue", f->path);

	if (path_make_dirs(f->path))
		f->lock = open(queue, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (f->lock < 0)
		return err_errno(e, "file.unwritable", f->path);
	while (flock(f->lock, LOCK_EX) != 0 && errno == EINTR)
		;
	return true;
}

bool feeds_open(const char *path, bool change, struct feeds *f, struct err *e)
{
	*f = (struct feeds){ .arena = arena_new(), .lock = -1 };
	f->path = arena_strdup(f->arena, path);
	if (change && !lock_feeds(f, e))
		return false;
	return !path_exists(path) || read_feeds(f, e);
}

bool feeds_write(const struct feeds *f, struct err *e)
{
	json *all = json_new_object(), *list = json_add_array(all, "feeds");
	struct buf text = { 0 };

	for (size_t i = 0; i < f->count; i++) {
		const struct feed *feed = &f->at[i];
		json *o = json_add_object(list, NULL);
		json_add_text(o, "name", feed->name);
		json_add_text(o, "url", feed->url);
		json_add_text(o, "etag", feed->etag);
		json_add_text(o, "part_etag", feed->part_etag);
		json_add_number(o, "at_ms", (double)feed->at_ms);
		json_add_number(o, "checked_ms", (double)feed->checked_ms);
		json_add_number(o, "lines", (double)feed->lines);
	}
	json_write(all, true, &text);
	buf_add_c(&text, '\n');
	bool ok = file_write(f->path, text.text, text.len, true, e);
	json_free(all);
	buf_free(&text);
	return ok;
}

void feeds_close(struct feeds *f)
{
	if (f->lock >= 0)
		close(f->lock);
	arena_free(f->arena);
	*f = (struct feeds){ .lock = -1 };
}

struct feed *feeds_find(const struct feeds *f, const char *name)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->at[i].name, name) == 0)
			return &f->at[i];
	return NULL;
}

bool feeds_add(struct feeds *f, const char *name, const char *url, struct err *e)
{
	if (!is_name(name))
		return err_set(e, ERR_USAGE, "feed.name", name, NULL, NULL);
	if (feeds_find(f, name))
		return err_set(e, ERR_USAGE, "feed.there", name, NULL, NULL);
	if (f->count == FEEDS_MOST)
		return err_set(e, ERR_USAGE, "feed.too-many", name, NULL, NULL);
	if (!is_https(url, e))
		return false;
	*new_feed(f) = (struct feed){ .name = arena_strdup(f->arena, name), .url = arena_strdup(f->arena, url), .etag = "", .part_etag = "" };
	return true;
}

static char *part_path(const char *feeds, const char *name)
{
	struct buf path = { 0 };

	buf_addf(&path, "%s.%s.part", feeds, name);
	return buf_take(&path);
}

bool feeds_remove(struct feeds *f, const char *name)
{
	struct feed *feed = feeds_find(f, name);

	if (!feed)
		return false;
	char *part = part_path(f->path, name);
	unlink(part);
	free(part);
	memmove(feed, feed + 1, (size_t)(f->at + f->count - feed - 1) * sizeof *feed);
	f->count--;
	return true;
}

bool feed_forget(const char *feeds, const char *index, const char *name, struct known_forgotten *out, struct err *e)
{
	struct feeds f;
	bool ok = feeds_open(feeds, true, &f, e), was_fetched = ok && feeds_remove(&f, name);

	ok = ok && (!was_fetched || feeds_write(&f, e)) && known_forget(index, name, out, e);
	feeds_close(&f);
	return ok && (was_fetched || out->was_there || err_set(e, ERR_NO_INPUT, "feed.unknown", name, NULL, NULL));
}

/* --- updating one --- */

struct update {
	const struct feed_wish *wish;
	struct feeds feeds; /* as they were when it began */
	const struct feed *feed;
	char *part;
	int lock;           /* on the part: two updates of one list at a time would write over each other */
	struct fetched got;
	struct feed_news *news;
};

static bool begin(struct update *u, struct err *e)
{
	if (!feeds_open(u->wish->feeds, false, &u->feeds, e))
		return false;
	u->feed = feeds_find(&u->feeds, u->wish->name);
	if (!u->feed)
		return err_set(e, ERR_NO_INPUT, "feed.unknown", u->wish->name, NULL, NULL);
	u->part = part_path(u->wish->feeds, u->wish->name);
	u->lock = open(u->part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (u->lock < 0)
		return err_errno(e, "file.unwritable", u->part);
	return flock(u->lock, LOCK_EX | LOCK_NB) == 0 || err_set(e, ERR_UNAVAILABLE, "feed.busy", u->wish->name, NULL, NULL);
}

/* Whoever threw the index away wants the whole list again, not to hear that it has not changed. */
static bool is_in_index(const struct update *u)
{
	struct known *k = known_open(u->wish->index, NULL);
	bool in = k && known_holds(k, u->wish->name);

	known_close(k);
	return in;
}

static enum fetch_result get(struct update *u, struct err *e)
{
	const struct feed_wish *w = u->wish;
	struct stat s;
	bool part = *u->feed->part_etag && fstat(u->lock, &s) == 0 && s.st_size > 0;
	const char *etag = part ? u->feed->part_etag : is_in_index(u) ? u->feed->etag : "";
	const struct fetch_wish wish = { .url = u->feed->url, .path = u->part, .etag = *etag ? etag : NULL,
		                         .resume_from = part ? (uint64_t)s.st_size : 0, .most_bytes = BYTES_MOST,
		                         .most_seconds = w->most_seconds, .ca_file = w->ca_file, .progress = w->progress, .context = w->context };
	enum fetch_result r = fetch(&wish, &u->got, e);

	memcpy(u->news->proxy, u->got.proxy, sizeof u->news->proxy);
	return r;
}

/* Lines with something on them. */
static bool count_lines(const struct update *u, uint64_t *lines, struct err *e)
{
	char bytes[READ_BYTES];
	bool any = false;
	off_t at = 0;
	ssize_t n;

	*lines = 0;
	while ((n = pread(u->lock, bytes, sizeof bytes, at)) > 0) {
		for (const char *p = bytes, *end = bytes + n; p < end;) {
			const char *line = memchr(p, '\n', (size_t)(end - p));
			any = any || (line ? line : end) > p + (*p == '\r');
			*lines += line && any;
			any = any && !line;
			p = line ? line + 1 : end;
		}
		at += n;
	}
	*lines += any;
	return n == 0 || err_errno(e, "file.unreadable", u->part);
}

static bool is_plausible(const struct update *u, struct err *e)
{
	const uint64_t now = u->news->lines, before = u->feed->lines;
	const char *key = NULL;
	char was[24], is[24];

	if (!now)
		key = "feed.empty";
	else if (!u->wish->accept && now < before / SHRINK)
		key = "feed.shrunk";
	else if (!u->wish->accept && before && now > before * GROWTH && now - before > GROWTH_LINES)
		key = "feed.grown";
	snprintf(was, sizeof was, "%llu", (unsigned long long)before);
	snprintf(is, sizeof is, "%llu", (unsigned long long)now);
	return !key || err_set(e, ERR_DATA, key, u->wish->name, was, is);
}

/* What is known of the list now, beside what others have changed meanwhile. */
static bool keep(struct update *u, enum fetch_result r, bool merged, struct err *e)
{
	struct feeds now;
	struct feed *feed;
	bool ok = feeds_open(u->wish->feeds, true, &now, e);

	feed = ok ? feeds_find(&now, u->wish->name) : NULL;
	if (ok && !feed && merged) /* removed meanwhile */
		ok = known_forget(u->wish->index, u->wish->name, &(struct known_forgotten){ 0 }, e);
	if (feed && strcmp(feed->url, u->feed->url) == 0) {
		bool part = r == FETCH_FAILED && *u->got.etag == '"' && u->got.bytes;
		feed->part_etag = part ? u->got.etag : "";
		if (merged || r == FETCH_UNCHANGED)
			feed->checked_ms = u->wish->now_ms;
		if (merged) {
			feed->etag = u->got.etag;
			feed->at_ms = u->wish->now_ms;
			feed->lines = u->news->lines;
		}
		ok = feeds_write(&now, e);
	}
	feeds_close(&now);
	return ok;
}

static bool merge(struct update *u, struct err *e)
{
	const struct feed_wish *w = u->wish;

	return count_lines(u, &u->news->lines, e) && is_plausible(u, e) &&
	       known_import_as(w->index, u->part, w->name, w->now_ms, &u->news->merged, e);
}

bool feed_update(const struct feed_wish *wish, struct feed_news *out, struct err *e)
{
	struct update u = { .wish = wish, .lock = -1, .news = out };
	bool ok = false;

	*out = (struct feed_news){ 0 };
	if (!begin(&u, e))
		goto out;
	out->before = u.feed->lines;
	out->since_ms = u.feed->at_ms;
	enum fetch_result r = get(&u, e);
	out->unchanged = r == FETCH_UNCHANGED;
	bool merged = r == FETCH_NEW && merge(&u, e);
	ok = keep(&u, r, merged, r == FETCH_FAILED || (r == FETCH_NEW && !merged) ? NULL : e) && (merged || out->unchanged);
	if (r != FETCH_FAILED || *u.got.etag != '"')
		unlink(u.part);
out:
	if (u.lock >= 0)
		close(u.lock);
	free(u.part);
	feeds_close(&u.feeds);
	return ok;
}
