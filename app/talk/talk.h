/* talk/talk: the conversation on a terminal or a pipe: asks, shows one action at a time, writes down what
 * became of it; uses walk and what lies below. Append-only lines. */
#ifndef KAKEKOMI_TALK_TALK_H
#define KAKEKOMI_TALK_TALK_H

#include "base/say.h"
#include "talk/input.h"
#include "talk/screen.h"
#include "walk/walk.h"

/* What a turn of the conversation led to. */
enum turn {
	TURN_ON,   /* go on */
	TURN_STOP, /* q, end of input, a signal */
};

struct talk {
	struct walk *walk;
	const struct say *say;
	struct says *says;          /* the languages there are; not owned */
	const char *caller_lang;    /* what is read aloud to a caller is in this one */
	const char *program; /* what to type to start it */
	struct input *input;
	struct screen screen;
	const char *expects; /* key of what the next line may be, for ears; NULL: a line of free words */
	const struct catalog *catalog_shown; /* which catalog `shown` belongs to */
	const char *shown;  /* action of the card on the screen, or NULL */
	bool shown_phoned;  /* it was one to call */
	const char *shown_step; /* its step: the same action may get another one's words */
	size_t held;        /* questions answered while this card was up */
	bool hold_told;     /* that a few questions come was said */
	bool shown_any;     /* a card has been shown */
	bool opened;        /* the agent's notes at the beginning were taken */
};

/* Runs until the end of the walk or a stop; everything said is on disk by then. */
enum turn talk_run(struct talk *t);

/* The last line: how to go on. */
void talk_farewell(const struct talk *t);
void talk_newer(struct talk *t); /* of a resumed case: which steps ahead are written otherwise by now; once */

/* --- shared by the parts of talk --- */

/* Prints a message wrapped; pairs as for say_add(). */
void tell(const struct talk *t, const char *key, ...) __attribute__((sentinel));
void tell_error(const struct talk *t, const struct err *e);
void tell_cut(const struct talk *t); /* that a secret was cut out of the last words, if it was */
void tell_recorded(const struct talk *t);
void tell_given(const struct talk *t, const struct facts *f); /* what was understood, and how to take it back */

/* One line of the person's; TURN_STOP when there is none. */
enum turn read_line(struct talk *t, const char *prompt, struct buf *out);

/* "10月3日 10時42分" */
void say_time(const struct talk *t, struct moment m, struct buf *out);

/* When the step's desk opens; the day alone where its hours of the day are unknown. */
void say_opening(const struct talk *t, const struct plan_step *s, struct buf *out);

enum turn ask_question(struct talk *t, const struct question *q);
enum turn answer_question(struct talk *t, const struct question *q, const char *line);
enum turn change_answer(struct talk *t);
enum turn take_message(struct talk *t); /* `m`: lines until a single "." */
bool take_pasted(struct talk *t, const char *text); /* several lines at once: one message; false when it is none */
void show_card(struct talk *t, const struct plan_step *s);
void show_headline(const struct talk *t, const struct plan_step *s);
enum turn ask_outcome(struct talk *t, const struct plan_step *s);
bool take_early(struct talk *t, const char *folded, const char *line, enum turn *turn);
void show_why(const struct talk *t, const struct plan_step *s);
void show_plan(const struct talk *t);
void show_contacts(const struct talk *t);
void show_items(const struct talk *t, const struct plan_step *s);
void show_contact(const struct talk *t, const struct plan_step *s);
void show_end(const struct talk *t);
void show_help(const struct talk *t, bool at_step);
enum turn go_back(struct talk *t);
bool is_phoned(const struct plan_step *s); /* its contact is one to call */
bool is_agent(const struct talk *t);

/* --- talk/language.c: another language on the screen or for the caller, at any prompt --- */

/* "g", "lang en", "caller ja"; false when the line is none of these. */
bool take_language(struct talk *t, const char *folded, enum turn *turn);
/* One of the catalog's texts as it is read aloud, filled in. */
void add_aloud(const struct talk *t, const char *text, struct buf *out);
const struct say *caller_say(const struct talk *t);

/* --- talk/agent.c: what is the agent's own --- */

void read_aloud(const struct talk *t, const char *text);
enum turn take_notes(struct talk *t, const struct question *next); /* "what has happened?", before the first question `next` */
enum turn take_call(struct talk *t, const struct plan_step *s);    /* `h`: hung up, a relative, one phone only */

#endif
