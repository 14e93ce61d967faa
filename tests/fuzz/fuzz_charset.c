/* Charsets: any bytes under any name become valid UTF-8 without NUL. The first line of the input is the charset's name. */
#include "fuzz.h"

#include "base/text.h"
#include "mail/helper/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int opened;
	struct buf out = { 0 };
	const uint8_t *line = size ? memchr(data, '\n', size) : NULL;

	if (!line)
		return -1;
	if (!opened++)
		charset_open();
	char *name = fuzz_text(data, (size_t)(line - data));
	size_t len = size - (size_t)(line + 1 - data);
	char *bytes = fuzz_text(line + 1, len);
	charset_decode(name, bytes, len, &out);
	MUST(text_bad_utf8(buf_str(&out), out.len) < 0);
	buf_free(&out);
	free(bytes);
	free(name);
	return 0;
}
