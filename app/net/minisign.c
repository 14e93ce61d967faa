#include "net/minisign.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

enum {
	SALT_SIZE = 32,
	PUBLIC_BLOB = 2 + KEY_ID_SIZE + SIGN_PUBLIC,
	HIDDEN_SIZE = KEY_ID_SIZE + SIGN_SECRET + BLAKE_SHORT, /* what the password protects */
	SECRET_BLOB = 6 + SALT_SIZE + 16 + HIDDEN_SIZE,
	SIGN_BLOB = 2 + KEY_ID_SIZE + SIGN_SIZE,
	OPERATIONS = 1 << 25, /* libsodium's "sensitive" scrypt, as minisign uses it */
	MEMORY = 1 << 30,
};

static const char untrusted_mark[] = "untrusted comment: ", trusted_mark[] = "trusted comment: ";

/* --- lines --- */

struct lines {
	const char *at[4];
	size_t len[4];
	size_t count;
};

/* At most four lines; anything but a line end behind the fourth is refused. */
static bool split(const char *text, struct lines *out)
{
	*out = (struct lines){ .count = 0 };
	while (*text) {
		size_t len = strcspn(text, "\n"), end = len && text[len - 1] == '\r' ? len - 1 : len;
		if (out->count == 4)
			return false;
		out->at[out->count] = text;
		out->len[out->count++] = end;
		text += len + (text[len] == '\n');
	}
	return true;
}

static bool begins(const struct lines *l, size_t i, const char *mark)
{
	return i < l->count && l->len[i] >= strlen(mark) && memcmp(l->at[i], mark, strlen(mark)) == 0;
}

static bool read_blob(const struct lines *l, size_t i, void *out, size_t len)
{
	return i < l->count && base64_read(l->at[i], l->len[i], out, len);
}

static void add_line(struct buf *out, const char *mark, const char *text)
{
	buf_add(out, mark);
	buf_add_n(out, text, strcspn(text, "\r\n"));
	buf_add_c(out, '\n');
}

/* --- keys --- */

/* minisign shows the id as a number, its last byte first. */
void key_id_hex(const unsigned char id[KEY_ID_SIZE], char out[KEY_ID_HEX_SIZE])
{
	for (size_t i = 0; i < KEY_ID_SIZE; i++)
		snprintf(out + 2 * i, 3, "%02X", id[KEY_ID_SIZE - 1 - i]);
}

bool key_id_of(const char *hex, unsigned char out[KEY_ID_SIZE])
{
	static const char digits[] = "0123456789ABCDEF";

	if (strlen(hex) != KEY_ID_HEX_SIZE - 1 || strspn(hex, digits) != KEY_ID_HEX_SIZE - 1)
		return false;
	for (size_t i = 0; i < KEY_ID_SIZE; i++) {
		const char *at = hex + 2 * (KEY_ID_SIZE - 1 - i);
		out[i] = (unsigned char)((strchr(digits, at[0]) - digits) << 4 | (strchr(digits, at[1]) - digits));
	}
	return true;
}

void keys_make(struct public_key *p, struct secret_key *s)
{
	sign_keys(p->bytes, s->bytes);
	random_bytes(p->id, sizeof p->id);
	memcpy(s->id, p->id, sizeof s->id);
}

void secret_key_wipe(struct secret_key *s)
{
	wipe_bytes(s, sizeof *s);
}

void public_key_write(const struct public_key *p, struct buf *out)
{
	unsigned char blob[PUBLIC_BLOB] = "Ed";
	char id[KEY_ID_HEX_SIZE];

	memcpy(blob + 2, p->id, KEY_ID_SIZE);
	memcpy(blob + 2 + KEY_ID_SIZE, p->bytes, SIGN_PUBLIC);
	key_id_hex(p->id, id);
	buf_addf(out, "%sminisign public key %s\n", untrusted_mark, id);
	base64_add(out, blob, sizeof blob);
	buf_add_c(out, '\n');
}

bool public_key_read(const char *name, const char *text, struct public_key *out, struct err *e)
{
	unsigned char blob[PUBLIC_BLOB];
	struct lines l;

	if (!split(text, &l) || !(l.count == 1 || (l.count == 2 && begins(&l, 0, untrusted_mark))) ||
	    !read_blob(&l, l.count - 1, blob, sizeof blob) || memcmp(blob, "Ed", 2) != 0)
		return err_set(e, ERR_DATA, "sign.bad-key", name, NULL, NULL);
	memcpy(out->id, blob + 2, KEY_ID_SIZE);
	memcpy(out->bytes, blob + 2 + KEY_ID_SIZE, SIGN_PUBLIC);
	return true;
}

static void put_number(unsigned char out[8], uint64_t n)
{
	for (size_t i = 0; i < 8; i++)
		out[i] = (unsigned char)(n >> (8 * i));
}

static uint64_t get_number(const unsigned char in[8])
{
	uint64_t n = 0;

	for (size_t i = 0; i < 8; i++)
		n |= (uint64_t)in[i] << (8 * i);
	return n;
}

/* Over the algorithm, the id and the key: tells a wrong password from a right one. */
static void checksum(const unsigned char hidden[HIDDEN_SIZE], unsigned char out[BLAKE_SHORT])
{
	unsigned char bytes[2 + KEY_ID_SIZE + SIGN_SECRET] = "Ed";

	memcpy(bytes + 2, hidden, KEY_ID_SIZE + SIGN_SECRET);
	blake(out, BLAKE_SHORT, bytes, sizeof bytes);
	wipe_bytes(bytes, sizeof bytes);
}

/* minisign -W leaves it out. */
static bool has_no_sum(const unsigned char hidden[HIDDEN_SIZE])
{
	static const unsigned char none[BLAKE_SHORT];

	return memcmp(hidden + KEY_ID_SIZE + SIGN_SECRET, none, sizeof none) == 0;
}

/* The password's stream over what it protects; the same call hides and shows. */
static bool mask(unsigned char hidden[HIDDEN_SIZE], const char *password, const unsigned char *blob)
{
	unsigned char stream[HIDDEN_SIZE];
	bool ok = stretch(stream, sizeof stream, password, blob + 6, get_number(blob + 6 + SALT_SIZE),
	                  get_number(blob + 6 + SALT_SIZE + 8));

	for (size_t i = 0; ok && i < HIDDEN_SIZE; i++)
		hidden[i] ^= stream[i];
	wipe_bytes(stream, sizeof stream);
	return ok;
}

bool secret_key_write(const struct secret_key *s, const char *password, struct buf *out, struct err *e)
{
	unsigned char blob[SECRET_BLOB] = { 'E', 'd', 0, 0, 'B', '2' };
	unsigned char *hidden = blob + SECRET_BLOB - HIDDEN_SIZE;
	bool ok = true;

	memcpy(hidden, s->id, KEY_ID_SIZE);
	memcpy(hidden + KEY_ID_SIZE, s->bytes, SIGN_SECRET);
	checksum(hidden, hidden + KEY_ID_SIZE + SIGN_SECRET);
	if (password && *password) {
		memcpy(blob + 2, "Sc", 2);
		random_bytes(blob + 6, SALT_SIZE);
		put_number(blob + 6 + SALT_SIZE, OPERATIONS);
		put_number(blob + 6 + SALT_SIZE + 8, MEMORY);
		ok = mask(hidden, password, blob) || err_set(e, ERR_IO, "sign.no-memory", NULL, NULL, NULL);
	}
	if (ok) {
		buf_addf(out, "%sminisign %s secret key\n", untrusted_mark, password && *password ? "encrypted" : "unencrypted");
		base64_add(out, blob, sizeof blob);
		buf_add_c(out, '\n');
	}
	wipe_bytes(blob, sizeof blob);
	return ok;
}

static bool secret_blob(const char *text, unsigned char blob[SECRET_BLOB])
{
	struct lines l;

	return split(text, &l) && l.count == 2 && begins(&l, 0, untrusted_mark) && read_blob(&l, 1, blob, SECRET_BLOB) &&
	       memcmp(blob, "Ed", 2) == 0 && memcmp(blob + 4, "B2", 2) == 0 &&
	       (memcmp(blob + 2, "Sc", 2) == 0 || memcmp(blob + 2, "\0\0", 2) == 0);
}

bool secret_key_is_protected(const char *text)
{
	unsigned char blob[SECRET_BLOB];
	bool is = secret_blob(text, blob) && blob[2] == 'S';

	wipe_bytes(blob, sizeof blob);
	return is;
}

bool secret_key_read(const char *name, const char *text, const char *password, struct secret_key *out, struct err *e)
{
	unsigned char blob[SECRET_BLOB], *hidden = blob + SECRET_BLOB - HIDDEN_SIZE, sum[BLAKE_SHORT];
	bool ok = secret_blob(text, blob);

	if (!ok) {
		err_set(e, ERR_DATA, "sign.bad-key", name, NULL, NULL);
		goto out;
	}
	ok = blob[2] != 'S' || mask(hidden, password ? password : "", blob) || err_set(e, ERR_IO, "sign.no-memory", NULL, NULL, NULL);
	if (!ok)
		goto out;
	checksum(hidden, sum);
	ok = memcmp(sum, hidden + KEY_ID_SIZE + SIGN_SECRET, sizeof sum) == 0 || (blob[2] != 'S' && has_no_sum(hidden)) ||
	     err_set(e, ERR_NO, blob[2] == 'S' ? "sign.wrong-password" : "sign.bad-key", name, NULL, NULL);
	if (ok) {
		memcpy(out->id, hidden, KEY_ID_SIZE);
		memcpy(out->bytes, hidden + KEY_ID_SIZE, SIGN_SECRET);
	}
out:
	wipe_bytes(blob, sizeof blob);
	return ok;
}

/* --- signatures --- */

/* The trusted comment is signed together with the signature. */
static void whole_bytes(const unsigned char sign[SIGN_SIZE], const char *trusted, struct buf *out)
{
	buf_add_n(out, (const char *)sign, SIGN_SIZE);
	buf_add(out, trusted);
}

void minisign_make(const void *bytes, size_t len, const struct secret_key *s, const char *untrusted, const char *trusted,
                   struct buf *out)
{
	unsigned char blob[SIGN_BLOB] = "ED", hash[BLAKE_LONG], whole[SIGN_SIZE];
	char line[COMMENT_MOST];
	struct buf all = { 0 };

	snprintf(line, sizeof line, "%.*s", (int)strcspn(trusted, "\r\n"), trusted);
	memcpy(blob + 2, s->id, KEY_ID_SIZE);
	blake(hash, sizeof hash, bytes, len);
	sign_make(blob + 2 + KEY_ID_SIZE, hash, sizeof hash, s->bytes);
	whole_bytes(blob + 2 + KEY_ID_SIZE, line, &all);
	sign_make(whole, buf_str(&all), all.len, s->bytes);
	add_line(out, untrusted_mark, untrusted);
	base64_add(out, blob, sizeof blob);
	buf_add_c(out, '\n');
	add_line(out, trusted_mark, line);
	base64_add(out, whole, sizeof whole);
	buf_add_c(out, '\n');
	buf_free(&all);
}

bool signature_read(const char *name, const char *text, struct signature *out, struct err *e)
{
	unsigned char blob[SIGN_BLOB];
	struct lines l;
	const size_t mark = strlen(trusted_mark);

	if (!split(text, &l) || l.count != 4 || !begins(&l, 0, untrusted_mark) || !begins(&l, 2, trusted_mark) ||
	    l.len[2] - mark >= COMMENT_MOST || !read_blob(&l, 1, blob, sizeof blob) ||
	    !read_blob(&l, 3, out->whole, sizeof out->whole) || (memcmp(blob, "ED", 2) != 0 && memcmp(blob, "Ed", 2) != 0))
		return err_set(e, ERR_DATA, "sign.bad-file", name, NULL, NULL);
	out->prehashed = blob[1] == 'D';
	memcpy(out->id, blob + 2, KEY_ID_SIZE);
	memcpy(out->sign, blob + 2 + KEY_ID_SIZE, SIGN_SIZE);
	memcpy(out->trusted, l.at[2] + mark, l.len[2] - mark);
	out->trusted[l.len[2] - mark] = '\0';
	return true;
}

bool signature_holds(const struct signature *s, const void *bytes, size_t len, const struct public_key *p)
{
	unsigned char hash[BLAKE_LONG];
	struct buf all = { 0 };
	bool ok = memcmp(s->id, p->id, KEY_ID_SIZE) == 0;

	if (ok && s->prehashed) {
		blake(hash, sizeof hash, bytes, len);
		ok = sign_holds(s->sign, hash, sizeof hash, p->bytes);
	} else if (ok) {
		ok = sign_holds(s->sign, bytes, len, p->bytes);
	}
	whole_bytes(s->sign, s->trusted, &all);
	ok = ok && sign_holds(s->whole, buf_str(&all), all.len, p->bytes);
	buf_free(&all);
	return ok;
}
