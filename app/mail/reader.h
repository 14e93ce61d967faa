/* mail/reader: reads messages in the helper program `kakekomi-mail`, started by fork and exec with only its pipes; uses
 * mail/message and base.
 *
 * The helper decodes MIME (GMime), charsets and HTML behind walls (no files, no network, limits on time and memory; Landlock and
 * seccomp where the kernel has them). It serves message after message; one that dies is started anew. */
#ifndef KAKEKOMI_MAIL_READER_H
#define KAKEKOMI_MAIL_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "mail/message.h"

struct reader;

/* Does not start the helper yet. The caller closes it. */
struct reader *reader_open(const char *helper_path); /* path: see path_helper("kakekomi-mail") in base/path */
void reader_close(struct reader *r);                 /* NULL is allowed */

/* Reads one raw message (any bytes) of at most READER_MOST; more is cut (FINDING_CUT_SHORT). When the helper dies or is too slow the
 * message comes back with form, sha256, bytes and FINDING_BROKE_READER only, and the return is still true. False (mail.no-helper, 69)
 * when the helper cannot be started at all. */
enum { READER_MOST = 32 * 1024 * 1024 }; /* so that the helper stays below 64 MB; behind that come attachments */
bool reader_read(struct reader *r, const void *bytes, size_t len, struct arena *a, struct message *out, struct err *e);

/* The two halves of it, so that the caller can do something else while the helper starts and reads: every reader_begin() that
 * says true is followed by one reader_end(); the bytes must stay until then. False as above. */
bool reader_begin(struct reader *r, const void *bytes, size_t len, struct err *e);
bool reader_end(struct reader *r, struct arena *a, struct message *out, struct err *e);

/* No more mails for now: the helper sees the end of its input and ends by itself while the caller goes on. */
void reader_dismiss(struct reader *r);

/* Which walls (mail/wire.h, enum wire_wall) stand around the helper that answered last; 0 before that. */
unsigned reader_walls(const struct reader *r);

#endif
