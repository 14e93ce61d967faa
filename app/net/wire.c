#include "net/wire.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

enum field {
	FIELD_END,
	FIELD_KIND,
	FIELD_URL,
	FIELD_CA_FILE,
	FIELD_ETAG,
	FIELD_RESUME_FROM,
	FIELD_MOST_BYTES,
	FIELD_MOST_SECONDS,
	FIELD_HEADER,
	FIELD_FROM,
	FIELD_TO,
	FIELD_USER,
	FIELD_PASSWORD,
	FIELD_BODY,
	FIELD_GOT,
	FIELD_WHOLE,
	FIELD_TROUBLE,
	FIELD_STATUS,
	FIELD_BYTES,
	FIELD_HANDED_OVER,
	FIELD_LAST_MODIFIED,
	FIELD_PROXY,
	FIELD_DETAIL,
	FIELDS,
};

enum { HEAD = 5 };

/* --- writing --- */

static void put(struct buf *out, enum field f, const char *bytes, size_t len)
{
	if (!bytes)
		return;
	buf_add_c(out, (char)f);
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_add_c(out, (char)(len >> shift & 0xFF));
	buf_add_n(out, bytes, len + 1);
}

static void put_text(struct buf *out, enum field f, const char *text)
{
	if (text)
		put(out, f, text, strlen(text));
}

static void put_number(struct buf *out, enum field f, uint64_t n)
{
	char text[24];

	snprintf(text, sizeof text, "%llu", (unsigned long long)n);
	put_text(out, f, text);
}

void wire_job(const struct job *j, struct buf *out)
{
	put_number(out, FIELD_KIND, j->kind);
	put_text(out, FIELD_URL, j->url);
	put_text(out, FIELD_CA_FILE, j->ca_file);
	put_text(out, FIELD_ETAG, j->etag);
	put_number(out, FIELD_RESUME_FROM, j->resume_from);
	put_number(out, FIELD_MOST_BYTES, j->most_bytes);
	put_number(out, FIELD_MOST_SECONDS, (uint64_t)j->most_seconds);
	put_text(out, FIELD_HEADER, j->header);
	put_text(out, FIELD_FROM, j->from);
	put_text(out, FIELD_TO, j->to);
	put_text(out, FIELD_USER, j->user);
	put_text(out, FIELD_PASSWORD, j->password);
	if (j->body)
		put(out, FIELD_BODY, j->body, j->body_len);
	put_text(out, FIELD_END, "");
}

void wire_progress(uint64_t got, uint64_t whole, struct buf *out)
{
	put_number(out, FIELD_GOT, got);
	put_number(out, FIELD_WHOLE, whole);
	put_text(out, FIELD_END, "");
}

void wire_answer(const struct answer *a, struct buf *out)
{
	put_number(out, FIELD_TROUBLE, a->trouble);
	put_number(out, FIELD_STATUS, (uint64_t)a->status);
	put_number(out, FIELD_BYTES, a->bytes);
	put_number(out, FIELD_HANDED_OVER, a->handed_over);
	put_text(out, FIELD_ETAG, a->etag);
	put_text(out, FIELD_LAST_MODIFIED, a->last_modified);
	put_text(out, FIELD_PROXY, a->proxy);
	put_text(out, FIELD_DETAIL, a->detail);
	put_text(out, FIELD_END, "");
}

/* --- reading --- */

struct message {
	const char *at[FIELDS]; /* NULL: not there */
	size_t len[FIELDS];
	size_t used;            /* its bytes; 0 while it is not whole */
};

/* False for what can never become a message. */
static bool read_message(const char *bytes, size_t len, struct message *m)
{
	size_t at = 0;

	*m = (struct message){ 0 };
	for (;;) {
		const unsigned char *p = (const unsigned char *)bytes + at;
		if (len - at < HEAD)
			return true;
		size_t size = (size_t)p[1] << 24 | (size_t)p[2] << 16 | (size_t)p[3] << 8 | p[4];
		if (p[0] >= FIELDS || m->at[p[0]] || size > JOB_BYTES_MOST || (p[0] == FIELD_END && size))
			return false;
		if (len - at - HEAD <= size)
			return true;
		m->at[p[0]] = bytes + at + HEAD;
		m->len[p[0]] = size;
		if (bytes[at + HEAD + size] || (p[0] != FIELD_BODY && memchr(bytes + at + HEAD, '\0', size)))
			return false;
		at += HEAD + size + 1;
		if (p[0] == FIELD_END) {
			m->used = at;
			return true;
		}
	}
}

static bool take_number(const struct message *m, enum field f, uint64_t most, uint64_t *out)
{
	const char *text = m->at[f];
	uint64_t n = 0;

	if (!text || !m->len[f] || m->len[f] > 19)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		n = n * 10 + (uint64_t)(*text - '0');
	}
	*out = n;
	return n <= most;
}

static bool take_text(const struct message *m, enum field f, char *out, size_t size)
{
	if (!m->at[f] || m->len[f] >= size)
		return false;
	memcpy(out, m->at[f], m->len[f] + 1);
	return true;
}

bool wire_read_job(const char *bytes, size_t len, struct job *out)
{
	struct message m;
	uint64_t kind, seconds;

	*out = (struct job){ 0 };
	if (!read_message(bytes, len, &m) || m.used != len || !take_number(&m, FIELD_KIND, JOB_KINDS - 1, &kind) ||
	    !take_number(&m, FIELD_RESUME_FROM, INT64_MAX, &out->resume_from) || !take_number(&m, FIELD_MOST_BYTES, INT64_MAX, &out->most_bytes) ||
	    !take_number(&m, FIELD_MOST_SECONDS, 24 * 3600, &seconds) || !m.at[FIELD_URL])
		return false;
	out->kind = (enum job_kind)kind;
	out->most_seconds = (int)seconds;
	out->url = m.at[FIELD_URL];
	out->ca_file = m.at[FIELD_CA_FILE];
	out->etag = m.at[FIELD_ETAG];
	out->header = m.at[FIELD_HEADER];
	out->from = m.at[FIELD_FROM];
	out->to = m.at[FIELD_TO];
	out->user = m.at[FIELD_USER];
	out->password = m.at[FIELD_PASSWORD];
	out->body = m.at[FIELD_BODY];
	out->body_len = m.len[FIELD_BODY];
	return out->kind == JOB_GET || (out->body && (out->kind == JOB_POST || (out->from && out->to)));
}

static bool take_answer(const struct message *m, struct answer *out)
{
	uint64_t trouble, status, handed;

	*out = (struct answer){ 0 };
	if (!take_number(m, FIELD_TROUBLE, TROUBLES - 1, &trouble) || !take_number(m, FIELD_STATUS, 999, &status) ||
	    !take_number(m, FIELD_HANDED_OVER, 1, &handed) || !take_number(m, FIELD_BYTES, INT64_MAX, &out->bytes))
		return false;
	out->trouble = (enum trouble)trouble;
	out->status = (int)status;
	out->handed_over = handed;
	return take_text(m, FIELD_ETAG, out->etag, sizeof out->etag) && take_text(m, FIELD_PROXY, out->proxy, sizeof out->proxy) &&
	       take_text(m, FIELD_LAST_MODIFIED, out->last_modified, sizeof out->last_modified) &&
	       take_text(m, FIELD_DETAIL, out->detail, sizeof out->detail);
}

bool wire_read_said(const char *bytes, size_t len, size_t *used, enum said *what, uint64_t progress[2], struct answer *out)
{
	struct message m;

	*used = 0;
	if (!read_message(bytes, len, &m) || (!m.used && len > ANSWER_BYTES_MOST))
		return false;
	*used = m.used;
	*what = m.at[FIELD_GOT] ? SAID_PROGRESS : SAID_ANSWER;
	if (!m.used)
		return true;
	if (m.at[FIELD_GOT])
		return take_number(&m, FIELD_GOT, INT64_MAX, &progress[0]) && take_number(&m, FIELD_WHOLE, INT64_MAX, &progress[1]);
	return take_answer(&m, out);
}
