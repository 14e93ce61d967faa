#include "net/helper/take.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/banned.h"

static bool begins(const char *line, size_t len, const char *name)
{
	return len >= strlen(name) && strncasecmp(line, name, strlen(name)) == 0;
}

static void keep(const char *line, size_t len, size_t from, char *out, size_t size)
{
	while (from < len && (line[from] == ' ' || line[from] == '\t'))
		from++;
	while (len > from && (unsigned char)line[len - 1] <= ' ')
		len--;
	if (len - from >= size)
		len = from;
	memcpy(out, line + from, len - from);
	out[len - from] = '\0';
}

/* Whether the part that comes begins where the file ends. */
static void take_range(struct taken *w, const char *line, size_t len)
{
	char wanted[64], range[64];

	keep(line, len, strlen("content-range:"), range, sizeof range);
	int n = snprintf(wanted, sizeof wanted, "bytes %llu-", (unsigned long long)w->job->resume_from);
	w->part_fits = strncasecmp(range, wanted, (size_t)n) == 0;
}

void take_reply(struct taken *w, const char *line, size_t len)
{
	if (!begins(line, len, "221")) /* goodbye says nothing of what went before it */
		keep(line, len, 0, w->a->detail, sizeof w->a->detail);
}

/* A tag goes back to the peer and into files: one that is not plain ASCII is none. */
static void keep_plain(const char *line, size_t len, const char *name, char *out, size_t size)
{
	keep(line, len, strlen(name), out, size);
	for (const char *p = out; *p; p++)
		if (*p < ' ' || *p > '~') {
			*out = '\0';
			return;
		}
}

void take_head(struct taken *w, const char *line, size_t len)
{
	char type[64];

	if (begins(line, len, "HTTP/")) {
		w->page = w->part_fits = false;
		*w->a->etag = *w->a->last_modified = '\0';
	} else if (begins(line, len, "etag:")) {
		keep_plain(line, len, "etag:", w->a->etag, sizeof w->a->etag);
	} else if (begins(line, len, "last-modified:")) {
		keep_plain(line, len, "last-modified:", w->a->last_modified, sizeof w->a->last_modified);
	} else if (begins(line, len, "content-range:")) {
		take_range(w, line, len);
	} else if (begins(line, len, "content-type:")) {
		keep(line, len, strlen("content-type:"), type, sizeof type);
		w->page = begins(type, strlen(type), "text/html") || begins(type, strlen(type), "application/xhtml");
	}
}

bool take_no_more(struct taken *w, enum trouble t)
{
	w->trouble = t;
	if (t == TROUBLE_DISK)
		snprintf(w->error, sizeof w->error, "%s", strerror(errno));
	return false;
}

bool take_begin(struct taken *w, long status)
{
	uint64_t from = status == TAKE_PARTIAL ? w->job->resume_from : 0;

	if (w->page)
		return take_no_more(w, TROUBLE_WRONG_TYPE);
	if (status == TAKE_PARTIAL && (!w->job->resume_from || !w->part_fits))
		return take_no_more(w, TROUBLE_CUT_SHORT);
	if (ftruncate(FILE_FD, (off_t)from) != 0 || lseek(FILE_FD, (off_t)from, SEEK_SET) < 0)
		return take_no_more(w, TROUBLE_DISK);
	w->a->bytes = from;
	w->writing = true;
	return true;
}

bool take_bytes(struct taken *w, const char *bytes, size_t len)
{
	if (w->a->bytes + len > w->job->most_bytes)
		return take_no_more(w, TROUBLE_TOO_LARGE);
	while (len) {
		ssize_t n = write(FILE_FD, bytes, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return take_no_more(w, TROUBLE_DISK);
		bytes += n;
		len -= (size_t)n;
		w->a->bytes += (uint64_t)n;
	}
	return true;
}
