/* CACAO: any file is refused with its place, or becomes files that the loader reads. */
#include "fuzz.h"

#include "base/say.h"
#include "guide/load.h"
#include "sheet/cacao.h"

static struct catalog *catalog;
static struct say say;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cacao_import import;
	struct err e = { 0 };
	struct buf out = { 0 };

	if (!catalog) {
		catalog = catalog_load("playbooks", SOURCE_ALL, &e);
		MUST(catalog && say_load(&say, ".", "ja", &e));
	}
	char *text = fuzz_text(data, size);
	if (cacao_import(catalog, &say, "fuzz", text, size, &import, &e)) {
		MUST(import.id && *import.id && json_is_object(import.playbook));
		json_write(import.playbook, true, &out);
		if (import.steps)
			json_write(import.steps, true, &out);
		for (size_t i = 0; i < import.left_count; i++)
			MUST(import.left[i].key && import.left[i].what);
	} else {
		MUST(e.key[0]);
	}
	cacao_import_free(&import);
	buf_free(&out);
	free(text);
	return 0;
}
