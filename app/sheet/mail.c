#include "sheet/mail.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"

#include "base/banned.h"

void mail_words(const struct record *r, const struct say *say, struct buf *out)
{
	const char *verdict = json_get_text(r->body, "verdict");
	char key[64];

	if (verdict) {
		snprintf(key, sizeof key, "check.short.%s", verdict);
		say_add(say, out, "paper.mail-checked", "verdict", say_text(say, key), "sha256", json_get_text(r->body, "sha256"), NULL);
	} else {
		say_add(say, out, "paper.mail", "sha256", json_get_text(r->body, "sha256"), NULL);
	}
}

static void add_signs(const json *signs, const struct say *say, struct buf *out)
{
	if (json_count(signs))
		buf_addf(out, "%s\n", say_text(say, "check.signs"));
	for (const json *s = json_first(signs); s; s = json_next(s)) {
		const char *meaning = json_get_text(s, "meaning"), *evidence = json_get_text(s, "evidence");
		buf_addf(out, "- %s", meaning ? meaning : "");
		if (evidence && *evidence) {
			buf_add(out, " ");
			say_add(say, out, "check.evidence", "words", evidence, NULL);
		}
		buf_add(out, "\n");
	}
}

static void add_headers(const json *headers, const struct say *say, struct buf *out)
{
	static const char *const rows[][2] = { { "from", "paper.mail-from" }, { "reply_to", "paper.mail-reply" }, { "subject", "paper.mail-subject" }, { "date", "paper.mail-date" } };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *value = json_get_text(headers, rows[i][0]);
		if (value)
			buf_addf(out, "%s %s\n", say_text(say, rows[i][1]), value);
	}
}

void mail_details(const struct record *r, const struct say *say, struct buf *out)
{
	const char *text = json_get_text(r->body, "text");

	add_signs(json_get(r->body, "signs"), say, out);
	add_headers(json_get(r->body, "headers"), say, out);
	if (text)
		buf_add(out, text);
	while (out->len && out->text[out->len - 1] == '\n')
		out->text[--out->len] = '\0';
}
