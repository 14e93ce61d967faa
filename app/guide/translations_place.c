/* Filled-in texts to their places: the files are written anew, row by row in the catalog's order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/say.h"
#include "guide/translations.h"

#include "base/banned.h"

static const char MESSAGES[] = "messages.json";

struct placing {
	const json *filled;
	struct tongue_files files;
	struct buf out;
	const char *file;        /* the one being written; NULL: only looking which there are */
	char row[160], member[160];
	bool in_list, any_row, any_member, any_item;
	struct err *e;
};

/* The filled-in text for a place whose Japanese has not changed since, or NULL. */
static const char *filled_text(const struct placing *p, const struct text_place *place)
{
	char hash[TEXT_HASH_SIZE];

	text_hash(*place->text, hash);
	for (const json *t = json_first(json_get(p->filled, "texts")); t; t = json_next(t)) {
		const char *file = json_get_text(t, "file"), *row = json_get_text(t, "row"), *member = json_get_text(t, "member"),
			   *ja = json_get_text(t, "ja"), *text = json_get_text(t, "text");
		const json *index = json_get(t, "index");
		const struct text_place at = { file ? file : "", row ? row : "", member ? member : "", index ? (long)json_number(index) : -1, NULL };
		if (text && *text && ja && strcmp(ja, hash) == 0 && text_place_same(&at, place))
			return text;
	}
	return NULL;
}

static void end_member(struct placing *p)
{
	if (p->in_list)
		buf_add(&p->out, "\n    ]");
	p->in_list = false;
}

static void end_row(struct placing *p)
{
	end_member(p);
	if (*p->row)
		buf_add(&p->out, "\n  }");
	*p->row = '\0';
}

static void begin_entry(struct placing *p, const struct text_place *at)
{
	if (strcmp(p->row, at->row) != 0) {
		end_row(p);
		buf_add(&p->out, p->any_row ? ",\n  " : "\n  ");
		json_quote(&p->out, at->row);
		buf_add(&p->out, ": {");
		snprintf(p->row, sizeof p->row, "%s", at->row);
		*p->member = '\0';
		p->any_row = true;
		p->any_member = false;
	}
	if (strcmp(p->member, at->member) != 0) {
		end_member(p);
		buf_add(&p->out, p->any_member ? ",\n    " : "\n    ");
		json_quote(&p->out, at->member);
		buf_add(&p->out, at->index >= 0 ? ": [" : ": ");
		snprintf(p->member, sizeof p->member, "%s", at->member);
		p->in_list = at->index >= 0;
		p->any_member = true;
		p->any_item = false;
	}
	if (at->index >= 0)
		buf_add(&p->out, p->any_item ? ",\n      " : "\n      ");
	p->any_item = true;
}

static void write_text(void *context, const struct text_place *at)
{
	struct placing *p = context;
	char hash[TEXT_HASH_SIZE];

	if (strcmp(at->file, p->file) != 0)
		return;
	const json *old = tongue_entry(&p->files, at, p->e);
	const char *text = filled_text(p, at), *ja = text ? NULL : json_get_text(old, "ja");
	if (!text)
		text = json_get_text(old, "text");
	if (!text && at->index < 0)
		return;
	text_hash(*at->text, hash);
	begin_entry(p, at);
	buf_add(&p->out, "{\"ja\": ");
	json_quote(&p->out, ja ? ja : hash);
	buf_add(&p->out, ", \"text\": ");
	json_quote(&p->out, text ? text : ""); /* in a list, the others keep their numbers */
	buf_add_c(&p->out, '}');
}

static void write_message(struct placing *p, const char *key, const char *text)
{
	buf_add(&p->out, p->any_row ? ",\n  " : "\n  ");
	json_quote(&p->out, key);
	buf_add(&p->out, ": ");
	json_quote(&p->out, text);
	p->any_row = true;
}

static void write_messages(struct placing *p, const json *japanese)
{
	const json *old = tongue_file(&p->files, MESSAGES, p->e);

	for (const json *m = json_first(japanese); m; m = json_next(m)) {
		const char *ja = json_text(m);
		const struct text_place at = { MESSAGES, json_key(m), "text", -1, &ja };
		const char *text = filled_text(p, &at);
		if (!text)
			text = json_get_text(old, json_key(m));
		if (text)
			write_message(p, json_key(m), text);
	}
}

static bool write_file(struct placing *p, const struct catalog *c, const char *name, struct tongue_files *japanese)
{
	char *path = path_join(p->files.dir, name);

	p->file = name;
	p->any_row = p->any_member = p->in_list = false;
	*p->row = *p->member = '\0';
	buf_clear(&p->out);
	buf_add(&p->out, "{");
	if (strcmp(name, MESSAGES) == 0)
		write_messages(p, tongue_file(japanese, MESSAGES, p->e));
	else
		texts_each(c, write_text, p);
	end_row(p);
	buf_add(&p->out, "\n}\n");
	bool ok = !p->e->code && path_make_parent(path, p->e) && file_write(path, buf_str(&p->out), p->out.len, true, p->e);
	free(path);
	return ok;
}

struct file_search {
	const char *name;
	bool found;
};

static void compare_file(void *context, const struct text_place *at)
{
	struct file_search *s = context;

	s->found = s->found || strcmp(s->name, at->file) == 0;
}

/* What a filled-in file names is written only where texts of ours belong. */
static bool has_file(const struct catalog *c, const char *name)
{
	struct file_search s = { name, strcmp(name, MESSAGES) == 0 };

	texts_each(c, compare_file, &s);
	return s.found;
}

/* Every file that a filled-in text belongs to, once. */
static bool write_files(struct placing *p, const struct catalog *c, struct tongue_files *japanese)
{
	const json *first = json_first(json_get(p->filled, "texts"));

	for (const json *t = first; t; t = json_next(t)) {
		const char *name = json_get_text(t, "file");
		bool before = !name;
		for (const json *o = first; o != t && !before; o = json_next(o))
			before = json_get_text(o, "file") && strcmp(json_get_text(o, "file"), name) == 0;
		if (!before && has_file(c, name) && !write_file(p, c, name, japanese))
			return false;
	}
	return true;
}

struct counting {
	struct placing *placing;
	size_t placed;
};

static void count_placed(void *context, const struct text_place *at)
{
	struct counting *k = context;

	k->placed += filled_text(k->placing, at) != NULL;
}

static size_t count_all(struct placing *p, const struct catalog *c, struct tongue_files *japanese)
{
	struct counting k = { p, 0 };

	texts_each(c, count_placed, &k);
	for (const json *m = json_first(tongue_file(japanese, MESSAGES, p->e)); m; m = json_next(m)) {
		const char *ja = json_text(m);
		count_placed(&k, &(struct text_place){ MESSAGES, json_key(m), "text", -1, &ja });
	}
	return k.placed;
}

static size_t count_filled(const json *filled)
{
	size_t n = 0;

	for (const json *t = json_first(json_get(filled, "texts")); t; t = json_next(t))
		n += json_get_text(t, "text") && *json_get_text(t, "text");
	return n;
}

bool translations_place(const struct catalog *c, const char *playbook_dir, const json *filled, size_t *placed, size_t *left, struct err *e)
{
	const char *lang = json_get_text(filled, "language");
	char *dir = translations_dir(playbook_dir, e);
	struct placing p = { .filled = filled, .e = e };
	struct tongue_files japanese;

	if (!dir)
		return false;
	tongue_files_open(&japanese, dir, "ja");
	tongue_files_open(&p.files, dir, lang ? lang : "");
	bool ok = (lang && say_is_language(lang) && json_is_array(json_get(filled, "texts"))) ||
	          err_set(e, ERR_DATA, "translations.bad-file", "", lang, NULL);
	if (ok) {
		*placed = count_all(&p, c, &japanese);
		*left = count_filled(filled) - *placed;
		ok = write_files(&p, c, &japanese);
	}
	tongue_files_close(&p.files);
	tongue_files_close(&japanese);
	buf_free(&p.out);
	free(dir);
	return ok;
}
