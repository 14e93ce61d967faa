/* guide/facts: what is known of one case: fact keys with one or more values; uses guide/model. */
#ifndef KAKEKOMI_GUIDE_FACTS_H
#define KAKEKOMI_GUIDE_FACTS_H

#include "base/err.h"
#include "guide/model.h"

enum { FACT_VALUES_MAX = 24 };

struct fact_values {
	size_t count;
	const char *at[FACT_VALUES_MAX]; /* interned */
};

/* Indexed like catalog.facts. */
struct facts {
	const struct catalog *catalog;
	struct fact_values *of;
};

void facts_init(struct facts *f, const struct catalog *c, struct arena *a);
void facts_clear(struct facts *f);

/* Index of a key, or -1. */
long fact_index(const struct catalog *c, const char *key);
/* The interned value when `value` is one of the fact (a brand's id too), or NULL. */
const char *fact_value(const struct catalog *c, size_t fact, const char *value);

/* Adds values: a several-valued fact takes their union, the excluding value falling away when
 * another is there; any other fact takes the last. `value` must be interned. */
void facts_add(struct facts *f, size_t fact, const char *value);

/* "KEY=VALUE[,VALUE]": errors fact.unknown-key, fact.unknown-value, fact.syntax, fact.one-value, fact.excludes (2),
 * naming the nearest right one. */
bool facts_parse(struct facts *f, const char *assignment, struct err *e);

/* {"key": "value" | ["value", …], …}: the same from JSON; the errors too, and fact.not-values (65). An error's arguments are as they
 * came: whoever prints them redacts. */
bool facts_from_json(struct facts *f, const json *object, struct err *e);

bool facts_known(const struct facts *f, size_t fact);
bool facts_is(const struct facts *f, size_t fact, const char *value);

/* Whether one value of the fact is `wanted`, or a brand of the kind `wanted`. */
bool fact_value_is(const struct catalog *c, size_t fact, const char *value, const char *wanted);

/* The first value of a key, or NULL. */
const char *facts_first(const struct facts *f, const char *key);

/* The brand that `claims` names, or NULL; and its kind or the kind that claims itself names, "unknown" else. */
const struct brand *facts_brand(const struct facts *f);
const struct kind *facts_kind(const struct facts *f);

/* The words for a value on screen and paper. */
const char *fact_value_label(const struct catalog *c, size_t fact, const char *value);

json *facts_to_json(const struct facts *f); /* {"key":["value"]} of what is known; the caller frees */

#endif
