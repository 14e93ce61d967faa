/* cli/report: the message to a desk: made from a case, and shown as it would leave; private to cli. */
#ifndef KAKEKOMI_CLI_REPORT_H
#define KAKEKOMI_CLI_REPORT_H

#include "base/sink.h"
#include "cli/reading.h"
#include "sheet/letter.h"
#include "sheet/unnamed.h"
#include "walk/sending.h"

enum { MESSAGE_ID_SIZE = 300 };

struct report {
	struct context *x;
	struct reading r;              /* what the message is made from */
	struct walk walk;              /* what its fate is written to, when it is sent */
	const struct letter *letter;
	const struct contact *desk;
	struct sending sending;
	char message_id[MESSAGE_ID_SIZE];
	struct buf mail, attached;     /* as it came; as it goes */
	char hex[HASH_HEX_SIZE], attached_hex[HASH_HEX_SIZE];
	struct unnamed unnamed;
	bool still_there;              /* the reader of mails still sees an address in what was redacted */
	struct sink message;
	struct buf password;
};

const char *setting(const struct context *x, enum setting_id id); /* NULL when it is not set */

/* The letter "report-NAME" and the desk it is for: report.desk (66). */
bool report_desk(struct report *p, const char *name, struct err *e);

/* Reads the mail to be attached and makes the message: letter.needs-mail, letter.other-mail, report.too-large. */
bool report_make(struct report *p, struct err *e);

/* Prints everything that would leave the machine. */
bool report_show(struct report *p, struct err *e);

#endif
