#include "cli/command.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/redact.h"
#include "base/text.h"
#include "guide/tongue.h"

#include "base/banned.h"

const struct option_row global_options[] = {
	{ "agent", "NAME", "help.opt.agent" }, { "lang", "LANG", "help.opt.lang" }, { "caller-lang", "LANG", "help.opt.caller-lang" },
	{ "db", "FILE", "help.opt.db" },
	{ "plain", NULL, "help.opt.plain" }, { "accessible", NULL, "help.opt.accessible" },   { "no-input", NULL, "help.opt.no-input" }, { "help", NULL, "help.opt.help" },    { "version", NULL, "help.opt.version" },
	{ NULL, NULL, NULL },
};

const struct command commands[] = {
	{ "start", run_start, NEEDS_NOTHING, "[--fact KEY=VALUE[,VALUE]]… [--mail FILE] [--walk]", start_options, 0, 0 },
	{ "resume", run_resume, NEEDS_CASEBOOK, "[CASE]", resume_options, 0, 1 },
	{ "list", run_list, NEEDS_CASEBOOK, "[--open|--due] [--mine] [--most N] [--json] [WORDS]…", list_options, 0, ARGS_MAX },
	{ "due", run_due, NEEDS_CASEBOOK, "[--all] [--mine] [--json | --ics [-o FILE]]", due_options, 0, 0 },
	{ "show", run_show, NEEDS_CASEBOOK, "CASE [--json]", show_options, 1, 1 },
	{ "check", run_check, NEEDS_NOTHING, "[FILE|DIR|-] [--json]", check_options, 0, 1 },
	{ "plan", run_plan, NEEDS_GUIDE, "--fact KEY=VALUE… [--at TIME] [--json] | --batch", plan_options, 0, 0 },
	{ "print", run_print, NEEDS_CASEBOOK, "[CASE] [--format text|html|pdf|csv|json|cacao] [-o FILE] [--printer NAME]", print_options, 0, 1 },
	{ "letter", run_letter, NEEDS_NOTHING, "[[CASE] KIND] [--format text|html|pdf|eml] [-o FILE] [--mail FILE]", letter_options, 0, 2 },
	{ "report", run_report, NEEDS_CASEBOOK, "CASE DESK [--mail FILE] [--redact-me] [-o FILE | --send [--yes] [--again]]", report_options, 2, 2 },
	{ "verify", run_verify, NEEDS_CASEBOOK, "CASE [--seal HASH]", verify_options, 1, 1 },
	{ "playbook", run_playbook, NEEDS_NOTHING, "check [DIR] | list | show ID | texts LANG [-o FILE] [--from FILE] | export ID | import FILE | graph ID | handbook -o DIR", playbook_options, 1, 2 },
	{ "feed", run_feed, NEEDS_NOTHING, "import FILE [--name NAME] | add NAME URL | update [NAME] [--accept] | list [--json] | remove NAME", feed_options, 1, 3 },
	{ "hook", run_hook, NEEDS_NOTHING, "flush | list [--json]", hook_options, 1, 1 },
	{ "pack", run_pack, NEEDS_NOTHING,
	  "keygen | build DIR -o FILE --name NAME --version N | sign FILE --key FILE | verify FILE --key FILE | install FILE | list | rollback NAME | pin NAME VERSION|none | key list|add FILE NAME|revoke NAME",
	  pack_options, 1, 4 },
	{ "update", run_update, NEEDS_NOTHING, "[--url URL] [--dry-run]", update_options, 0, 0 },
	{ "doctor", run_doctor, NEEDS_NOTHING, "[--json]", doctor_options, 0, 0 },
	{ "config", run_config, NEEDS_NOTHING, "[--json]", config_options, 0, 0 },
	{ "completion", run_completion, FOR_MACHINES, "bash | zsh | fish | facts | cases | languages", NULL, 1, 1 },
	{ "help", run_help, NEEDS_NOTHING, "[COMMAND]", NULL, 0, 1 },
	{ "version", run_version, NEEDS_NOTHING, "", NULL, 0, 0 },
	{ NULL, NULL, 0, NULL, NULL, 0, 0 },
};

const char *option(const struct context *x, const char *name)
{
	const char *value = NULL;

	for (size_t i = 0; i < x->option_count; i++)
		if (strcmp(x->options[i].row->name, name) == 0)
			value = x->options[i].value ? x->options[i].value : "";
	return value;
}

/* A command may have an option by the same name as one of all commands; then it is the command's own. */
static bool given_to_all(const struct context *x, const char *name)
{
	for (size_t i = 0; i < x->option_count; i++)
		for (const struct option_row *row = global_options; row->name; row++)
			if (x->options[i].row == row && strcmp(row->name, name) == 0)
				return true;
	return false;
}

/* "kakekomi list | head -1": whoever read has what they wanted, and needs no message. A program that asks in batches never
 * leaves on purpose. */
static bool is_left(const struct context *x, const struct err *e)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return strcmp(e->key, "output.failed") == 0 && !option(x, "batch") && poll(&out, 1, 0) == 1 && (out.revents & POLLERR);
}

int fail(const struct context *x, const struct err *e)
{
	struct buf line = { 0 }, safe = { 0 }, clean = { 0 };

	if (is_left(x, e))
		return (int)e->code;
	say_error(&x->say, &line, e);
	redact(buf_str(&line), &safe);
	text_clean(buf_str(&safe), false, &clean);
	fprintf(stderr, "kakekomi: %s\n", buf_str(&clean));
	buf_free(&line);
	buf_free(&safe);
	buf_free(&clean);
	return e->code ? (int)e->code : ERR_IO;
}

bool put_json(const json *j, bool pretty)
{
	struct buf out = { 0 };

	json_write(j, pretty, &out);
	bool ok = fwrite(buf_str(&out), 1, out.len, stdout) == out.len && fputc('\n', stdout) != EOF && fflush(stdout) == 0;
	buf_free(&out);
	return ok;
}

static const struct command *find_command(const char *name)
{
	for (const struct command *c = commands; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

static bool unknown_command(const char *name, struct err *e)
{
	const char *best = "";
	int distance = 4;

	for (const struct command *c = commands; c->name; c++) {
		int d = c->needs & FOR_MACHINES ? distance : text_distance(name, c->name, 4);
		if (d < distance) {
			distance = d;
			best = c->name;
		}
	}
	return err_set(e, ERR_USAGE, *best ? "command.unknown-near" : "command.unknown", name, best, NULL);
}

static const struct option_row *find_option(const struct option_row *rows, const char *name, size_t len)
{
	for (; rows && rows->name; rows++)
		if (strlen(rows->name) == len && memcmp(rows->name, name, len) == 0)
			return rows;
	return NULL;
}

static void nearest_option(const struct option_row *rows, const char *name, const char **best, int *distance)
{
	for (; rows && rows->name; rows++) {
		int d = text_distance(name, rows->name, 4);
		if (d < *distance) {
			*distance = d;
			*best = rows->name;
		}
	}
}

static bool unknown_option(const struct command *c, const char *arg, struct err *e)
{
	const char *best = "";
	int distance = 4;

	nearest_option(global_options, arg + strspn(arg, "-"), &best, &distance);
	nearest_option(c ? c->options : NULL, arg + strspn(arg, "-"), &best, &distance);
	return err_set(e, ERR_USAGE, *best ? "option.unknown-near" : "option.unknown", arg, best, NULL);
}

/* One option at argv[*i]; its value may follow "=" or be the next word. */
static bool take_option(struct context *x, const struct command *c, int argc, char **argv, int *i, struct err *e)
{
	const char *arg = argv[*i], *name = strcmp(arg, "-o") == 0 ? "output" : arg + 2;
	size_t len = strcspn(name, "=");
	const struct option_row *row = NULL;

	if (arg[1] == '-' || strcmp(arg, "-o") == 0) {
		row = c ? find_option(c->options, name, len) : NULL;
		if (!row)
			row = find_option(global_options, name, len);
	}
	if (!row)
		return unknown_option(c, arg, e);
	const char *value = name[len] == '=' ? name + len + 1 : NULL;
	if (row->value && !value && ++*i < argc)
		value = argv[*i];
	if (row->value && !value)
		return err_set(e, ERR_USAGE, "option.needs-value", arg, row->value, NULL);
	if (!row->value && value)
		return err_set(e, ERR_USAGE, "option.no-value", arg, NULL, NULL);
	if (x->option_count == OPTIONS_MAX)
		return err_set(e, ERR_USAGE, "option.too-many", arg, NULL, NULL);
	x->options[x->option_count++] = (struct given_option){ row, value };
	return true;
}

/* Splits the words: options wherever they stand, the first other word is the command. */
static bool parse(struct context *x, int argc, char **argv, const struct command **c, struct err *e)
{
	bool only_words = false;

	*c = NULL;
	for (int i = 1; i < argc; i++) {
		if (!only_words && strcmp(argv[i], "--") == 0) {
			only_words = true;
		} else if (!only_words && argv[i][0] == '-' && argv[i][1]) {
			if (!take_option(x, *c, argc, argv, &i, e))
				return false;
		} else if (!*c) {
			*c = find_command(argv[i]);
			if (!*c)
				return unknown_command(argv[i], e);
		} else if (x->arg_count < ARGS_MAX) {
			x->args[x->arg_count++] = argv[i];
		}
	}
	return true;
}

static bool count_words(const struct context *x, const struct command *c, struct err *e)
{
	if (x->arg_count >= c->least && x->arg_count <= c->most)
		return true;
	return err_set(e, ERR_USAGE, x->arg_count < c->least ? "command.too-few" : "command.too-many", c->name, c->usage,
	               x->arg_count > c->most ? x->args[c->most] : NULL);
}

static void refuse_language(struct context *x, enum setting_id id, const char *lang, const struct err *why)
{
	const enum origin from = x->config.at[id].from;
	char *near = say_nearest(x->data_dir, lang);

	if (why->code && strcmp(near, lang) == 0) /* it is there, and not to be read */
		config_add_fault(&x->config, why);
	else if (from == FROM_FILE)
		config_refuse(&x->config, id, "config.no-language", lang);
	else
		config_refuse_typed(&x->config, id, *near ? "lang.unknown-near" : "lang.unknown", lang, near);
	free(near);
}

/* A language that is not there is told, and Japanese spoken: nobody in need is turned away for it. */
static const struct say *language(struct context *x, enum setting_id id, const char *otherwise)
{
	const char *lang = x->config.at[id].value;
	struct err e = { 0 };
	const struct say *s = lang ? says_get(&x->says, lang, &e) : NULL;

	if (lang && !s)
		refuse_language(x, id, lang, &e);
	return s ? s : says_get(&x->says, otherwise, NULL);
}

/* The locale's language only where it is one of ours. */
static const char *locale_language(struct context *x)
{
	struct err e = { 0 };
	struct buf path = { 0 };
	bool there;

	if (!x->locale)
		return "ja";
	buf_addf(&path, "%s/locale/%s", x->data_dir ? x->data_dir : "", x->locale);
	there = path_is_dir(buf_str(&path));
	buf_free(&path);
	if (!there)
		return "ja";
	if (says_get(&x->says, x->locale, &e))
		return x->locale;
	config_add_fault(&x->config, &e);
	return "ja";
}

static void take_languages(struct context *x)
{
	const bool asked = x->config.at[SETTING_LANGUAGE].value != NULL;
	const struct say *own = language(x, SETTING_LANGUAGE, asked ? "ja" : locale_language(x));

	x->say = *own;
	x->caller_lang = language(x, SETTING_CALLER_LANGUAGE, own->lang)->lang;
}

void speak(const struct context *x, struct catalog *c)
{
	struct err e = { 0 };
	char **dirs;
	size_t count;

	if (strcmp(x->say.lang, "ja") == 0)
		return;
	if (!source_dirs(getenv("KAKEKOMI_PLAYBOOKS"), &dirs, &count, &e) || !tongue_learn(c, x->say.lang, dirs, count, &e))
		fail(x, &e);
	tongue_speak(c, x->say.lang);
	source_dirs_free(dirs, count);
}

/* The settings as the commands use them. */
static void take_settings(struct context *x)
{
	struct config *c = &x->config;

	if (!c->at[SETTING_DATABASE].value)
		c->at[SETTING_DATABASE].value = path_casebook();
	x->db = c->at[SETTING_DATABASE].value;
	x->agent = c->at[SETTING_AGENT].value;
	x->printer = c->at[SETTING_PRINTER].value;
	x->wishes.plain = setting_on(c, SETTING_PLAIN);
	x->wishes.accessible = setting_on(c, SETTING_ACCESSIBLE);
	x->wishes.ambiguous_wide = setting_number(c, SETTING_AMBIGUOUS_WIDTH) == 2;
	x->wishes.widest = setting_number(c, SETTING_WIDTH) ? setting_number(c, SETTING_WIDTH) : SCREEN_WIDEST;
}

static bool set_up(struct context *x, struct err *e)
{
	if (!config_read(x, e))
		return false;
	take_languages(x);
	take_settings(x);
	for (size_t i = 0; i < x->config.fault_count; i++)
		fail(x, &x->config.faults[i]);
	return clock_init(&x->clock, e);
}

static bool meet_needs(struct context *x, unsigned needs, struct err *e)
{
	if (needs & NEEDS_GUIDE) {
		x->catalog = catalog_load(getenv("KAKEKOMI_PLAYBOOKS"), SOURCE_ALL, e);
		if (!x->catalog)
			return false;
		speak(x, x->catalog);
	}
	return !(needs & NEEDS_CASEBOOK) || store_open(x->db, STORE_EXISTING, &x->store, e);
}

static void tear_down(struct context *x)
{
	store_close(x->store);
	catalog_free(x->catalog);
	says_free(&x->says);
	config_free(&x->config);
	free(x->data_dir);
	free(x->locale);
}

static int dispatch(struct context *x, const struct command *c, struct err *e)
{
	if (given_to_all(x, "version"))
		return run_version(x, e);
	if (option(x, "help")) {
		if (c) {
			x->args[0] = c->name;
			x->arg_count = 1;
		}
		return run_help(x, e);
	}
	x->bare = !c;
	if (!c)
		return run_start(x, e);
	if (!count_words(x, c, e) || !meet_needs(x, c->needs, e))
		return (int)e->code;
	return c->run(x, e);
}

int command_main(int argc, char **argv, char *locale)
{
	struct context x = { .locale = locale };
	struct err e = { 0 };
	const struct command *c;
	int status = 0;

	x.data_dir = path_data_dir();
	x.says.data_dir = x.data_dir;
	const struct say *ja = says_get(&x.says, "ja", &e);
	if (ja)
		x.say = *ja;
	if (ja && parse(&x, argc, argv, &c, &e) && set_up(&x, &e))
		status = dispatch(&x, c, &e);
	if (e.code)
		status = fail(&x, &e);
	if (fflush(stdout) != 0 && !e.code) {
		err_errno(&e, "output.failed", "");
		status = fail(&x, &e);
	}
	tear_down(&x);
	return status;
}
