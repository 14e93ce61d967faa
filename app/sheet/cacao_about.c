/* What a CACAO file says about itself and is not carried over: whoever brings it in is told. */
#include <string.h>

#include "sheet/cacao_step.h"

#include "base/banned.h"

/* Nobody here has the keys: who signed is named, not believed. */
static void tell_signatures(struct taking *t)
{
	const json *signatures = json_get(t->file.root, "signatures");

	for (const json *s = json_is_array(signatures) ? json_first(signatures) : NULL; s; s = json_next(s)) {
		const char *signee = json_get_text(s, "signee"), *by = json_get_text(s, "created_by");
		taking_left(t, "cacao.left.signature", signee ? signee : by ? by : "?", NULL);
	}
}

static void tell_validity(struct taking *t)
{
	const char *until = json_get_text(t->file.root, "valid_until");

	if (json_is_true(json_get(t->file.root, "revoked")))
		taking_left(t, "cacao.left.revoked", json_get_text(t->file.root, "name"), NULL);
	if (until)
		taking_left(t, "cacao.left.until", until, NULL);
}

static void tell_extensions(struct taking *t)
{
	const json *definitions = json_get(t->file.root, "extension_definitions");

	for (const json *x = json_is_object(definitions) ? json_first(definitions) : NULL; x; x = json_next(x)) {
		const char *name = json_get_text(x, "name");
		if (strcmp(json_key(x), t->extension) != 0)
			taking_left(t, "cacao.left.extension", name ? name : json_key(x), NULL);
	}
}

void taking_about(struct taking *t)
{
	tell_signatures(t);
	tell_validity(t);
	tell_extensions(t);
}
