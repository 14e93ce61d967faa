/* mail/scheme: "https:" and how it is disguised; private to mail; uses base. */
#ifndef KAKEKOMI_MAIL_SCHEME_H
#define KAKEKOMI_MAIL_SCHEME_H

#include <stdbool.h>
#include <stddef.h>

struct scheme {
	const char *name; /* "https", …; of one that is not special: NULL, it stands at the beginning */
	size_t name_len;
	unsigned port;    /* 0: none of its own */
	bool special;     /* WHATWG: http, https, ftp, ws, wss, file */
	bool disguised;   /* hxxp, h**ps, ttp, or its colon is missing */
};

/* A scheme and its colon at `s`; returns their length, 0 when there is none. */
size_t scheme_read(const char *s, struct scheme *out);

/* An http or https of any disguise that ends at `end`, at most as far back as `begin`: its beginning, or NULL. */
const char *scheme_before(const char *begin, const char *end);

#endif
