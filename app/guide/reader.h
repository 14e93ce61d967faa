/* guide/reader: what the loaders share: taking typed members out of JSON and naming the place of
 * whatever is wrong; private to guide. */
#ifndef KAKEKOMI_GUIDE_READER_H
#define KAKEKOMI_GUIDE_READER_H

#include "guide/load.h"
#include "guide/model.h"

/* Where we are in a file: a chain of keys and indexes on the stack, spelled out only for a fault. */
struct place {
	const struct place *up;
	const char *key; /* NULL: an index */
	size_t index;
};

struct reader {
	struct catalog *c;
	const char *file;
	int layer; /* which directory: an id twice in one is a fault, in a later one it replaces */
};

void fault_at(const struct reader *r, const struct place *p, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Every member of `obj` must be one of `keys` (NULL-terminated; "note" is always allowed). */
bool allow_keys(const struct reader *r, const struct place *p, const json *obj, const char *const *keys);

const char *need_text(const struct reader *r, const struct place *p, const json *obj, const char *key);
const char *opt_text(const struct reader *r, const struct place *p, const json *obj, const char *key);
bool opt_bool(const struct reader *r, const struct place *p, const json *obj, const char *key, bool otherwise);
int opt_int(const struct reader *r, const struct place *p, const json *obj, const char *key, int otherwise);
int64_t opt_duration(const struct reader *r, const struct place *p, const json *obj, const char *key, int64_t otherwise);
void opt_words(const struct reader *r, const struct place *p, const json *obj, const char *key, bool interned,
	       struct words *out);
bool opt_urgency(const struct reader *r, const struct place *p, const json *obj, enum urgency *out);

/* obj[key] as an array, or NULL (a fault when it is there and no array). */
const json *opt_array(const struct reader *r, const struct place *p, const json *obj, const char *key);

void opt_cond(const struct reader *r, const struct place *p, const json *obj, const char *key, struct cond *out);

/* The interned value of a fact; where brands are values, a kind of brand too. NULL after a fault. */
const char *value_of(const struct reader *r, const struct place *p, size_t fact, const json *value);

/* Interned; "" stays "". */
const char *keep(const struct reader *r, const char *s);

/* The id of a row, interned; a fault when it is missing or taken in the same layer. */
const char *row_id(const struct reader *r, const struct place *p, const json *obj, const char *key, const char *what);

/* Room, cleared, for the row with this id: the one to be replaced, or a new one at the end. `size` is
 * the size of a row, whose first member is its interned id. */
void *row_for(struct arena *a, void **rows, size_t *count, size_t size, const char *id);
void remove_rows(const struct reader *r, const json *root, void *rows, size_t *count, size_t size);

/* {is, source, checked, sure} */
void read_sourced(const struct reader *r, const struct place *p, const json *j, struct sourced *out);

/* The facts that an object sets: {"did": "entered"} or {"did": ["entered"]}. NULL sets none. */
void read_settings(const struct reader *r, const struct place *p, const json *set, struct setting **sets, size_t *count);

void load_interview(const struct reader *r, const json *root);
void load_words(const struct reader *r, const json *root);
void load_more_words(const struct reader *r, const json *root); /* of another language: beside what is there */
void load_brands(const struct reader *r, const json *root);
void load_contacts(const struct reader *r, const json *root);
void load_signs(const struct reader *r, const json *root);
void load_steps(const struct reader *r, const json *root);
void load_playbook(const struct reader *r, const json *root);
void link_playbooks(struct catalog *c); /* after all files: step ids to steps, references checked */

#endif
