#include "sheet/cacao_read.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

#include "base/banned.h"

static const char *const types[] = { "start", "end", "action", "playbook-action", "parallel", "if-condition", "while-condition",
	                             "switch-condition" };

bool cacao_wrong(const struct cacao_file *f, const char *key, const char *id, const char *member, const char *what, struct err *e)
{
	const char *place = id ? arena_fmt(f->arena, "workflow.%.100s%s%s", id, member ? "." : "", member ? member : "") : member;

	return err_set(e, ERR_DATA, key, f->name, place, what);
}

/* --- forms --- */

/* 8-4-4-4-12 hexadecimal digits. */
static bool is_uuid(const char *s)
{
	for (size_t i = 0; i < 36; i++) {
		const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
		if (hyphen ? s[i] != '-' : !isxdigit((unsigned char)s[i]))
			return false;
	}
	return s[36] == '\0';
}

/* "TYPE--UUID"; type NULL: any step's. Returns the type, or NULL. */
static const char *type_of(const char *id, const char *type)
{
	for (size_t i = 0; i < sizeof types / sizeof *types || type; i++) {
		const char *t = type ? type : types[i];
		size_t len = strlen(t);
		if (strncmp(id, t, len) == 0 && strncmp(id + len, "--", 2) == 0 && is_uuid(id + len + 2))
			return t;
		if (type)
			break;
	}
	return NULL;
}

static bool is_time(const char *s)
{
	static const char form[] = "dddd-dd-ddTdd:dd:dd.dddZ";
	struct moment m;

	for (size_t i = 0; i < sizeof form; i++)
		if (form[i] == 'd' ? !isdigit((unsigned char)s[i]) : s[i] != form[i])
			return false;
	char whole[sizeof "2026-01-01T00:00:00Z"];
	memcpy(whole, s, 19);
	memcpy(whole + 19, "Z", 2);
	return moment_parse(whole, &m);
}

/* --- members --- */

static bool good_text(const struct cacao_file *f, const char *id, const char *member, const json *value, struct err *e)
{
	const char *text = json_text(value);

	if (!text)
		return cacao_wrong(f, "cacao.type", id, member, "", e);
	if (strlen(text) > CACAO_TEXT_MAX)
		return cacao_wrong(f, "cacao.long", id, member, "", e);
	for (const char *at = text; *at; at++)
		if ((unsigned char)*at == 0x7f || ((unsigned char)*at < ' ' && !strchr("\t\r\n", *at)))
			return cacao_wrong(f, "cacao.text", id, member, "", e);
	return true;
}

static bool opt_text(const struct cacao_file *f, const char *id, const json *o, const char *member, struct err *e)
{
	return !json_get(o, member) || good_text(f, id, member, json_get(o, member), e);
}

static bool need_text(const struct cacao_file *f, const char *id, const json *o, const char *member, struct err *e)
{
	const json *value = json_get(o, member);

	if (!value)
		return cacao_wrong(f, "cacao.needs", id, member, "", e);
	return good_text(f, id, member, value, e) && (*json_text(value) || cacao_wrong(f, "cacao.needs", id, member, "", e));
}

static bool need_id(const struct cacao_file *f, const json *o, const char *member, const char *type, struct err *e)
{
	return need_text(f, NULL, o, member, e) && (type_of(json_get_text(o, member), type) || cacao_wrong(f, "cacao.id", NULL, member, "", e));
}

static bool need_time(const struct cacao_file *f, const char *member, struct err *e)
{
	return need_text(f, NULL, f->root, member, e) &&
	       (is_time(json_get_text(f->root, member)) || cacao_wrong(f, "cacao.time", NULL, member, "", e));
}

static bool check_head(const struct cacao_file *f, struct err *e)
{
	const char *version = json_get_text(f->root, "spec_version"), *type = json_get_text(f->root, "type");

	if (!json_is_object(f->root) || !type || strcmp(type, "playbook") != 0)
		return err_set(e, ERR_DATA, "cacao.none", f->name, NULL, NULL);
	if (!version || strcmp(version, "cacao-2.0") != 0)
		return err_set(e, ERR_DATA, "cacao.version", f->name, version ? version : "", NULL);
	return need_id(f, f->root, "id", "playbook", e) && need_text(f, NULL, f->root, "name", e) && opt_text(f, NULL, f->root, "description", e) &&
	       need_id(f, f->root, "created_by", "identity", e) && need_time(f, "created", e) && need_time(f, "modified", e) &&
	       need_id(f, f->root, "workflow_start", "start", e);
}

/* --- steps --- */

static int by_id(const void *a, const void *b)
{
	const struct cacao_node *const *x = a, *const *y = b;

	return strcmp((*x)->id, (*y)->id);
}

struct cacao_node *cacao_node(const struct cacao_file *f, const char *id)
{
	const struct cacao_node wanted = { .id = id }, *key = &wanted;
	struct cacao_node **found = f->count ? bsearch(&key, f->sorted, f->count, sizeof(struct cacao_node *), by_id) : NULL;

	return found ? *found : NULL;
}

static bool list_nodes(struct cacao_file *f, struct err *e)
{
	const json *workflow = json_get(f->root, "workflow");

	if (!json_is_object(workflow))
		return cacao_wrong(f, workflow ? "cacao.type" : "cacao.needs", NULL, "workflow", "", e);
	if (json_count(workflow) > CACAO_STEPS_MAX)
		return cacao_wrong(f, "cacao.too-many", NULL, "workflow", "2000", e);
	f->nodes = arena_alloc(f->arena, (json_count(workflow) + 1) * sizeof *f->nodes);
	f->sorted = arena_alloc(f->arena, (json_count(workflow) + 1) * sizeof(struct cacao_node *));
	for (const json *m = json_first(workflow); m; m = json_next(m)) {
		struct cacao_node *n = &f->nodes[f->count];
		*n = (struct cacao_node){ .id = json_key(m), .type = type_of(json_key(m), NULL), .step = m };
		if (!n->type)
			return cacao_wrong(f, "cacao.id", n->id, NULL, "", e);
		if (!json_is_object(m))
			return cacao_wrong(f, "cacao.type", n->id, NULL, "", e);
		f->sorted[f->count++] = n;
	}
	if (f->count)
		qsort(f->sorted, f->count, sizeof(struct cacao_node *), by_id);
	return true;
}

static bool leads_somewhere(const struct cacao_file *f, const char *id, const char *member, const json *to, struct err *e)
{
	if (!to)
		return true;
	if (!json_is_text(to))
		return cacao_wrong(f, "cacao.type", id, member, "", e);
	return cacao_node(f, json_text(to)) || cacao_wrong(f, "cacao.no-step", id, member, json_text(to), e);
}

static bool list_leads_somewhere(const struct cacao_file *f, const char *id, const char *member, const json *list, bool object, struct err *e)
{
	if (!list || (object ? !json_is_object(list) : !json_is_array(list)) || !json_count(list))
		return cacao_wrong(f, list ? "cacao.type" : "cacao.needs", id, member, "", e);
	for (const json *m = json_first(list); m; m = json_next(m))
		if (!leads_somewhere(f, id, member, m, e))
			return false;
	return true;
}

static bool check_commands(const struct cacao_file *f, const struct cacao_node *n, struct err *e)
{
	const json *list = json_get(n->step, "commands");
	size_t i = 0;

	if (!json_is_array(list) || !json_count(list))
		return cacao_wrong(f, list ? "cacao.type" : "cacao.needs", n->id, "commands", "", e);
	for (const json *m = json_first(list); m; m = json_next(m), i++) {
		const char *at = arena_fmt(f->arena, "commands[%zu].type", i);
		if (!json_is_text(json_get(m, "type")))
			return cacao_wrong(f, "cacao.needs", n->id, at, "", e);
		for (size_t k = 0; k < 2; k++) {
			const char *member = k ? "command_b64" : "command";
			const json *text = json_get(m, member);
			if (text && !good_text(f, n->id, arena_fmt(f->arena, "commands[%zu].%s", i, member), text, e))
				return false;
		}
	}
	return need_text(f, n->id, n->step, "agent", e);
}

static bool check_branches(const struct cacao_file *f, const struct cacao_node *n, struct err *e)
{
	if (strcmp(n->type, "action") == 0)
		return check_commands(f, n, e);
	if (strcmp(n->type, "if-condition") == 0 || strcmp(n->type, "while-condition") == 0)
		return need_text(f, n->id, n->step, "condition", e) && need_text(f, n->id, n->step, "on_true", e) &&
		       leads_somewhere(f, n->id, "on_true", json_get(n->step, "on_true"), e) &&
		       leads_somewhere(f, n->id, "on_false", json_get(n->step, "on_false"), e);
	if (strcmp(n->type, "switch-condition") == 0)
		return need_text(f, n->id, n->step, "switch", e) && list_leads_somewhere(f, n->id, "cases", json_get(n->step, "cases"), true, e);
	if (strcmp(n->type, "parallel") == 0)
		return list_leads_somewhere(f, n->id, "next_steps", json_get(n->step, "next_steps"), false, e);
	return true;
}

static bool check_node(const struct cacao_file *f, const struct cacao_node *n, struct err *e)
{
	static const char *const onward[] = { "on_completion", "on_success", "on_failure" };
	const char *type = json_get_text(n->step, "type");

	if (!type || strcmp(type, n->type) != 0)
		return cacao_wrong(f, type ? "cacao.type" : "cacao.needs", n->id, "type", "", e);
	for (size_t i = 0; i < sizeof onward / sizeof *onward; i++)
		if (!leads_somewhere(f, n->id, onward[i], json_get(n->step, onward[i]), e))
			return false;
	if (strcmp(type, "end") != 0 && !json_get(n->step, "on_completion") && !json_get(n->step, "on_success"))
		return cacao_wrong(f, "cacao.needs", n->id, "on_completion", "", e);
	return opt_text(f, n->id, n->step, "name", e) && opt_text(f, n->id, n->step, "description", e) && check_branches(f, n, e);
}

bool cacao_read(struct arena *a, const char *name, const char *text, size_t len, struct cacao_file *out, struct err *e)
{
	*out = (struct cacao_file){ .arena = a, .name = name };
	out->root = json_parse_in(a, name, text, len, e);
	if (!out->root || !check_head(out, e) || !list_nodes(out, e))
		return false;
	for (size_t i = 0; i < out->count; i++)
		if (!check_node(out, &out->nodes[i], e))
			return false;
	return cacao_node(out, json_get_text(out->root, "workflow_start")) ||
	       cacao_wrong(out, "cacao.no-step", NULL, "workflow_start", json_get_text(out->root, "workflow_start"), e);
}
