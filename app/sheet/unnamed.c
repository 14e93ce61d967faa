#include "sheet/part.h"
#include "sheet/unnamed_parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/banned.h"

enum { DEPTH_MOST = 8, PARTS_MOST = 1000 };

/* One walk through the mail; without `out` it only looks for receivers. */
struct walking {
	struct unnamed *u;
	struct buf *out;
	int depth;
	size_t parts;
};

/* --- what was done where --- */

/* "a, b": each once. */
static void note(struct buf *list, struct span name)
{
	const char *at = buf_str(list);

	while (*at) {
		size_t len = strcspn(at, ",");
		if (len == name.len && strncasecmp(at, name.at, len) == 0)
			return;
		at += len + (at[len] == ',' ? 2 : 0);
	}
	buf_add(list, list->len ? ", " : "");
	for (size_t i = 0; i < name.len; i++)
		buf_add_c(list, isgraph((unsigned char)name.at[i]) && name.at[i] != ',' ? name.at[i] : '?');
}

static void count(struct walking *w, struct span where, size_t places)
{
	w->u->places += places;
	if (places)
		note(&w->u->where, where);
}

static struct span type_of(const struct part *part)
{
	const char *type = *part->type ? part->type : "text/plain";

	return (struct span){ type, strlen(type) };
}

static bool is_type(const struct part *part, const char *begin)
{
	return strncmp(type_of(part).at, begin, strlen(begin)) == 0;
}

/* --- the head --- */

static void cut_field(struct walking *w, struct span field, const char *eol)
{
	const struct addresses *a = w->u->addresses;
	const char *at = field.at, *end = at + field.len, *colon = memchr(at, ':', field.len);
	size_t places = 0;

	while (at < end) {
		struct words words;
		struct buf cut = { 0 };
		const char *stop = at + (*at == '=');
		size_t len = encoded_read_words(at, end, &words), found = 0;
		while (!len && stop < end && *stop != '=')
			stop++;
		if (len)
			found = addresses_cut(a, (struct span){ buf_str(&words.bytes), words.bytes.len }, &cut);
		else
			places += addresses_cut(a, (struct span){ at, (size_t)(stop - at) }, w->out);
		if (found)
			encoded_write_words(&(struct words){ words.charset, cut }, eol, w->out);
		else
			buf_add_n(w->out, at, len);
		places += found;
		at = len ? at + len : stop;
		buf_free(&cut);
		buf_free(&words.bytes);
	}
	count(w, (struct span){ field.at, colon ? (size_t)(colon - field.at) : 0 }, places);
}

static void cut_receiver(struct walking *w, struct span field, const char *eol)
{
	const char *colon = memchr(field.at, ':', field.len);

	buf_add_n(w->out, field.at, (size_t)(colon - field.at));
	buf_addf(w->out, ": <" UNNAMED_ADDRESS ">%s", eol);
	count(w, (struct span){ field.at, (size_t)(colon - field.at) }, 1);
}

/* Where the body begins, its blank line included. */
static const char *walk_head(struct walking *w, struct span whole, bool is_mail, struct part *part)
{
	const char *at = whole.at, *end = at + whole.len, *nl = memchr(at, '\n', whole.len);

	*part = (struct part){ .eol = nl && nl > at && nl[-1] == '\r' ? "\r\n" : "\n" };
	while (!part_head_ends(at, end)) {
		struct span field = part_field(at, end);
		part_read(part, field);
		if (!w->out && is_mail)
			addresses_of_field(w->u->addresses, field);
		else if (w->out && is_mail && is_receiver(field))
			cut_receiver(w, field, part->eol);
		else if (w->out)
			cut_field(w, field, part->eol);
		at += field.len;
	}
	return at;
}

/* --- bodies --- */

static void walk_entity(struct walking *w, struct span whole, bool is_mail);

static bool is_boundary(const char *p, const char *end, const char *boundary)
{
	size_t len = strlen(boundary);

	if ((size_t)(end - p) < len + 2 || p[0] != '-' || p[1] != '-' || memcmp(p + 2, boundary, len) != 0)
		return false;
	p += len + 2;
	return p == end || isspace((unsigned char)*p) || (end - p >= 2 && p[0] == '-' && p[1] == '-');
}

/* The next line that is the boundary, or the end. */
static const char *find_boundary(const char *at, const char *end, const char *boundary)
{
	while (at < end && !is_boundary(at, end, boundary)) {
		const char *nl = memchr(at, '\n', (size_t)(end - at));
		at = nl ? nl + 1 : end;
	}
	return at;
}

static void walk_text(struct walking *w, struct span text, struct span where)
{
	if (w->out)
		count(w, where, addresses_cut(w->u->addresses, text, w->out));
}

static void walk_parts(struct walking *w, struct span body, const struct part *part)
{
	const char *end = body.at + body.len, *at = find_boundary(body.at, end, part->boundary);

	walk_text(w, (struct span){ body.at, (size_t)(at - body.at) }, type_of(part));
	while (at < end) {
		const char *nl = memchr(at, '\n', (size_t)(end - at)), *begin = nl ? nl + 1 : end;
		const char *stop = find_boundary(begin, end, part->boundary);
		walk_text(w, (struct span){ at, (size_t)(begin - at) }, type_of(part));
		walk_entity(w, (struct span){ begin, (size_t)(stop - begin) }, false);
		at = stop;
	}
}

static void read_coded(enum coding coding, struct span body, struct buf *out)
{
	if (coding == CODING_BASE64)
		encoded_read_base64(body, out);
	else
		encoded_read_printable(body, out);
}

/* Decoded, cut, and encoded again where anything was cut. A mail within is walked as one. */
static void walk_coded(struct walking *w, struct span body, const struct part *part)
{
	struct buf bytes = { 0 }, cut = { 0 }, *out = w->out;
	size_t before = w->u->places;
	bool mail = is_type(part, "message/rfc822");

	if (!out && !mail)
		return;
	read_coded(part->coding, body, &bytes);
	w->out = out ? &cut : NULL;
	if (mail)
		walk_entity(w, (struct span){ buf_str(&bytes), bytes.len }, true);
	else
		walk_text(w, (struct span){ buf_str(&bytes), bytes.len }, type_of(part));
	w->out = out;
	if (out && w->u->places == before)
		buf_add_n(out, body.at, body.len);
	else if (out && part->coding == CODING_BASE64)
		encoded_write_base64(&cut, part->eol, out);
	else if (out)
		encoded_write_printable(&cut, part->eol, out);
	if (out && body.len && body.at[body.len - 1] == '\n' && out->text[out->len - 1] != '\n')
		buf_add(out, part->eol); /* a boundary begins a line */
	buf_free(&bytes);
	buf_free(&cut);
}

static bool is_closed(const struct walking *w, const struct part *part)
{
	bool inner = is_type(part, "multipart/") || is_type(part, "message/rfc822");

	return part->coding == CODING_UNKNOWN || part_is_wide(part) || (!is_type(part, "text/") && !is_type(part, "message/") && !inner) ||
	       (is_type(part, "multipart/") && (!*part->boundary || part->coding != CODING_NONE)) ||
	       (inner && (w->depth >= DEPTH_MOST || w->parts >= PARTS_MOST));
}

static void walk_entity(struct walking *w, struct span whole, bool is_mail)
{
	struct part part;
	const char *end = whole.at + whole.len, *at = walk_head(w, whole, is_mail, &part), *begin = at;

	if (at < end)
		begin += 1 + (*at == '\r');
	if (w->out)
		buf_add_n(w->out, at, (size_t)(begin - at));
	struct span body = { begin, (size_t)(end - begin) };
	w->depth++;
	w->parts++;
	if (is_closed(w, &part)) {
		if (w->out && part_skip_blanks(begin, end) < end)
			note(&w->u->unread, type_of(&part));
		if (part.coding == CODING_BASE64 && w->out)
			buf_add_n(w->out, begin, body.len);
		else
			walk_text(w, body, type_of(&part));
	} else if (is_type(&part, "multipart/")) {
		walk_parts(w, body, &part);
	} else if (part.coding != CODING_NONE) {
		walk_coded(w, body, &part);
	} else if (is_type(&part, "message/rfc822")) {
		walk_entity(w, body, true);
	} else {
		walk_text(w, body, type_of(&part));
	}
	w->depth--;
}

/* --- all of it --- */

void unnamed_mail(const struct buf *mail, const char *own, struct buf *out, struct unnamed *u)
{
	const struct span whole = { buf_str(mail), mail->len };

	*u = (struct unnamed){ .addresses = mem_alloc(sizeof *u->addresses) };
	u->addresses->arena = arena_new();
	if (own)
		addresses_add(u->addresses, (struct span){ own, strlen(own) });
	walk_entity(&(struct walking){ .u = u }, whole, true);
	walk_entity(&(struct walking){ .u = u, .out = out }, whole, true);
}

bool unnamed_is_in(const struct unnamed *u, const char *text)
{
	struct buf cut = { 0 };
	bool found = addresses_cut(u->addresses, (struct span){ text, strlen(text) }, &cut) > 0;

	buf_free(&cut);
	return found;
}

void unnamed_free(struct unnamed *u)
{
	if (u->addresses)
		arena_free(u->addresses->arena);
	free(u->addresses);
	buf_free(&u->where);
	buf_free(&u->unread);
}
