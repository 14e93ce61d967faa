/* The helper's answer is as hostile as the mail: any bytes are decoded or refused. */
#include "fuzz.h"

#include "base/text.h"
#include "mail/message.h"

static void is_text(const char *s)
{
	MUST(s && text_bad_utf8(s, strlen(s)) < 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	unsigned char *answer = mem_alloc(size + 1);
	struct message m;

	if (size)
		memcpy(answer, data, size);
	if (message_decode(answer, size, a, &m)) {
		is_text(m.subject);
		is_text(m.from.name);
		is_text(m.text);
		is_text(m.plain);
		is_text(m.hidden);
		for (size_t i = 0; i < m.header_count; i++)
			is_text(m.headers[i].value);
		for (size_t i = 0; i < m.link_count; i++)
			is_text(m.links[i].target);
		for (size_t i = 0; i < m.attachment_count; i++)
			is_text(m.attachments[i].name);
	}
	free(answer);
	arena_free(a);
	return 0;
}
