/* mail/known: a list of known bad addresses as a compact memory-mapped index; uses mail/url and base.
 *
 * An address is compared by its key: host, port if it is not the scheme's own, path and query as a browser sends them, %XX in capitals
 * and only where needed; scheme, user name, fragment and a dot at the end of the host do not count. "http://A.example:80/x#1" and
 * "https://a.example/x" are one.
 *
 * The file: a header with its own checksum, the records, two tables of sorted 64-bit hashes: of whole keys, and of hosts and the
 * domains above them; a hit is confirmed on the full string. The hash is seeded, so that nobody can choose addresses that collide.
 * Written beside and renamed, so that readers never see half of one. What stands in it is checked where it is used: a damaged or
 * hostile file gives no match, or an error, never a crash. */
#ifndef KAKEKOMI_MAIL_KNOWN_H
#define KAKEKOMI_MAIL_KNOWN_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "mail/url.h"

struct known; /* an open index */

enum known_hit { KNOWN_NONE, KNOWN_DOMAIN, KNOWN_HOST, KNOWN_URL };

struct known_match {
	enum known_hit hit;
	const char *date;        /* "2025-10-03" as in the list, "" when it gave none; lives as long as the index */
	const char *description; /* as in the list, cleaned; "" when none. NULL, like date, when there is no hit */
};

/* No file is no error: an empty index. A damaged one: known.damaged (65). The caller ends it with known_close(). */
struct known *known_open(const char *path, struct err *e);
void known_close(struct known *k); /* NULL is allowed */

/* Shared hosts (shorteners, translate.google.com, form and storage services: playbooks/signs.json "shared_hosts") never match by host or
 * domain alone; `shared` says so. */
struct known_match known_find(const struct known *k, const struct url *u, bool shared);
size_t known_count(const struct known *k);

/* Reads the whole file and its checksum, which opening leaves out: known.damaged (65). */
bool known_check(const struct known *k, struct err *e);

/* A list that went into the index. */
enum { KNOWN_NAME_SIZE = 104 };
struct known_feed {
	int64_t at_ms;  /* when it came last */
	uint64_t added; /* addresses it brought, over all times */
	char name[KNOWN_NAME_SIZE];
};
bool known_holds(const struct known *k, const char *name); /* such a list has come into it */
size_t known_feed_count(const struct known *k);
bool known_feed(const struct known *k, size_t i, struct known_feed *out); /* false for a damaged row */

struct known_import {
	size_t lines;      /* with something in them, without the header line */
	size_t added, already, unreadable;
};

/* What an import takes at most. */
enum { KNOWN_LINES_MOST = 10 * 1000 * 1000, KNOWN_URL_MOST = 2048, KNOWN_FEEDS_MOST = 1000 };

/* Merges a CSV list (date,URL,description with a header line, RFC 4180; UTF-8 with or without BOM, or CP932; JPCERT/CC's monthly files are
 * the model; other orders, and a list of addresses alone, are understood) into the index at `path`. Errors: file.unreadable,
 * known.not-a-list (65), known.too-large (65), known.too-many (65: lists), known.damaged (65), known.unwritable (73, 74, 77). */
bool known_import_csv(const char *path, const char *csv, struct known_import *out, struct err *e);

/* The same under a name of its own and with the time it came; known_import_csv() takes the file's name and the machine's clock. */
bool known_import_as(const char *path, const char *csv, const char *name, int64_t at_ms, struct known_import *out, struct err *e);

struct known_forgotten {
	bool was_there;
	size_t gone, left;
};

/* Lets go of a list: out of the index goes what it alone brought; without such a list the index stays untouched. Errors:
 * known.damaged (65), known.unwritable. */
bool known_forget(const char *path, const char *name, struct known_forgotten *out, struct err *e);

#endif
