#include "net/fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "net/helper.h"
#include "net/retry.h"

#include "base/banned.h"

enum { STATUS_UNCHANGED = 304, STATUS_PRECONDITION = 412, STATUS_RANGE = 416 };

/* A connection that broke off goes on where it was, when the peer named what it sends by a strong tag. */
static void go_on_from(struct job *j, const struct answer *a)
{
	bool strong = *a->etag == '"';

	if (a->trouble == TROUBLE_CUT_SHORT || a->trouble == TROUBLE_TOO_SLOW) {
		if (strong && a->bytes) {
			j->etag = a->etag;
			j->resume_from = a->bytes;
		}
	}
}

/* What was there is not what the peer has now: from the beginning. */
static bool begin_anew(struct job *j, const struct answer *a)
{
	if (!j->resume_from || a->trouble != TROUBLE_STATUS || (a->status != STATUS_RANGE && a->status != STATUS_PRECONDITION))
		return false;
	j->resume_from = 0;
	j->etag = NULL;
	return true;
}

static void run(struct job *j, int file, const struct fetch_wish *wish, struct answer *last)
{
	struct retry retry;
	struct answer before = { 0 };

	retry_begin(&retry, wish->most_seconds);
	do {
		go_on_from(j, &before);
		j->most_seconds = retry_seconds_left(&retry);
		helper_run(j, file, wish->progress, wish->context, last);
		if (begin_anew(j, last))
			helper_run(j, file, wish->progress, wish->context, last);
		before = *last;
	} while (last->trouble != TROUBLE_NONE && retry_again(&retry, last->trouble, last->status));
}

/* The file must be as long as the caller says it is; else it begins anew. */
static uint64_t there(int file, const struct fetch_wish *wish)
{
	struct stat s;

	return wish->etag && fstat(file, &s) == 0 && s.st_size > 0 && (uint64_t)s.st_size == wish->resume_from ? wish->resume_from : 0;
}

enum fetch_result fetch(const struct fetch_wish *wish, struct fetched *out, struct err *e)
{
	struct job j = { .kind = JOB_GET, .url = wish->url, .ca_file = wish->ca_file, .etag = wish->etag, .most_bytes = wish->most_bytes };
	struct answer a = { 0 };
	int file = open(wish->path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	*out = (struct fetched){ 0 };
	if (file < 0) {
		err_errno(e, "file.unwritable", wish->path);
		return FETCH_FAILED;
	}
	j.resume_from = there(file, wish);
	if (wish->resume_from && !j.resume_from)
		j.etag = NULL;
	run(&j, file, wish, &a);
	bool kept = fdatasync(file) == 0;
	close(file);
	snprintf(out->etag, sizeof out->etag, "%s", *a.etag ? a.etag : a.last_modified);
	memcpy(out->proxy, a.proxy, sizeof out->proxy);
	out->bytes = a.bytes;
	if (a.trouble == TROUBLE_NONE && !kept)
		a.trouble = TROUBLE_DISK;
	if (a.trouble != TROUBLE_NONE) {
		helper_failed(wish->url, &a, e);
		return FETCH_FAILED;
	}
	return a.status == STATUS_UNCHANGED ? FETCH_UNCHANGED : FETCH_NEW;
}
