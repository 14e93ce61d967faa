/* net/helper/take: what comes over the network: lines of a head, a mail server's replies, the bytes of a file; private to net. */
#ifndef KAKEKOMI_NET_HELPER_TAKE_H
#define KAKEKOMI_NET_HELPER_TAKE_H

#include "net/wire.h"

enum { TAKE_OK = 200, TAKE_PARTIAL = 206, TAKE_UNCHANGED = 304 }; /* statuses of HTTP */

struct taken {
	const struct job *job;
	struct answer *a;
	enum trouble trouble; /* what was found wrong with it, with the system's reason in `error` */
	char error[128];
	bool page;            /* text/html */
	bool part_fits;       /* Content-Range begins where the file ends */
	bool writing;         /* the file is at the place where this answer goes */
};

void take_head(struct taken *w, const char *line, size_t len);
void take_reply(struct taken *w, const char *line, size_t len);

/* Where the bytes of this answer go: a whole file over what was there, a part behind it. Then the bytes. False for no more. */
bool take_begin(struct taken *w, long status);
bool take_bytes(struct taken *w, const char *bytes, size_t len);

bool take_no_more(struct taken *w, enum trouble t); /* false */

#endif
