/* walk/sending: what became of the messages sent to desks, as entries of a case; uses walk/walk.
 *
 * Entry `send`: {"desk", "name", "state", "message_id", "sha256", "answer"}. Before a message is handed over its entry `begun` is on disk; so
 * when nothing follows it nobody knows whether it went, and it counts as one that may have. */
#ifndef KAKEKOMI_WALK_SENDING_H
#define KAKEKOMI_WALK_SENDING_H

#include "walk/walk.h"

enum sending_state {
	SENDING_NONE,
	SENDING_BEGUN,  /* handed over, or about to be: its fate is unknown */
	SENDING_SENT,
	SENDING_FAILED,
	SENDING_RETRY,  /* to be sent again later */
	SENDING_UNKNOWN, /* the connection broke off behind the last byte */
	SENDING_STATES,
};

const char *sending_name(enum sending_state s); /* "begun", "sent", … */

struct sending {
	enum sending_state state;
	const char *desk, *message_id; /* the desk's id; those found by sending_last() live as long as the walk's log */
	const char *name;              /* of the desk, as it was shown */
	char sha256[HASH_HEX_SIZE];    /* of the message as it was sent */
	int64_t at_ms;
	int offset_min;
};

/* The last that is known of a desk; SENDING_NONE when nothing was sent there. */
struct sending sending_last(const struct walk *w, const char *desk);

/* Whether a message may go to it now without anybody getting it twice. */
bool sending_is_open(const struct sending *s);

/* `answer`: the other side's last words, cleaned, or "". On disk when it returns true. */
bool sending_note(struct walk *w, const struct sending *s, const char *answer, struct err *e);

#endif
