/* net/fetch: one file over HTTPS, by the helper program `kakekomi-net` (libcurl's door); uses base.
 *
 * https only, on redirects too, and only to the same host; TLS ≥ 1.2, certificates always verified; limits on size, time and slowness; no
 * cookies, no credentials; proxies of the environment are honoured and named. What comes is not trusted: it is a file on disk, no more. */
#ifndef KAKEKOMI_NET_FETCH_H
#define KAKEKOMI_NET_FETCH_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct fetch_wish {
	const char *url;
	const char *path;      /* where the bytes go: a file of the caller's, appended to when `resume_from` > 0 */
	const char *etag;      /* what the peer called what is there already, or NULL: asks If-None-Match, or If-Modified-Since where it is a date */
	uint64_t resume_from;  /* bytes of PATH that are there already: Range, only together with `etag` (If-Range) */
	uint64_t most_bytes;
	int most_seconds;
	const char *ca_file;   /* or NULL: the system's; tests bring their own */
	void (*progress)(void *context, uint64_t got, uint64_t whole); /* or NULL; whole 0: unknown */
	void *context;
};

enum fetch_result { FETCH_NEW, FETCH_UNCHANGED, FETCH_FAILED };

struct fetched {
	char etag[256];   /* its tag, else the day it was changed (Last-Modified); "" when the peer says neither */
	char proxy[256];  /* which one was used, "" when none */
	uint64_t bytes;
};

/* FETCH_FAILED sets an error that says what failed and what to do: net.no-helper, net.no-route, net.no-host, net.bad-certificate, net.not-https,
 * net.other-host, net.too-large, net.too-slow, net.status (arg2 = the status), net.cut-short, net.disk (69 or 74). */
enum fetch_result fetch(const struct fetch_wish *wish, struct fetched *out, struct err *e);

#endif
