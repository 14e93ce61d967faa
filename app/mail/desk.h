/* mail/desk: where a raw mail is handed in and a check comes back: the reader's helper, the brands and signs, the list of known bad
 * addresses; uses what lies in mail, and guide/load. */
#ifndef KAKEKOMI_MAIL_DESK_H
#define KAKEKOMI_MAIL_DESK_H

#include "mail/check.h"

struct desk;

/* `playbooks`: as KAKEKOMI_PLAYBOOKS, NULL for the shipped ones; `known`: the list of known bad addresses, or NULL; `helpers`: how many
 * mails may be read at the same time. Nothing is read or started before the first mail. The caller closes it. */
struct desk *desk_open(const char *playbooks, const char *known, size_t helpers);
void desk_close(struct desk *d); /* NULL is allowed */

/* Meanings and brands in that language from the first mail on; what cannot be read of it is Japanese. */
void desk_speak(struct desk *d, const char *lang);

/* One mail, beginning to end. Everything lives in the arena but what check->brand and the signs' rules point to, which lives as long as the
 * desk. False: no helper, faulty playbooks, a damaged list; never because of the mail. */
bool desk_check(struct desk *d, const void *bytes, size_t len, struct arena *a, struct message *m, struct check *c, struct err *e);

/* Many mails: the helpers read ahead while this process judges. Results come in the order of the mails. */
bool desk_has_room(const struct desk *d);
bool desk_is_busy(const struct desk *d); /* a mail was begun and not ended */
bool desk_begin(struct desk *d, const char *label, const void *bytes, size_t len, struct err *e); /* copies; needs room */

/* The oldest mail begun; false with e->code when it failed, without when there is none. Valid until the next call on the desk. */
struct desk_result {
	const char *label;
	const struct message *message;
	const struct check *check;
};
bool desk_end(struct desk *d, struct desk_result *out, struct err *e);

/* What a file is that is no mail ("png", "pdf", …) by its first bytes, or NULL. */
const char *desk_not_a_mail(const void *bytes, size_t len);

#endif
