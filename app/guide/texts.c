#include "guide/texts.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "guide/letter.h"

#include "base/banned.h"

enum { ROW_SIZE = 160 };

struct walker {
	text_fn *each;
	void *context;
	const char *file;
	char row[ROW_SIZE];
};

bool text_is_plain(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

static void begin_row(struct walker *w, const char *kind, const char *id)
{
	snprintf(w->row, sizeof w->row, "%s%s%s", kind, *kind ? "/" : "", id);
}

static void one(const struct walker *w, const char *member, long index, const char **text)
{
	const struct text_place p = { w->file, w->row, member, index, text };

	if (*text)
		w->each(w->context, &p);
}

static void member_of(char member[ROW_SIZE], const char *kind, const char *key)
{
	snprintf(member, ROW_SIZE, "%s.%s", kind, key);
}

static void list(const struct walker *w, const char *member, const struct words *texts)
{
	for (size_t i = 0; i < texts->count; i++)
		one(w, member, (long)i, &texts->at[i]);
}

static void table(const struct walker *w, const char *kind, const struct names_table *t)
{
	for (size_t i = 0; i < t->count; i++) {
		char member[ROW_SIZE];
		member_of(member, kind, t->at[i].key);
		one(w, member, -1, &t->at[i].value);
	}
}

static void fact_texts(struct walker *w, struct fact *f)
{
	begin_row(w, "facts", f->key);
	one(w, "label", -1, &f->label);
	one(w, "unknown", -1, &f->unknown);
	for (size_t i = 0; i < f->count; i++) {
		char member[ROW_SIZE];
		member_of(member, "values", f->values[i].id);
		one(w, member, -1, &f->values[i].label);
	}
}

static void question_texts(struct walker *w, struct question *q)
{
	begin_row(w, "questions", q->id);
	one(w, "ask", -1, &q->ask);
	one(w, "hint", -1, &q->hint);
	one(w, "read", -1, &q->read);
	for (size_t i = 0; i < q->count; i++) {
		char number[24], member[ROW_SIZE];
		snprintf(number, sizeof number, "%zu", i + 1);
		member_of(member, "choices", number);
		if (!q->choices[i].labelled)
			one(w, member, -1, &q->choices[i].label);
	}
}

static void brand_texts(struct walker *w, const struct catalog *c)
{
	w->file = "brands.json";
	for (size_t i = 0; i < c->kind_count; i++) {
		begin_row(w, "kinds", c->kinds[i].id);
		one(w, "label", -1, &c->kinds[i].label);
		table(w, "words", &c->kinds[i].words);
	}
	for (size_t i = 0; i < c->brand_count; i++) {
		begin_row(w, "brands", c->brands[i].id);
		one(w, "name", -1, &c->brands[i].name);
		table(w, "words", &c->brands[i].words);
	}
}

static void contact_texts(struct walker *w, struct contact *c)
{
	begin_row(w, "", c->id);
	one(w, "name", -1, &c->name);
	one(w, "number", -1, &c->number.is);
	one(w, "where", -1, &c->where);
	one(w, "ask", -1, &c->ask);
	one(w, "cannot", -1, &c->cannot.is);
	one(w, "cost", -1, &c->cost.is);
}

static void step_texts(struct walker *w, struct step *s)
{
	const char *folder = strstr(s->file, "steps/");

	w->file = folder ? folder : s->file;
	begin_row(w, "", s->id);
	one(w, "title", -1, &s->title);
	one(w, "why", -1, &s->why);
	list(w, "how", &s->how);
	one(w, "say", -1, &s->say);
	one(w, "read", -1, &s->read);
	one(w, "listen", -1, &s->listen);
	list(w, "have", &s->have);
	list(w, "capture", &s->capture);
	one(w, "done", -1, &s->done);
	one(w, "items", -1, &s->items_ask);
	list(w, "examples", &s->items_examples);
}

static void letter_texts(struct walker *w, struct letter *l)
{
	begin_row(w, "", l->id);
	one(w, "title", -1, &l->title);
	one(w, "about", -1, &l->about);
	one(w, "to", -1, &l->to);
	for (size_t i = 0; i < l->count; i++) {
		struct letter_part *p = &l->parts[i];
		char member[ROW_SIZE];
		member_of(member, p->id, "label");
		one(w, member, -1, &p->label);
		member_of(member, p->id, "text");
		one(w, member, -1, &p->text);
		member_of(member, p->id, "heads");
		list(w, member, &p->heads);
	}
}

void texts_each(const struct catalog *c, text_fn *each, void *context)
{
	struct walker w = { each, context, "interview.json", "" };

	for (size_t i = 0; i < c->fact_count; i++)
		fact_texts(&w, &c->facts[i]);
	for (size_t i = 0; i < c->question_count; i++)
		question_texts(&w, &c->questions[i]);
	brand_texts(&w, c);
	w.file = "contacts.json";
	for (size_t i = 0; i < c->contact_count; i++)
		contact_texts(&w, &c->contacts[i]);
	for (size_t i = 0; i < c->step_count; i++)
		step_texts(&w, &c->steps[i]);
	w.file = "signs.json";
	for (size_t i = 0; i < c->sign_count; i++) {
		begin_row(&w, "", c->signs[i].id);
		one(&w, "meaning", -1, &c->signs[i].meaning);
	}
	w.file = "playbooks.json";
	for (size_t i = 0; i < c->playbook_count; i++) {
		begin_row(&w, "", c->playbooks[i].id);
		one(&w, "title", -1, &c->playbooks[i].title);
	}
	w.file = "letters.json";
	for (size_t i = 0; c->letters && i < c->letters->count; i++)
		letter_texts(&w, &c->letters->at[i]);
}

void text_path(const struct text_place *p, struct buf *out)
{
	buf_addf(out, "%s.%s", p->row, p->member);
	if (p->index >= 0)
		buf_addf(out, "[%ld]", p->index);
}

bool text_place_same(const struct text_place *a, const struct text_place *b)
{
	return a->index == b->index && strcmp(a->member, b->member) == 0 && strcmp(a->row, b->row) == 0 && strcmp(a->file, b->file) == 0;
}
