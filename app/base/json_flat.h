/* base/json_flat: a flat object of texts, such as the program's own words, read in place at a fraction of a tree's cost; uses
 * base/mem and base/text. */
#ifndef KAKEKOMI_BASE_JSON_FLAT_H
#define KAKEKOMI_BASE_JSON_FLAT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"

struct json_pair {
	const char *key, *value;
};

struct json_flat {
	struct json_pair *slots; /* by hash of the key; key NULL: free */
	size_t size, count;
};

/* `text` is changed: keys and values lie in it and live as long as it does; the table lies in `a`. False when it is anything but
 * {"key": "text", …} with plain escapes, valid UTF-8 and every key once; json_parse() then tells what is wrong with it. */
bool json_flat_read(char *text, size_t len, struct arena *a, struct json_flat *out);

const char *json_flat_get(const struct json_flat *f, const char *key); /* NULL when absent */

#endif
