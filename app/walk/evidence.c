#include "walk/evidence.h"

#include <string.h>

#include "guide/tongue.h"
#include "walk/open.h"

#include "base/banned.h"

/* What is kept of a mail's text: enough for the reader of the paper, however long it is. */
enum { TEXT_KEPT = 16 * 1024 };

static void add_safe(json *to, const char *key, const char *text, bool lines)
{
	struct buf safe = { 0 }, head = { 0 };

	if (text && *text) {
		buf_add_n(&head, text, strnlen(text, 4 * TEXT_KEPT));
		check_safe_text(buf_str(&head), lines, &safe);
		if (safe.len > TEXT_KEPT) {
			size_t len = TEXT_KEPT;
			while (len && ((unsigned char)safe.text[len] & 0xC0) == 0x80)
				len--;
			safe.text[len] = '\0';
			safe.len = len;
			buf_add(&safe, "…");
		}
		json_add_text(to, key, buf_str(&safe));
	}
	buf_free(&safe);
	buf_wipe(&head);
}

static void add_address(json *to, const char *key, const struct message_address *a)
{
	struct buf text = { 0 };

	if (*a->name || *a->address)
		buf_addf(&text, *a->name ? "%s <%s>" : "%s%s", a->name, a->address);
	add_safe(to, key, buf_str(&text), false);
	buf_free(&text);
}

static void add_headers(json *body, const struct message *m)
{
	json *headers = json_add_object(body, "headers");

	add_address(headers, "From", &m->from);
	add_address(headers, "Reply-To", &m->reply_to);
	add_address(headers, "Return-Path", &m->return_path);
	add_safe(headers, "Subject", m->subject, false);
	add_safe(headers, "Date", message_header(m, "Date"), false);
	add_safe(headers, "Authentication-Results", message_header(m, "Authentication-Results"), false);
}

/* The meaning as it was shown; where that was another language, the Japanese beside it. The check's catalog knows its signs,
 * the walk's need not have read any yet. */
static void add_meaning(json *sign, const struct check *c, const char *meaning)
{
	json_add_text(sign, "meaning", meaning);
	if (c->catalog && strcmp(tongue_spoken(c->catalog), "ja") != 0)
		json_add_text(sign, "ja", tongue_text(c->catalog, "ja", meaning));
}

static void add_findings(json *body, const struct check *c)
{
	json *signs = json_add_array(body, "signs"), *links = json_add_array(body, "links");

	for (size_t i = 0; i < c->sign_count; i++) {
		json *s = json_add_object(signs, NULL);
		json_add_text(s, "id", c->signs[i].rule->id);
		add_meaning(s, c, c->signs[i].rule->meaning);
		json_add_text(s, "evidence", c->signs[i].evidence);
	}
	for (size_t i = 0; i < c->link_count; i++)
		json_add_text(links, NULL, c->links[i].defanged);
}

bool walk_evidence(struct walk *w, const struct message *m, const struct check *c, struct err *e)
{
	json *body = json_new_object();
	char hex[HASH_HEX_SIZE];

	hash_hex(m->sha256, hex);
	json_add_text(body, "sha256", hex);
	json_add_number(body, "bytes", (double)m->bytes);
	json_add_text(body, "verdict", verdict_name(c->verdict));
	json_add_text(body, "brand", c->brand ? c->brand->id : NULL);
	add_headers(body, m);
	add_safe(body, "text", m->text, true);
	add_findings(body, c);
	return walk_write(w, ENTRY_MAIL, body, e);
}
