#include "cli/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/path.h"
#include "base/redact.h"
#include "base/text.h"
#include "cli/context.h"

#include "base/banned.h"

enum { NAME_BYTES = 100, PATH_BYTES = 4000, LINE_BYTES = 500 };

/* One row is one setting: how it is called in the file, on the command line and in the environment. */
static const struct row {
	const char *name, *option, *variable;
	enum value_kind kind;
	int least, most; /* of a number */
} rows[SETTINGS] = {
	[SETTING_LANGUAGE] = { "language", "lang", "KAKEKOMI_LANG", KIND_LANGUAGE, 0, 0 },
	[SETTING_CALLER_LANGUAGE] = { "caller_language", "caller-lang", "KAKEKOMI_CALLER_LANG", KIND_LANGUAGE, 0, 0 },
	[SETTING_AGENT] = { "agent", "agent", "KAKEKOMI_AGENT", KIND_NAME, 0, 0 },
	[SETTING_PRINTER] = { "printer", NULL, NULL, KIND_NAME, 0, 0 },
	[SETTING_DATABASE] = { "database", "db", "KAKEKOMI_DB", KIND_PATH, 0, 0 },
	[SETTING_WIDTH] = { "width", NULL, "KAKEKOMI_WIDTH", KIND_NUMBER, 10, 1000 },
	[SETTING_AMBIGUOUS_WIDTH] = { "ambiguous_width", NULL, "KAKEKOMI_AMBIGUOUS_WIDTH", KIND_NUMBER, 1, 2 },
	[SETTING_PLAIN] = { "plain", "plain", "NO_COLOR", KIND_SWITCH, 0, 0 },
	[SETTING_ACCESSIBLE] = { "accessible", "accessible", "ACCESSIBLE", KIND_SWITCH, 0, 0 },
	[SETTING_CA_FILE] = { "ca_file", NULL, "KAKEKOMI_CA_FILE", KIND_PATH, 0, 0 },
	[SETTING_SMTP_HOST] = { "smtp.host", NULL, NULL, KIND_TEXT, 0, 0 },
	[SETTING_SMTP_PORT] = { "smtp.port", NULL, NULL, KIND_NUMBER, 1, 65535 },
	[SETTING_SMTP_TLS] = { "smtp.tls_from_start", NULL, NULL, KIND_SWITCH, 0, 0 },
	[SETTING_SMTP_USER] = { "smtp.user", NULL, NULL, KIND_TEXT, 0, 0 },
	[SETTING_SMTP_FROM] = { "smtp.from", NULL, NULL, KIND_TEXT, 0, 0 },
	[SETTING_SMTP_PASSWORD_FILE] = { "smtp.password_file", NULL, NULL, KIND_PATH, 0, 0 },
	[SETTING_SMTP_PASSWORD_COMMAND] = { "smtp.password_command", NULL, NULL, KIND_WORDS, 0, 0 },
	[SETTING_HOOK_URL] = { "hook.url", NULL, NULL, KIND_URL, 0, 0 },
	[SETTING_HOOK_SECRET_FILE] = { "hook.secret_file", NULL, NULL, KIND_PATH, 0, 0 },
};

const char *setting_name(enum setting_id id)
{
	return rows[id].name;
}

enum value_kind setting_kind(enum setting_id id)
{
	return rows[id].kind;
}

int setting_number(const struct config *c, enum setting_id id)
{
	return c->at[id].value ? (int)strtol(c->at[id].value, NULL, 10) : 0;
}

bool setting_on(const struct config *c, enum setting_id id)
{
	return c->at[id].value != NULL;
}

static void put(struct preference *s, const char *value, enum origin from)
{
	free(s->value);
	s->value = mem_strdup(value);
	s->from = from;
}

/* --- what a value may be --- */

static bool holds_secret(const char *text)
{
	struct buf safe = { 0 };
	bool holds = redact(text, &safe) != 0;

	buf_wipe(&safe);
	return holds;
}

/* Names stand in every entry and on paper: plain text of a sensible length. */
static bool is_name(const char *name)
{
	struct buf clean = { 0 };

	text_clean(name, false, &clean);
	bool ok = clean.len && clean.len <= NAME_BYTES && text_bad_utf8(name, strlen(name)) < 0 && strcmp(buf_str(&clean), name) == 0 &&
	          !holds_secret(name);
	buf_free(&clean);
	return ok;
}

static bool is_number(const char *text, int least, int most)
{
	size_t digits = strspn(text, "0123456789");
	long n = strtol(text, NULL, 10);

	return digits && digits <= 5 && !text[digits] && n >= least && n <= most;
}

static bool is_line(const char *text)
{
	for (const char *p = text; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7F)
			return false;
	return *text && strlen(text) <= LINE_BYTES && text_bad_utf8(text, strlen(text)) < 0;
}

static bool is_valid(const struct row *r, const char *value)
{
	switch (r->kind) {
	case KIND_LANGUAGE: return say_is_language(value);
	case KIND_NAME: return is_name(value);
	case KIND_PATH: return *value && strlen(value) < PATH_BYTES;
	case KIND_NUMBER: return is_number(value, r->least, r->most);
	case KIND_TEXT: return is_line(value);
	case KIND_URL: return is_line(value) && strncmp(value, "https://", strlen("https://")) == 0;
	case KIND_WORDS:
	case KIND_SWITCH: return true;
	}
	return false;
}

/* --- the file --- */

static struct err *add_fault(struct config *c)
{
	c->faults = mem_realloc(c->faults, (c->fault_count + 1) * sizeof *c->faults);
	c->faults[c->fault_count] = (struct err){ 0 };
	return &c->faults[c->fault_count++];
}

void config_refuse(struct config *c, enum setting_id id, const char *key, const char *arg)
{
	err_set(add_fault(c), ERR_DATA, key, arg, c->path, rows[id].name);
	put(&c->at[id], NULL, FROM_DEFAULT);
}

void config_refuse_typed(struct config *c, enum setting_id id, const char *key, const char *value, const char *near)
{
	err_set(add_fault(c), ERR_USAGE, key, value, near, NULL);
	put(&c->at[id], NULL, FROM_DEFAULT);
}

void config_add_fault(struct config *c, const struct err *fault)
{
	*add_fault(c) = *fault;
}

static void unknown_key(struct config *c, const char *key)
{
	const char *best = "";
	int distance = 5;

	for (size_t i = 0; i < SETTINGS; i++) {
		int d = text_distance(key, rows[i].name, 5);
		if (d < distance) {
			distance = d;
			best = rows[i].name;
		}
	}
	err_set(add_fault(c), ERR_DATA, *best ? "config.unknown-key-near" : "config.unknown-key", c->path, key, best);
}

/* Whoever starts the program stands somewhere else each time: a path in the file begins at / or at home (~/). */
static char *whole_path(const char *path)
{
	char *home = path_home(), *whole = NULL;

	if (path[0] == '/')
		whole = mem_strdup(path);
	else if (strncmp(path, "~/", 2) == 0)
		whole = path_join(home, path + 2);
	free(home);
	return whole;
}

/* A list of words, kept as the JSON it is. NULL when it is none. */
static char *words_of(const json *value)
{
	struct buf text = { 0 };

	for (const json *w = json_first(value); w; w = json_next(w))
		if (!json_is_text(w))
			return NULL;
	if (!json_is_array(value) || !json_count(value))
		return NULL;
	json_write(value, false, &text);
	return buf_take(&text);
}

/* The value as text; NULL when it is of another kind than the setting. */
static char *text_of(const struct row *r, const json *value)
{
	char number[16];

	if (r->kind == KIND_WORDS)
		return words_of(value);
	if (r->kind == KIND_PATH)
		return json_is_text(value) ? whole_path(json_text(value)) : NULL;
	if (r->kind != KIND_NUMBER)
		return json_is_text(value) && r->kind != KIND_SWITCH ? mem_strdup(json_text(value)) : NULL;
	if (!json_is_number(value) || json_number(value) < r->least || json_number(value) > r->most)
		return NULL;
	snprintf(number, sizeof number, "%d", (int)json_number(value));
	return mem_strdup(number);
}

static void take_member(struct config *c, const struct row *r, struct preference *s, const json *value)
{
	if (r->kind == KIND_SWITCH && json_is_bool(value)) {
		put(s, json_is_true(value) ? "true" : NULL, FROM_FILE);
		return;
	}
	char *text = text_of(r, value);
	if (text && is_valid(r, text))
		put(s, text, FROM_FILE);
	else
		err_set(add_fault(c), ERR_DATA, "config.bad-value", c->path, r->name, NULL);
	free(text);
}

static bool is_section(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < SETTINGS; i++)
		if (strncmp(rows[i].name, name, len) == 0 && rows[i].name[len] == '.')
			return true;
	return false;
}

static void take_file(struct config *c, const json *file, const char *section)
{
	for (const json *m = json_first(file); m; m = json_next(m)) {
		struct buf name = { 0 };
		size_t i = 0;
		buf_addf(&name, "%s%s%s", section, *section ? "." : "", json_key(m));
		while (i < SETTINGS && strcmp(rows[i].name, buf_str(&name)) != 0)
			i++;
		if (i < SETTINGS)
			take_member(c, &rows[i], &c->at[i], m);
		else if (!*section && json_is_object(m) && is_section(json_key(m)))
			take_file(c, m, json_key(m));
		else
			unknown_key(c, buf_str(&name));
		buf_free(&name);
	}
}

static void read_file(struct config *c)
{
	struct buf text = { 0 };
	struct err e = { 0 };
	json *file = NULL;

	c->there = path_exists(c->path);
	if (!c->there)
		return;
	if (file_read(c->path, JSON_MAX_BYTES, &text, &e))
		file = json_parse(c->path, buf_str(&text), text.len, &e);
	if (!file)
		*add_fault(c) = e;
	else if (!json_is_object(file))
		err_set(add_fault(c), ERR_DATA, "config.no-object", c->path, NULL, NULL);
	else
		take_file(c, file, "");
	json_free(file);
	buf_free(&text);
}

/* --- what goes before it --- */

static bool bad_value(const struct row *r, const char *from, const char *value, struct err *e)
{
	if (r == &rows[SETTING_AGENT])
		return err_set(e, ERR_USAGE, holds_secret(value) ? "agent.secret" : "agent.bad", value, NULL, NULL);
	return err_set(e, ERR_USAGE, "setting.bad", from, value, NULL);
}

static bool take_variable(const struct row *r, struct preference *s, struct err *e)
{
	const char *value = r->variable ? getenv(r->variable) : NULL;

	if (!value || !*value)
		return true;
	if (r->kind == KIND_SWITCH) {
		put(s, strcmp(value, "0") == 0 ? NULL : "true", FROM_ENVIRONMENT);
		return true;
	}
	put(s, value, FROM_ENVIRONMENT);
	/* Whether a language is there is seen when it is read; what is no language at all is seen then too. */
	return r->kind == KIND_LANGUAGE || is_valid(r, value) || bad_value(r, r->variable, value, e);
}

static bool take_option(const struct context *x, const struct row *r, struct preference *s, struct err *e)
{
	const char *value = r->option ? option(x, r->option) : NULL;

	if (!value)
		return true;
	put(s, r->kind == KIND_SWITCH ? "true" : value, FROM_COMMAND_LINE);
	return r->kind == KIND_LANGUAGE || is_valid(r, s->value) || bad_value(r, r->option, value, e);
}

bool config_read(struct context *x, struct err *e)
{
	struct config *c = &x->config;
	bool ok = true;

	c->path = path_config();
	read_file(c);
	for (size_t i = 0; i < SETTINGS && ok; i++)
		ok = take_variable(&rows[i], &c->at[i], e) && take_option(x, &rows[i], &c->at[i], e);
	return ok;
}

void config_free(struct config *c)
{
	for (size_t i = 0; i < SETTINGS; i++)
		free(c->at[i].value);
	free(c->path);
	free(c->faults);
	*c = (struct config){ 0 };
}
