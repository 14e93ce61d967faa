/* base/sink: where a form's bytes go: a file written beside and renamed, a descriptor, or memory; uses base/buf and
 * base/err. Small output stays in memory until sink_close(); what is larger spills into the file beside, or into an
 * unlinked one, so that earlier bytes can still be put right and nothing half-made is left behind. */
#ifndef KAKEKOMI_BASE_SINK_H
#define KAKEKOMI_BASE_SINK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct sink {
	struct buf buf;  /* written to directly (buf_add…), then sink_rest() */
	size_t spilled;  /* bytes before those in `buf` */
	int fd;          /* where they are: -1 none yet */
	int to;          /* the descriptor of sink_to_fd(), or -1 */
	char *path;      /* the file of sink_to_file(), or NULL */
	char *beside;
	int trouble;     /* the errno of the first thing that went wrong */
};

/* Refuses what path_may_write() does (file.exists, file.special); file.unwritable when it cannot be made. */
bool sink_to_file(struct sink *s, const char *path, bool force, struct err *e);
void sink_to_fd(struct sink *s, int fd); /* not closed */
void sink_to_memory(struct sink *s); /* the bytes stay in s->buf; sink_drop() frees them */

/* Gives the sink a chance to empty `buf`: after every block. */
void sink_rest(struct sink *s);

size_t sink_at(const struct sink *s); /* how many bytes have gone in */
void sink_put_right(struct sink *s, size_t at, const char *bytes, size_t len); /* bytes that went in before */

/* Everything to where it belongs, synced and renamed. False with file.unwritable or output.failed, nothing left. */
bool sink_close(struct sink *s, struct err *e);
void sink_drop(struct sink *s); /* gives up; nothing is left. Safe after sink_close() too */

#endif
