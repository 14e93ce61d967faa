/* mail/known: a list of known bad URLs as a compact memory-mapped index; uses mail/url and base.
 *
 * File: header (magic, version, counts, date), sorted 64-bit hashes of whole URL / host / domain with offsets, the strings; a hash hit
 * is confirmed on the full string. Written beside and renamed, so that readers never see half of one. */
#ifndef KAKEKOMI_MAIL_KNOWN_H
#define KAKEKOMI_MAIL_KNOWN_H

#include "base/err.h"
#include "mail/url.h"

struct known; /* an open index */

enum known_hit { KNOWN_NONE, KNOWN_DOMAIN, KNOWN_HOST, KNOWN_URL };

struct known_match {
	enum known_hit hit;
	const char *date;        /* "2025-10-03" as in the list; lives as long as the index */
	const char *description; /* as in the list */
};

/* No file is no error: an empty index. A damaged one: known.damaged (65). */
struct known *known_open(const char *path, struct err *e);
void known_close(struct known *k);
/* Shared hosts (shorteners, translate.google.com, form and storage services: playbooks/signs.json "shared_hosts") never match by host or
 * domain alone; `shared` says so. */
struct known_match known_find(const struct known *k, const struct url *u, bool shared);
size_t known_count(const struct known *k);

struct known_import {
	size_t lines, added, already, unreadable;
};
/* Merges a CSV list (date,URL,description with a header line; UTF-8 with or without BOM, or CP932; JPCERT/CC's monthly files are the model)
 * into the index at `path`. Errors: file.unreadable, known.not-a-list (65), file.unwritable. */
bool known_import_csv(const char *path, const char *csv, struct known_import *out, struct err *e);

#endif
