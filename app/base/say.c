#include "base/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/path.h"

#include "base/banned.h"

enum { PAIRS_MAX = 12 };

bool say_load(struct say *s, const char *data_dir, const char *lang, struct err *e)
{
	struct buf path = { 0 }, text = { 0 };

	*s = (struct say){ 0 };
	buf_addf(&path, "%s/locale/%s/messages.json", data_dir ? data_dir : "", lang);
	s->arena = arena_new();
	if (file_read(path.text, JSON_MAX_BYTES, &text, e))
		s->texts = json_parse_in(s->arena, path.text, buf_str(&text), text.len, e);
	s->lang = s->texts ? mem_strdup(lang) : NULL;
	buf_free(&path);
	buf_free(&text);
	if (!s->texts)
		say_free(s);
	return s->texts != NULL;
}

void say_free(struct say *s)
{
	arena_free(s->arena);
	free(s->lang);
	*s = (struct say){ 0 };
}

const char *say_text(const struct say *s, const char *key)
{
	const char *text = json_get_text(s->texts, key);

	return text ? text : key;
}

struct pair {
	const char *name, *value;
};

static const char *value_of(const struct pair *pairs, size_t count, const char *name, size_t len)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(pairs[i].name) == len && memcmp(pairs[i].name, name, len) == 0)
			return pairs[i].value ? pairs[i].value : "";
	return NULL;
}

static void add_filled(struct buf *out, const char *text, const struct pair *pairs, size_t count)
{
	for (const char *open; (open = strchr(text, '{'));) {
		size_t len = strcspn(open + 1, "}");
		const char *value = open[1 + len] ? value_of(pairs, count, open + 1, len) : NULL;
		buf_add_n(out, text, (size_t)(open - text));
		if (value)
			buf_add(out, value);
		else
			buf_add_n(out, open, open[1 + len] ? len + 2 : len + 1);
		text = open + (open[1 + len] ? len + 2 : len + 1);
	}
	buf_add(out, text);
}

void say_add(const struct say *s, struct buf *out, const char *key, ...)
{
	struct pair pairs[PAIRS_MAX];
	size_t count = 0;
	va_list ap;

	va_start(ap, key);
	for (const char *name; count < PAIRS_MAX && (name = va_arg(ap, const char *)); count++)
		pairs[count] = (struct pair){ name, va_arg(ap, const char *) };
	va_end(ap);
	add_filled(out, say_text(s, key), pairs, count);
}

void say_error(const struct say *s, struct buf *out, const struct err *e)
{
	char key[ERR_KEY_SIZE + 8];

	snprintf(key, sizeof key, "error.%s", e->key);
	if (json_get(s->texts, key))
		say_add(s, out, key, "1", e->arg[0], "2", e->arg[1], "3", e->arg[2], NULL);
	else
		buf_addf(out, "%s: %s: %s %s", e->key, e->arg[0], e->arg[1], e->arg[2]);
}
