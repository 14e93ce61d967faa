#include "mail/mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/path.h"

#include "base/banned.h"

enum { ROOM = 64 * 1024, KEEP_ROOM = 1024 * 1024, FROM_LINE_MOST = 1000 };

/* Lines of a descriptor, through a room of fixed size; a longer line comes in pieces. */
struct source {
	int fd;
	bool mine;     /* to close */
	bool ended;
	int error;     /* errno of a failed read */
	char *room;
	size_t at, len;
	uint64_t done; /* bytes handed out */
};

struct mailbox {
	char *path;  /* or label */
	char *label; /* of the mail handed out */
	struct buf mail;
	/* one file */
	struct source source;
	bool open, many;
	size_t count; /* mails handed out of this file */
	uint64_t all;
	/* a directory */
	bool is_dir;
	char **names;
	size_t name_count, name_at;
};

/* --- lines --- */

static void fill(struct source *s)
{
	memmove(s->room, s->room + s->at, s->len - s->at);
	s->len -= s->at;
	s->at = 0;
	while (!s->ended && s->len < ROOM) {
		ssize_t n = read(s->fd, s->room + s->len, ROOM - s->len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			s->ended = true;
			s->error = n < 0 ? errno : 0;
		} else {
			s->len += (size_t)n;
			break;
		}
	}
}

/* The next line with its line end, or what fits of it; 0 at the end. Looks ahead without taking. */
static size_t peek_line(struct source *s, const char **line)
{
	for (;;) {
		char *end = s->len > s->at ? memchr(s->room + s->at, '\n', s->len - s->at) : NULL;
		*line = s->room + s->at;
		if (end)
			return (size_t)(end + 1 - *line);
		if (s->ended || s->len - s->at >= ROOM)
			return s->len - s->at;
		fill(s);
	}
}

static void take_line(struct source *s, size_t len)
{
	s->at += len;
	s->done += len;
}

static void open_source(struct source *s, int fd, bool mine)
{
	if (!s->room)
		s->room = mem_alloc(ROOM);
	*s = (struct source){ .fd = fd, .mine = mine, .room = s->room };
}

static void close_source(struct source *s)
{
	if (s->mine)
		close(s->fd);
	s->mine = false;
}

/* --- mbox --- */

/* "From somebody@example.jp Thu Feb 12 10:42:00 2026": an mbox's line above a mail (RFC 4155), not a sentence that begins so. */
static bool is_from_line(const char *line, size_t len)
{
	if (len < 5 || memcmp(line, "From ", 5) != 0 || len > FROM_LINE_MOST)
		return false;
	size_t colons = 0, digits = 0;
	for (size_t i = 5; i < len; i++) {
		colons += line[i] == ':';
		digits += line[i] >= '0' && line[i] <= '9';
	}
	return colons >= 1 && digits >= 5;
}

/* mboxrd: ">From ", ">>From " have one more ">" than they had. */
static bool is_quoted_from(const char *line, size_t len)
{
	size_t marks = 0;

	while (marks < len && line[marks] == '>')
		marks++;
	return marks && len - marks >= 5 && memcmp(line + marks, "From ", 5) == 0;
}

static void add_capped(struct mailbox *m, const char *bytes, size_t len, bool *cut)
{
	size_t room = MAILBOX_MOST - m->mail.len, fits = len < room ? len : room;

	buf_add_n(&m->mail, bytes, fits);
	*cut = *cut || fits < len;
}

/* Takes lines up to the next mail's From_ line, or all when this is no mbox. */
static void take_mail(struct mailbox *m, bool *cut)
{
	struct source *s = &m->source;
	const char *line;
	bool begins = true, after_blank = true; /* a From_ line has an empty line above it */
	size_t len;

	if (m->many && (len = peek_line(s, &line)))
		take_line(s, len);
	while ((len = peek_line(s, &line))) {
		if (m->many && begins && after_blank && is_from_line(line, len))
			break;
		bool quoted = m->many && begins && is_quoted_from(line, len);
		add_capped(m, line + quoted, len - quoted, cut);
		after_blank = begins && (len == 1 || (len == 2 && line[0] == '\r'));
		begins = line[len - 1] == '\n';
		take_line(s, len);
	}
	/* The empty line above the next From_ line is the box's. */
	if (m->many && m->mail.len > 1 && m->mail.text[m->mail.len - 1] == '\n' && m->mail.text[m->mail.len - 2] == '\n')
		m->mail.text[--m->mail.len] = '\0';
}

static void begin_file(struct mailbox *m)
{
	const char *line;
	size_t len = peek_line(&m->source, &line);

	m->open = true;
	m->count = 0;
	m->many = is_from_line(line, len);
}

/* One more mail of the open file. */
static enum mailbox_turn next_of_file(struct mailbox *m, const char *name, struct mailbox_mail *out, struct err *e)
{
	const char *line;

	if (m->mail.cap > KEEP_ROOM)
		buf_free(&m->mail);
	buf_clear(&m->mail);
	if (m->count && !peek_line(&m->source, &line))
		return MAILBOX_END;
	take_mail(m, &out->cut);
	m->count++;
	free(m->label);
	m->label = m->many ? NULL : mem_strdup(name);
	if (m->many) {
		struct buf label = { 0 };
		buf_addf(&label, "%s:%zu", name, m->count);
		m->label = buf_take(&label);
	}
	out->label = m->label;
	out->bytes = buf_str(&m->mail);
	out->len = m->mail.len;
	if (!m->source.error)
		return MAILBOX_MAIL;
	errno = m->source.error;
	m->source.error = 0;
	err_errno(e, "file.unreadable", m->path);
	return MAILBOX_UNREADABLE;
}

/* --- directories --- */

/* Names in `folder` of the directory ("", "cur", "new") as "cur/NAME", when they end in `suffix`. */
static bool add_names(struct mailbox *m, const char *folder, const char *suffix, struct err *e)
{
	char *path = *folder ? path_join(m->path, folder) : mem_strdup(m->path), **names;
	size_t count;
	bool ok = dir_list(path, suffix, &names, &count, e);

	m->names = mem_realloc(m->names, (m->name_count + count + 1) * sizeof *m->names);
	for (size_t i = 0; i < count; i++) {
		m->names[m->name_count++] = *folder ? path_join(folder, names[i]) : names[i];
		if (*folder)
			free(names[i]);
	}
	free(names);
	free(path);
	return ok;
}

static bool has_folder(const struct mailbox *m, const char *folder)
{
	char *path = path_join(m->path, folder);
	bool has = path_is_dir(path);

	free(path);
	return has;
}

static bool list_dir(struct mailbox *m, struct err *e)
{
	static const char *const folders[] = { "new", "cur" }, *const suffixes[] = { ".eml", ".mbox", ".mbx" };
	bool maildir = has_folder(m, "cur") || has_folder(m, "new");

	for (size_t i = 0; maildir && i < sizeof folders / sizeof *folders; i++)
		if (has_folder(m, folders[i]) && !add_names(m, folders[i], "", e))
			return false;
	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
		if (!add_names(m, "", suffixes[i], e))
			return false;
	return m->name_count || err_set(e, ERR_DATA, "mail.none", m->path, NULL, NULL);
}

static int open_file(const char *path, struct err *e)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0) {
		err_errno(e, "file.unreadable", path);
		return -1;
	}
	if (fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode)))
		return fcntl(fd, F_SETFL, 0) == 0 ? fd : -1;
	err_set(e, ERR_NO_INPUT, "file.unreadable", path, "not a regular file", NULL);
	close(fd);
	return -1;
}

/* The next mail of a directory: the open file's next, else the next file's first. */
static enum mailbox_turn next_of_dir(struct mailbox *m, struct mailbox_mail *out, struct err *e)
{
	for (;;) {
		if (m->open) {
			enum mailbox_turn turn = next_of_file(m, m->names[m->name_at - 1], out, e);
			if (turn != MAILBOX_END)
				return turn;
			close_source(&m->source);
			m->open = false;
		}
		if (m->name_at == m->name_count)
			return MAILBOX_END;
		char *path = path_join(m->path, m->names[m->name_at++]);
		int fd = open_file(path, e);
		free(path);
		if (fd < 0) {
			out->label = m->names[m->name_at - 1];
			return MAILBOX_UNREADABLE;
		}
		open_source(&m->source, fd, true);
		begin_file(m);
	}
}

/* --- all of them --- */

struct mailbox *mailbox_open_fd(int fd, const char *label)
{
	struct mailbox *m = mem_alloc(sizeof *m);
	struct stat st;

	m->path = mem_strdup(label);
	open_source(&m->source, fd, false);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		m->all = (uint64_t)st.st_size;
	begin_file(m);
	return m;
}

struct mailbox *mailbox_open(const char *path, struct err *e)
{
	if (!path_is_dir(path)) {
		int fd = open_file(path, e);
		if (fd < 0)
			return NULL;
		struct mailbox *m = mailbox_open_fd(fd, path);
		m->source.mine = true;
		return m;
	}
	struct mailbox *m = mem_alloc(sizeof *m);
	m->path = mem_strdup(path);
	m->is_dir = true;
	if (list_dir(m, e))
		return m;
	mailbox_close(m);
	return NULL;
}

void mailbox_close(struct mailbox *m)
{
	if (!m)
		return;
	close_source(&m->source);
	for (size_t i = 0; i < m->name_count; i++)
		free(m->names[i]);
	free(m->names);
	free(m->source.room);
	free(m->path);
	free(m->label);
	buf_free(&m->mail);
	free(m);
}

enum mailbox_turn mailbox_next(struct mailbox *m, struct mailbox_mail *out, struct err *e)
{
	*out = (struct mailbox_mail){ .label = m->path, .bytes = "" };
	return m->is_dir ? next_of_dir(m, out, e) : next_of_file(m, m->path, out, e);
}

struct mailbox_progress mailbox_progress(const struct mailbox *m)
{
	if (m->is_dir)
		return (struct mailbox_progress){ m->name_at, m->name_count };
	return (struct mailbox_progress){ m->source.done, m->all };
}

bool mailbox_is_many(const struct mailbox *m)
{
	return m->is_dir || m->many;
}
