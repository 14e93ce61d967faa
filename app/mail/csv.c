#include "mail/csv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#include "base/banned.h"

enum { WINDOW = 8 * CSV_ROW_MOST };

struct csv {
	int fd;
	char *path;
	char *p, *end; /* what was read and not yet given out */
	bool at_end, begun;
	char window[WINDOW];
};

struct csv *csv_open(const char *path, struct err *e)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0) {
		err_errno(e, "file.unreadable", path);
		return NULL;
	}
	if (fstat(fd, &st) != 0 || S_ISDIR(st.st_mode)) {
		close(fd);
		errno = EISDIR;
		err_errno(e, "file.unreadable", path);
		if (e)
			e->code = ERR_NO_INPUT;
		return NULL;
	}
	fcntl(fd, F_SETFL, 0); /* a pipe is waited for */
	struct csv *c = mem_alloc(sizeof *c);
	c->fd = fd;
	c->path = mem_strdup(path);
	c->p = c->end = c->window;
	return c;
}

void csv_close(struct csv *c)
{
	if (!c)
		return;
	close(c->fd);
	free(c->path);
	free(c);
}

/* Fills the window behind what is left in it. */
static bool fill(struct csv *c, struct err *e)
{
	size_t left = (size_t)(c->end - c->p);

	memmove(c->window, c->p, left);
	c->p = c->window;
	c->end = c->window + left;
	while (!c->at_end && c->end < c->window + WINDOW) {
		ssize_t n = read(c->fd, c->end, (size_t)(c->window + WINDOW - c->end));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(e, "file.unreadable", c->path);
		c->at_end = n == 0;
		c->end += n;
	}
	if (!c->begun && c->end - c->p >= 3 && memcmp(c->p, "\xEF\xBB\xBF", 3) == 0)
		c->p += 3;
	c->begun = true;
	return true;
}

/* The end of the row at p, behind its line end; NULL when it does not end within `end`. `last`: the file ends there, which ends a row
 * too. */
static char *row_end(char *p, char *end, bool last)
{
	char *line = memchr(p, '\n', (size_t)(end - p));
	bool quoted = false;

	if (!memchr(p, '"', (size_t)((line ? line : end) - p)))
		return line ? line + 1 : last ? end : NULL;
	for (; p < end; p++) {
		if (*p == '"')
			quoted = !quoted; /* "" closes and opens again */
		else if (*p == '\n' && !quoted)
			return p + 1;
	}
	return last && !quoted ? end : NULL;
}

/* Takes the quotes off in place; returns the end of the field: a comma or the end of the row. */
static char *take_field(char *p, char *end, struct csv_field *out)
{
	char *to = p;

	out->text = p;
	if (p == end || *p != '"') {
		char *comma = memchr(p, ',', (size_t)(end - p));
		comma = comma ? comma : end;
		out->len = (size_t)(comma - p);
		return comma;
	}
	for (p++; p < end; p++) {
		if (*p == '"' && p + 1 < end && p[1] == '"')
			p++;
		else if (*p == '"')
			break;
		*to++ = *p;
	}
	for (p += p < end; p < end && *p != ','; p++) /* behind the quote: not by the rule, kept */
		*to++ = *p;
	out->len = (size_t)(to - out->text);
	return p;
}

static void take_row(char *p, char *end, struct csv_row *row)
{
	struct csv_field beyond;

	while (end > p && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	row->count = 0;
	for (;; p++) {
		p = take_field(p, end, row->count < CSV_FIELDS ? &row->fields[row->count] : &beyond);
		row->count += row->count < CSV_FIELDS;
		if (p >= end)
			return;
	}
}

/* The rest of a line that is no row. */
static enum csv_turn skip_line(struct csv *c, struct err *e)
{
	for (;;) {
		char *line = memchr(c->p, '\n', (size_t)(c->end - c->p));
		c->p = line ? line + 1 : c->end;
		if (line || c->at_end)
			return CSV_BROKEN;
		if (!fill(c, e))
			return CSV_FAILED;
	}
}

enum csv_turn csv_next(struct csv *c, struct csv_row *row, struct err *e)
{
	for (;;) {
		if (c->end - c->p < CSV_ROW_MOST && !c->at_end && !fill(c, e))
			return CSV_FAILED;
		if (c->p == c->end)
			return CSV_END;
		char *begin = c->p, *most = c->end - begin > CSV_ROW_MOST ? begin + CSV_ROW_MOST : c->end;
		char *end = row_end(begin, most, c->at_end && most == c->end);
		if (!end)
			return skip_line(c, e);
		c->p = end;
		take_row(begin, end, row);
		if (row->count > 1 || row->fields[0].len)
			return CSV_ROW;
	}
}
