/* JSON: what was read and written reads the same again; the flat reader takes nothing that the tree does not. */
#include "fuzz.h"

#include "base/json.h"
#include "base/json_flat.h"

static void check_flat(const uint8_t *data, size_t size, const json *tree)
{
	char *text = fuzz_text(data, size);
	struct arena *a = arena_new();
	struct json_flat flat;

	if (json_flat_read(text, size, a, &flat)) {
		MUST(tree && json_is_object(tree) && json_count(tree) == flat.count);
		for (const json *j = json_first(tree); j; j = json_next(j)) {
			const char *value = json_flat_get(&flat, json_key(j));
			MUST(value && json_text(j) && strcmp(value, json_text(j)) == 0);
		}
	}
	arena_free(a);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct err e = { 0 };
	struct buf once = { 0 }, twice = { 0 };
	json *tree = json_parse("fuzz", text, size, &e);

	MUST(tree || e.key[0]);
	check_flat(data, size, tree);
	if (tree) {
		json_write(tree, false, &once);
		json *again = json_parse("again", once.text, once.len, NULL);
		/* Writing may make it longer than what is read at most. */
		MUST(again || once.len > JSON_MAX_BYTES);
		if (again) {
			json_write(again, false, &twice);
			MUST(strcmp(buf_str(&once), buf_str(&twice)) == 0);
		}
		json_free(again);
	}
	json_free(tree);
	buf_free(&once);
	buf_free(&twice);
	free(text);
	return 0;
}
