/* Secrets: what was cut once leaves nothing to cut, and nothing is lost but what was cut. */
#include "fuzz.h"

#include "base/redact.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct buf once = { 0 }, twice = { 0 };
	unsigned cut = redact(text, &once);

	if (!cut)
		MUST(strcmp(buf_str(&once), text) == 0);
	redact(buf_str(&once), &twice);
	MUST(strcmp(buf_str(&once), buf_str(&twice)) == 0);
	buf_free(&once);
	buf_free(&twice);
	free(text);
	return 0;
}
