/* Merges a list into the index of known bad addresses. */
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/text.h"
#include "mail/csv.h"
#include "mail/known_change.h"

#include "base/banned.h"

enum {
	DATE_SIZE = 11,
	DESCRIPTION_MOST = 200,
	PATIENCE = 1000, /* rows without an address before a file counts as no list */
};

struct importing {
	struct known_build *build;
	char list[KNOWN_LIST_LEN + 1]; /* its name in the index */
	struct known_import *count;
	size_t column; /* of the address, as the rows before had it */
	char date[DATE_SIZE], description[DESCRIPTION_MOST + 1];
	struct csv_field last; /* the description as it stood in the row before, in `raw` */
	char raw[DESCRIPTION_MOST + 1];
};

/* "2025/07/01 09:14:00", "2025-7-1" as "2025-07-01". */
static bool read_date(struct csv_field f, char out[DATE_SIZE])
{
	size_t i = 5, digits = 0, to = 5;

	if (f.len < 8 || strspn(f.text, "0123456789") != 4 || (f.text[4] != '/' && f.text[4] != '-' && f.text[4] != '.'))
		return false;
	memcpy(out, f.text, 4);
	out[4] = '-';
	for (int part = 0; part < 2; part++, digits = 0) {
		while (i + digits < f.len && digits < 3 && f.text[i + digits] >= '0' && f.text[i + digits] <= '9')
			digits++;
		if (!digits || digits > 2)
			return false;
		out[to++] = digits == 2 ? f.text[i] : '0';
		out[to++] = f.text[i + digits - 1];
		i += digits + 1;
		if (part == 0 && (i > f.len || f.text[i - 1] != f.text[4]))
			return false;
		if (part == 0)
			out[to++] = '-';
	}
	out[to] = '\0';
	return true;
}

static void read_description(struct importing *m, struct csv_field f)
{
	struct buf text = { 0 }, clean = { 0 };
	size_t len = f.len < DESCRIPTION_MOST ? f.len : DESCRIPTION_MOST;

	if (len == m->last.len && memcmp(f.text, m->raw, len) == 0)
		return; /* the same as in the row before */
	memcpy(m->raw, f.text, len);
	m->last.len = len;
	if (text_bad_utf8(f.text, len) >= 0 && text_bad_utf8(f.text, f.len) >= 0)
		text_from_cp932(f.text, len, &text); /* what a Japanese spreadsheet saves */
	else
		buf_add_n(&text, f.text, len);
	text_clean(buf_str(&text), false, &clean);
	len = clean.len < DESCRIPTION_MOST ? clean.len : DESCRIPTION_MOST;
	while (len && len < clean.len && ((unsigned char)clean.text[len] & 0xC0) == 0x80)
		len--;
	memcpy(m->description, buf_str(&clean), len);
	m->description[len] = '\0';
	buf_free(&text);
	buf_free(&clean);
}

/* A field that says of itself that it is an address: "://", or a disguise of it. */
static bool looks_like_address(struct csv_field f)
{
	return f.len > 4 && (memmem(f.text, f.len, "//", 2) || memmem(f.text, f.len, "[", 1) || memmem(f.text, f.len, "www.", 4));
}

/* The address of the row and its column; where the rows before had it is tried first. */
static bool read_address(struct importing *m, const struct csv_row *row, struct known_key *key)
{
	if (m->column < row->count && known_key_read(row->fields[m->column].text, row->fields[m->column].len, key))
		return true;
	for (size_t i = 0; i < row->count; i++)
		if (i != m->column && looks_like_address(row->fields[i]) && known_key_read(row->fields[i].text, row->fields[i].len, key)) {
			m->column = i;
			return true;
		}
	return false;
}

static void read_row(struct importing *m, const struct csv_row *row)
{
	struct known_key key;
	struct csv_field description = { "", 0 };
	bool dated = false;

	if (!read_address(m, row, &key)) {
		m->count->unreadable++;
		return;
	}
	for (size_t i = 0; i < row->count; i++) {
		if (i == m->column)
			continue;
		if (!dated && read_date(row->fields[i], m->date))
			dated = true;
		else if (row->fields[i].len)
			description = row->fields[i];
	}
	if (!dated)
		m->date[0] = '\0';
	read_description(m, description);
	struct known_row known = { key.text, key.len, key.host_len, m->date, m->description, m->list };
	known_build_add(m->build, &known);
}

/* The first row names the columns unless it holds an address itself. */
static bool is_header(struct importing *m, const struct csv_row *row)
{
	struct known_key key;

	for (size_t i = 0; i < row->count; i++)
		if (row->fields[i].len == 3 && strncasecmp(row->fields[i].text, "url", 3) == 0) {
			m->column = i;
			return true;
		}
	return !read_address(m, row, &key);
}

static bool read_list(struct importing *m, struct csv *csv, const char *path, struct err *e)
{
	struct csv_row row;
	bool named = false;

	for (;;) {
		enum csv_turn turn = csv_next(csv, &row, e);
		if (turn == CSV_FAILED)
			return false;
		if (turn == CSV_END)
			break;
		if (turn == CSV_ROW && !named && m->count->lines == 0 && is_header(m, &row)) {
			named = true;
			continue;
		}
		m->count->lines++;
		if (turn == CSV_ROW)
			read_row(m, &row);
		else
			m->count->unreadable++;
		if (m->build->full || m->count->lines > KNOWN_LINES_MOST)
			return err_set(e, ERR_DATA, "known.too-large", path, NULL, NULL);
		if (m->count->unreadable == m->count->lines && m->count->lines >= PATIENCE)
			break;
	}
	/* Where most lines have no address it is some other text that speaks of a few. */
	return m->count->lines - m->count->unreadable > m->count->lines / 2 || err_set(e, ERR_DATA, "known.not-a-list", path, NULL, NULL);
}

/* The row of this list, which counts on when it came before; its place, or KNOWN_FEEDS_MOST with known.too-many. */
static size_t take_list(struct known_change *c, const char *name, const char *csv, struct err *e)
{
	char row[KNOWN_NAME_SIZE];

	known_change_name(row, name);
	size_t place = known_change_find(c, row);
	if (place == KNOWN_FEEDS_MOST)
		err_set(e, ERR_DATA, "known.too-many", csv, NULL, NULL);
	if (place < c->count || place == KNOWN_FEEDS_MOST)
		return place;
	c->lists[c->count] = (struct known_feed){ 0 };
	memcpy(c->lists[c->count++].name, row, sizeof row);
	return place;
}

bool known_import_as(const char *path, const char *csv, const char *name, int64_t at_ms, struct known_import *out, struct err *e)
{
	struct known_change c;
	struct importing m = { .build = &c.build, .count = out, .column = 1 };
	struct csv *list = NULL;
	size_t place;
	bool ok = false;

	*out = (struct known_import){ 0 };
	if (!known_change_begin(&c, path, e) || !(list = csv_open(csv, e)))
		goto out;
	place = take_list(&c, name, csv, e);
	if (place == KNOWN_FEEDS_MOST || !known_change_keep(&c, KNOWN_FEEDS_MOST, e))
		goto out;
	known_list_name(place, m.list);
	if (!read_list(&m, list, csv, e))
		goto out;
	out->added = known_build_sort(&c.build);
	out->already = out->lines - out->unreadable - out->added;
	c.lists[place].added += out->added;
	c.lists[place].at_ms = at_ms;
	ok = known_change_write(&c, e);
out:
	csv_close(list);
	known_change_end(&c);
	return ok;
}

bool known_import_csv(const char *path, const char *csv, struct known_import *out, struct err *e)
{
	const char *slash = strrchr(csv, '/');
	struct clock c = { 0 };

	return known_import_as(path, csv, slash ? slash + 1 : csv, clock_now(&c).ms, out, e);
}
