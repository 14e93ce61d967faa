/* Addresses: one that was read reads the same again, places lie in the text, what was defanged stays as it is. */
#include "fuzz.h"

#include "base/text.h"
#include "mail/refang.h"
#include "mail/url.h"

struct seen {
	size_t end, size;
};

static void found(void *context, const struct url *u, size_t start, size_t len)
{
	struct seen *s = context;

	MUST(u && start >= s->end && len && start + len <= s->size);
	s->end = start + len;
}

/* "%7Bat%7D" in a host becomes "{at}", which is read as an at sign the next time. No such host can be had. */
static bool looks_defanged(const char *address)
{
	struct refanged r;

	refang_read(address, REFANG_ADDRESS, &r);
	bool undone = refang_marks(&r, 0, r.text.len) & REFANG_UNDONE;
	refang_free(&r);
	return undone;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct arena *a = arena_new();
	struct seen s = { 0, strlen(text) };
	struct buf once = { 0 }, twice = { 0 };
	struct url u, again;

	if (url_read(text, a, &u)) {
		MUST(url_read(u.whole, a, &again));
		MUST(looks_defanged(u.whole) || strcmp(u.whole, again.whole) == 0);
		for (const char *p = u.whole; *p; p++)
			MUST(*p > ' ' && *p < 0x7F);
		url_defang(u.whole, &once);
		url_defang(buf_str(&once), &twice);
		MUST(strcmp(buf_str(&once), buf_str(&twice)) == 0);
	}
	url_find(text, a, found, &s);
	if (text_bad_utf8(text, strlen(text)) < 0) {
		buf_clear(&once);
		buf_clear(&twice);
		url_defang_text(text, &once);
		url_defang_text(buf_str(&once), &twice);
		MUST(strcmp(buf_str(&once), buf_str(&twice)) == 0);
	}
	buf_free(&once);
	buf_free(&twice);
	arena_free(a);
	free(text);
	return 0;
}
