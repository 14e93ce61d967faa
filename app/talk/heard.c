/* What was read out of a sentence, said back. */
#include <string.h>

#include "guide/find.h"
#include "talk/talk.h"

#include "base/banned.h"

static const struct fact_value *value_of(const struct fact *f, const char *id)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->values[i].id == id)
			return &f->values[i];
	return NULL;
}

/* Whether another value that was read means this one too: a card number entered says that something was entered. */
static bool goes_without_saying(const struct facts *f, size_t fact, const char *value)
{
	for (size_t i = 0; i < f->catalog->fact_count; i++)
		for (size_t k = 0; k < f->of[i].count; k++) {
			const struct fact_value *v = value_of(&f->catalog->facts[i], f->of[i].at[k]);
			for (size_t m = 0; v && m < v->means_count; m++)
				if (v->means[m].fact == fact && words_has(&v->means[m].values, value))
					return true;
		}
	return false;
}

/* "はい" alone says nothing: where the value is a yes or a no, what it is about stands before it. */
static void add_given(const struct talk *t, const struct facts *f, size_t fact, struct buf *list)
{
	const struct catalog *c = f->catalog;

	for (size_t i = 0; i < f->of[fact].count; i++) {
		const char *value = f->of[fact].at[i];
		if (goes_without_saying(f, fact, value))
			continue;
		buf_add(list, list->len ? c->join.list : "");
		if (strcmp(value, "yes") == 0 || strcmp(value, "no") == 0 || strcmp(value, "unknown") == 0)
			say_add(t->say, list, "understood.fact", "fact", c->facts[fact].label, "value", fact_value_label(c, fact, value), NULL);
		else
			buf_add(list, fact_value_label(c, fact, value));
	}
}

void tell_given(const struct talk *t, const struct facts *f)
{
	struct buf list = { 0 };

	for (size_t i = 0; i < f->catalog->fact_count; i++)
		add_given(t, f, i, &list);
	tell(t, "understood", "what", buf_str(&list), NULL);
	buf_free(&list);
}
