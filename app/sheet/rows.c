/* The record as rows: JSON for scripts, CSV for tables. One entry at a time is held. */
#include <string.h>

#include "base/text.h"
#include "guide/view.h"
#include "sheet/record.h"

#include "base/banned.h"

struct rows {
	struct view *view;
	struct sink *out;
	bool any;
	struct buf words, clean, time; /* used over and over */
};

static void free_rows(struct rows *r)
{
	buf_free(&r->words);
	buf_free(&r->clean);
	buf_free(&r->time);
}

/* --- JSON --- */

static const char *words_of(struct rows *r, const char *text)
{
	buf_clear(&r->words);
	view_words(r->view, text, &r->words);
	return buf_str(&r->words);
}

/* A mail's headers and text hold the person's own name; what is passed on goes without. */
static void add_body(json *entry, const struct view *v, const struct line *l)
{
	if (l->removed) {
		json_add_null(entry, "body");
		return;
	}
	if (!l->body) {
		json_add_object(entry, "body");
		return;
	}
	if (!v->redact_names || l->kind != ENTRY_MAIL) {
		json_add_copy(entry, "body", l->body);
		return;
	}
	json *body = json_add_object(entry, "body");
	for (const json *m = json_first(l->body); m; m = json_next(m))
		if (json_key(m) && strcmp(json_key(m), "headers") != 0 && strcmp(json_key(m), "text") != 0)
			json_add_copy(body, json_key(m), m);
}

static bool put_json_row(void *context, const struct line *l)
{
	struct rows *r = context;
	struct view *v = r->view;
	json *o = json_new_object();
	char seal[HASH_HEX_SIZE];
	struct buf who = { 0 };

	if (v->redact_names)
		view_who(v, l->who, &who);
	hash_hex(l->seal, seal);
	json_add_number(o, "n", (double)l->n);
	view_time(o, "at", l->at.ms, l->at.offset_min);
	json_add_text(o, "who", who.len ? buf_str(&who) : l->who);
	json_add_text(o, "kind", entry_kind_name(l->kind));
	json_add_text(o, "step", *l->step ? l->step : NULL);
	json_add_text(o, "action", json_get_text(l->body, "action"));
	json_add_text(o, "outcome", l->outcome ? outcome_name(l->outcome) : NULL);
	json_add_text(o, "text", words_of(r, l->text));
	add_body(o, v, l);
	json_add_bool(o, "undone", l->undone);
	json_add_bool(o, "test_clock", l->test_clock);
	json_add_text(o, "seal", seal);
	buf_add(&r->out->buf, r->any ? ",\n" : "\n");
	json_write(o, false, &r->out->buf);
	r->any = true;
	json_free(o);
	buf_free(&who);
	sink_rest(r->out);
	return true;
}

bool record_json(struct view *v, struct sink *out, struct err *e)
{
	struct rows r = { .view = v, .out = out };
	json *facts = facts_to_json(&v->walk->fold.facts);
	char seal[HASH_HEX_SIZE];

	buf_addf(&out->buf, "{\"case\":\"%s\",\n\"facts\":", v->walk->id);
	json_write(facts, false, &out->buf);
	buf_add(&out->buf, ",\n\"entries\":[");
	bool ok = view_each(v, put_json_row, &r, e);
	hash_hex(v->verified->seal, seal);
	buf_addf(&out->buf, "],\n\"seal\":\"%s\",\"intact\":%s}\n", seal, v->verified->intact ? "true" : "false");
	json_free(facts);
	free_rows(&r);
	return ok;
}

/* --- CSV --- */

static const char HEADS[] = "n,at,who,kind,step,action,title,outcome,outcome_words,contact,number,what,text,undone,test_clock,seal\r\n";

static void add_cell(struct rows *r, const char *text, bool last)
{
	struct buf *out = &r->out->buf;

	if (!text)
		text = "";
	/* A tab or CR is gone once cleaned, but what a spreadsheet is fed is judged as it came. */
	bool formula = strchr("=+-@\t\r", *text) && *text;
	buf_clear(&r->clean);
	text_clean(text, true, &r->clean);
	text = buf_str(&r->clean);
	bool quoted = formula || strpbrk(text, ",\"\n");
	if (quoted)
		buf_add_c(out, '"');
	if (formula || (*text && strchr("=+-@", *text)))
		buf_add_c(out, '\'');
	for (size_t n; quoted && (n = strcspn(text, "\"")) < strlen(text); text += n + 1) {
		buf_add_n(out, text, n);
		buf_add(out, "\"\"");
	}
	buf_add(out, text);
	if (quoted)
		buf_add_c(out, '"');
	buf_add(out, last ? "\r\n" : ",");
}

static bool put_csv_row(void *context, const struct line *l)
{
	struct rows *r = context;
	struct view *v = r->view;
	const json *contact = json_get(l->body, "contact");
	char at[TIME_TEXT_SIZE], seal[HASH_HEX_SIZE];

	moment_format(l->at, at);
	hash_hex(l->seal, seal);
	buf_addf(&r->out->buf, "%lld,%s,", (long long)l->n, at);
	buf_clear(&r->words);
	view_who(v, l->who, &r->words);
	add_cell(r, buf_str(&r->words), false);
	add_cell(r, entry_kind_name(l->kind), false);
	add_cell(r, l->step, false);
	add_cell(r, json_get_text(l->body, "action"), false);
	add_cell(r, l->outcome ? view_title(r->view, l->body, l->step) : "", false);
	add_cell(r, l->outcome ? outcome_name(l->outcome) : "", false);
	add_cell(r, l->outcome ? view_outcome(v, l) : "", false);
	add_cell(r, view_contact_name(v, l->body), false);
	add_cell(r, json_get_text(contact, "number"), false);
	buf_clear(&r->words);
	view_line(v, l, &r->words);
	add_cell(r, buf_str(&r->words), false);
	add_cell(r, words_of(r, l->text), false);
	add_cell(r, l->undone ? "yes" : "", false);
	add_cell(r, l->test_clock ? "yes" : "", false);
	add_cell(r, seal, true);
	sink_rest(r->out);
	return true;
}

bool record_csv(struct view *v, bool bom, struct sink *out, struct err *e)
{
	struct rows r = { .view = v, .out = out };

	buf_add(&out->buf, bom ? "\xEF\xBB\xBF" : "");
	buf_add(&out->buf, HEADS);
	bool ok = view_each(v, put_csv_row, &r, e);
	free_rows(&r);
	return ok;
}
