/* cli/context: what a command may ask for: settings, clock, words, playbooks, casebook. The dispatcher
 * opens what the command's row says it needs and closes everything afterwards. */
#ifndef KAKEKOMI_CLI_CONTEXT_H
#define KAKEKOMI_CLI_CONTEXT_H

#include "base/clock.h"
#include "base/err.h"
#include "base/say.h"
#include "casebook/store.h"
#include "cli/config.h"
#include "guide/load.h"
#include "talk/screen.h"

enum { OPTIONS_MAX = 64, ARGS_MAX = 64 };

enum need {
	NEEDS_NOTHING = 0,
	NEEDS_GUIDE = 1u << 0,   /* the whole catalog */
	NEEDS_CASEBOOK = 1u << 1, /* an existing casebook */
	FOR_MACHINES = 1u << 2,   /* nothing, and people need not see it in the list */
};

struct option_row {
	const char *name;  /* without the two hyphens */
	const char *value; /* what to call its value in help; NULL: none */
	const char *help;  /* key of its line of help */
};

struct given_option {
	const struct option_row *row;
	const char *value;
};

struct context {
	struct clock clock;
	struct says says;    /* the languages that were read */
	struct say say;      /* the one on the screen: a look at one of them */
	char *locale;        /* the language the environment's locale asks for, or NULL */
	char *data_dir;      /* or NULL */
	struct config config;
	const char *db;      /* path of the casebook */
	const char *agent;   /* or NULL */
	const char *printer; /* or NULL */
	const char *caller_lang; /* what is read aloud is in this language; the screen's own where nobody said */
	struct screen_wishes wishes;
	bool bare;           /* no command was named */
	struct catalog *catalog; /* NEEDS_GUIDE */
	struct store *store;     /* NEEDS_CASEBOOK */
	struct given_option options[OPTIONS_MAX];
	size_t option_count;
	const char *args[ARGS_MAX];
	size_t arg_count;
};

/* The last value given for an option, "" for a flag; NULL when it was not given. */
const char *option(const struct context *x, const char *name);

/* The catalog in the screen's language. What cannot be read of it is told, and Japanese then. */
void speak(const struct context *x, struct catalog *c);

/* Prints the one line for an error on standard error; returns its exit status. */
int fail(const struct context *x, const struct err *e);

/* Writes JSON and a line end to standard output; false (and errno) when it could not. */
bool put_json(const json *j, bool pretty);

#endif
