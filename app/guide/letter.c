#include "guide/letter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "guide/facts.h"
#include "guide/find.h"
#include "guide/layer.h"
#include "guide/reader.h"

#include "base/banned.h"

enum { ROWS_MOST = 40 };

static const char *const KINDS[PART_KINDS] = { "text", "heading", "field", "item", "table", "facts", "outcomes", "items",
	                                       "timeline", "mail" };

/* --- slots --- */

static enum slot_kind kind_of(char name[64])
{
	static const struct {
		const char *prefix;
		enum slot_kind kind;
	} about_actions[] = { { "at.", SLOT_AT }, { "note.", SLOT_NOTE }, { "desk.", SLOT_DESK } };

	for (size_t i = 0; i < sizeof about_actions / sizeof *about_actions; i++) {
		size_t len = strlen(about_actions[i].prefix);
		if (strncmp(name, about_actions[i].prefix, len) == 0) {
			memmove(name, name + len, strlen(name + len) + 1);
			return about_actions[i].kind;
		}
	}
	if (strcmp(name, "blank") == 0)
		return SLOT_BLANK;
	if (strcmp(name, "case") == 0)
		return SLOT_CASE;
	if (strcmp(name, "today") == 0)
		return SLOT_TODAY;
	if (strncmp(name, "brand.", 6) == 0 && strcmp(name + 6, "name") == 0)
		return SLOT_BRAND;
	return SLOT_FACT;
}

void slot_read(const char *text, struct slot *out)
{
	size_t len = *text == '{' ? strcspn(text + 1, "{}") : 0, name = *text == '{' ? strcspn(text + 1, "|{}") : 0;

	*out = (struct slot){ .kind = SLOT_UNKNOWN };
	if (*text != '{' || text[1 + len] != '}')
		return;
	out->len = len + 2;
	if (name >= sizeof out->name || (name < len && len - name - 1 >= sizeof out->label))
		return;
	memcpy(out->name, text + 1, name);
	if (name < len)
		memcpy(out->label, text + 1 + name + 1, len - name - 1);
	out->kind = kind_of(out->name);
}

static bool is_action(const struct catalog *c, const char *name)
{
	for (size_t i = 0; i < c->step_count; i++)
		if (strcmp(c->steps[i].action, name) == 0)
			return true;
	return false;
}

/* A slot must name something there is; and say what to write where it may stay empty. */
static void check_slots(const struct reader *r, const struct place *p, const char *text)
{
	for (const char *at = text; at && (at = strpbrk(at, "{}"));) {
		struct slot s;
		slot_read(at, &s);
		if (!s.len) {
			fault_at(r, p, "a brace without its other half");
			return;
		}
		const bool about_action = s.kind == SLOT_AT || s.kind == SLOT_NOTE || s.kind == SLOT_DESK;
		if (s.kind == SLOT_UNKNOWN || (s.kind == SLOT_FACT && fact_index(r->c, s.name) < 0))
			fault_at(r, p, "unknown slot \"{%.40s}\"", s.name);
		else if (about_action && !is_action(r->c, s.name))
			fault_at(r, p, "unknown action \"%.40s\"", s.name);
		else if ((about_action || s.kind == SLOT_BLANK || s.kind == SLOT_BRAND) && !*s.label)
			fault_at(r, p, "a slot that may stay empty needs a label: {NAME|label}");
		at += s.len;
	}
}

/* --- parts --- */

static bool read_kind(const struct reader *r, const struct place *p, const json *j, enum letter_part_kind *out)
{
	const char *kind = need_text(r, p, j, "kind");

	for (int i = 0; i < PART_KINDS; i++) {
		if (strcmp(KINDS[i], kind) == 0) {
			*out = (enum letter_part_kind)i;
			return true;
		}
	}
	if (*kind)
		fault_at(r, p, "unknown kind \"%.40s\"", kind);
	return false;
}

static void check_part(const struct reader *r, const struct place *p, const struct letter_part *part)
{
	const bool needs_text = part->kind == PART_TEXT || part->kind == PART_HEADING || part->kind == PART_ITEM;

	if (needs_text && !part->text)
		fault_at(r, p, "missing \"text\"");
	if (part->kind == PART_FIELD && !part->label)
		fault_at(r, p, "missing \"label\"");
	if (part->kind == PART_TABLE && (!part->heads.count || part->rows < 1 || part->rows > ROWS_MOST))
		fault_at(r, p, "a table needs \"heads\" and \"rows\" from 1 to %d", ROWS_MOST);
	if (part->kind == PART_ITEMS && part->actions.count != 1)
		fault_at(r, p, "needs one action in \"actions\"");
	for (size_t i = 0; i < part->actions.count; i++)
		if (!is_action(r->c, part->actions.at[i]))
			fault_at(r, p, "unknown action \"%.40s\"", part->actions.at[i]);
	check_slots(r, p, part->text);
}

static void read_part(const struct reader *r, const struct place *p, const json *j, struct letter_part *part)
{
	static const char *const keys[] = { "id", "kind", "text", "label", "heads", "rows", "actions", "when", NULL };

	if (!allow_keys(r, p, j, keys))
		return;
	part->id = need_text(r, p, j, "id");
	if (!read_kind(r, p, j, &part->kind))
		return;
	part->text = opt_text(r, p, j, "text");
	part->label = opt_text(r, p, j, "label");
	part->rows = opt_int(r, p, j, "rows", 0);
	opt_words(r, p, j, "heads", false, &part->heads);
	opt_words(r, p, j, "actions", true, &part->actions);
	opt_cond(r, p, j, "when", &part->when);
	check_part(r, p, part);
}

static void check_ids(const struct reader *r, const struct place *p, const struct letter *l)
{
	for (size_t i = 0; i < l->count; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(l->parts[i].id, l->parts[k].id) == 0)
				fault_at(r, p, "part \"%.40s\" is there twice", l->parts[i].id);
}

static void read_letter(const struct reader *r, const json *root, struct letters *out)
{
	static const char *const keys[] = { "id", "title", "about", "to", "contact", "attach", "when", "source", "parts", NULL };
	const struct place parts = { NULL, "parts", 0 };
	const json *list = NULL;

	if (!allow_keys(r, NULL, root, keys))
		return;
	const char *id = row_id(r, NULL, root, "id", "letter");
	if (!id)
		return;
	struct letter *l = row_for(r->c->arena, (void **)&out->at, &out->count, sizeof *out->at, id);
	l->id = id;
	l->title = need_text(r, NULL, root, "title");
	l->about = need_text(r, NULL, root, "about");
	l->source = need_text(r, NULL, root, "source");
	l->to = need_text(r, NULL, root, "to");
	l->contact = opt_text(r, NULL, root, "contact");
	l->attach = opt_bool(r, NULL, root, "attach", false);
	opt_cond(r, NULL, root, "when", &l->when);
	check_slots(r, NULL, l->to);
	if (l->contact && !find_contact(r->c, intern_find(&r->c->strings, l->contact)))
		fault_at(r, NULL, "unknown contact \"%.40s\"", l->contact);
	list = opt_array(r, NULL, root, "parts");
	if (!json_first(list))
		fault_at(r, NULL, "no parts");
	l->parts = arena_alloc(r->c->arena, (json_count(list) + 1) * sizeof *l->parts);
	for (const json *j = json_first(list); j; j = json_next(j), l->count++) {
		const struct place at = { &parts, NULL, l->count };
		l->parts[l->count] = (struct letter_part){ .id = "" };
		read_part(r, &at, j, &l->parts[l->count]);
	}
	check_ids(r, NULL, l);
}

/* --- files --- */

static bool read_file(struct catalog *c, const struct layer *folder, const char *path, const char *name, int layer, struct letters *out,
                      struct err *e)
{
	struct buf text = { 0 }, shown = { 0 };
	struct err bad = { 0 };
	bool ok = layer_read(folder, name, &text, e);

	buf_addf(&shown, "letters/%s", name);
	const char *label = arena_strdup(c->arena, layer > 0 ? path : buf_str(&shown));
	json *root = ok ? json_parse_in(c->arena, label, buf_str(&text), text.len, &bad) : NULL;
	if (root) {
		const struct reader r = { c, label, layer };
		read_letter(&r, root, out);
	} else if (ok) {
		catalog_fault(c, label, "", bad.arg[1]);
	}
	buf_free(&text);
	buf_free(&shown);
	return ok;
}

static bool read_folder(struct catalog *c, const char *dir, int layer, struct letters *out, struct err *e)
{
	char *folder = path_join(dir, "letters"), **names = NULL;
	size_t count = 0;
	struct layer l;
	bool ok = layer_open(&l, folder, e) && layer_list(&l, "", ".json", &names, &count, e);

	for (size_t i = 0; i < count; i++) {
		char *path = path_join(folder, names[i]);
		ok = ok && read_file(c, &l, path, names[i], layer, out, e);
		free(path);
	}
	layer_close(&l);
	source_dirs_free(names, count);
	free(folder);
	return ok;
}

bool letters_read(struct catalog *c, char *const *dirs, size_t count, struct err *e)
{
	struct letters *l = arena_alloc(c->arena, sizeof *l);

	*l = (struct letters){ 0 };
	for (size_t i = 0; i < count; i++)
		if (!read_folder(c, dirs[i], (int)i, l, e))
			return false;
	c->letters = l;
	return true;
}

bool letters_load(struct catalog *c, const char *dir_list, struct err *e)
{
	char **dirs;
	size_t count;
	bool ok = source_dirs(dir_list, &dirs, &count, e) && letters_read(c, dirs, count, e);

	source_dirs_free(dirs, count);
	return ok;
}

const struct letter *find_letter(const struct catalog *c, const char *id)
{
	for (size_t i = 0; c->letters && i < c->letters->count; i++)
		if (strcmp(c->letters->at[i].id, id) == 0)
			return &c->letters->at[i];
	return NULL;
}
