#include "cli/attach.h"

#include "base/path.h"
#include "sheet/letter.h"

#include "base/banned.h"

enum { MAIL_BYTES = 40 * 1024 * 1024 };

void sha256_hex(const struct buf *bytes, char hex[HASH_HEX_SIZE])
{
	unsigned char sum[HASH_SIZE];
	struct hash h;

	hash_begin(&h);
	hash_bytes(&h, buf_str(bytes), bytes->len);
	hash_end(&h, sum);
	hash_hex(sum, hex);
}

bool attach_read(const struct view *v, const char *path, struct buf *mail, char hex[HASH_HEX_SIZE], struct err *e)
{
	if (!file_read(path, MAIL_BYTES, mail, e))
		return false;
	sha256_hex(mail, hex);
	return letter_mail_known(v, hex) || err_set(e, ERR_DATA, "letter.other-mail", path, NULL, NULL);
}
