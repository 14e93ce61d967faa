/* guide/pack: guidance in one file: what is published, signed beside (net/packs.h), and read as a layer once it is
 * installed; uses base only.
 *
 *     kakekomi-pack 1\n      the format; another number is another program's
 *     frame                  manifest, JSON: {"name", "version", "expires": DATE | null, "needs": "0.1.0", "files", "bytes"}
 *     frame frame            a file: its name, its bytes; and so on to the end of the pack
 *
 * A frame is a length of 4 bytes (big-endian) and as many bytes (base/frame.h). Names are in strict order of their bytes, so that
 * none comes twice and the same guidance always gives the same pack; no times, no owners. Manifest: no key more, none less,
 * `files` and `bytes` must be what follows. Files are of these kinds and no other; X is 1–60 of a–z 0–9 - _:
 *
 *     X.json  steps/X.json  letters/X.json  locale/LANG/X.json  locale/LANG/steps/X.json  locale/LANG/letters/X.json
 *     public_suffix_list.dat
 *
 * Limits: 16 MiB in all, 1 MiB a file, 2,000 files. What a pack says is not to be believed before its signature was verified. */
#ifndef KAKEKOMI_GUIDE_PACK_H
#define KAKEKOMI_GUIDE_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

#define PACK_SUFFIXES "public_suffix_list.dat"

enum {
	PACK_MOST_BYTES = 16 * 1024 * 1024,
	PACK_MOST_FILE = 1024 * 1024,
	PACK_MOST_FILES = 2000,
	PACK_NAME_SIZE = 41,        /* 1–40 of a–z 0–9 -, not - first */
	PACK_VERSION_MOST = 999999999,
	PACK_VERSION_SIZE = 12,     /* as text */
	PACK_DAY_SIZE = 11,         /* "2027-03-31" */
	PACK_NEEDS_SIZE = 24,
};

struct pack_about {
	char name[PACK_NAME_SIZE];
	uint32_t version;            /* 1 and up, one more each time */
	char expires[PACK_DAY_SIZE]; /* good to the end of that day in Japan; "" for ever */
	char needs[PACK_NEEDS_SIZE]; /* the program's version from which on it can be read, "0.1.0" */
};

struct pack_file {
	char *name;
	const char *text; /* in the bytes that were read; no NUL behind */
	size_t len;
};

struct pack {
	struct pack_about about;
	struct pack_file *files;
	size_t count;
};

/* Takes the bytes apart, which must outlive `out`. `label` is what to call them. Error pack.damaged (65): arg1 label, arg2 what. The caller
 * ends it with pack_free(), after a failure too. */
bool pack_read(const char *label, const char *bytes, size_t len, struct pack *out, struct err *e);
void pack_free(struct pack *p);
const struct pack_file *pack_find(const struct pack *p, const char *name); /* NULL */

/* The bytes of a pack; the files are sorted here. Error pack.damaged when it would break a limit. */
bool pack_write(const char *label, struct pack *p, struct buf *out, struct err *e);

bool pack_name_ok(const char *name);
bool pack_day_ok(const char *day);
bool pack_needs_ok(const char *version);
bool pack_version_of(const char *text, uint32_t *out); /* digits only, 1 … PACK_VERSION_MOST */
bool pack_file_ok(const char *name);

/* Whether this program is as new as a pack needs. */
bool pack_fits(const struct pack_about *about, const char *program_version);

#endif
