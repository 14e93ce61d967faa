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

enum { ID_BYTES = 12, EVENT_MOST = 4096, SECONDS = 30 };

char *hook_folder(const char *db)
{
	struct buf path = { 0 };

	buf_addf(&path, "%s.hook", db);
	return buf_take(&path);
}

bool hook_queue(const char *folder, const char *event, const char *case_id, struct moment at, const char *action, struct err *e)
{
	unsigned char bytes[ID_BYTES];
	char id[2 * ID_BYTES + 1], when[TIME_TEXT_SIZE];
	struct buf path = { 0 }, text = { 0 };
	json *o = json_new_object();
	struct timespec now;

	random_bytes(bytes, sizeof bytes);
	for (size_t i = 0; i < sizeof bytes; i++)
		snprintf(id + 2 * i, 3, "%02x", bytes[i]);
	moment_format(at, when);
	json_add_text(o, "id", id);
	json_add_text(o, "event", event);
	json_add_text(o, "case", case_id);
	json_add_text(o, "at", when);
	if (action)
		json_add_text(o, "action", action);
	json_write(o, false, &text);
	clock_gettime(CLOCK_REALTIME, &now); /* the order they came in, also under a clock that stands still */
	buf_addf(&path, "%s/%012lld%09ld-%s.json", folder, (long long)now.tv_sec, now.tv_nsec, id);
	if (!path_make_dirs(path.text))
		err_errno(e, "file.unwritable", folder);
	bool ok = path_is_dir(folder) && file_write(path.text, text.text, text.len, false, e);
	json_free(o);
	buf_free(&path);
	buf_free(&text);
	return ok;
}

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

static void free_names(char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
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
	if (!dir_list(folder, ".json", &names, &count, e) || !secret_from_file(peer->secret_file, &secret, e))
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
	bool ok = dir_list(folder, ".json", &names, &count, e);
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
