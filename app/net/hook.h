/* net/hook: tells a company's own system what happens, in JSON over HTTPS; uses net/post and net/secret.
 *
 * An event is {"id", "event", "case", "at"} and, where there is one, "action": no names, no facts, no words. It is one file of mode 0600
 * in a folder beside the casebook until the peer has answered 2xx, so none is lost while the peer is down; one that comes twice is known
 * by its id. X-Kakekomi-Signature: sha256= and the HMAC-SHA-256 of the body in hexadecimal, with the first line of the secret's file as key. */
#ifndef KAKEKOMI_NET_HOOK_H
#define KAKEKOMI_NET_HOOK_H

#include <stddef.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"

char *hook_folder(const char *db); /* the caller frees */

/* On disk when it returns true. `action`: or NULL. Error: file.unwritable. */
bool hook_queue(const char *folder, const char *event, const char *case_id, struct moment at, const char *action, struct err *e);

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
