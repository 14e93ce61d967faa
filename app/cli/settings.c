/* kakekomi config: the settings in force, and where each comes from. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/config.h"

#include "base/banned.h"

const struct option_row config_options[] = {
	{ "json", NULL, "help.opt.json" },
	{ NULL, NULL, NULL },
};

static const char *const origins[] = { "default", "file", "environment", "command-line" };

enum { SHOWN_SIZE = 640 };

/* An address may carry a key behind the name of its host, a command one behind its first word. */
static const char *without_keys(enum setting_id id, const char *value, char room[SHOWN_SIZE])
{
	size_t len = strlen(value);

	if (setting_kind(id) == KIND_URL)
		len = strlen("https://") + strcspn(value + strlen("https://"), "/?#");
	else if (setting_kind(id) == KIND_WORDS)
		len = strcspn(value, ",]");
	if (len == strlen(value))
		return value;
	snprintf(room, SHOWN_SIZE, "%.*s…", (int)(len < SHOWN_SIZE - 4 ? len : SHOWN_SIZE - 4), value);
	return room;
}

/* The value in force where none was set. */
static const char *value_of(const struct context *x, enum setting_id id, char room[SHOWN_SIZE])
{
	if (x->config.at[id].value)
		return without_keys(id, x->config.at[id].value, room);
	switch (id) {
	case SETTING_LANGUAGE:
	case SETTING_CALLER_LANGUAGE: return x->say.lang;
	case SETTING_DATABASE: return x->db;
	case SETTING_PLAIN:
	case SETTING_SMTP_TLS:
	case SETTING_ACCESSIBLE: return "false";
	case SETTING_AMBIGUOUS_WIDTH: return "1";
	case SETTING_SMTP_PORT: return setting_on(&x->config, SETTING_SMTP_TLS) ? "465" : "587";
	case SETTING_WIDTH: snprintf(room, SHOWN_SIZE, "%d", x->wishes.widest); return room;
	default: return NULL;
	}
}

static void add_setting(const struct context *x, enum setting_id id, json *list)
{
	json *row = json_add_object(list, NULL);
	char room[SHOWN_SIZE];
	const char *value = value_of(x, id, room);

	json_add_text(row, "name", setting_name(id));
	if (setting_kind(id) == KIND_NUMBER)
		json_add_number(row, "value", (double)strtol(value, NULL, 10));
	else if (setting_kind(id) == KIND_SWITCH)
		json_add_bool(row, "value", setting_on(&x->config, id));
	else
		json_add_text(row, "value", value);
	json_add_text(row, "from", origins[x->config.at[id].from]);
}

static bool put_settings_json(const struct context *x)
{
	json *out = json_new_object();

	json_add_text(out, "file", x->config.path);
	json_add_bool(out, "exists", x->config.there);
	json *list = json_add_array(out, "settings");
	for (size_t i = 0; i < SETTINGS; i++)
		add_setting(x, (enum setting_id)i, list);
	json_add_number(out, "faults", (double)x->config.fault_count);
	bool ok = put_json(out, true);
	json_free(out);
	return ok;
}

static void put_settings(const struct context *x)
{
	char key[40], room[SHOWN_SIZE];

	printf("%s %s%s\n", say_text(&x->say, "config.file"), x->config.path, x->config.there ? "" : say_text(&x->say, "config.absent"));
	for (size_t i = 0; i < SETTINGS; i++) {
		const char *value = value_of(x, (enum setting_id)i, room);
		snprintf(key, sizeof key, "config.from.%s", origins[x->config.at[i].from]);
		printf("  %-22s %s  (%s)\n", setting_name((enum setting_id)i), value ? value : "-", say_text(&x->say, key));
	}
}

static bool file_is_sound(const struct config *c)
{
	for (size_t i = 0; i < c->fault_count; i++)
		if (c->faults[i].code != ERR_USAGE)
			return false;
	return true;
}

/* The faults have been told on standard error by then. */
int run_config(struct context *x, struct err *e)
{
	if (!option(x, "json"))
		put_settings(x);
	else if (!put_settings_json(x))
		err_errno(e, "output.failed", "");
	return file_is_sound(&x->config) ? 0 : ERR_DATA;
}
