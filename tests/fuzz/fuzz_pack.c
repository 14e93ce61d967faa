/* Packs: what reads as one is written the same, byte by byte. */
#include "fuzz.h"

#include "guide/pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *bytes = fuzz_text(data, size);
	struct pack p;
	struct err e = { 0 };
	struct buf out = { 0 };

	if (pack_read("fuzz", bytes, size, &p, &e)) {
		for (size_t i = 0; i < p.count; i++) {
			MUST(pack_file_ok(p.files[i].name) && pack_find(&p, p.files[i].name) == &p.files[i]);
			MUST(p.files[i].text >= bytes && p.files[i].text + p.files[i].len <= bytes + size);
		}
		struct pack again = p;
		if (pack_write("again", &again, &out, &e)) {
			struct pack third;
			MUST(pack_read("third", out.text, out.len, &third, &e) && third.count == p.count);
			pack_free(&third);
		}
	} else {
		MUST(e.key[0]);
	}
	pack_free(&p);
	buf_free(&out);
	free(bytes);
	return 0;
}
