#include "guide/differ.h"

#include <string.h>

#include "base/banned.h"

/* --- same --- */

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_words(const struct words *a, const struct words *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!same(a->at[i], b->at[i]))
			return false;
	return true;
}

static bool same_contacts(const struct step *a, const struct step *b)
{
	if (a->contact_count != b->contact_count)
		return false;
	for (size_t i = 0; i < a->contact_count; i++)
		if (!same(a->contacts[i].is, b->contacts[i].is))
			return false;
	return true;
}

bool step_same(const struct step *a, const struct step *b)
{
	return same(a->action, b->action) && same(a->title, b->title) && same(a->why, b->why) && same(a->say, b->say) && same(a->read, b->read) &&
	       same(a->listen, b->listen) && same(a->done, b->done) && same(a->items_ask, b->items_ask) && same_words(&a->how, &b->how) &&
	       same_words(&a->have, &b->have) && same_words(&a->capture, &b->capture) && same_contacts(a, b) && a->urgency == b->urgency &&
	       a->retry_ms == b->retry_ms && a->remind_ms == b->remind_ms;
}

static bool same_sourced(const struct sourced *a, const struct sourced *b)
{
	return same(a->is, b->is) && a->sure == b->sure;
}

static bool same_hours(const struct hours *a, const struct hours *b)
{
	if (a->known != b->known || a->always != b->always || a->days != b->days || a->from != b->from || a->to != b->to ||
	    a->holidays != b->holidays || a->break_count != b->break_count || a->closed_count != b->closed_count)
		return false;
	return memcmp(a->breaks, b->breaks, a->break_count * sizeof *a->breaks) == 0 &&
	       memcmp(a->closed, b->closed, a->closed_count * sizeof *a->closed) == 0;
}

/* But for the number, which is told by itself. */
static bool same_contact(const struct contact *a, const struct contact *b)
{
	return same(a->name, b->name) && same_sourced(&a->url, &b->url) && same_sourced(&a->mail, &b->mail) &&
	       same_sourced(&a->cannot, &b->cannot) && same_sourced(&a->cost, &b->cost) && same_sourced(&a->until, &b->until) &&
	       same(a->where, b->where) && same(a->ask, b->ask) && same_hours(&a->hours, &b->hours);
}

static bool same_table(const struct names_table *a, const struct names_table *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!same(a->at[i].key, b->at[i].key) || !same(a->at[i].value, b->at[i].value))
			return false;
	return true;
}

static bool same_brand(const struct brand *a, const struct brand *b)
{
	return same(a->name, b->name) && same(a->kind, b->kind) && same_words(&a->names, &b->names) && same_table(&a->words, &b->words) &&
	       same_table(&a->contacts, &b->contacts);
}

static bool same_question(const struct question *a, const struct question *b)
{
	if (!same(a->ask, b->ask) || !same(a->hint, b->hint) || !same(a->read, b->read) || a->count != b->count || a->stage != b->stage)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!same(a->choices[i].label, b->choices[i].label))
			return false;
	return true;
}

static bool same_sign(const struct sign_rule *a, const struct sign_rule *b)
{
	return same(a->meaning, b->meaning) && a->weight == b->weight && a->side == b->side && same_words(&a->words, &b->words) &&
	       same_words(&a->needs, &b->needs);
}

static bool same_playbook(const struct playbook *a, const struct playbook *b)
{
	if (!same(a->title, b->title) || a->order != b->order || a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!same(a->uses[i].step_id, b->uses[i].step_id) || a->uses[i].urgency != b->uses[i].urgency)
			return false;
	return true;
}

/* --- rows --- */

/* Rows of a kind in both catalogs; the first member of a row is its id. */
struct rows {
	const void *at;
	size_t count, size;
};

struct kind_rows {
	enum differ_kind kind;
	struct rows before, after;
	bool (*same)(const void *a, const void *b);
	const char *(*title)(const void *row);
	void (*more)(const void *a, const void *b, difference_fn *each, void *context); /* either may be NULL; or NULL */
};

static const void *row_at(const struct rows *r, size_t i)
{
	return (const char *)r->at + i * r->size;
}

static const void *row_of(const struct rows *r, const char *id)
{
	for (size_t i = 0; i < r->count; i++)
		if (same(*(const char *const *)row_at(r, i), id))
			return row_at(r, i);
	return NULL;
}

static void compare(const struct kind_rows *k, difference_fn *each, void *context)
{
	for (size_t i = 0; i < k->after.count; i++) {
		const void *b = row_at(&k->after, i), *a = row_of(&k->before, *(const char *const *)b);
		if (!a)
			each(context, &(struct difference){ k->kind, DIFFER_ADDED, k->title(b), NULL, NULL });
		else if (!k->same(a, b))
			each(context, &(struct difference){ k->kind, DIFFER_CHANGED, k->title(b), NULL, NULL });
		if (k->more)
			k->more(a, b, each, context);
	}
	for (size_t i = 0; i < k->before.count; i++) {
		const void *a = row_at(&k->before, i);
		if (row_of(&k->after, *(const char *const *)a))
			continue;
		each(context, &(struct difference){ k->kind, DIFFER_REMOVED, k->title(a), NULL, NULL });
		if (k->more)
			k->more(a, NULL, each, context);
	}
}

static void number(const void *a, const void *b, difference_fn *each, void *context)
{
	const struct contact *old = a, *new = b;
	const char *from = old ? old->number.is : NULL, *to = new ? new->number.is : NULL;

	if (!same(from, to))
		each(context, &(struct difference){ DIFFER_NUMBER, !from ? DIFFER_ADDED : !to ? DIFFER_REMOVED : DIFFER_CHANGED,
		                                    new ? new->name : old->name, from, to });
}

static bool has_domain(const struct brand *b, const char *domain)
{
	for (size_t i = 0; b && i < b->web_count; i++)
		if (same(b->web[i].is, domain))
			return true;
	for (size_t i = 0; b && i < b->mail_count; i++)
		if (same(b->mail[i].is, domain))
			return true;
	return false;
}

/* Those of `in` that `out` has not; a domain for web and mail is told once. */
static void lone_domains(const struct brand *in, const struct brand *out, bool added, difference_fn *each, void *context)
{
	for (size_t i = 0; in && i < in->web_count + in->mail_count; i++) {
		const char *domain = i < in->web_count ? in->web[i].is : in->mail[i - in->web_count].is;
		bool told = has_domain(out, domain);
		for (size_t k = 0; k < i && !told; k++)
			told = same(domain, k < in->web_count ? in->web[k].is : in->mail[k - in->web_count].is);
		if (!told)
			each(context, &(struct difference){ DIFFER_DOMAIN, added ? DIFFER_ADDED : DIFFER_REMOVED, in->name, added ? NULL : domain,
			                                    added ? domain : NULL });
	}
}

static void domains(const void *a, const void *b, difference_fn *each, void *context)
{
	lone_domains(b, a, true, each, context);
	lone_domains(a, b, false, each, context);
}

#define FACE(type, function, title_of)                                                     \
	static bool type##_is_same(const void *a, const void *b) { return function(a, b); } \
	static const char *type##_title(const void *row) { return ((const struct type *)row)->title_of; }

FACE(step, step_same, title)
FACE(playbook, same_playbook, title)
FACE(contact, same_contact, name)
FACE(brand, same_brand, name)
FACE(question, same_question, ask)
FACE(sign_rule, same_sign, meaning)

#define ROWS(member, n) \
	{ before->member, before->n, sizeof *before->member }, { after->member, after->n, sizeof *after->member }

void differ(const struct catalog *before, const struct catalog *after, difference_fn *each, void *context)
{
	const struct kind_rows kinds[] = {
		{ DIFFER_STEP, ROWS(steps, step_count), step_is_same, step_title, NULL },
		{ DIFFER_PLAYBOOK, ROWS(playbooks, playbook_count), playbook_is_same, playbook_title, NULL },
		{ DIFFER_CONTACT, ROWS(contacts, contact_count), contact_is_same, contact_title, number },
		{ DIFFER_BRAND, ROWS(brands, brand_count), brand_is_same, brand_title, domains },
		{ DIFFER_QUESTION, ROWS(questions, question_count), question_is_same, question_title, NULL },
		{ DIFFER_SIGN, ROWS(signs, sign_count), sign_rule_is_same, sign_rule_title, NULL },
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		compare(&kinds[i], each, context);
}
