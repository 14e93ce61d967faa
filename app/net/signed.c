#include "net/signed.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"

#include "base/banned.h"

static const char PACK_MARK[] = "kakekomi pack ", KEY_MARK[] = "kakekomi key ", EVER[] = "ever";

/* --- what a signature says --- */

static void say_pack(const struct pack_about *about, struct buf *out)
{
	buf_addf(out, "%s%s %u until %s", PACK_MARK, about->name, (unsigned)about->version, *about->expires ? about->expires : EVER);
}

/* Copies the word up to the next blank; false when it is too long or there is none. */
static bool take_word(const char **at, char *out, size_t size)
{
	size_t len = strcspn(*at, " ");

	if (!len || len >= size)
		return false;
	memcpy(out, *at, len);
	out[len] = '\0';
	*at += len + strspn(*at + len, " ");
	return true;
}

/* What is read must be what would be written, to the last blank. */
static bool read_pack(const char *comment, struct pack_about *out)
{
	char version[PACK_VERSION_SIZE], until[8], day[PACK_DAY_SIZE];
	const char *at = comment + strlen(PACK_MARK);
	struct buf again = { 0 };

	*out = (struct pack_about){ .version = 0 };
	if (strncmp(comment, PACK_MARK, strlen(PACK_MARK)) != 0 || !take_word(&at, out->name, sizeof out->name) ||
	    !take_word(&at, version, sizeof version) || !take_word(&at, until, sizeof until) || !take_word(&at, day, sizeof day) ||
	    !pack_name_ok(out->name) || !pack_version_of(version, &out->version))
		return false;
	if (strcmp(day, EVER) != 0) {
		if (!pack_day_ok(day))
			return false;
		memcpy(out->expires, day, sizeof day);
	}
	say_pack(out, &again);
	bool same = strcmp(buf_str(&again), comment) == 0;
	buf_free(&again);
	return same;
}

static void say_key(const struct public_key *key, struct buf *out)
{
	char id[KEY_ID_HEX_SIZE];

	key_id_hex(key->id, id);
	buf_addf(out, "%s%s", KEY_MARK, id);
}

/* --- making --- */

bool signed_make(const char *label, const char *bytes, size_t len, const struct secret_key *key, struct buf *out, struct err *e)
{
	struct buf comment = { 0 };
	struct public_key subject;
	struct pack pack;
	bool is_pack = pack_read(label, bytes, len, &pack, NULL);
	bool ok = is_pack || (len <= SIGNATURE_MOST && strlen(bytes) == len && public_key_read(label, bytes, &subject, NULL));

	if (is_pack)
		say_pack(&pack.about, &comment);
	else if (ok)
		say_key(&subject, &comment);
	if (ok)
		minisign_make(bytes, len, key, is_pack ? "a kakekomi pack" : "a key to kakekomi packs", buf_str(&comment), out);
	else
		err_set(e, ERR_DATA, "sign.what", label, NULL, NULL);
	pack_free(&pack);
	buf_free(&comment);
	return ok;
}

/* --- believing --- */

bool signed_holds(const char *label, const char *bytes, size_t len, const struct signature *s, const struct public_key *key,
                  struct pack_about *says, struct err *e)
{
	if (!signature_holds(s, bytes, len, key))
		return err_set(e, ERR_NO, "pack.bad-signature", label, NULL, NULL);
	return read_pack(s->trusted, says) || err_set(e, ERR_NO, "pack.no-statement", label, NULL, NULL);
}

bool signed_read(const char *label, const char *bytes, size_t len, const struct pack_about *says, struct pack *out, struct err *e)
{
	if (!pack_read(label, bytes, len, out, e))
		return false;
	if (strcmp(out->about.name, says->name) != 0 || out->about.version != says->version ||
	    strcmp(out->about.expires, says->expires) != 0)
		return err_set(e, ERR_NO, "pack.mixed", label, NULL, NULL);
	return pack_fits(&out->about, KAKEKOMI_VERSION) ||
	       err_set(e, ERR_UNAVAILABLE, "pack.needs-newer", out->about.name, out->about.needs, KAKEKOMI_VERSION);
}

bool signed_vouches(const char *key_text, const struct public_key *key, const struct signature *s, const struct public_key *by)
{
	struct buf comment = { 0 };
	bool ok = signature_holds(s, key_text, strlen(key_text), by);

	say_key(key, &comment);
	ok = ok && strcmp(s->trusted, buf_str(&comment)) == 0;
	buf_free(&comment);
	return ok;
}

bool pack_expired(const struct pack_about *about, int64_t now_ms)
{
	struct moment day;

	return *about->expires && moment_parse(about->expires, &day) && day.ms + DAY_MS <= now_ms;
}
