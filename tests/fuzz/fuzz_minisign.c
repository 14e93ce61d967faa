/* Keys and signatures: nothing but what was signed holds; what is read and written is the same again. */
#include "fuzz.h"

#include "net/minisign.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct public_key key, again;
	struct secret_key secret;
	struct signature s;
	struct err e = { 0 };
	struct buf out = { 0 };

	if (public_key_read("fuzz", text, &key, &e)) {
		public_key_write(&key, &out);
		MUST(public_key_read("again", buf_str(&out), &again, &e) && memcmp(&key, &again, sizeof key) == 0);
	} else {
		memset(&key, 1, sizeof key);
		MUST(e.key[0]);
	}
	if (signature_read("fuzz", text, &s, &e)) {
		MUST(memchr(s.trusted, '\0', sizeof s.trusted) && !strchr(s.trusted, '\n'));
		MUST(!signature_holds(&s, data, size, &key));
	}
	if (!secret_key_is_protected(text) && secret_key_read("fuzz", text, NULL, &secret, &e))
		secret_key_wipe(&secret);
	buf_free(&out);
	free(text);
	return 0;
}
