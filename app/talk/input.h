/* talk/input: one line at a time from a person or a script; the one door to readline.
 *
 * On a terminal a bracketed paste is one line, line ends and all; one that does not know bracketed paste (a serial console) is not
 * asked for it. UTF-8 is read whatever the locale and the person's inputrc say. Key words (single letters) are the only history. Ctrl-C, hang-up and TERM come back
 * as INPUT_STOPPED with the terminal restored; nothing here ends the process. */
#ifndef KAKEKOMI_TALK_INPUT_H
#define KAKEKOMI_TALK_INPUT_H

#include <stdbool.h>

#include "base/buf.h"

enum input_result {
	INPUT_LINE,
	INPUT_END,     /* Ctrl-D, or the input has ended */
	INPUT_STOPPED, /* Ctrl-C, hang-up, TERM */
};

const char *input_library(void); /* "readline 8.2" */

struct input;

/* One at a time in a process: readline has one terminal. The caller ends it with input_close(). */
struct input *input_open(void);
void input_close(struct input *in);
/* From now on nobody is asked: every line is INPUT_END (--no-input). */
void input_refuse(struct input *in);
bool input_is_terminal(const struct input *in);

/* In the next line that is read Tab puts `word` where the beginning of `spelling` stands (compared folded); `rarely`: only once
 * something of it was typed. Both must live until then. */
void input_offer(struct input *in, const char *word, const char *spelling, bool rarely);

/* Reads a line without its end into `out` (emptied first; wiped by the caller). Lines over 1 MiB are cut. */
enum input_result input_line(struct input *in, const char *prompt, struct buf *out);

/* Puts the terminal back as it was; safe to call at any time. */
void input_restore(void);

#endif
