/* casebook/entry: one line of the action log and the seal that closes it; uses base only.
 *
 * digest = SHA-256(salt, text, body), each framed as 4-byte length + bytes (a missing salt, text or
 * body counts as empty). seal = SHA-256("kakekomi-1", previous seal, case, n, at_ms, offset_min, who, kind,
 * step, outcome, clock, digest), each framed the same way, numbers as decimal digits; the previous
 * seal of the first entry is empty. */
#ifndef KAKEKOMI_CASEBOOK_ENTRY_H
#define KAKEKOMI_CASEBOOK_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"

enum { CASE_ID_LEN = 10, CASE_ID_SIZE = 11, SALT_SIZE = 16 };

enum entry_kind {
	ENTRY_OPEN,
	ENTRY_ANSWER,
	ENTRY_MAIL,
	ENTRY_OUTCOME,
	ENTRY_NOTE,
	ENTRY_ITEM,
	ENTRY_UNDO,
	ENTRY_HAND,
	ENTRY_SEND,
	ENTRY_PURGE,
	ENTRY_KINDS,
};

const char *entry_kind_name(enum entry_kind kind);             /* "open", "answer", … */
bool entry_kind_from_name(const char *name, enum entry_kind *kind);

/* An entry. Strings are never NULL but for text and body, which are NULL once purged (an append stores ""
 * for a NULL). The owner of the strings is said where the entry comes from. A kind that cannot be read
 * (a record tampered with) is ENTRY_KINDS. */
struct entry {
	char case_id[CASE_ID_SIZE];
	int64_t n;          /* 1, 2, 3 … within its case */
	int64_t at_ms;      /* UTC, milliseconds since 1970 */
	int offset_min;     /* the zone's offset where it was made, in minutes east of UTC */
	const char *who;    /* "self", "helper", or an agent's name */
	enum entry_kind kind;
	const char *step;   /* step id, or "" */
	const char *outcome; /* done, later, unreachable, refused, not-needed, or "" */
	const char *clock;  /* "" or "test" when KAKEKOMI_NOW set the clock */
	const char *text;   /* the person's words, redacted before they come here */
	const char *body;   /* JSON: what the kind needs */
	unsigned char salt[SALT_SIZE];
	unsigned char digest[HASH_SIZE];
	unsigned char seal[HASH_SIZE];
};

void entry_digest(const struct entry *e, unsigned char out[HASH_SIZE]);

/* `previous` is NULL for the first entry of a case. */
void entry_seal(const struct entry *e, const unsigned char *previous, unsigned char out[HASH_SIZE]);

/* Fills salt, digest and seal of an entry about to be written; its other fields are set. */
void entry_close(struct entry *e, const unsigned char *previous);

/* Ten random letters of a-z2-7. */
void case_id_new(char id[CASE_ID_SIZE]);

#endif
