/* base/json: JSON in and out; the one door to cJSON; uses base/buf, base/err, base/mem, base/text.
 *
 * Input is hostile: at most 1 MiB and 32 levels, no duplicate keys, no bad UTF-8, no NUL in a string;
 * each is an error that names the place. */
#ifndef KAKEKOMI_BASE_JSON_H
#define KAKEKOMI_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

typedef struct cJSON json; /* opaque here */

enum { JSON_MAX_BYTES = 1024 * 1024, JSON_MAX_DEPTH = 32 };

/* "cJSON 1.7.15" */
const char *json_library(void);

/* Parses `len` bytes, which a NUL must follow. On failure NULL, error json.bad (65): arg1 = `name`, arg2 = what and where. The
 * caller frees with json_free(). */
json *json_parse(const char *name, const char *text, size_t len, struct err *e);
void json_free(json *j);

/* The same for a file of our own that grows beyond JSON_MAX_BYTES: at most `most` bytes. */
json *json_parse_long(const char *name, const char *text, size_t len, size_t most, struct err *e);

/* The same with the tree in an arena: never json_free() it, it goes with the arena. */
json *json_parse_in(struct arena *a, const char *name, const char *text, size_t len, struct err *e);

bool json_is_object(const json *j);
bool json_is_array(const json *j);
bool json_is_text(const json *j);
bool json_is_number(const json *j);
bool json_is_bool(const json *j);
bool json_is_true(const json *j);
bool json_is_null(const json *j);

/* Members: NULL when absent or `obj` is no object. Keys are compared exactly. */
const json *json_get(const json *obj, const char *key);
const json *json_first(const json *j); /* first child of an array or object, or NULL */
const json *json_next(const json *child);
const char *json_key(const json *child);
size_t json_count(const json *j);
const char *json_text(const json *j);  /* NULL when it is no text; lives as long as the tree */
double json_number(const json *j);
const char *json_get_text(const json *obj, const char *key);

/* Building, for output: everything added belongs to the tree. */
json *json_new_object(void);
json *json_new_array(void);
json *json_add_object(json *obj, const char *key); /* key NULL: append to an array */
json *json_add_array(json *obj, const char *key);
void json_add_text(json *obj, const char *key, const char *text); /* NULL text: null */
void json_add_number(json *obj, const char *key, double n);
void json_add_bool(json *obj, const char *key, bool b);
void json_add_null(json *obj, const char *key);
void json_add_copy(json *obj, const char *key, const json *value);
void json_write(const json *j, bool pretty, struct buf *out);

/* Appends `text` in quotes, escaped: for answers written straight to a buffer, without a tree. NULL: null. */
void json_quote(struct buf *out, const char *text);

#endif
