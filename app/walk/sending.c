#include "walk/sending.h"

#include <stdio.h>
#include <string.h>

#include "walk/open.h"

#include "base/banned.h"

static const char *const names[SENDING_STATES] = { "", "begun", "sent", "failed", "retry", "unknown" };

const char *sending_name(enum sending_state s)
{
	return names[s];
}

/* A state that cannot be read counts as one that may have gone. */
static enum sending_state state_of(const json *body)
{
	const char *name = json_get_text(body, "state");

	for (int i = SENDING_BEGUN; name && i < SENDING_STATES; i++)
		if (strcmp(names[i], name) == 0)
			return (enum sending_state)i;
	return SENDING_BEGUN;
}

struct sending sending_last(const struct walk *w, const char *desk)
{
	struct sending s = { .state = SENDING_NONE, .desk = desk, .message_id = "", .name = "" };

	for (size_t i = w->log.count; i-- > 0;) {
		const struct record *r = &w->log.at[i];
		const char *to = json_get_text(r->body, "desk"), *id = json_get_text(r->body, "message_id"), *sum = json_get_text(r->body, "sha256");
		if (r->kind != ENTRY_SEND || !to || strcmp(to, desk) != 0)
			continue;
		s.state = state_of(r->body);
		s.message_id = id ? id : "";
		snprintf(s.sha256, sizeof s.sha256, "%s", sum ? sum : "");
		s.at_ms = r->at_ms;
		s.offset_min = r->offset_min;
		break;
	}
	return s;
}

bool sending_is_open(const struct sending *s)
{
	return s->state == SENDING_NONE || s->state == SENDING_FAILED || s->state == SENDING_RETRY;
}

bool sending_note(struct walk *w, const struct sending *s, const char *answer, struct err *e)
{
	json *body = json_new_object();

	json_add_text(body, "desk", s->desk);
	json_add_text(body, "name", s->name);
	json_add_text(body, "state", sending_name(s->state));
	json_add_text(body, "message_id", s->message_id);
	json_add_text(body, "sha256", s->sha256);
	json_add_text(body, "answer", answer);
	return walk_write(w, ENTRY_SEND, body, e);
}
