/* Brands and their kinds. */
#include <string.h>

#include "guide/find.h"
#include "guide/reader.h"

#include "base/banned.h"

static void read_table(const struct reader *r, const struct place *p, const json *obj, const char *key, bool interned,
		       struct names_table *out)
{
	const json *table = json_get(obj, key);
	struct place at = { p, key, 0 };

	if (!table)
		return;
	if (!json_is_object(table)) {
		fault_at(r, &at, "must be an object");
		return;
	}
	out->at = arena_alloc(r->c->arena, (json_count(table) + 1) * sizeof *out->at);
	for (const json *m = json_first(table); m; m = json_next(m)) {
		const char *value = opt_text(r, &at, table, json_key(m));
		if (value)
			out->at[out->count++] = (struct named){ keep(r, json_key(m)), interned ? keep(r, value) : value };
	}
}

static void check_contacts(const struct reader *r, const struct place *p, const struct names_table *contacts)
{
	struct place at = { p, "contacts", 0 };

	for (size_t i = 0; i < contacts->count && !r->c->for_mail; i++)
		if (!find_contact(r->c, contacts->at[i].value))
			fault_at(r, &at, "unknown contact \"%.60s\"", contacts->at[i].value);
}

static void read_kind(const struct reader *r, const struct place *p, const json *j)
{
	static const char *const keys[] = { "id", "label", "words", "contacts", NULL };
	struct catalog *c = r->c;

	if (!allow_keys(r, p, j, keys))
		return;
	const char *id = row_id(r, p, j, "id", "kind");
	struct kind *k = row_for(c->arena, (void **)&c->kinds, &c->kind_count, sizeof *k, id);
	k->id = id;
	k->label = need_text(r, p, j, "label");
	read_table(r, p, j, "words", false, &k->words);
	read_table(r, p, j, "contacts", true, &k->contacts);
	check_contacts(r, p, &k->contacts);
}

static void read_domains(const struct reader *r, const struct place *p, const json *j, const char *key,
			 struct sourced **out, size_t *count)
{
	const json *list = opt_array(r, p, j, key);
	struct place at = { p, key, 0 };
	size_t i = 0;

	*out = arena_alloc(r->c->arena, (json_count(list) + 1) * sizeof **out);
	for (const json *m = json_first(list); m; m = json_next(m), i++) {
		struct place item = { &at, NULL, i };
		read_sourced(r, &item, m, &(*out)[(*count)++]);
	}
}

static void read_brand(const struct reader *r, const struct place *p, const json *j)
{
	static const char *const keys[] = { "id", "name", "kind", "names", "words", "web", "mail", "contacts", NULL };
	struct catalog *c = r->c;

	if (!allow_keys(r, p, j, keys))
		return;
	const char *id = row_id(r, p, j, "id", "brand");
	struct brand *b = row_for(c->arena, (void **)&c->brands, &c->brand_count, sizeof *b, id);
	b->id = id;
	b->name = need_text(r, p, j, "name");
	b->kind = keep(r, need_text(r, p, j, "kind"));
	if (!find_kind(c, b->kind))
		fault_at(r, p, "unknown kind \"%.60s\"", b->kind);
	if (find_kind(c, id))
		fault_at(r, p, "\"%.60s\" is a kind; a brand needs an id of its own", id);
	opt_words(r, p, j, "names", false, &b->names);
	read_table(r, p, j, "words", false, &b->words);
	read_table(r, p, j, "contacts", true, &b->contacts);
	check_contacts(r, p, &b->contacts);
	read_domains(r, p, j, "web", &b->web, &b->web_count);
	read_domains(r, p, j, "mail", &b->mail, &b->mail_count);
}

void load_brands(const struct reader *r, const json *root)
{
	static const char *const keys[] = { "kinds", "brands", "remove", NULL };
	static const char *const lists[] = { "kinds", "brands" };

	if (!allow_keys(r, NULL, root, keys))
		return;
	for (size_t k = 0; k < 2; k++) {
		const json *list = opt_array(r, NULL, root, lists[k]);
		struct place at = { NULL, lists[k], 0 };
		size_t i = 0;
		for (const json *m = json_first(list); m; m = json_next(m), i++) {
			struct place item = { &at, NULL, i };
			(k ? read_brand : read_kind)(r, &item, m);
		}
	}
	if (json_get(root, "remove"))
		remove_rows(r, root, r->c->brands, &r->c->brand_count, sizeof *r->c->brands);
}
