/* kakekomi playbook texts LANG: what is missing or stale of a language, a file to fill in, and the way back. */
#include "cli/texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/text.h"
#include "guide/translations.h"

#include "base/banned.h"

/* Every text of the program twice, in another alphabet perhaps written as \uXXXX. */
enum { TEXTS_MOST = 16 * 1024 * 1024 };

struct listing {
	const struct context *x;
	json *texts; /* the file to fill in; NULL: lines on the screen */
	size_t count;
};

static const char *state_key(enum translation state)
{
	switch (state) {
	case TRANSLATION_STALE: return "texts.stale";
	case TRANSLATION_PLACES: return "texts.places";
	default: return "texts.missing";
	}
}

static void add_todo(json *texts, const struct todo *t)
{
	static const char *const states[] = { "good", "missing", "stale", "placeholders" };
	json *o = json_add_object(texts, NULL);
	char hash[TEXT_HASH_SIZE];

	text_hash(*t->place->text, hash);
	json_add_text(o, "file", t->place->file);
	json_add_text(o, "row", t->place->row);
	json_add_text(o, "member", t->place->member);
	if (t->place->index >= 0)
		json_add_number(o, "index", (double)t->place->index);
	json_add_text(o, "state", states[t->state]);
	json_add_text(o, "ja", hash);
	json_add_text(o, "japanese", *t->place->text);
	if (t->old && *t->old)
		json_add_text(o, "old", t->old);
	json_add_text(o, "text", "");
}

static void each_todo(void *context, const struct todo *t)
{
	struct listing *l = context;
	struct buf path = { 0 };

	l->count++;
	if (l->texts) {
		add_todo(l->texts, t);
		return;
	}
	text_path(t->place, &path);
	printf("%s: %s: %s%s%s\n", t->place->file, buf_str(&path), say_text(&l->x->say, state_key(t->state)), *t->what ? " " : "", t->what);
	buf_free(&path);
}

static void tell_count(const struct context *x, const char *key, size_t count, size_t left)
{
	struct buf line = { 0 };
	char n[24], rest[24];

	snprintf(n, sizeof n, "%zu", count);
	snprintf(rest, sizeof rest, "%zu", left);
	say_add(&x->say, &line, key, "count", n, "left", rest, NULL);
	fprintf(stderr, "%s\n", buf_str(&line));
	buf_free(&line);
}

static bool list_todo(struct context *x, const struct catalog *c, const char *dir, const char *lang, size_t *count, struct err *e)
{
	const char *file = option(x, "output");
	json *root = file ? json_new_object() : NULL;
	struct buf text = { 0 };

	if (root)
		json_add_text(root, "language", lang);
	struct listing l = { x, root ? json_add_array(root, "texts") : NULL, 0 };
	bool ok = translations_todo(c, dir, lang, each_todo, &l, e);
	if (ok && root) {
		json_write(root, true, &text);
		buf_add_c(&text, '\n');
		ok = strcmp(file, "-") == 0 ? fwrite(text.text, 1, text.len, stdout) == text.len || err_errno(e, "output.failed", "")
		                            : file_write(file, text.text, text.len, option(x, "force") != NULL, e);
	}
	*count = l.count;
	json_free(root);
	buf_free(&text);
	return ok;
}

static bool place(struct context *x, const struct catalog *c, const char *dir, const char *lang, const char *file, struct err *e)
{
	struct buf text = { 0 };
	size_t placed = 0, left = 0;
	json *filled = file_read(file, TEXTS_MOST, &text, e) ? json_parse_long(file, buf_str(&text), text.len, TEXTS_MOST, e) : NULL;
	const char *of = json_get_text(filled, "language");
	bool ok = filled && ((of && strcmp(of, lang) == 0) || err_set(e, ERR_DATA, "translations.bad-file", file, lang, NULL)) &&
	          translations_place(c, dir, filled, &placed, &left, e);

	if (ok)
		tell_count(x, left ? "texts.placed-left" : "texts.placed", placed, left);
	json_free(filled);
	buf_free(&text);
	return ok;
}

int playbook_texts(struct context *x, const struct catalog *c, const char *dir, struct err *e)
{
	const char *lang = x->arg_count > 1 ? x->args[1] : "", *from = option(x, "from");
	size_t count = 0;

	if (!say_is_language(lang) || strcmp(lang, "ja") == 0) {
		err_set(e, ERR_USAGE, "texts.language", lang, NULL, NULL);
		return ERR_USAGE;
	}
	if (from && !place(x, c, dir, lang, from, e))
		return (int)e->code;
	if (!list_todo(x, c, dir, lang, &count, e))
		return (int)e->code;
	tell_count(x, count ? "texts.open" : "texts.complete", count, 0);
	return count ? ERR_NO : 0;
}
