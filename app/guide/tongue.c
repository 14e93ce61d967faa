#include "guide/tongue.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/path.h"
#include "base/say.h"
#include "guide/reader.h"

#include "base/banned.h"

struct joiners tongue_japanese_joiners(void)
{
	return (struct joiners){ "、", "と", "と", "・" };
}

void text_hash(const char *japanese, char out[TEXT_HASH_SIZE])
{
	unsigned char sum[HASH_SIZE];
	char hex[HASH_HEX_SIZE];
	struct hash h;

	hash_begin(&h);
	hash_bytes(&h, japanese, strlen(japanese));
	hash_end(&h, sum);
	hash_hex(sum, hex);
	memcpy(out, hex, TEXT_HASH_SIZE - 1);
	out[TEXT_HASH_SIZE - 1] = '\0';
}

/* --- files --- */

/* "x/locale" for "x/playbooks"; NULL for a directory of another name. By the name alone: what it may link to is not asked. */
static char *beside_playbooks(const char *dir)
{
	static const char name[] = "playbooks";
	size_t len = strlen(dir), tail = strlen(name);
	struct buf parent = { 0 };

	while (len > 1 && dir[len - 1] == '/')
		len--;
	if (len < tail || strncmp(dir + len - tail, name, tail) != 0 || (len > tail && dir[len - tail - 1] != '/'))
		return NULL;
	buf_add_n(&parent, dir, len - tail);
	buf_add(&parent, "locale");
	return buf_take(&parent);
}

char *tongue_dir(const char *playbook_dir)
{
	char *dir = path_join(playbook_dir, "locale");

	if (!guide_is_dir(dir)) {
		free(dir);
		dir = beside_playbooks(playbook_dir);
	}
	if (dir && guide_is_dir(dir))
		return dir;
	free(dir);
	return NULL;
}

void tongue_files_open(struct tongue_files *f, const char *locale_dir, const char *lang)
{
	*f = (struct tongue_files){ .dir = path_join(locale_dir, lang), .arena = arena_new() };
	layer_open(&f->layer, f->dir, NULL); /* what cannot be read has no files */
}

void tongue_files_close(struct tongue_files *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->at[i].name);
	layer_close(&f->layer);
	free(f->dir);
	arena_free(f->arena);
	*f = (struct tongue_files){ 0 };
}

static json *read_json(struct tongue_files *f, const char *name, struct err *e)
{
	char *path = path_join(f->dir, name);
	struct buf text = { 0 };
	struct err mine = { 0 };
	json *root = NULL;

	if (layer_has(&f->layer, name) && layer_read(&f->layer, name, &text, &mine))
		root = json_parse_in(f->arena, path, buf_str(&text), text.len, &mine);
	if (mine.code && e && !e->code)
		*e = mine;
	buf_free(&text);
	free(path);
	return root;
}

const json *tongue_file(struct tongue_files *f, const char *name, struct err *e)
{
	for (size_t i = f->count; i-- > 0;)
		if (strcmp(f->at[i].name, name) == 0)
			return f->at[i].root;
	f->at = arena_grow(f->arena, f->at, f->count, &f->cap, sizeof *f->at);
	f->at[f->count] = (struct tongue_file){ mem_strdup(name), read_json(f, name, e) };
	return f->at[f->count++].root;
}

const json *tongue_entry(struct tongue_files *f, const struct text_place *p, struct err *e)
{
	const json *m = json_get(json_get(tongue_file(f, p->file, e), p->row), p->member);

	if (p->index < 0)
		return json_is_object(m) ? m : NULL;
	m = json_is_array(m) ? json_first(m) : NULL;
	for (long i = 0; m && i < p->index; i++)
		m = json_next(m);
	return m;
}

enum translation tongue_judge(const json *entry, const char *japanese, char what[64])
{
	const char *text = json_get_text(entry, "text"), *of = json_get_text(entry, "ja");
	char hash[TEXT_HASH_SIZE];

	if (!text || !*text)
		return TRANSLATION_MISSING;
	text_hash(japanese, hash);
	if (!of || strcmp(of, hash) != 0)
		return TRANSLATION_STALE;
	return say_keeps_places(japanese, text, what) ? TRANSLATION_GOOD : TRANSLATION_PLACES;
}

/* --- learning --- */

static const struct tongue *known(const struct catalog *c, const char *lang)
{
	for (size_t i = 0; i < c->tongue_count; i++)
		if (strcmp(c->tongues[i].lang, lang) == 0)
			return &c->tongues[i];
	return NULL;
}

static void count_text(void *context, const struct text_place *p)
{
	(void)p;
	++*(size_t *)context;
}

struct keeping {
	struct tongue *tongue;
	size_t at;
};

static void keep_text(void *context, const struct text_place *p)
{
	struct keeping *k = context;

	k->tongue->texts[k->at++] = *p->text;
}

static struct tongue *add_tongue(struct catalog *c, const char *lang)
{
	struct tongue *t = &c->tongues[c->tongue_count++];

	t->lang = arena_strdup(c->arena, lang);
	t->texts = arena_alloc(c->arena, (c->text_count + 1) * sizeof *t->texts);
	t->join = tongue_japanese_joiners();
	return t;
}

/* The Japanese of the files, before any other language is spoken. */
static void keep_japanese(struct catalog *c)
{
	struct keeping k = { 0 };

	texts_each(c, count_text, &c->text_count);
	k.tongue = add_tongue(c, "ja");
	texts_each(c, keep_text, &k);
}

struct learning {
	struct catalog *catalog;
	struct tongue *tongue;
	struct tongue_files *files;
	struct err *e;
	size_t at;
};

static void learn_text(void *context, const struct text_place *p)
{
	struct learning *l = context;
	const json *entry = tongue_entry(l->files, p, l->e);
	char what[64];
	size_t i = l->at++;

	if (entry && tongue_judge(entry, l->catalog->tongues[0].texts[i], what) == TRANSLATION_GOOD)
		l->tongue->texts[i] = arena_strdup(l->catalog->arena, json_get_text(entry, "text"));
}

static void learn_joiners(struct catalog *c, struct tongue *t, const json *join)
{
	const struct {
		const char *key, **to;
	} rows[] = { { "list", &t->join.list }, { "and", &t->join.and }, { "last", &t->join.last }, { "title", &t->join.title } };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *text = json_get_text(join, rows[i].key);
		if (text)
			*rows[i].to = arena_strdup(c->arena, text);
	}
}

/* Its faults are told by `playbook check`; here what reads well is taken. */
static void learn_words(struct catalog *c, struct tongue *t, const json *words)
{
	const size_t faults = c->faults.count;
	const struct reader r = { .c = c, .file = "words.json" };

	if (!words)
		return;
	load_more_words(&r, words);
	learn_joiners(c, t, json_get(words, "join"));
	c->faults.count = faults;
}

bool tongue_learn(struct catalog *c, const char *lang, char *const *playbook_dirs, size_t count, struct err *e)
{
	struct err mine = { 0 };
	const size_t spoken = c->spoken;

	if (!c->tongue_count)
		keep_japanese(c);
	if (known(c, lang) || c->tongue_count == TONGUES_MAX)
		return true;
	tongue_speak(c, "ja");
	struct tongue *t = add_tongue(c, lang);
	for (size_t i = 0; i < count; i++) {
		char *dir = tongue_dir(playbook_dirs[i]);
		struct tongue_files files;
		if (!dir)
			continue;
		tongue_files_open(&files, dir, lang);
		struct learning l = { c, t, &files, &mine, 0 };
		texts_each(c, learn_text, &l);
		learn_words(c, t, tongue_file(&files, "words.json", &mine));
		tongue_files_close(&files);
		free(dir);
	}
	tongue_speak(c, c->tongues[spoken].lang);
	if (mine.code && e)
		*e = mine;
	return !mine.code;
}

/* --- speaking --- */

struct speaking {
	const struct tongue *tongue, *japanese;
	size_t at;
};

static void put_text(void *context, const struct text_place *p)
{
	struct speaking *s = context;
	size_t i = s->at++;

	*p->text = s->tongue->texts[i] ? s->tongue->texts[i] : s->japanese->texts[i];
}

/* A choice without a label of its own has its value's, in every language. */
static void share_labels(struct catalog *c)
{
	for (size_t i = 0; i < c->question_count; i++)
		for (size_t k = 0; k < c->questions[i].count; k++)
			if (c->questions[i].choices[k].labelled)
				c->questions[i].choices[k].label = c->questions[i].choices[k].labelled->label;
}

void tongue_speak(struct catalog *c, const char *lang)
{
	const struct tongue *t = known(c, lang);

	if (!c->tongue_count)
		return;
	t = t ? t : &c->tongues[0];
	if (t == &c->tongues[c->spoken])
		return;
	struct speaking s = { t, &c->tongues[0], 0 };
	texts_each(c, put_text, &s);
	share_labels(c);
	c->spoken = (size_t)(t - c->tongues);
	c->join = t->join;
}

const char *tongue_spoken(const struct catalog *c)
{
	return c->tongue_count ? c->tongues[c->spoken].lang : "ja";
}

/* --- asking --- */

static const char *text_at(const struct catalog *c, const struct tongue *t, size_t i)
{
	return t && t->texts[i] ? t->texts[i] : c->tongues[0].texts[i];
}

/* Each text has an address of its own, so that tells where it stands. */
static size_t index_of(const struct catalog *c, const char *text)
{
	size_t i = 0;

	while (c->tongue_count && i < c->text_count && text_at(c, &c->tongues[c->spoken], i) != text)
		i++;
	return c->tongue_count ? i : c->text_count;
}

const char *tongue_text(const struct catalog *c, const char *lang, const char *text)
{
	size_t i = index_of(c, text);

	return i < c->text_count ? text_at(c, known(c, lang), i) : text;
}

const char *tongue_at(const struct catalog *c, const char *lang, size_t i)
{
	return text_at(c, known(c, lang), i);
}

struct joiners tongue_joiners(const struct catalog *c, const char *lang)
{
	const struct tongue *t = known(c, lang);

	return t ? t->join : tongue_japanese_joiners();
}
