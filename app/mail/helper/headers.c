#include "mail/helper/headers.h"

#include <string.h>
#include <strings.h>

#include "mail/helper/address.h"
#include "mail/helper/words.h"

#include "base/banned.h"

enum { NAME_MOST = 80, BLOCK_MOST = 4 * 1024 * 1024 };

static const char *line_end(const char *p, const char *end)
{
	const char *n = memchr(p, '\n', (size_t)(end - p));

	return n ? n + 1 : end;
}

static const char *read_line(const char *p, const char *end, struct header_line *h)
{
	const char *colon = p;

	while (colon < end && colon - p < NAME_MOST && *colon > ' ' && *colon < 0x7F && *colon != ':')
		colon++;
	h->name_len = (size_t)(colon - p);
	while (colon < end && (*colon == ' ' || *colon == '\t'))
		colon++;
	if (colon == end || *colon != ':' || !h->name_len)
		return NULL;
	h->name = p;
	h->value = colon + 1;
	do {
		p = line_end(p, end);
	} while (p < end && (*p == ' ' || *p == '\t'));
	h->value_len = (size_t)(p - h->value);
	while (h->value_len && (h->value[h->value_len - 1] == '\n' || h->value[h->value_len - 1] == '\r'))
		h->value_len--;
	return p;
}

const char *header_next(const char *p, const char *end, struct header_line *h)
{
	const char *next = read_line(p, end, h);

	if (next || p >= end || *p == '\n' || *p == '\r')
		return next;
	return read_line(line_end(p, end), end, h);
}

bool header_is(const struct header_line *h, const char *name)
{
	return strlen(name) == h->name_len && strncasecmp(h->name, name, h->name_len) == 0;
}

/* Nobody types these. */
static bool is_machines(const struct header_line *h)
{
	static const char *const names[] = { "received", "message-id", "mime-version", "content-type", "content-transfer-encoding",
		                             "return-path", "delivered-to", "dkim-signature", "authentication-results", "x-mailer",
		                             "list-id", "x-original-to", "received-spf", "arc-seal", "x-received", "user-agent" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (header_is(h, names[i]))
			return true;
	return false;
}

const char *headers_end(const char *p, const char *end, bool *is_mail)
{
	struct header_line h;
	size_t count = 0;

	*is_mail = false;
	for (const char *next; p < end && (next = header_next(p, end, &h)); p = next) {
		*is_mail = *is_mail || is_machines(&h);
		count++;
	}
	*is_mail = *is_mail && count > 1;
	if (p < end && *p == '\r')
		p++;
	return p < end && *p == '\n' ? p + 1 : p;
}

static void take_address(const char *value, size_t len, struct answer_address *who, struct answer *a)
{
	if (who->name.len || who->address.len)
		return; /* the first counts */
	a->findings |= address_read(value, len, &who->name, &who->address);
	answer_look_at(a, buf_str(&who->name), who->name.len);
}

void header_take(const char *name, size_t name_len, const char *value, size_t value_len, struct answer *a)
{
	struct header_line h = { .name = name, .name_len = name_len };

	if (header_is(&h, "subject") && !a->subject.len) {
		a->findings |= words_decode(value, value_len, &a->subject);
		answer_look_at(a, buf_str(&a->subject), a->subject.len);
	} else if (header_is(&h, "from")) {
		take_address(value, value_len, &a->from, a);
	} else if (header_is(&h, "reply-to")) {
		take_address(value, value_len, &a->reply_to, a);
	} else if (header_is(&h, "return-path")) {
		take_address(value, value_len, &a->return_path, a);
	} else if (header_is(&h, "to")) {
		take_address(value, value_len, &a->to, a);
	} else if (header_is(&h, "date") && !a->date_ms) {
		struct buf date = { 0 };
		words_raw(value, value_len, &date);
		a->date_ms = date_read(buf_str(&date));
		buf_free(&date);
	}
}

/* For looking things up; what is odd in them counts only where they are shown (header_take()). */
static void list_header(const struct header_line *h, size_t len, struct buf *value, struct answer *a)
{
	buf_clear(value);
	words_decode(h->value, len, value);
	for (size_t i = 0; i < value->len; i++)
		if (!value->text[i])
			value->text[i] = ' ';
	answer_header(a, h->name, h->name_len, buf_str(value), value->len);
}

void headers_read(const char *p, const char *end, struct answer *a)
{
	struct buf value = { 0 };
	struct header_line h;
	const char *block = p;

	for (const char *next; p < end && (next = header_next(p, end, &h)); p = next) {
		size_t len = h.value_len < WIRE_VALUE_MOST ? h.value_len : WIRE_VALUE_MOST;
		if (len < h.value_len || a->headers == WIRE_HEADERS_MOST || p - block > BLOCK_MOST)
			a->findings |= FINDING_CUT_SHORT;
		if (a->headers == WIRE_HEADERS_MOST || p - block > BLOCK_MOST)
			break;
		list_header(&h, len, &value, a);
		header_take(h.name, h.name_len, h.value, len, a);
	}
	buf_free(&value);
}
