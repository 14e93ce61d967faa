/* net/post: a few bytes of JSON to a configured address over HTTPS, by the helper program; uses net/helper and net/retry. */
#ifndef KAKEKOMI_NET_POST_H
#define KAKEKOMI_NET_POST_H

#include "base/buf.h"
#include "base/err.h"

struct post_wish {
	const char *url;
	const char *header;  /* one more line of the head, or NULL */
	const struct buf *body;
	const char *ca_file; /* or NULL */
	int most_seconds;
};

/* True when the peer answered with 2xx; redirects are not followed. Errors as fetch(). */
bool post(const struct post_wish *wish, struct err *e);

#endif
