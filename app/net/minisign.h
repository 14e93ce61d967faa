/* net/minisign: keys and signatures as minisign writes them (Ed25519 over BLAKE2b-512, with a signed trusted comment); uses
 * base only. A file signed here is verified by minisign(1), and the other way round.
 *
 * Texts are hostile until verified: lines are counted, base64 is exact, nothing behind the last line. Errors: sign.bad-key,
 * sign.bad-file (65), sign.wrong-password, sign.does-not-hold (1). */
#ifndef KAKEKOMI_NET_MINISIGN_H
#define KAKEKOMI_NET_MINISIGN_H

#include "base/err.h"
#include "base/hash.h"

enum { KEY_ID_SIZE = 8, KEY_ID_HEX_SIZE = 17, COMMENT_MOST = 1024 };

struct public_key {
	unsigned char id[KEY_ID_SIZE];
	unsigned char bytes[SIGN_PUBLIC];
};

struct secret_key {
	unsigned char id[KEY_ID_SIZE];
	unsigned char bytes[SIGN_SECRET];
};

void key_id_hex(const unsigned char id[KEY_ID_SIZE], char out[KEY_ID_HEX_SIZE]); /* as minisign shows it */
bool key_id_of(const char *hex, unsigned char out[KEY_ID_SIZE]);

void keys_make(struct public_key *p, struct secret_key *s);
void secret_key_wipe(struct secret_key *s);

void public_key_write(const struct public_key *p, struct buf *out);

/* Reads the two lines of a .pub file, or the line of base64 alone as it is pasted. `name` is for the error. */
bool public_key_read(const char *name, const char *text, struct public_key *out, struct err *e);

/* Protected by a password ("" or NULL: not protected, as minisign -W). False: no memory for it (sign.no-memory, 74). */
bool secret_key_write(const struct secret_key *s, const char *password, struct buf *out, struct err *e);
bool secret_key_read(const char *name, const char *text, const char *password, struct secret_key *out, struct err *e);
bool secret_key_is_protected(const char *text);

/* Appends the four lines of a .minisig file. The comments are cut to one line each. */
void minisign_make(const void *bytes, size_t len, const struct secret_key *s, const char *untrusted, const char *trusted,
                   struct buf *out);

struct signature {
	unsigned char id[KEY_ID_SIZE];
	unsigned char sign[SIGN_SIZE], whole[SIGN_SIZE];
	bool prehashed; /* "ED"; old "Ed" signatures are read too */
	char trusted[COMMENT_MOST];
};

/* Takes the lines apart without believing them. */
bool signature_read(const char *name, const char *text, struct signature *out, struct err *e);

/* Whether `bytes` and the trusted comment are what the owner of `p` signed. */
bool signature_holds(const struct signature *s, const void *bytes, size_t len, const struct public_key *p);

#endif
