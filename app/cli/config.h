/* cli/config: the settings: what is in force and where it comes from. The command line goes before the environment, that before
 * the file ($XDG_CONFIG_HOME/kakekomi/config.json, else ~/.config/…), that before the default; uses base.
 *
 * A name with a dot is a member of a section: "smtp": {"host": …}.
 *
 * A fault of the file is told and passed over, so that nobody in need stands before a closed door for a comma. */
#ifndef KAKEKOMI_CLI_CONFIG_H
#define KAKEKOMI_CLI_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct context;

enum value_kind {
	KIND_LANGUAGE,
	KIND_NAME,
	KIND_PATH,
	KIND_NUMBER,
	KIND_SWITCH,
	KIND_TEXT,  /* one printable line without blanks */
	KIND_URL,   /* https; shown without what may be a key in it */
	KIND_WORDS, /* a list of words; the value is its JSON */
};

enum setting_id {
	SETTING_LANGUAGE,
	SETTING_CALLER_LANGUAGE,
	SETTING_AGENT,
	SETTING_PRINTER,
	SETTING_DATABASE,
	SETTING_WIDTH,
	SETTING_AMBIGUOUS_WIDTH,
	SETTING_PLAIN,
	SETTING_ACCESSIBLE,
	SETTING_CA_FILE,
	SETTING_SMTP_HOST,
	SETTING_SMTP_PORT,
	SETTING_SMTP_TLS, /* from the first byte, not by STARTTLS */
	SETTING_SMTP_USER,
	SETTING_SMTP_FROM,
	SETTING_SMTP_PASSWORD_FILE,
	SETTING_SMTP_PASSWORD_COMMAND,
	SETTING_HOOK_URL,
	SETTING_HOOK_SECRET_FILE,
	SETTINGS,
};

enum origin { FROM_DEFAULT, FROM_FILE, FROM_ENVIRONMENT, FROM_COMMAND_LINE };

struct preference {
	char *value; /* NULL: none; a switch is "true" or NULL */
	enum origin from;
};

struct config {
	char *path;  /* of the file */
	bool there;  /* the file is */
	struct preference at[SETTINGS];
	struct err *faults; /* of the file */
	size_t fault_count;
};

/* Reads the settings into x->config; faults of the file are collected there. Fails on what the command line or the
 * environment got wrong: agent.bad, setting.bad (2). The caller ends it with config_free(). */
bool config_read(struct context *x, struct err *e);
void config_free(struct config *c);

/* A value of the file that turns out to be of no use later: a fault, and the default holds again. */
void config_refuse(struct config *c, enum setting_id id, const char *key, const char *arg);

/* The same for what was typed, with the nearest right value. */
void config_refuse_typed(struct config *c, enum setting_id id, const char *key, const char *value, const char *near);
void config_add_fault(struct config *c, const struct err *fault);

const char *setting_name(enum setting_id id);
enum value_kind setting_kind(enum setting_id id);
int setting_number(const struct config *c, enum setting_id id); /* 0: none */
bool setting_on(const struct config *c, enum setting_id id);

#endif
