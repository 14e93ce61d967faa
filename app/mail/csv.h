/* mail/csv: rows of a CSV file (RFC 4180), one after another and in constant memory; private to mail; uses base.
 *
 * Line ends are LF or CRLF; a quoted field may hold commas, line ends and "" for a quote. A byte order mark is skipped. */
#ifndef KAKEKOMI_MAIL_CSV_H
#define KAKEKOMI_MAIL_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum { CSV_FIELDS = 16, CSV_ROW_MOST = 64 * 1024 };

struct csv_field {
	const char *text; /* not NUL-terminated; any bytes */
	size_t len;
};

struct csv_row {
	struct csv_field fields[CSV_FIELDS]; /* those beyond are left out */
	size_t count;
};

enum csv_turn {
	CSV_ROW,    /* valid until the next call */
	CSV_BROKEN, /* a line longer than CSV_ROW_MOST, or one whose quote is never closed: skipped up to its line end */
	CSV_END,
	CSV_FAILED, /* reading failed: *e */
};

struct csv;

/* NULL with file.unreadable when there is no such file, it may not be read or is no file. The caller ends it with csv_close(). */
struct csv *csv_open(const char *path, struct err *e);
void csv_close(struct csv *c);
enum csv_turn csv_next(struct csv *c, struct csv_row *row, struct err *e); /* empty lines are skipped */

#endif
