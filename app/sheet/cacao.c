/* What every CACAO playbook of ours has: ids, head, steps, agents, the definition of the extension. */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "guide/fill.h"
#include "guide/view.h"
#include "sheet/cacao_parts.h"

#include "base/banned.h"

static const char *uuid(struct arena *a, const unsigned char hash[HASH_SIZE])
{
	unsigned char b[HASH_SIZE];
	char hex[HASH_HEX_SIZE];

	memcpy(b, hash, sizeof b);
	b[6] = (unsigned char)(0x40 | (b[6] & 0x0f));
	b[8] = (unsigned char)(0x80 | (b[8] & 0x3f));
	hash_hex(b, hex);
	return arena_fmt(a, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

const char *cacao_id(struct arena *a, const char *type, const char *scope, const char *name)
{
	unsigned char digest[HASH_SIZE];
	struct hash h;

	hash_begin(&h);
	hash_text_field(&h, "kakekomi-cacao-1");
	hash_text_field(&h, type);
	hash_text_field(&h, scope);
	hash_text_field(&h, name);
	hash_end(&h, digest);
	return arena_fmt(a, "%s--%s", type, uuid(a, digest));
}

const char *cacao_step_id(const struct cacao *k, const char *type, const char *name)
{
	return cacao_id(k->arena, type, k->scope, name);
}

const char *cacao_time(struct arena *a, int64_t ms)
{
	struct civil c = civil_of(ms, 0);

	return arena_fmt(a, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", c.year, c.month, c.day, c.hour, c.minute, c.second, (int)(ms % 1000));
}

/* --- texts --- */

void cacao_add_words(json *to, const char *key, const struct words *w)
{
	json *list = w->count ? json_add_array(to, key) : NULL;

	for (size_t i = 0; i < w->count; i++)
		json_add_text(list, NULL, w->at[i]);
}

void cacao_add_filled(const struct cacao *k, json *to, const char *key, const char *text)
{
	if (text)
		json_add_text(to, key, fill_in(k->arena, text, k->facts));
}

/* --- desks --- */

static void note_date(struct cacao *k, const struct sourced *s)
{
	struct moment m;

	if (!s->checked || !moment_parse(s->checked, &m))
		return;
	int64_t day = m.ms + JAPAN_OFFSET_MIN * MINUTE_MS; /* that day, in UTC */
	if (k->first_ms < 0 || day < k->first_ms)
		k->first_ms = day;
	if (day > k->last_ms)
		k->last_ms = day;
}

static void add_way(json *contact, const char *key, const char *value)
{
	if (value)
		json_add_text(json_add_object(contact, key), "desk", value);
}

static void add_details(const struct cacao *k, json *contact, const struct contact *c)
{
	struct buf b = { 0 };
	const char *const parts[] = { c->url.is, c->where, c->ask, c->cannot.is, c->cost.is };

	view_hours(&c->hours, k->say, &b);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i])
			buf_addf(&b, "%s%s", b.len ? "\n" : "", parts[i]);
	if (b.len)
		json_add_text(contact, "contact_details", buf_str(&b));
	buf_free(&b);
}

const char *cacao_target(struct cacao *k, const struct contact *c)
{
	const char *id = cacao_id(k->arena, "organization", "contact", c->id);

	if (json_get(k->targets, id))
		return id;
	json *o = json_add_object(k->targets, id);
	json_add_text(o, "type", "organization");
	json_add_text(o, "name", c->name);
	json *contact = json_add_object(o, "contact");
	add_way(contact, "email", c->mail.is);
	add_way(contact, "phone", c->number.is);
	add_details(k, contact, c);
	note_date(k, &c->number);
	note_date(k, &c->url);
	note_date(k, &c->hours_source);
	return id;
}

/* --- steps --- */

json *cacao_step(struct cacao *k, const char *id, const char *type, const char *name, const char *next)
{
	json *o = json_add_object(k->workflow, id);

	json_add_text(o, "type", type);
	if (name)
		json_add_text(o, "name", name);
	if (next)
		json_add_text(o, "on_completion", next);
	return o;
}

json *cacao_extend(struct cacao *k, json *step)
{
	const json *all = json_get(step, "step_extensions");
	json *there = all ? (json *)json_get(all, k->extension) : NULL;

	return there ? there : json_add_object(json_add_object(step, "step_extensions"), k->extension);
}

/* --- the whole --- */

void cacao_begin(struct cacao *k, const struct catalog *c, const struct say *say, const struct facts *f, const char *scope)
{
	*k = (struct cacao){ .arena = arena_new(), .catalog = c, .say = say, .facts = f, .scope = scope, .first_ms = -1, .last_ms = -1 };
	k->extension = cacao_id(k->arena, "extension-definition", "", "kakekomi");
	k->author = cacao_id(k->arena, "identity", "", "kakekomi");
	k->person = cacao_id(k->arena, "individual", "", "person");
	k->root = json_new_object();
	k->variables = json_new_object();
	k->workflow = json_new_object();
	k->agents = json_new_object();
	k->targets = json_new_object();
}

void cacao_head(struct cacao *k, const char *name, const char *description)
{
	json_add_text(k->root, "type", "playbook");
	json_add_text(k->root, "spec_version", "cacao-2.0");
	json_add_text(k->root, "id", cacao_step_id(k, "playbook", ""));
	json_add_text(k->root, "name", name);
	json_add_text(k->root, "description", description);
	json_add_text(k->root, "created_by", k->author);
}

static void add_member(json *root, const char *key, json *value)
{
	if (json_count(value))
		json_add_copy(root, key, value);
	json_free(value);
}

static void add_definition(const struct cacao *k)
{
	json *o = json_add_object(json_add_object(k->root, "extension_definitions"), k->extension);

	json_add_text(o, "type", "extension-definition");
	json_add_text(o, "name", "kakekomi");
	json_add_text(o, "description", say_text(k->say, "cacao.extension"));
	json_add_text(o, "created_by", k->author);
	json_add_text(o, "schema", say_text(k->say, "cacao.schema"));
	json_add_text(o, "version", "1.0.0");
}

void cacao_end(struct cacao *k, int64_t created_ms, int64_t modified_ms, struct buf *out)
{
	json *person = json_add_object(k->agents, k->person);

	json_add_text(person, "type", "individual");
	json_add_text(person, "name", say_text(k->say, "who.self"));
	json_add_text(k->root, "created", cacao_time(k->arena, created_ms));
	json_add_text(k->root, "modified", cacao_time(k->arena, modified_ms < created_ms ? created_ms : modified_ms));
	add_member(k->root, "playbook_variables", k->variables);
	json_add_text(k->root, "workflow_start", cacao_step_id(k, "start", ""));
	add_member(k->root, "workflow", k->workflow);
	add_member(k->root, "agent_definitions", k->agents);
	add_member(k->root, "target_definitions", k->targets);
	add_definition(k);
	json_write(k->root, true, out);
	buf_add_c(out, '\n');
	json_free(k->root);
	arena_free(k->arena);
}

void cacao_drop(struct cacao *k)
{
	json_free(k->root);
	json_free(k->variables);
	json_free(k->workflow);
	json_free(k->agents);
	json_free(k->targets);
	arena_free(k->arena);
}
