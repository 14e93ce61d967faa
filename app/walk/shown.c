#include "walk/shown.h"

#include <string.h>

#include "guide/fill.h"
#include "guide/tongue.h"

#include "base/banned.h"

struct shown shown_in(const struct catalog *c, json *body)
{
	const bool japanese = strcmp(tongue_spoken(c), "ja") == 0;

	return (struct shown){ c, body, japanese ? NULL : json_add_object(body, "ja") };
}

void add_shown(const struct shown *s, const char *key, const char *text)
{
	json_add_text(s->own, key, text);
	if (s->ja)
		json_add_text(s->ja, key, tongue_text(s->catalog, "ja", text));
}

struct shown add_shown_list(const struct shown *s, const char *key)
{
	return (struct shown){ s->catalog, json_add_array(s->own, key), s->ja ? json_add_array(s->ja, key) : NULL };
}

void add_shown_filled(const struct shown *s, const char *key, const char *text, const struct facts *f)
{
	struct buf own = { 0 }, ja = { 0 };

	fill(text, f, &own);
	fill_as("ja", text, f, &ja);
	json_add_text(s->own, key, buf_str(&own));
	if (s->ja)
		json_add_text(s->ja, key, buf_str(&ja));
	buf_free(&own);
	buf_free(&ja);
}

void add_contact_name(const struct shown *s, const struct contact *c)
{
	if (s->ja)
		json_add_text(s->ja, "contact", tongue_text(s->catalog, "ja", c->name));
}
