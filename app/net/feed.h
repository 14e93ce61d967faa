/* net/feed: lists of bad addresses that are fetched from where they are published; uses net/fetch and mail/known.
 *
 * The lists and what is known of each (its tag, when it came, how long it was) stand in one JSON file; only the addresses in it are ever
 * asked. What comes is merged into the index (mail/known) without stopping who reads it. A list that has shrunk to less than a tenth,
 * or grown more than five times and by over 100,000 lines, is refused unless `accept`: more likely a fault than a fact. */
#ifndef KAKEKOMI_NET_FEED_H
#define KAKEKOMI_NET_FEED_H

#include "base/err.h"
#include "base/mem.h"
#include "mail/known.h"
#include "net/fetch.h"

enum { FEED_NAME_MOST = 64, FEED_URL_MOST = 1000, FEEDS_MOST = 200 };

struct feed {
	const char *name, *url;
	const char *etag;                 /* of what came last, or its date (net/fetch.h), "" when none */
	const char *part_etag;            /* of what came in part, "" when nothing did */
	int64_t at_ms, checked_ms;        /* when it came and when it was last asked for, 0: never */
	uint64_t lines;                   /* of what came last */
};

struct feeds {
	struct arena *arena; /* owns everything */
	const char *path;
	struct feed *at;
	size_t count, cap;
	int lock;
};

/* Reads the file (none: no lists); with `change` nobody else changes it until feeds_close(). Errors: feed.damaged,
 * file.unwritable. The caller ends it with feeds_close() in any case. */
bool feeds_open(const char *path, bool change, struct feeds *f, struct err *e);
bool feeds_write(const struct feeds *f, struct err *e);
void feeds_close(struct feeds *f);

struct feed *feeds_find(const struct feeds *f, const char *name); /* NULL */

/* Errors: feed.name, feed.there, feed.too-many (2), net.address, net.not-https. Not on disk before feeds_write(). */
bool feeds_add(struct feeds *f, const char *name, const char *url, struct err *e);
bool feeds_remove(struct feeds *f, const char *name); /* false: there is none */

/* No longer fetches a list and takes what it alone brought out of the index, in this order: what is fetched no more cannot come as "unchanged"
 * into an index that lacks it. A list that was only imported goes the same way. Errors: feed.unknown (66), those of known_forget(). */
bool feed_forget(const char *feeds, const char *index, const char *name, struct known_forgotten *out, struct err *e);

struct feed_wish {
	const char *feeds;  /* the file of the lists; parts that came lie beside it */
	const char *index;
	const char *name;
	const char *ca_file; /* or NULL */
	int64_t now_ms;
	int most_seconds;
	bool accept;
	void (*progress)(void *context, uint64_t got, uint64_t whole); /* or NULL */
	void *context;
};

struct feed_news {
	bool unchanged;
	int64_t since_ms;           /* unchanged: since when */
	uint64_t lines, before;     /* now and last time */
	struct known_import merged;
	char proxy[256];
};

/* One conditional request; what comes is checked and merged. Errors: those of fetch() and known_import_as(), feed.unknown, feed.busy,
 * feed.empty, feed.shrunk, feed.grown (65; arg1 name, arg2 lines before, arg3 now): the index is as it was. */
bool feed_update(const struct feed_wish *wish, struct feed_news *out, struct err *e);

#endif
