/* net/hook: tells a company's own system what happens, in JSON over HTTPS; uses net/post and net/secret.
 *
 * An event is {"id", "event", "case", "at"} and, where there is one, "action": no names, no facts, no words. It is one file of mode 0600
 * in a folder beside the casebook until the peer has answered 2xx, so none is lost while the peer is down; one that comes twice is known
 * by its id, which is made from the entry it comes from. Nor is one lost where the program dies: it is promised on disk before its entry is
 * written, and kept or broken by what the record says (hook_settle). X-Kakekomi-Signature: sha256= and the HMAC-SHA-256 of the body in hexadecimal, with the first line of the secret's file as key. */
#ifndef KAKEKOMI_NET_HOOK_H
#define KAKEKOMI_NET_HOOK_H

#include <stddef.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"

char *hook_folder(const char *db); /* the caller frees */

struct hook_event {
	const char *name, *case_id;
	const char *action; /* or NULL */
	int64_t n;          /* the entry it comes from */
	struct moment at;   /* its time */
};

/* An event on disk that is not sent before it is kept. */
struct hook_promise {
	char *path; /* NULL: none */
	int fd;     /* holds its lock, so that everybody sees that its program is alive */
};

/* Error: file.unwritable. Every promise made is ended by the one or the other. */
bool hook_promise(const char *folder, const struct hook_event *event, struct hook_promise *out, struct err *e);
bool hook_keep(struct hook_promise *p, struct err *e);
void hook_break(struct hook_promise *p);

/* The promises whose program is gone: kept when `stands` says so, broken when not. It returns false where it cannot tell, with *e: they stay. */
typedef bool hook_stands_fn(void *context, const char *case_id, int64_t n, int64_t at_ms, bool *stands, struct err *e);
bool hook_settle(const char *folder, hook_stands_fn *stands, void *context, struct err *e);

struct hook_peer {
	const char *url, *secret_file;
	const char *ca_file; /* or NULL */
};

/* Sends what waits, oldest first, until one cannot be sent; *sent counts. Two programs take turns. Errors: those of post() and
 * secret_from_file(). */
bool hook_flush(const char *folder, const struct hook_peer *peer, size_t *sent, struct err *e);

/* What waits, oldest first. */
typedef void hook_event_fn(void *context, const json *event);
bool hook_each(const char *folder, hook_event_fn *each, void *context, struct err *e);

#endif
