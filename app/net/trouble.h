/* net/trouble: what can go wrong on the way to somebody else's machine, as one table; private to net; uses base/err. */
#ifndef KAKEKOMI_NET_TROUBLE_H
#define KAKEKOMI_NET_TROUBLE_H

#include <stdbool.h>

#include "base/err.h"

enum trouble {
	TROUBLE_NONE,
	TROUBLE_HELPER,      /* kakekomi-net is not there, died, or spoke nonsense */
	TROUBLE_ADDRESS,     /* cannot be read, or holds a name and password */
	TROUBLE_NOT_HTTPS,
	TROUBLE_OTHER_HOST,  /* a redirect to it */
	TROUBLE_REDIRECTS,   /* more than the most */
	TROUBLE_NO_HOST,     /* the name is not found */
	TROUBLE_NO_ROUTE,    /* no connection */
	TROUBLE_PROXY,
	TROUBLE_CERTIFICATE,
	TROUBLE_OLD_TLS,     /* no TLS 1.2 or newer */
	TROUBLE_TOO_LARGE,
	TROUBLE_TOO_SLOW,
	TROUBLE_CUT_SHORT,
	TROUBLE_WRONG_TYPE,  /* a page for people instead of the file */
	TROUBLE_STATUS,      /* an HTTP status that is none of the good ones */
	TROUBLE_DISK,
	TROUBLE_NO_STARTTLS,
	TROUBLE_LOGIN,
	TROUBLE_REFUSED,     /* a mail server said no */
	TROUBLE_OTHER,
	TROUBLES,
};

/* Whether the same may go well a moment later. `status` is the peer's, 0 when it gave none: 5xx passes, 4xx never. */
bool trouble_passes(enum trouble t, int status);

/* Sets the error: arg1 = `host`, arg2 = the status or `detail`. Returns false. */
bool trouble_tell(enum trouble t, int status, const char *host, const char *detail, struct err *e);

#endif
