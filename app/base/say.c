#include "base/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/text.h"

#include "base/banned.h"

enum { PAIRS_MAX = 12 };

bool say_is_language(const char *lang)
{
	size_t len = strspn(lang, "abcdefghijklmnopqrstuvwxyz");

	return len >= 2 && len <= 3 && !lang[len];
}

/* What is no flat object of texts costs a tree; what is wrong with it is told by the whole parser. */
static bool take_texts(struct say *s, const char *path, struct buf *text, struct err *e)
{
	size_t len = text->len;

	s->bytes = mem_strdup(buf_str(text));
	if (json_flat_read(s->bytes, len, s->arena, &s->texts))
		return true;
	s->tree = json_parse_in(s->arena, path, buf_str(text), len, e);
	return s->tree != NULL;
}

bool say_load(struct say *s, const char *data_dir, const char *lang, struct err *e)
{
	struct buf path = { 0 }, text = { 0 };

	*s = (struct say){ .lang = NULL };
	buf_addf(&path, "%s/locale/%s/messages.json", data_dir ? data_dir : "", lang);
	s->arena = arena_new();
	bool ok = file_read(path.text, JSON_MAX_BYTES, &text, e) && take_texts(s, path.text, &text, e);
	s->lang = ok ? mem_strdup(lang) : NULL;
	buf_free(&path);
	buf_free(&text);
	if (!ok)
		say_free(s);
	return ok;
}

void say_free(struct say *s)
{
	arena_free(s->arena);
	free(s->bytes);
	free(s->lang);
	*s = (struct say){ .lang = NULL };
}

/* --- languages --- */

const struct say *says_get(struct says *all, const char *lang, struct err *e)
{
	for (size_t i = 0; i < all->count; i++)
		if (strcmp(all->at[i]->lang, lang) == 0)
			return all->at[i];
	if (all->count == SAYS_MAX || !say_is_language(lang))
		return NULL;
	const struct say *ja = strcmp(lang, "ja") == 0 ? NULL : says_get(all, "ja", e);
	struct say *s = mem_alloc(sizeof *s);
	if (!say_load(s, all->data_dir, lang, e)) {
		free(s);
		return NULL;
	}
	s->otherwise = ja;
	return all->at[all->count++] = s;
}

void says_free(struct says *all)
{
	for (size_t i = 0; i < all->count; i++) {
		say_free(all->at[i]);
		free(all->at[i]);
	}
	all->count = 0;
}


char *say_locale(void)
{
	static const char *const variables[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
		const char *value = getenv(variables[i]);
		if (!value || !*value)
			continue;
		size_t len = strspn(value, "abcdefghijklmnopqrstuvwxyz");
		if (len < 2 || len > 3 || (value[len] && !strchr("_.@", value[len])))
			return NULL; /* C, POSIX, or something else */
		char *lang = mem_strdup(value);
		lang[len] = '\0';
		return lang;
	}
	return NULL;
}

bool say_languages(const char *data_dir, char ***langs, size_t *count, struct err *e)
{
	char *dir = path_join(data_dir ? data_dir : "", "locale"), **names;
	size_t all = 0;

	*langs = NULL;
	*count = 0;
	bool ok = dir_list(dir, "", &names, &all, e);
	*langs = names;
	for (size_t i = 0; i < all; i++) {
		struct buf messages = { 0 };
		buf_addf(&messages, "%s/%s/messages.json", dir, names[i]);
		if (path_exists(buf_str(&messages)))
			names[(*count)++] = names[i];
		else
			free(names[i]);
		buf_free(&messages);
	}
	free(dir);
	return ok;
}

char *say_nearest(const char *data_dir, const char *lang)
{
	char **langs, *best = mem_strdup("");
	size_t count;
	int distance = 2;

	say_languages(data_dir, &langs, &count, NULL);
	for (size_t i = 0; i < count; i++) {
		int d = strncmp(lang, langs[i], strlen(langs[i])) == 0 ? 0 : text_distance(lang, langs[i], 2);
		if (d < distance) {
			free(best);
			best = mem_strdup(langs[i]);
			distance = d;
		}
		free(langs[i]);
	}
	free(langs);
	return best;
}

/* --- placeholders --- */

struct place_name {
	const char *at;
	size_t len;
};

/* The next "{name}", "{name:one|other}" or "{name|what to write there}" from *s on; false at the end. */
static bool next_place(const char **s, struct place_name *out)
{
	for (const char *open; (open = strchr(*s, '{'));) {
		size_t len = strcspn(open + 1, "{}"), name = strcspn(open + 1, ":|{}");
		*s = open + 1;
		if (open[1 + len] != '}' || !name)
			continue;
		*out = (struct place_name){ open + 1, name };
		*s = open + len + 2;
		return true;
	}
	return false;
}

static bool has_place(const char *text, struct place_name wanted)
{
	struct place_name n;

	while (next_place(&text, &n))
		if (n.len == wanted.len && memcmp(n.at, wanted.at, n.len) == 0)
			return true;
	return false;
}

static bool misses(const char *original, const char *text, char what[64])
{
	for (struct place_name n; next_place(&original, &n);)
		if (!has_place(text, n)) {
			snprintf(what, 64, "{%.*s}", (int)(n.len < 50 ? n.len : 50), n.at);
			return true;
		}
	return false;
}

bool say_keeps_places(const char *original, const char *text, char what[64])
{
	static const struct place_name whole = { "ja", 2 };
	struct buf known = { 0 };

	buf_addf(&known, "%s{ja}", original);
	bool kept = (has_place(text, whole) || !misses(original, text, what)) && !misses(text, buf_str(&known), what);
	buf_free(&known);
	return kept;
}

/* --- texts --- */

const char *say_text(const struct say *s, const char *key)
{
	const char *text = s->tree ? json_get_text(s->tree, key) : json_flat_get(&s->texts, key);
	const char *other = s->otherwise ? say_text(s->otherwise, key) : NULL;
	char what[64];

	if (text && (!other || other == key || say_keeps_places(other, text, what)))
		return text;
	return other ? other : key;
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

/* "one|other" by the number in `value`. */
static void add_chosen(struct buf *out, const char *value, const char *words, size_t len)
{
	const char *bar = memchr(words, '|', len);
	size_t one = bar ? (size_t)(bar - words) : len;

	if (!bar || strcmp(value, "1") == 0)
		buf_add_n(out, words, one);
	else
		buf_add_n(out, bar + 1, len - one - 1);
}

static void add_filled(struct buf *out, const char *text, const struct pair *pairs, size_t count)
{
	for (const char *open; (open = strchr(text, '{'));) {
		size_t len = strcspn(open + 1, "}"), name = strcspn(open + 1, ":}");
		const char *value = open[1 + len] ? value_of(pairs, count, open + 1, name) : NULL;
		buf_add_n(out, text, (size_t)(open - text));
		if (value && name < len)
			add_chosen(out, value, open + 2 + name, len - name - 1);
		else if (value)
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
	if (say_text(s, key) != key)
		say_add(s, out, key, "1", e->arg[0], "2", e->arg[1], "3", e->arg[2], NULL);
	else
		buf_addf(out, "%s: %s: %s %s", e->key, e->arg[0], e->arg[1], e->arg[2]);
}
