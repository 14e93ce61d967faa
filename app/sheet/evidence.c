/* What came: of each message its headers, signs, links and text, as far as the record holds them. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "sheet/record_parts.h"

#include "base/banned.h"

/* Words from outside never keep a control character, and names go where they are to go. */
static void add_quote(struct document *d, const struct view *v, const char *text)
{
	struct buf clean = { 0 }, words = { 0 };

	text_clean(text, true, &clean);
	view_words(v, buf_str(&clean), &words);
	document_add(d, BLOCK_QUOTE, NULL, buf_str(&words), NULL);
	buf_free(&clean);
	buf_free(&words);
}

/* Nobody can click it: hxxps://bad[.]example. What is defanged already stays as it is. */
static void defang(const char *link, struct buf *out)
{
	const char *host = strstr(link, "://");

	if (strstr(link, "[.]")) {
		buf_add(out, link);
		return;
	}
	if (host && strncmp(link, "http", 4) == 0) {
		buf_add(out, "hxxp");
		buf_add_n(out, link + 4, (size_t)(host + 3 - link) - 4);
		link = host + 3;
	}
	for (size_t n = strcspn(link, "/?#"); n; n--, link++)
		buf_add(out, *link == '.' ? "[.]" : (const char[]){ *link, '\0' });
	buf_add(out, link);
}

/* Who received it is the person's own name and address. */
static bool names_the_person(const char *header)
{
	static const char *const those[] = { "to", "cc", "bcc", "delivered-to", "x-original-to", "envelope-to" };
	struct buf name = { 0 };
	bool is = false;

	text_fold(header, &name);
	for (size_t i = 0; i < sizeof those / sizeof *those; i++)
		is = is || strncmp(buf_str(&name), those[i], strlen(those[i])) == 0;
	buf_free(&name);
	return is;
}

/* What a person calls the headers that the record keeps; others stand under their own names. */
static const char *header_label(const struct view *v, const char *name)
{
	static const struct {
		const char *name, *key;
	} known[] = { { "From", "paper.mail-from" },       { "Reply-To", "paper.mail-reply" }, { "Return-Path", "paper.mail-return" },
		      { "Subject", "paper.mail-subject" }, { "Date", "paper.mail-date" },      { "Authentication-Results", "paper.mail-checks" } };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(name, known[i].name) == 0)
			return say_text(v->say, known[i].key);
	return name;
}

/* {"name": "value"}, [{"name", "value"}] or one text. */
static void add_headers(struct document *d, const struct view *v, const json *headers)
{
	if (json_is_text(headers) && !v->redact_names)
		add_quote(d, v, json_text(headers));
	for (const json *h = json_first(headers); h; h = json_next(h)) {
		const char *name = json_get_text(h, "name"), *value = json_get_text(h, "value");
		struct buf words = { 0 };
		if (!name)
			name = json_key(h);
		if (!value)
			value = json_text(h);
		if (name && value && !(v->redact_names && names_the_person(name))) {
			view_words(v, value, &words);
			document_add(d, BLOCK_FIELD, header_label(v, name), buf_str(&words), NULL);
		} else if (!name && value && !(v->redact_names && names_the_person(value))) {
			add_quote(d, v, value);
		}
		buf_free(&words);
	}
}

static void add_signs(struct document *d, const struct view *v, const json *signs)
{
	if (json_first(signs))
		document_heading(d, 2, say_text(v->say, "paper.signs"), NULL);
	for (const json *s = json_first(signs); s; s = json_next(s))
		document_add(d, BLOCK_ITEM, say_text(v->say, "paper.dash"), view_sign(v, s), json_get_text(s, "evidence"));
}

static void add_links(struct document *d, const struct view *v, const json *links)
{
	if (json_first(links))
		document_heading(d, 2, say_text(v->say, "paper.links"), NULL);
	for (const json *l = json_first(links); l; l = json_next(l)) {
		const char *url = json_text(l) ? json_text(l) : json_get_text(l, "url");
		struct buf safe = { 0 };
		if (url) {
			defang(url, &safe);
			document_add(d, BLOCK_ITEM, say_text(v->say, "paper.dash"), buf_str(&safe), NULL);
		}
		buf_free(&safe);
	}
}

static bool has_evidence(const json *body)
{
	return json_get(body, "headers") || json_get(body, "text") || json_get(body, "signs") || json_get(body, "links");
}

static void add_mail(struct document *d, const struct view *v, const struct record *r)
{
	struct buf title = { 0 }, time = { 0 };
	const char *sha256 = json_get_text(r->body, "sha256"), *text = json_get_text(r->body, "text");
	char n[24];

	snprintf(n, sizeof n, "%lld", (long long)r->n);
	view_moment(v, (struct moment){ r->at_ms, r->offset_min }, &time);
	say_add(v->say, &title, "paper.mail-head", "n", n, "time", buf_str(&time), NULL);
	document_heading(d, 2, buf_str(&title), NULL);
	if (sha256)
		document_add(d, BLOCK_FIELD, "SHA-256", sha256, NULL);
	add_headers(d, v, json_get(r->body, "headers"));
	add_signs(d, v, json_get(r->body, "signs"));
	add_links(d, v, json_get(r->body, "links"));
	if (text) {
		document_heading(d, 2, say_text(v->say, "paper.mail-text"), NULL);
		add_quote(d, v, text);
	}
	buf_free(&title);
	buf_free(&time);
}

void add_evidence(struct document *d, struct view *v)
{
	bool headed = false;

	for (size_t i = 0; i < v->walk->log.count; i++) {
		const struct record *r = &v->walk->log.at[i];
		if (r->kind != ENTRY_MAIL || r->undone || !has_evidence(r->body) || !view_in_range(v, r->at_ms))
			continue;
		if (!headed)
			document_heading(d, 1, say_text(v->say, "paper.evidence"), NULL);
		headed = true;
		add_mail(d, v, r);
	}
}
