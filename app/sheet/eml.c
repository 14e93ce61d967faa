/* A letter as a mail to be sent: opened as a draft, looked at and sent by the person. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "guide/find.h"
#include "sheet/letter.h"

#include "base/banned.h"

static const char BASE64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
enum { LINE_BYTES = 57, WORD_BYTES = 39 }; /* 76 characters a line; an encoded word of at most 75 */

static void add_base64(const char *bytes, size_t len, struct buf *out)
{
	const unsigned char *p = (const unsigned char *)bytes;

	for (size_t i = 0; i < len; i += 3) {
		size_t have = len - i < 3 ? len - i : 3;
		unsigned v = (unsigned)p[i] << 16 | (have > 1 ? (unsigned)p[i + 1] << 8 : 0) | (have > 2 ? p[i + 2] : 0);
		for (size_t k = 0; k < 4; k++)
			buf_add_c(out, k <= have ? BASE64[v >> (18 - 6 * k) & 63] : '=');
	}
}

/* RFC 2047: words of whole characters. */
static void add_encoded(const char *text, struct buf *out)
{
	while (*text) {
		size_t len = 0, n;
		uint32_t c;
		while (text[len] && (n = text_next(text + len, &c)) && len + n <= WORD_BYTES)
			len += n;
		buf_add(out, "=?UTF-8?B?");
		add_base64(text, len, out);
		text += len;
		buf_add(out, *text ? "?=\r\n " : "?=");
	}
}

/* --- the document as plain text: the program that shows the mail breaks the lines --- */

static bool add_block(void *to, const struct block *b)
{
	struct buf *out = to;

	if (b->kind == BLOCK_HEADING)
		buf_add_c(out, '\n');
	if (b->label)
		buf_addf(out, "%s%s", b->label, b->kind == BLOCK_FIELD ? ": " : " ");
	buf_add(out, b->text ? b->text : b->kind == BLOCK_FIELD ? "____________" : NULL);
	for (size_t i = 0; i < b->cell_count; i++)
		buf_addf(out, "%s%s", i ? " | " : "", *b->cells[i] ? b->cells[i] : "________");
	if (b->more)
		buf_addf(out, "\n    %s", b->more);
	buf_add(out, b->kind == BLOCK_TEXT ? "\n\n" : "\n");
	return true;
}

static void add_body(const char *text, struct buf *out)
{
	struct buf clean = { 0 }, lines = { 0 };

	text_clean(text, true, &clean);
	for (const char *at = buf_str(&clean); *at;) {
		size_t n = strcspn(at, "\n");
		buf_add_n(&lines, at, n);
		buf_add(&lines, "\r\n");
		at += n + (at[n] == '\n');
	}
	buf_add(out, "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
	for (size_t i = 0; i < lines.len; i += LINE_BYTES) {
		add_base64(lines.text + i, lines.len - i < LINE_BYTES ? lines.len - i : LINE_BYTES, out);
		buf_add(out, "\r\n");
	}
	buf_free(&clean);
	buf_free(&lines);
}

/* --- the mail --- */

/* A line that stands nowhere in what it divides. */
static void choose_boundary(const struct buf *mail, char out[2 * HASH_SIZE + 1])
{
	unsigned char bytes[HASH_SIZE];

	do {
		random_bytes(bytes, sizeof bytes);
		hash_hex(bytes, out);
	} while (memmem(buf_str(mail), mail->len, out, strlen(out)));
}

/* RFC 5322, 3.3. */
static void add_date(struct moment m, struct buf *out)
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct civil c = civil_of(m.ms, m.offset_min);
	int far = abs(m.offset_min);

	buf_addf(out, "Date: %s, %d %s %d %02d:%02d:%02d %c%02d%02d\r\n", days[c.weekday], c.day, months[c.month - 1], c.year, c.hour, c.minute,
	         c.second, m.offset_min < 0 ? '-' : '+', far / 60, far % 60);
}

static void add_head(const struct letter *l, const struct view *v, const struct eml_head *head, struct buf *out)
{
	const struct catalog *c = v->walk->catalog;
	const struct contact *desk = l->contact ? find_contact(c, intern_find(&c->strings, l->contact)) : NULL;

	buf_add(out, "MIME-Version: 1.0\r\n");
	add_date(head ? head->at : v->now, out);
	if (head) {
		buf_addf(out, "From: <%s>\r\nMessage-ID: <%s>\r\n", head->from, head->message_id);
	} else {
		buf_add(out, "X-Unsent: 1\r\n");
	}
	buf_add(out, "Subject: ");
	add_encoded(l->title, out);
	buf_add(out, "\r\n");
	if (desk && desk->mail.is)
		buf_addf(out, "To: %s\r\n", desk->mail.is);
}

bool letter_words(const struct letter *l, struct view *v, struct buf *out, struct err *e)
{
	struct document *d = letter_document(l, v);
	bool ok = document_each(d, add_block, out, e);

	document_free(d);
	return ok;
}

bool letter_eml(const struct letter *l, struct view *v, const struct buf *mail, const struct eml_head *head, struct sink *out, struct err *e)
{
	struct buf text = { 0 };
	char boundary[2 * HASH_SIZE + 1];
	bool ok = letter_words(l, v, &text, e);

	add_head(l, v, head, &out->buf);
	if (mail) {
		choose_boundary(mail, boundary);
		buf_addf(&out->buf, "Content-Type: multipart/mixed; boundary=\"%s\"\r\n\r\n--%s\r\n", boundary, boundary);
	}
	add_body(buf_str(&text), &out->buf);
	if (mail) {
		/* The message goes as it came, byte by byte: that is what its hash vouches for. */
		buf_addf(&out->buf, "\r\n--%s\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment; filename=\"mail.eml\"\r\n"
		         "Content-Transfer-Encoding: 8bit\r\n\r\n", boundary);
		buf_add_n(&out->buf, buf_str(mail), mail->len);
		buf_addf(&out->buf, "\r\n--%s--\r\n", boundary);
	}
	buf_free(&text);
	return ok;
}
