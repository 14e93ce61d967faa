/* Mails: whatever the helper makes of the bytes, its answer decodes; nothing in it is beyond the wire's limits. */
#include "fuzz.h"

#include "mail/helper/charset.h"
#include "mail/helper/mail.h"
#include "mail/helper/mime.h"
#include "mail/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct answer answer = { .form = MESSAGE_MAIL };
	static int opened;
	struct buf out = { 0 };
	struct message m;

	if (!opened++) {
		mime_open();
		charset_open();
	}
	char *mail = fuzz_text(data, size);
	answer_clear(&answer);
	mail_read(mail, size, &answer);
	answer_write(&answer, &out);
	MUST(out.len >= 4 && out.len - 4 <= WIRE_MOST);
	struct arena *a = arena_new();
	MUST(message_decode((const unsigned char *)out.text + 4, out.len - 4, a, &m));
	arena_free(a);
	buf_free(&out);
	free(mail);
	return 0;
}
