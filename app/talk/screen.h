/* talk/screen: lines that only ever follow one another: wrapped to the width, cleaned, no cursor moved; uses
 * base/text. A screen reader, `script`, a pipe and a 40-column phone all read the same. */
#ifndef KAKEKOMI_TALK_SCREEN_H
#define KAKEKOMI_TALK_SCREEN_H

#include <stdbool.h>

#include "base/buf.h"

enum { SCREEN_WIDEST = 100 }; /* longer lines are hard to read aloud */

/* What a person or a machine's owner wants of the screen. */
struct screen_wishes {
	bool plain;          /* no escape sequences at all */
	bool accessible;     /* the screen is heard */
	bool ambiguous_wide; /* characters of ambiguous width take two columns */
	int widest;          /* columns used at most */
};

struct screen {
	bool bold;    /* titles in bold; colour alone never carries a meaning */
	bool ambiguous_wide;
	bool accessible; /* no drawing characters, nothing in two columns, prompts in words */
	int widest;
	int columns;  /* as of the last screen_measure() */
	int rows;     /* the same; 0: no terminal, nothing scrolls away */
};

/* No escape sequences either when TERM is dumb or output is no terminal. */
void screen_open(struct screen *s, const struct screen_wishes *w);
void screen_measure(struct screen *s); /* the width now: terminal, COLUMNS, else 80 */

void screen_line(const struct screen *s, const char *text);  /* wrapped */
void screen_title(const struct screen *s, const char *text); /* the same in bold */

/* `indent` blanks, then `label`, then the text with following lines aligned under its start (after `hang` columns). */
void screen_item(const struct screen *s, int indent, const char *label, int hang, const char *text);
/* Items separated by three blanks, as many on a line as fit whole. */
void screen_pack(const struct screen *s, int indent, const char *items);
void screen_gap(void);

#endif
