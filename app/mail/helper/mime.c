#include "mail/helper/mime.h"

#include <string.h>
#include <strings.h>

#include <gmime/gmime.h>

#include "mail/helper/charset.h"
#include "mail/helper/fence.h"
#include "mail/helper/headers.h"
#include "mail/helper/page.h"
#include "mail/helper/words.h"

#include "base/banned.h"

enum { LEVELS_MOST = 60, CHARSET_SIZE = 64, CONTENT_MOST = 128 * 1024 /* of top headers about the content */ };

void mime_open(void)
{
	g_mime_init();
}

struct walk {
	struct answer *a;
	int level;
};

static void read_object(struct walk *w, GMimeObject *o, bool aside);

/* A header of a part, as it stands. */
static const char *raw_header(GMimeObject *o, const char *name)
{
	GMimeHeader *h = g_mime_header_list_get_header(g_mime_object_get_header_list(o), name);
	const char *value = h ? g_mime_header_get_raw_value(h) : NULL;

	return value ? value : "";
}

/* Decodes a part's content: up to `most` bytes into `out`; returns the size of all of it. */
static uint64_t decode(GMimePart *part, size_t most, struct buf *out)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	uint64_t size = 0;
	char room[16 * 1024];
	ssize_t n;

	if (!content)
		return 0;
	GMimeStream *stream = g_mime_data_wrapper_get_stream(content);
	g_mime_stream_reset(stream);
	GMimeStream *filtered = g_mime_stream_filter_new(stream);
	GMimeContentEncoding encoding = g_mime_data_wrapper_get_encoding(content);
	if (encoding > GMIME_CONTENT_ENCODING_BINARY) {
		GMimeFilter *filter = g_mime_filter_basic_new(encoding, FALSE);
		g_mime_stream_filter_add(GMIME_STREAM_FILTER(filtered), filter);
		g_object_unref(filter);
	}
	while ((n = g_mime_stream_read(filtered, room, sizeof room)) > 0) {
		if (out && size < most)
			buf_add_n(out, room, (uint64_t)n < most - size ? (size_t)n : (size_t)(most - size));
		size += (uint64_t)n;
	}
	g_object_unref(filtered);
	return size;
}

/* Texts of one kind stand below each other. */
static void part_from_before(struct buf *to)
{
	if (to->len && to->len + 1 < WIRE_TEXT_MOST && to->text[to->len - 1] != '\n')
		buf_add_c(to, '\n');
}

static void add_plain(struct answer *a, const char *charset, const struct buf *bytes, bool aside)
{
	struct buf *to = aside ? &a->plain : &a->text, text = { 0 };

	a->findings |= charset_decode(charset, buf_str(bytes), bytes->len, &text);
	part_from_before(to);
	answer_text(a, to, buf_str(&text), text.len);
	buf_free(&text);
}

static void add_page(struct answer *a, const char *charset, const struct buf *bytes)
{
	struct buf text = { 0 };
	char said[CHARSET_SIZE];

	a->has_html = true;
	page_charset(buf_str(bytes), bytes->len, said, sizeof said);
	a->findings |= charset_decode(*charset ? charset : said, buf_str(bytes), bytes->len, &text);
	part_from_before(&a->text);
	part_from_before(&a->hidden);
	page_read(buf_str(&text), text.len, a);
	buf_free(&text);
}

static void add_attachment(struct answer *a, GMimePart *part, const char *type)
{
	struct buf name = { 0 };
	GMimeObject *o = GMIME_OBJECT(part);

	if (!words_parameter(raw_header(o, "Content-Disposition"), "filename", &name))
		words_parameter(raw_header(o, "Content-Type"), "name", &name);
	answer_attachment(a, type, buf_str(&name), decode(part, 0, NULL));
	answer_look_at(a, buf_str(&name), name.len);
	buf_free(&name);
}

static bool is_attached(GMimeObject *o)
{
	const char *disposition = raw_header(o, "Content-Disposition");

	disposition += strspn(disposition, " \t\r\n");
	return strncasecmp(disposition, "attachment", strlen("attachment")) == 0;
}

static void lower_type(GMimeObject *o, char *out, size_t size)
{
	GMimeContentType *t = g_mime_object_get_content_type(o);
	const char *media = t ? g_mime_content_type_get_media_type(t) : NULL, *sub = t ? g_mime_content_type_get_media_subtype(t) : NULL;
	int len = g_snprintf(out, size, "%s/%s", media ? media : "text", sub ? sub : "plain");

	for (int i = 0; i < len && (size_t)i < size - 1; i++)
		out[i] = out[i] > ' ' && out[i] < 0x7F ? g_ascii_tolower(out[i]) : '?';
}

static void read_part(struct walk *w, GMimePart *part, bool aside)
{
	GMimeObject *o = GMIME_OBJECT(part);
	struct buf bytes = { 0 }, charset = { 0 };
	char type[128];

	lower_type(o, type, sizeof type);
	bool html = strcmp(type, "text/html") == 0 || strcmp(type, "application/xhtml+xml") == 0;
	bool text = html || (strncmp(type, "text/", 5) == 0 && strcmp(type, "text/calendar") != 0);
	if (!text || is_attached(o)) {
		add_attachment(w->a, part, type);
		return;
	}
	if (decode(part, ANSWER_RAW_MOST, &bytes) > ANSWER_RAW_MOST)
		w->a->findings |= FINDING_CUT_SHORT;
	words_parameter(raw_header(o, "Content-Type"), "charset", &charset);
	if (html)
		add_page(w->a, buf_str(&charset), &bytes);
	else
		add_plain(w->a, buf_str(&charset), &bytes, aside);
	buf_free(&charset);
	buf_free(&bytes);
}

/* Whether a child of multipart/alternative shows HTML. */
static bool shows_html(GMimeObject *o, int levels)
{
	if (GMIME_IS_MULTIPART(o) && levels > 0) {
		GMimeMultipart *m = GMIME_MULTIPART(o);
		for (int i = 0, n = g_mime_multipart_get_count(m); i < n && i < LEVELS_MOST; i++)
			if (shows_html(g_mime_multipart_get_part(m, i), levels - 1))
				return true;
		return false;
	}
	char type[128];
	lower_type(o, type, sizeof type);
	return strcmp(type, "text/html") == 0 && !is_attached(o);
}

static void read_multipart(struct walk *w, GMimeMultipart *m, bool aside)
{
	int count = g_mime_multipart_get_count(m), html = -1;
	char type[128];

	lower_type(GMIME_OBJECT(m), type, sizeof type);
	for (int i = 0; i < count && strcmp(type, "multipart/alternative") == 0; i++)
		if (shows_html(g_mime_multipart_get_part(m, i), 3))
			html = i;
	for (int i = 0; i < count; i++)
		read_object(w, g_mime_multipart_get_part(m, i), aside || (html >= 0 && i != html));
}

/* A mail handed on as an attachment: what a person reads when opening it, its subject and sender above. */
static void read_message(struct walk *w, GMimeMessage *m, bool aside)
{
	static const char *const shown[] = { "Subject", "From" };
	struct buf line = { 0 };

	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
		const char *value = raw_header(GMIME_OBJECT(m), shown[i]);
		if (!*value)
			continue;
		buf_addf(&line, "%s: ", shown[i]);
		w->a->findings |= words_decode(value, strlen(value), &line);
		buf_add_c(&line, '\n');
	}
	part_from_before(&w->a->text);
	answer_text(w->a, &w->a->text, buf_str(&line), line.len);
	buf_free(&line);
	GMimeObject *o = g_mime_message_get_mime_part(m);
	if (o)
		read_object(w, o, aside);
}

static void read_object(struct walk *w, GMimeObject *o, bool aside)
{
	if (++w->level > LEVELS_MOST) {
		w->a->findings |= FINDING_TOO_MANY_PARTS;
	} else if (GMIME_IS_MULTIPART(o)) {
		read_multipart(w, GMIME_MULTIPART(o), aside);
	} else if (GMIME_IS_MESSAGE_PART(o)) {
		GMimeMessage *m = g_mime_message_part_get_message(GMIME_MESSAGE_PART(o));
		if (m)
			read_message(w, m, aside);
	} else if (GMIME_IS_PART(o)) {
		read_part(w, GMIME_PART(o), aside);
	}
	w->level--;
}

/* Of a Content-Type: multipart/… or message/… */
static bool has_parts(const struct header_line *h)
{
	size_t blanks = 0;

	while (blanks < h->value_len && strchr(" \t\r\n", h->value[blanks]))
		blanks++;
	return blanks < h->value_len && (h->value[blanks] | 0x20) == 'm';
}

/* GMime needs only what tells about the content, so that it need not parse addresses and the like: those headers move down to the
 * body. Returns where they begin; *parts: there may be more than one part. */
static char *keep_content_headers(char *mail, char *body, bool *parts)
{
	struct buf kept = { 0 };
	struct header_line h;

	*parts = false;
	for (const char *p = mail, *next; p < body && (next = header_next(p, body, &h)); p = next) {
		if (h.name_len < 8 || strncasecmp(h.name, "content-", 8) != 0 || h.value_len > WIRE_VALUE_MOST ||
		    kept.len + h.value_len > CONTENT_MOST)
			continue;
		if (header_is(&h, "content-type"))
			*parts = has_parts(&h);
		buf_add_n(&kept, h.name, (size_t)(next - h.name));
	}
	buf_add_c(&kept, '\n');
	if (kept.len > (size_t)(body - mail)) { /* a body without an empty line above it */
		buf_free(&kept);
		return mail;
	}
	char *begin = body - kept.len;
	memcpy(begin, kept.text, kept.len);
	buf_free(&kept);
	return begin;
}

/* Ended in the middle: a multipart whose closing boundary does not come. */
static bool is_torn(GMimeObject *o, const char *body, size_t len)
{
	const char *boundary = GMIME_IS_MULTIPART(o) ? g_mime_multipart_get_boundary(GMIME_MULTIPART(o)) : NULL;
	struct buf closing = { 0 };

	if (!boundary)
		return false;
	buf_addf(&closing, "--%s--", boundary);
	bool torn = !memmem(body, len, closing.text, closing.len);
	buf_free(&closing);
	return torn;
}

void mime_read(char *mail, size_t len, size_t body, struct answer *a)
{
	struct walk w = { .a = a };
	bool parts;
	char *begin = keep_content_headers(mail, mail + body, &parts);
	size_t rest = len - body;

	if (parts)
		rest = fence_body(mail + body, rest, &a->findings);
	GByteArray bytes = { (guint8 *)begin, (guint)(mail + body + rest - begin) };
	GMimeStream *stream = g_mime_stream_mem_new();
	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), &bytes);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	g_mime_parser_set_persist_stream(parser, TRUE);
	GMimeObject *o = g_mime_parser_construct_part(parser, NULL);
	g_object_unref(parser);
	if (o) {
		if (is_torn(o, mail + body, rest))
			a->findings |= FINDING_TORN;
		read_object(&w, o, false);
		g_object_unref(o);
	}
	g_object_unref(stream);
}
