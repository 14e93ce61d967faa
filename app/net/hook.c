#include "net/hook.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/path.h"
#include "net/post.h"
#include "net/secret.h"

#include "base/banned.h"

#define WAITING ".wait"
#define KEPT ".json"

enum { ID_BYTES = 12, EVENT_MOST = 4096, SECONDS = 30, CASE_MOST = 64 };

char *hook_folder(const char *db)
{
	struct buf path = { 0 };

	buf_addf(&path, "%s.hook", db);
	return buf_take(&path);
}

static void free_names(char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

/* --- queueing --- */

/* The same for the same entry, so that no event can be told under two names. */
static void name_event(const struct hook_event *event, char id[2 * ID_BYTES + 1])
{
	unsigned char sum[HASH_SIZE];
	char hex[HASH_HEX_SIZE];
	struct buf text = { 0 };
	struct hash h;

	buf_addf(&text, "%s %s %lld", event->name, event->case_id, (long long)event->n);
	hash_begin(&h);
	hash_bytes(&h, text.text, text.len);
	hash_end(&h, sum);
	hash_hex(sum, hex);
	memcpy(id, hex, 2 * ID_BYTES);
	id[2 * ID_BYTES] = '\0';
	buf_free(&text);
}

static void write_event(const struct hook_event *event, const char *id, struct buf *out)
{
	char when[TIME_TEXT_SIZE];
	json *o = json_new_object();

	moment_format(event->at, when);
	json_add_text(o, "id", id);
	json_add_text(o, "event", event->name);
	json_add_text(o, "case", event->case_id);
	json_add_text(o, "at", when);
	if (event->action)
		json_add_text(o, "action", event->action);
	json_write(o, false, out);
	json_free(o);
}

/* Written and locked before it has its name: whoever finds it finds all of it, and its program alive. */
static bool put_promise(const char *path, const struct buf *text, struct hook_promise *out, struct err *e)
{
	struct buf part = { 0 };
	bool ok = path_make_dirs(path);

	buf_addf(&part, "%s.part", path);
	out->fd = ok ? open(part.text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
	ok = out->fd >= 0 && flock(out->fd, LOCK_EX) == 0 && write(out->fd, text->text, text->len) == (ssize_t)text->len && fsync(out->fd) == 0 &&
	     rename(part.text, path) == 0;
	if (!ok) {
		err_errno(e, "file.unwritable", path);
		if (out->fd >= 0)
			close(out->fd);
		unlink(part.text);
	}
	buf_free(&part);
	return ok;
}

bool hook_promise(const char *folder, const struct hook_event *event, struct hook_promise *out, struct err *e)
{
	char id[2 * ID_BYTES + 1];
	struct buf path = { 0 }, text = { 0 };
	struct timespec now;

	name_event(event, id);
	write_event(event, id, &text);
	clock_gettime(CLOCK_REALTIME, &now); /* the order they came in, also under a clock that stands still */
	buf_addf(&path, "%s/%012lld%09ld-%s-%s-%lld-%lld" WAITING, folder, (long long)now.tv_sec, now.tv_nsec, id, event->case_id, (long long)event->n,
	         (long long)event->at.ms);
	bool ok = put_promise(path.text, &text, out, e);
	out->path = ok ? buf_take(&path) : NULL;
	buf_free(&path);
	buf_free(&text);
	return ok;
}

static void end_promise(struct hook_promise *p)
{
	if (p->path && p->fd >= 0)
		close(p->fd);
	free(p->path);
	*p = (struct hook_promise){ .fd = -1 };
}

/* "….wait" becomes "….json". Somebody else may have done it. */
static bool keep(const char *waiting, struct err *e)
{
	struct buf path = { 0 };

	buf_add_n(&path, waiting, strlen(waiting) - strlen(WAITING));
	buf_add(&path, KEPT);
	bool ok = rename(waiting, path.text) == 0 || errno == ENOENT || err_errno(e, "file.unwritable", waiting);
	buf_free(&path);
	return ok;
}

bool hook_keep(struct hook_promise *p, struct err *e)
{
	bool ok = !p->path || keep(p->path, e);

	end_promise(p);
	return ok;
}

void hook_break(struct hook_promise *p)
{
	if (p->path)
		unlink(p->path);
	end_promise(p);
}

/* --- what a dead program left --- */

struct left {
	char case_id[CASE_MOST];
	long long n, at_ms;
};

/* "TIME-ID-CASE-N-AT.wait" */
static bool read_name(const char *name, struct left *out)
{
	const char *id = strchr(name, '-'), *case_id = id ? strchr(id + 1, '-') : NULL, *n = case_id ? strchr(case_id + 1, '-') : NULL;
	char *end;

	if (!n || (size_t)(n - case_id) > sizeof out->case_id)
		return false;
	memcpy(out->case_id, case_id + 1, (size_t)(n - case_id - 1));
	out->case_id[n - case_id - 1] = '\0';
	out->n = strtoll(n + 1, &end, 10);
	if (end == n + 1 || *end != '-')
		return false;
	out->at_ms = strtoll(end + 1, &end, 10);
	return strcmp(end, WAITING) == 0;
}

static bool settle_one(const char *path, const char *name, hook_stands_fn *stands, void *context, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct left left;
	bool ok = true, is = false;

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
		if (read_name(name, &left))
			ok = stands(context, left.case_id, left.n, left.at_ms, &is, e);
		if (ok && is)
			ok = keep(path, e);
		else if (ok)
			unlink(path);
	}
	if (fd >= 0)
		close(fd);
	return ok;
}

bool hook_settle(const char *folder, hook_stands_fn *stands, void *context, struct err *e)
{
	char **names = NULL;
	size_t count = 0;

	if (!path_is_dir(folder))
		return true;
	bool ok = dir_list(folder, WAITING, &names, &count, e);
	for (size_t i = 0; i < count && ok; i++) {
		char *path = path_join(folder, names[i]);
		ok = settle_one(path, names[i], stands, context, e);
		free(path);
	}
	free_names(names, count);
	return ok;
}

/* --- sending --- */

/* Turns, not races: who waits finds what came meanwhile. */
static int take_turn(const char *folder)
{
	char *path = path_join(folder, "turn");
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	while (fd >= 0 && flock(fd, LOCK_EX) != 0 && errno == EINTR)
		;
	free(path);
	return fd;
}

static bool send_event(const char *path, const struct hook_peer *peer, const struct buf *secret, struct err *e)
{
	struct buf body = { 0 }, header = { 0 };
	unsigned char sum[HASH_SIZE];
	char hex[HASH_HEX_SIZE];
	bool ok = file_read(path, EVENT_MOST, &body, e);

	if (ok) {
		hash_hmac(secret->text, secret->len, buf_str(&body), body.len, sum);
		hash_hex(sum, hex);
		buf_addf(&header, "X-Kakekomi-Signature: sha256=%s", hex);
		ok = post(&(struct post_wish){ peer->url, header.text, &body, peer->ca_file, SECONDS }, e);
	}
	if (ok && unlink(path) != 0)
		ok = err_errno(e, "file.unwritable", path);
	buf_free(&body);
	buf_free(&header);
	return ok;
}

bool hook_flush(const char *folder, const struct hook_peer *peer, size_t *sent, struct err *e)
{
	struct buf secret = { 0 };
	char **names = NULL;
	size_t count = 0;
	bool ok = true;

	*sent = 0;
	if (!path_is_dir(folder))
		return true;
	int turn = take_turn(folder);
	if (!dir_list(folder, KEPT, &names, &count, e) || !secret_from_file(peer->secret_file, &secret, e))
		ok = false;
	for (size_t i = 0; i < count && ok; i++) {
		char *path = path_join(folder, names[i]);
		ok = send_event(path, peer, &secret, e);
		*sent += ok;
		free(path);
	}
	free_names(names, count);
	buf_wipe(&secret);
	if (turn >= 0)
		close(turn);
	return ok;
}

bool hook_each(const char *folder, hook_event_fn *each, void *context, struct err *e)
{
	char **names = NULL;
	size_t count = 0;

	if (!path_is_dir(folder))
		return true;
	bool ok = dir_list(folder, KEPT, &names, &count, e);
	for (size_t i = 0; i < count && ok; i++) {
		char *path = path_join(folder, names[i]);
		struct buf text = { 0 };
		json *event = NULL;
		/* One that has just been sent is not there any more, and that is well. */
		if (path_exists(path))
			ok = file_read(path, EVENT_MOST, &text, e) && (event = json_parse(path, buf_str(&text), text.len, e));
		if (event)
			each(context, event);
		json_free(event);
		buf_free(&text);
		free(path);
	}
	free_names(names, count);
	return ok;
}
