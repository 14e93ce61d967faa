/* kakekomi help and version: printed from the command table. */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "talk/input.h"

#include "base/banned.h"

#ifndef KAKEKOMI_VERSION
#error "the Makefile sets KAKEKOMI_VERSION"
#endif

static void put_options(const struct context *x, const struct option_row *rows)
{
	for (; rows && rows->name; rows++) {
		char left[64];
		snprintf(left, sizeof left, "--%s%s%s", rows->name, rows->value ? " " : "", rows->value ? rows->value : "");
		printf("  %-22s %s\n", left, say_text(&x->say, rows->help));
	}
}

static const struct command *named(const char *name)
{
	for (const struct command *c = commands; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

static void put_command(const struct context *x, const struct command *c)
{
	char key[40];

	snprintf(key, sizeof key, "help.example.%s", c->name);
	printf("%s\n\n", say_text(&x->say, key));
	printf("kakekomi %s %s\n", c->name, c->usage);
	snprintf(key, sizeof key, "help.%s", c->name);
	printf("%s\n", say_text(&x->say, key));
	put_options(x, c->options);
	printf("\n%s\n", say_text(&x->say, "help.global"));
	put_options(x, global_options);
}

int run_help(struct context *x, struct err *e)
{
	if (x->arg_count) {
		const struct command *c = named(x->args[0]);
		if (!c) {
			err_set(e, ERR_USAGE, "command.unknown", x->args[0], NULL, NULL);
			return ERR_USAGE;
		}
		put_command(x, c);
		return 0;
	}
	printf("%s\n\n", say_text(&x->say, "help.intro"));
	for (const struct command *c = commands; c->name; c++) {
		char key[40];
		if (c->needs & FOR_MACHINES)
			continue;
		snprintf(key, sizeof key, "help.%s", c->name);
		printf("  kakekomi %-9s %s\n", c->name, say_text(&x->say, key));
	}
	printf("\n%s\n", say_text(&x->say, "help.global"));
	put_options(x, global_options);
	printf("\n%s\n", say_text(&x->say, "help.outro"));
	return 0;
}

/* With what it was built and runs with: the first question of whoever is to help. */
int run_version(struct context *x, struct err *e)
{
	(void)x;
	(void)e;
	puts("kakekomi " KAKEKOMI_VERSION);
	puts(json_library());
	puts(text_library());
	puts(hash_library());
	puts(sha256_library());
	puts(store_library());
	puts(input_library());
	return 0;
}
