/* cli/doctor: what the examinations of `kakekomi doctor` share; private to cli. */
#ifndef KAKEKOMI_CLI_DOCTOR_H
#define KAKEKOMI_CLI_DOCTOR_H

#include "cli/command.h"

enum finding_state {
	FINDING_GOOD,
	FINDING_NOTE, /* good to know; nothing that must be mended */
	FINDING_MEND,
};

struct doctor {
	struct context *x;
	const struct catalog *catalog; /* the guidance in use; NULL: it cannot be read */
	struct err trouble;            /* why not */
	const char *examination;       /* which one speaks */
	json *rows;                    /* --json, or NULL */
	const struct screen *screen;   /* of who reads it; NULL: one line each, for programs */
	bool updates;                  /* some pack comes from where `update` can ask */
	size_t to_mend;
};

/* One line: `key` is a message with {what} and {more}; where something is to be done, KEY's line says what and `mend` what now. */
void finding(struct doctor *d, enum finding_state state, const char *key, const char *what, const char *more, const char *mend);

/* The line of an error, which says both. */
void finding_error(struct doctor *d, const struct err *e);

typedef void examine_fn(struct doctor *d);

/* Guidance (doctor.c), and the machine it runs on (doctor_machine.c). */
examine_fn examine_helpers, examine_paper, examine_printer, examine_casebook, examine_room, examine_config, examine_lists, examine_hook;

#endif
