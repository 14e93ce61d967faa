#include "mail/known_change.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/text.h"

#include "base/banned.h"

static int queue(const char *path, struct err *e)
{
	struct buf lock = { 0 };
	int fd = -1;

	buf_addf(&lock, "%s.queue", path);
	if (path_make_dirs(path))
		fd = open(lock.text, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		err_errno(e, "known.unwritable", path);
		if (e && e->code != ERR_NOT_ALLOWED)
			e->code = ERR_CANNOT_CREATE;
	}
	while (fd >= 0 && flock(fd, LOCK_EX) != 0 && errno == EINTR)
		;
	buf_free(&lock);
	return fd;
}

static bool damaged(const struct known_change *c, struct err *e)
{
	return err_set(e, ERR_DATA, "known.damaged", c->path, NULL, NULL);
}

bool known_change_begin(struct known_change *c, const char *path, struct err *e)
{
	*c = (struct known_change){ .path = path, .lock = queue(path, e) };
	c->old = c->lock >= 0 ? known_open(path, e) : NULL;
	if (!c->old || !known_check(c->old, e))
		return false;
	known_build_begin(&c->build, known_seed(c->old));
	c->lists = mem_alloc((KNOWN_FEEDS_MOST + 1) * sizeof *c->lists);
	c->count = known_feed_count(c->old);
	if (c->count > KNOWN_FEEDS_MOST)
		return damaged(c, e);
	for (size_t i = 0; i < c->count; i++)
		if (!known_feed(c->old, i, &c->lists[i]))
			return damaged(c, e); /* left out, it would give its addresses to the row behind it */
	return true;
}

/* --- what is kept --- */

struct keeping {
	struct known_change *change;
	size_t without;
};

/* The lists of an address without the one let go; those behind it move up. Names of no list are left out. */
static void rename_lists(const struct keeping *k, const char *lists, char out[KNOWN_LISTS_SIZE])
{
	size_t len = 0;

	for (; lists[0] && lists[1] && len + KNOWN_LIST_LEN < KNOWN_LISTS_SIZE; lists += KNOWN_LIST_LEN) {
		size_t place = known_list_place(lists);
		if (place >= k->change->count || place == k->without)
			continue;
		known_list_name(place - (place > k->without), out + len);
		len += KNOWN_LIST_LEN;
	}
	out[len] = '\0';
}

static void keep_row(void *context, const struct known_row *row)
{
	const struct keeping *k = context;
	struct known_row now = *row;
	char lists[KNOWN_LISTS_SIZE];

	rename_lists(k, row->lists, lists);
	now.lists = lists;
	if (*lists || !*row->lists)
		known_build_add(&k->change->build, &now);
}

bool known_change_keep(struct known_change *c, size_t without, struct err *e)
{
	if (!known_each(c->old, keep_row, &(struct keeping){ c, without }))
		return damaged(c, e);
	known_build_mark(&c->build);
	if (without < c->count)
		memmove(&c->lists[without], &c->lists[without + 1], (--c->count - without) * sizeof *c->lists);
	return true;
}

size_t known_change_find(const struct known_change *c, const char *name)
{
	size_t i = 0;

	while (i < c->count && strcmp(c->lists[i].name, name) != 0)
		i++;
	return i;
}

void known_change_name(char out[KNOWN_NAME_SIZE], const char *name)
{
	struct buf clean = { 0 };

	text_clean(name, false, &clean);
	size_t len = clean.len < KNOWN_NAME_SIZE ? clean.len : KNOWN_NAME_SIZE - 1;
	while (len && len < clean.len && ((unsigned char)clean.text[len] & 0xC0) == 0x80)
		len--;
	memset(out, 0, KNOWN_NAME_SIZE);
	memcpy(out, buf_str(&clean), len);
	buf_free(&clean);
}

/* --- the end --- */

bool known_change_write(struct known_change *c, struct err *e)
{
	char reason[ERR_ARG_SIZE] = "";

	known_build_end(&c->build, c->lists, c->count);
	if (file_write(c->path, c->build.image.text, c->build.image.len, true, e))
		return true;
	if (!e)
		return false;
	memcpy(reason, e->arg[1], sizeof reason);
	return err_set(e, e->code, "known.unwritable", c->path, reason, NULL);
}

void known_change_end(struct known_change *c)
{
	known_build_free(&c->build);
	known_close(c->old);
	free(c->lists);
	if (c->lock >= 0)
		close(c->lock);
}
