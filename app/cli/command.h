/* cli/command: the command table. One row is one command; help and usage are printed from it. */
#ifndef KAKEKOMI_CLI_COMMAND_H
#define KAKEKOMI_CLI_COMMAND_H

#include "cli/context.h"

/* Returns the exit status; when `e` was set it is printed and its code is the status. */
typedef int command_fn(struct context *x, struct err *e);

struct command {
	const char *name;
	command_fn *run;
	unsigned needs;
	const char *usage;               /* after the name */
	const struct option_row *options; /* ends with a row without a name; or NULL */
	size_t least, most;              /* how many words it takes */
};

extern const struct command commands[]; /* ends with a row without a name */

/* `locale`: the language the locale variables ask for, or NULL; taken over. */
int command_main(int argc, char **argv, char *locale);

command_fn run_start, run_resume, run_list, run_due, run_show, run_check, run_plan, run_print, run_letter, run_report, run_hook, run_verify, run_playbook, run_feed,
	run_pack, run_update, run_doctor, run_config, run_completion, run_help, run_version;
extern const struct option_row global_options[], start_options[], list_options[], due_options[], show_options[], check_options[], plan_options[],
	print_options[], letter_options[], report_options[], hook_options[], verify_options[], playbook_options[], resume_options[], feed_options[], pack_options[],
	update_options[], doctor_options[], config_options[];

#endif
