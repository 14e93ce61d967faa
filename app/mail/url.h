/* mail/url: reads addresses as browsers do (WHATWG URL Standard), and as phishers write them; uses mail/domain and base.
 *
 * Written after url.spec.whatwg.org: special schemes, backslashes, userinfo, percent-encoded hosts, IPv4 in every notation, UTS #46.
 * Different from it on purpose: the user name is left out of what is read, a dot at the end of a host counts for nothing, and
 * what is disguised ("hxxp", "[.]", full-width letters, invisible ones) is read as it is meant. */
#ifndef KAKEKOMI_MAIL_URL_H
#define KAKEKOMI_MAIL_URL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/mem.h"

enum url_oddity {
	URL_USERINFO = 1u << 0,       /* https://official.example@evil.example/ */
	URL_IP = 1u << 1,             /* any notation: 0x7f.1, 2130706433, [::1] */
	URL_PUNYCODE = 1u << 2,
	URL_LOOKALIKE = 1u << 3,      /* U+2215, Cyrillic, mathematical, full-width letters … in the host */
	URL_INVISIBLE = 1u << 4,      /* zero-width or soft hyphen inside */
	URL_BACKSLASH = 1u << 5,
	URL_DEFANGED = 1u << 6,       /* hxxp, [.], (.), h**ps: written by somebody who warns, or who hides */
	URL_NO_SCHEME = 1u << 7,
	URL_PORT = 1u << 8,           /* not 80 or 443 */
	URL_LONG_PERCENT = 1u << 9,   /* letters that need none are percent-encoded, several of them */
};

struct url {
	const char *whole;   /* serialised as a browser would ask for it, "https://host/path?query#frag"; plain ASCII; reading it again
	                        gives the same */
	const char *scheme;  /* "http", "https", "mailto", … lower case */
	const char *host;    /* ASCII, lower case, punycode; "" when none */
	const char *host_shown; /* Unicode form */
	const char *domain;  /* registrable domain (eTLD+1) of host, or the host itself for an IP or a bare suffix */
	const char *path;    /* with query and fragment, "/" when none */
	unsigned port;       /* 0: the scheme's own */
	unsigned oddities;   /* enum url_oddity bits */
};

/* Reads one address; undoes defanging first. False when a browser would not open it either, when it is longer than URL_MOST, or when
 * it has no scheme and its host no suffix that the Public Suffix List knows ("index.html", "#top"); without one it is read as https. */
enum { URL_MOST = 16 * 1024 };
bool url_read(const char *text, struct arena *a, struct url *out);

/* Calls `each` for every address in running text (schemes, defanged, bare hosts of known suffixes such as "example.co.jp/path"),
 * with its place in `text`. Sentences' 。、）」 are no part of an address. */
typedef void url_found_fn(void *context, const struct url *u, size_t start, size_t len);
void url_find(const char *text, struct arena *a, url_found_fn *each, void *context);

/* Appends it defanged: hxxps://a[.]example/path; nothing but printable ASCII. Dots of the path get brackets only where something
 * like a host stands there too. Running it on its own output changes nothing. */
void url_defang(const char *url, struct buf *out);

/* Appends running text with every address and mail address in it defanged (info@a[.]example), and cleaned (text_clean, with its lines).
 * Running it on its own output changes nothing. */
void url_defang_text(const char *text, struct buf *out);

#endif
