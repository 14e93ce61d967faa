/* mail/hostlists: what is known of a host by its name: which lists of signs.json hold it, whether it is a company's own; private to mail. */
#ifndef KAKEKOMI_MAIL_HOSTLISTS_H
#define KAKEKOMI_MAIL_HOSTLISTS_H

#include <stdbool.h>

#include "guide/model.h"

/* A list of signs.json is a bit; the names stand in hostlists.c. */
enum host_list {
	HOST_SHORTENER = 1u << 0,
	HOST_REDIRECT = 1u << 1,   /* forwards to wherever its address says */
	HOST_SHARED = 1u << 2,     /* anybody may put a page there */
	HOST_TRACKER = 1u << 3,    /* counts the clicks of newsletters */
	HOST_NEUTRAL = 1u << 4,    /* honest mails of all kinds link there */
	HOST_FREE_MAIL = 1u << 5,
	HOST_FRESH = 1u << 6,      /* an ending that Japanese companies do not use for their customers */
	HOST_OFFICIAL = 1u << 7,   /* some company's of brands.json */
	HOST_ELSEWHERE = HOST_SHORTENER | HOST_REDIRECT | HOST_SHARED, /* who owns the name does not answer for the page */
};

struct hosts;

struct hosts *hosts_new(const struct catalog *c);
void hosts_free(struct hosts *h); /* NULL is allowed */

/* The bits of the host and of every domain above it; ASCII, lower case. */
unsigned hosts_lists(const struct hosts *h, const char *host);

/* The host is the brand's own. */
bool host_is_of(const struct brand *b, const char *host);

/* The words of a list, empty when there is none. */
const struct words *list_words(const struct catalog *c, const char *id);

/* Letters thrown together: "zgsjhl", "hoh695". `label`: one part of a host name, or what stands before @. */
bool looks_random(const char *label, size_t len);

/* The label before the suffix: "evil" of "evil.co.jp". */
void own_label(const char *domain, const char **label, size_t *len);

#endif
