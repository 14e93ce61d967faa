#include "mail/message.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "mail/wire.h"

#include "base/banned.h"

/* What is left of an answer. Once anything was wrong nothing more is taken. */
struct answer {
	const unsigned char *at;
	size_t left;
	bool bad;
	struct arena *a;
	size_t header_cap, link_cap, attachment_cap;
};

static uint64_t take_number(struct answer *w, size_t bytes)
{
	uint64_t n = 0;

	if (w->bad || w->left < bytes) {
		w->bad = true;
		return 0;
	}
	for (size_t i = 0; i < bytes; i++)
		n = n << 8 | w->at[i];
	w->at += bytes;
	w->left -= bytes;
	return n;
}

static const char *take_text(struct answer *w, size_t most)
{
	size_t len = (size_t)take_number(w, 4);
	const char *text = (const char *)w->at;

	if (w->bad || len > w->left || len > most || memchr(text, '\0', len) || text_bad_utf8(text, len) >= 0) {
		w->bad = true;
		return "";
	}
	w->at += len;
	w->left -= len;
	return len ? arena_strndup(w->a, text, len) : "";
}

static struct message_address take_address(struct answer *w)
{
	const char *name = take_text(w, WIRE_NAME_MOST);

	return (struct message_address){ name, take_text(w, WIRE_NAME_MOST) };
}

static void take_header(struct answer *w, struct message *m)
{
	if (m->header_count >= WIRE_HEADERS_MOST) {
		w->bad = true;
		return;
	}
	m->headers = arena_grow(w->a, m->headers, m->header_count, &w->header_cap, sizeof *m->headers);
	struct message_header *h = &m->headers[m->header_count++];
	h->name = take_text(w, WIRE_NAME_MOST);
	h->value = take_text(w, WIRE_VALUE_MOST);
}

static bool is_link_from(unsigned from)
{
	return from == LINK_FROM_HREF || from == LINK_FROM_FORM || from == LINK_FROM_IMAGE_MAP || from == LINK_FROM_META;
}

static void take_link(struct answer *w, struct message *m)
{
	unsigned flags = (unsigned)take_number(w, 1), from = flags & ~(unsigned)(LINK_IMAGE | LINK_HIDDEN);

	if (m->link_count >= WIRE_LINKS_MOST || !is_link_from(from)) {
		w->bad = true;
		return;
	}
	m->links = arena_grow(w->a, m->links, m->link_count, &w->link_cap, sizeof *m->links);
	struct message_link *l = &m->links[m->link_count++];
	l->from = (enum link_from)from;
	l->image = flags & LINK_IMAGE;
	l->hidden = flags & LINK_HIDDEN;
	l->target = take_text(w, WIRE_TARGET_MOST);
	l->shown = take_text(w, WIRE_NAME_MOST);
}

static void take_attachment(struct answer *w, struct message *m)
{
	uint64_t bytes = take_number(w, 8);

	if (m->attachment_count >= WIRE_ATTACHMENTS_MOST || bytes > SIZE_MAX / 2) {
		w->bad = true;
		return;
	}
	m->attachments = arena_grow(w->a, m->attachments, m->attachment_count, &w->attachment_cap, sizeof *m->attachments);
	struct message_attachment *t = &m->attachments[m->attachment_count++];
	t->bytes = (size_t)bytes;
	t->type = take_text(w, WIRE_NAME_MOST);
	t->name = take_text(w, WIRE_NAME_MOST);
}

static void take_form(struct answer *w, struct message *m)
{
	unsigned form = (unsigned)take_number(w, 1);

	w->bad = w->bad || form > MESSAGE_PASTED_TEXT;
	m->form = (enum message_form)form;
}

static void take_findings(struct answer *w, struct message *m)
{
	m->findings = (unsigned)take_number(w, 4);
	/* That it broke is for the parent to say. */
	w->bad = w->bad || m->findings >= FINDING_TORN << 1 || (m->findings & FINDING_BROKE_READER);
}

static void take_record(struct answer *w, unsigned tag, struct message *m)
{
	switch (tag) {
	case WIRE_FORM: take_form(w, m); break;
	case WIRE_FINDINGS: take_findings(w, m); break;
	case WIRE_DATE: m->date_ms = (int64_t)take_number(w, 8); break;
	case WIRE_HAS_HTML: m->has_html = true; break;
	case WIRE_SUBJECT: m->subject = take_text(w, WIRE_VALUE_MOST); break;
	case WIRE_FROM: m->from = take_address(w); break;
	case WIRE_REPLY_TO: m->reply_to = take_address(w); break;
	case WIRE_RETURN_PATH: m->return_path = take_address(w); break;
	case WIRE_TO: m->to = take_address(w); break;
	case WIRE_TEXT: m->text = take_text(w, WIRE_TEXT_MOST); break;
	case WIRE_PLAIN: m->plain = take_text(w, WIRE_TEXT_MOST); break;
	case WIRE_HIDDEN: m->hidden = take_text(w, WIRE_TEXT_MOST); break;
	case WIRE_HEADER: take_header(w, m); break;
	case WIRE_LINK: take_link(w, m); break;
	case WIRE_ATTACHMENT: take_attachment(w, m); break;
	default: w->bad = true;
	}
}

void message_clear(struct message *m)
{
	static const struct message_address nobody = { "", "" };

	*m = (struct message){ .subject = "", .from = nobody, .reply_to = nobody, .return_path = nobody, .to = nobody,
		               .text = "", .plain = "", .hidden = "" };
}

bool message_decode(const unsigned char *answer, size_t len, struct arena *a, struct message *out)
{
	struct answer w = { .at = answer, .left = len, .bad = len > WIRE_MOST, .a = a };
	unsigned seen = 0;

	message_clear(out);
	for (;;) {
		unsigned tag = (unsigned)take_number(&w, 1);
		if (w.bad || tag == WIRE_END)
			break;
		if (tag < WIRE_ONCE && seen & 1u << tag)
			w.bad = true;
		else
			take_record(&w, tag, out);
		if (tag < WIRE_ONCE)
			seen |= 1u << tag;
	}
	return !w.bad && !w.left && seen & 1u << WIRE_FORM;
}

const char *message_header(const struct message *m, const char *name)
{
	for (size_t i = 0; i < m->header_count; i++)
		if (strcasecmp(m->headers[i].name, name) == 0)
			return m->headers[i].value;
	return NULL;
}
