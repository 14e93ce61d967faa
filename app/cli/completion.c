/* kakekomi completion: what a shell needs to complete its words, printed from the command table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "cli/command.h"

#include "base/banned.h"

static const char bash_head[] =
	"# bash completion for kakekomi, printed by: kakekomi completion bash\n"
	"_kakekomi() {\n"
	"\tlocal line=\"${COMP_LINE:0:COMP_POINT}\" command= option= replies= word cur\n"
	"\tlocal -a given\n"
	"\tread -ra given <<<\"$line\"\n"
	"\t[[ $line == *[[:space:]] ]] && given+=(\"\")\n"
	"\tcur=\"${given[-1]}\"\n"
	"\t((${#given[@]} > 2)) && option=\"${given[-2]}\"\n"
	"\tfor word in \"${given[@]:1:${#given[@]}-2}\"; do\n"
	"\t\tcase $word in -*) ;; *) [[ -z $command ]] && command=$word ;; esac\n"
	"\tdone\n"
	"\tCOMPREPLY=()\n"
	"\tcase $option in\n";

static const char bash_tail[] =
	"\tesac\n"
	"\tmapfile -t COMPREPLY < <(compgen -W \"$replies\" -- \"$cur\")\n"
	"\t# bash takes = for the beginning of another word\n"
	"\tif [[ $cur == *=* && $COMP_WORDBREAKS == *=* ]]; then\n"
	"\t\tCOMPREPLY=(\"${COMPREPLY[@]#\"${cur%%=*}=\"}\")\n"
	"\tfi\n"
	"}\n"
	"complete -F _kakekomi kakekomi\n";

static const char zsh_head[] =
	"#compdef kakekomi\n"
	"# zsh completion for kakekomi, printed by: kakekomi completion zsh\n"
	"_kakekomi() {\n"
	"\tlocal command= word option=$words[CURRENT-1]\n"
	"\tfor word in \"${(@)words[2,CURRENT-1]}\"; do\n"
	"\t\tcase $word in -*) ;; *) [[ -z $command ]] && command=$word ;; esac\n"
	"\tdone\n"
	"\tcase $option in\n";

static const char zsh_tail[] =
	"\tesac\n"
	"}\n"
	"_kakekomi \"$@\"\n";

/* --- what is the same for every shell --- */

/* Where a word of that name comes from: a command that prints them, a list, files ("-f"), or nobody knows (""). */
static const char *source_of(const char *value)
{
	static const struct {
		const char *value, *source;
	} sources[] = { { "KEY=VALUE", "$(kakekomi completion facts 2>/dev/null)" },
		        { "LANG", "$(kakekomi completion languages 2>/dev/null)" },
		        { "CASE", "$(kakekomi completion cases 2>/dev/null)" },
		        { "FILE", "-f" },
		        { "DIR", "-f" } };

	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
		if (strcmp(sources[i].value, value) == 0)
			return sources[i].source;
	return strchr(value, '|') ? value : "";
}

/* "text|json" as "text json". */
static void put_words(const char *list)
{
	for (; *list; list++)
		putchar(*list == '|' && list[1] != '|' ? ' ' : *list);
}

static void put_options(const struct option_row *rows)
{
	for (; rows && rows->name; rows++)
		printf(" --%s", rows->name);
}

static void put_commands(void)
{
	for (const struct command *c = commands; c->name; c++)
		if (!(c->needs & FOR_MACHINES))
			printf(" %s", c->name);
}

/* The words a command takes, by its usage: CASE, or words it lists itself (check | list | show). */
static void put_arguments(const struct command *c)
{
	if (strstr(c->usage, "CASE"))
		printf(" %s", source_of("CASE"));
	else if (strstr(c->usage, "COMMAND"))
		put_commands();
	else if (*c->usage >= 'a' && *c->usage <= 'z')
		for (const char *word = c->usage; word; word = strstr(word, " | "), word = word ? word + 3 : NULL)
			printf(" %.*s", (int)strspn(word, "abcdefghijklmnopqrstuvwxyz"), word);
}

static bool seen_before(const struct command *until, const char *name)
{
	for (const struct command *c = commands; c != until; c++)
		for (const struct option_row *o = c->options; o && o->name; o++)
			if (strcmp(o->name, name) == 0)
				return true;
	return false;
}

/* Calls for every option that takes a value, each name once. */
typedef void option_fn(const struct option_row *o);
static void each_valued(option_fn *put)
{
	for (const struct option_row *o = global_options; o->name; o++)
		if (o->value)
			put(o);
	for (const struct command *c = commands; c->name; c++)
		for (const struct option_row *o = c->options; o && o->name; o++)
			if (o->value && !seen_before(c, o->name))
				put(o);
}

/* --- bash and zsh: one case for what stands behind an option, one for the words of a command --- */

static void put_bash_value(const struct option_row *o)
{
	const char *source = source_of(o->value);

	printf("\t--%s%s) ", o->name, strcmp(o->name, "output") == 0 ? " | -o" : "");
	if (strcmp(source, "-f") == 0) {
		printf("mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); return ;;\n");
	} else if (*source) {
		printf("replies=\"");
		put_words(source);
		printf("\" ;;\n");
	} else {
		printf("return ;;\n");
	}
}

static void put_bash(void)
{
	fputs(bash_head, stdout);
	each_valued(put_bash_value);
	printf("\t*)\n\t\tcase $command in\n\t\t'') replies=\"");
	put_commands();
	printf("\" ;;\n");
	for (const struct command *c = commands; c->name; c++) {
		if (c->needs & FOR_MACHINES)
			continue;
		printf("\t\t%s) if [[ $cur == -* ]]; then replies=\"", c->name);
		put_options(c->options);
		printf("\"; else replies=\"");
		put_arguments(c);
		printf("\"; fi ;;\n");
	}
	printf("\t\tesac\n\t\t[[ $cur == -* ]] && replies+=\"");
	put_options(global_options);
	printf("\" ;;\n");
	fputs(bash_tail, stdout);
}

static void put_zsh_value(const struct option_row *o)
{
	const char *source = source_of(o->value);

	printf("\t--%s%s) ", o->name, strcmp(o->name, "output") == 0 ? "|-o" : "");
	if (strcmp(source, "-f") == 0) {
		printf("_files ;;\n");
	} else if (*source) {
		printf("compadd -- ");
		put_words(source);
		printf(" ;;\n");
	} else {
		printf("_message '%s' ;;\n", o->value);
	}
}

static void put_zsh(void)
{
	fputs(zsh_head, stdout);
	each_valued(put_zsh_value);
	printf("\t*)\n\t\tif [[ $PREFIX == -* ]]; then\n\t\t\tcompadd --");
	put_options(global_options);
	printf("\n\t\tfi\n\t\tcase $command in\n\t\t'') compadd --");
	put_commands();
	printf(" ;;\n");
	for (const struct command *c = commands; c->name; c++) {
		if (c->needs & FOR_MACHINES)
			continue;
		printf("\t\t%s) if [[ $PREFIX == -* ]]; then compadd --", c->name);
		put_options(c->options);
		printf("; else compadd --");
		put_arguments(c);
		printf("; fi ;;\n");
	}
	printf("\t\tesac ;;\n");
	fputs(zsh_tail, stdout);
}

/* --- fish: one line a word, with its help --- */

static void put_fish_quoted(const char *text)
{
	putchar('\'');
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
	putchar('\'');
}

static void put_fish_option(const struct context *x, const struct option_row *o, const char *command)
{
	const char *source = o->value ? source_of(o->value) : "";

	printf("complete -c kakekomi");
	if (command)
		printf(" -n '__fish_seen_subcommand_from %s'", command);
	printf(" -l %s", o->name);
	if (strcmp(o->name, "output") == 0)
		printf(" -s o");
	if (o->value)
		printf(strcmp(source, "-f") == 0 ? " -r -F" : " -x");
	if (*source && *source != '-') {
		printf(" -a '");
		put_words(*source == '$' ? source + 1 : source);
		printf("'");
	}
	printf(" -d ");
	put_fish_quoted(say_text(&x->say, o->help));
	printf("\n");
}

static void put_fish(const struct context *x)
{
	char key[40];

	printf("# fish completion for kakekomi, printed by: kakekomi completion fish\ncomplete -c kakekomi -f\n");
	for (const struct option_row *o = global_options; o->name; o++)
		put_fish_option(x, o, NULL);
	for (const struct command *c = commands; c->name; c++) {
		if (c->needs & FOR_MACHINES)
			continue;
		snprintf(key, sizeof key, "help.%s", c->name);
		printf("complete -c kakekomi -n __fish_use_subcommand -a %s -d ", c->name);
		put_fish_quoted(say_text(&x->say, key));
		printf("\n");
		for (const struct option_row *o = c->options; o && o->name; o++)
			put_fish_option(x, o, c->name);
		printf("complete -c kakekomi -n '__fish_seen_subcommand_from %s' -a '", c->name);
		if (strstr(c->usage, "CASE"))
			printf("(kakekomi completion cases 2>/dev/null)");
		else
			put_arguments(c);
		printf("'\n");
	}
}

/* --- the words only this machine knows --- */

static bool put_facts(struct err *e)
{
	struct catalog *c = catalog_load(getenv("KAKEKOMI_PLAYBOOKS"), SOURCE_ALL, e);

	for (size_t i = 0; c && i < c->fact_count; i++) {
		const struct fact *f = &c->facts[i];
		for (size_t k = 0; k < f->count; k++)
			printf("%s=%s\n", f->key, f->values[k].id);
		for (size_t k = 0; f->brands && k < c->brand_count; k++)
			printf("%s=%s\n", f->key, c->brands[k].id);
	}
	catalog_free(c);
	return c != NULL;
}

static bool each_case(void *context, const struct case_row *row)
{
	(void)context;
	puts(row->id);
	return true;
}

static bool put_cases(struct context *x, struct err *e)
{
	const struct list_filter newest = { .due_before_ms = -1, .most = 50 };

	return store_open(x->db, STORE_EXISTING, &x->store, e) && store_list(x->store, &newest, each_case, NULL, e);
}

static bool put_languages(const struct context *x, struct err *e)
{
	char *locale = path_join(x->data_dir ? x->data_dir : "", "locale"), **names;
	size_t count;
	bool ok = dir_list(locale, "", &names, &count, e);

	for (size_t i = 0; i < count; i++) {
		char *dir = path_join(locale, names[i]), *messages = path_join(dir, "messages.json");
		if (path_exists(messages))
			puts(names[i]);
		free(dir);
		free(messages);
		free(names[i]);
	}
	free(names);
	free(locale);
	return ok;
}

int run_completion(struct context *x, struct err *e)
{
	const char *what = x->args[0];

	if (strcmp(what, "bash") == 0)
		put_bash();
	else if (strcmp(what, "zsh") == 0)
		put_zsh();
	else if (strcmp(what, "fish") == 0)
		put_fish(x);
	else if (strcmp(what, "facts") == 0)
		put_facts(e);
	else if (strcmp(what, "cases") == 0)
		put_cases(x, e);
	else if (strcmp(what, "languages") == 0)
		put_languages(x, e);
	else
		err_set(e, ERR_USAGE, "completion.what", what, NULL, NULL);
	return (int)e->code;
}
