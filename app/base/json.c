#include "base/json.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intern.h"
#include "base/mem.h"
#include "base/text.h"

#include "base/banned.h"

struct place {
	size_t line, column;
};

static struct place place_of(const char *text, size_t at)
{
	struct place p = { 1, 1 };

	for (size_t i = 0; i < at; i++) {
		p.column++;
		if (text[i] == '\n') {
			p.line++;
			p.column = 1;
		}
	}
	return p;
}

static json *bad(struct err *e, const char *name, const char *what, const char *text, size_t at)
{
	struct place p = place_of(text, at);
	char where[128];

	snprintf(where, sizeof where, "line %zu, column %zu: %s", p.line, p.column, what);
	err_set(e, ERR_DATA, "json.bad", name, where, NULL);
	return NULL;
}

static bool continues(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

/* Length of the character at p beyond ASCII, 0 when it is no valid UTF-8. Nearly everything here is
 * Japanese: three bytes from E3 to E9, valid whatever continues them; the library judges the rest. */
static size_t wide_length(const char *p)
{
	unsigned char c = (unsigned char)*p;
	uint32_t ch;

	if (c >= 0xE3 && c <= 0xE9)
		return continues(p[1]) && continues(p[2]) ? 3 : 0;
	size_t len = text_next(p, &ch);
	return len > 1 ? len : 0;
}

struct scan {
	int depth;
	bool in_text;
};

static const char *scan_ascii(struct scan *s, const char **p)
{
	switch (**p) {
	case '"': s->in_text = !s->in_text; break;
	case '\\':
		if (!s->in_text)
			break;
		if (strncmp(*p, "\\u0000", 6) == 0)
			return "\\u0000 in a text";
		if ((*p)[1] && (unsigned char)(*p)[1] < 0x80)
			++*p;
		break;
	case '{':
	case '[':
		if (!s->in_text && ++s->depth > JSON_MAX_DEPTH)
			return "nested deeper than 32 levels";
		break;
	case '}':
	case ']': s->depth -= !s->in_text; break;
	default: break;
	}
	++*p;
	return NULL;
}

/* Neither quote nor backslash nor a bracket; '[' and '{' differ in one bit, as do their fellows. */
static bool is_plain(unsigned char c)
{
	return (c >= ' ' && c < 0x7F && c != '"' && c != '\\' && (c | 0x20) != '{' && (c | 0x20) != '}') || c == '\n';
}

/* Most bytes say nothing of the shape: they are passed over in runs. */
static const char *skip_plain(const char *p)
{
	for (;;) {
		unsigned char c = (unsigned char)*p;
		if (is_plain(c))
			p++;
		else if (c >= 0xE3 && c <= 0xE9 && continues(p[1]) && continues(p[2]))
			p += 3;
		else
			return p;
	}
}

/* Looks over the bytes once before the parser sees them: UTF-8, nesting, NUL, and \\u0000, which cJSON
 * would take. A NUL of its own follows the text. */
static const char *prescan(const char *text, size_t len, size_t *at)
{
	struct scan s = { 0 };
	const char *fault = NULL;
	const char *p = text;

	for (p = skip_plain(p); p < text + len && !fault; p = fault ? p : skip_plain(p)) {
		*at = (size_t)(p - text);
		if ((unsigned char)*p >= 0x80) {
			size_t wide = wide_length(p);
			fault = wide ? NULL : "not valid UTF-8";
			p += wide;
		} else {
			fault = *p ? scan_ascii(&s, &p) : "a NUL byte";
		}
	}
	return fault;
}

static bool keys_repeat(const cJSON *object)
{
	enum { FEW = 32 };
	struct intern seen = { 0 };
	bool repeat = false;
	int count = 0;

	for (const cJSON *c = object->child; c && !repeat; c = c->next, count++) {
		/* A few keys are compared pair by pair; a hostile million of them must not be. */
		for (const cJSON *d = c->next; d && count < FEW && !repeat; d = d->next)
			repeat = c->string[0] == d->string[0] && strcmp(c->string, d->string) == 0;
		if (count >= FEW)
			repeat = intern(&seen, c->string) != c->string;
	}
	intern_free(&seen);
	return repeat;
}

/* The path of the first duplicate key, appended to `path`; false when there is none. Objects here are
 * small, so comparing every pair is cheaper than a table. */
static bool find_duplicate(const cJSON *j, struct buf *path)
{
	size_t len = path->len, index = 0;

	const bool here = cJSON_IsObject(j) && keys_repeat(j);

	for (const cJSON *c = j->child; c; c = c->next, index++) {
		if (c->string) {
			buf_addf(path, "%s%s", path->len ? "." : "", c->string);
			for (const cJSON *d = here ? c->next : NULL; d; d = d->next)
				if (strcmp(c->string, d->string) == 0)
					return true;
		} else if (c->child) {
			buf_addf(path, "[%zu]", index);
		}
		if (c->child && find_duplicate(c, path))
			return true;
		path->len = len;
		if (path->text)
			path->text[len] = '\0';
	}
	return false;
}

/* The cheap question first: the path is only spelled out when there is something to report. */
static bool has_duplicate(const cJSON *j)
{
	if (cJSON_IsObject(j) && keys_repeat(j))
		return true;
	for (const cJSON *c = j->child; c; c = c->next)
		if (c->child && has_duplicate(c))
			return true;
	return false;
}

/* cJSON takes a small piece of memory for every value; out of an arena they cost next to nothing, and
 * they are given back all at once. */
static struct arena *parse_arena;

static void *take_from_arena(size_t size)
{
	return arena_take(parse_arena, size);
}

static void leave_to_arena(void *p)
{
	(void)p;
}

/* Without it a file would be "not JSON" when only memory is short. */
static void *take_from_heap(size_t size)
{
	return mem_alloc(size);
}

static json *parse_whole(const char *name, const char *text, size_t len, size_t most, struct err *e);

json *json_parse_in(struct arena *a, const char *name, const char *text, size_t len, struct err *e)
{
	cJSON_Hooks hooks = { take_from_arena, leave_to_arena };

	parse_arena = a;
	cJSON_InitHooks(&hooks);
	json *j = parse_whole(name, text, len, JSON_MAX_BYTES, e);
	cJSON_InitHooks(NULL);
	parse_arena = NULL;
	return j;
}

json *json_parse(const char *name, const char *text, size_t len, struct err *e)
{
	return json_parse_long(name, text, len, JSON_MAX_BYTES, e);
}

json *json_parse_long(const char *name, const char *text, size_t len, size_t most, struct err *e)
{
	cJSON_Hooks hooks = { take_from_heap, free };

	cJSON_InitHooks(&hooks);
	json *j = parse_whole(name, text, len, most, e);
	cJSON_InitHooks(NULL);
	return j;
}

static json *parse_whole(const char *name, const char *text, size_t len, size_t most, struct err *e)
{
	struct buf path = { 0 };
	const char *end = NULL, *fault;
	cJSON *j = NULL;
	size_t at = 0;
	char what[200];

	if (len > most) {
		snprintf(what, sizeof what, "larger than %zu MiB", most / 1024 / 1024);
		err_set(e, ERR_DATA, "json.bad", name, what, NULL);
		return NULL;
	}
	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
		text += 3;
		len -= 3;
	}
	fault = prescan(text, len, &at);
	if (fault)
		return bad(e, name, fault, text, at);
	j = cJSON_ParseWithLengthOpts(text, len, &end, false);
	if (!j)
		return bad(e, name, "not JSON", text, end ? (size_t)(end - text) : 0);
	for (const char *rest = end; rest < text + len; rest++)
		if (!strchr(" \t\r\n", *rest)) {
			cJSON_Delete(j);
			return bad(e, name, "something follows the JSON", text, (size_t)(rest - text));
		}
	if (has_duplicate(j) && find_duplicate(j, &path)) {
		snprintf(what, sizeof what, "%.160s: duplicate key", buf_str(&path));
		err_set(e, ERR_DATA, "json.bad", name, what, NULL);
		cJSON_Delete(j);
		j = NULL;
	}
	buf_free(&path);
	return j;
}

void json_free(json *j)
{
	cJSON_Delete(j);
}

bool json_is_object(const json *j) { return cJSON_IsObject(j); }
bool json_is_array(const json *j) { return cJSON_IsArray(j); }
bool json_is_text(const json *j) { return cJSON_IsString(j); }
bool json_is_number(const json *j) { return cJSON_IsNumber(j); }
bool json_is_bool(const json *j) { return cJSON_IsBool(j); }
bool json_is_null(const json *j) { return cJSON_IsNull(j); }
bool json_is_true(const json *j) { return cJSON_IsTrue(j); }
const json *json_first(const json *j) { return j ? j->child : NULL; }
const json *json_next(const json *child) { return child->next; }
const char *json_key(const json *child) { return child->string; }
const char *json_text(const json *j) { return cJSON_IsString(j) ? j->valuestring : NULL; }
double json_number(const json *j) { return cJSON_IsNumber(j) ? j->valuedouble : 0; }

const json *json_get(const json *obj, const char *key)
{
	if (!cJSON_IsObject(obj))
		return NULL;
	for (const cJSON *c = obj->child; c; c = c->next)
		if (c->string[0] == key[0] && strcmp(c->string, key) == 0)
			return c;
	return NULL;
}

size_t json_count(const json *j)
{
	size_t n = 0;

	for (const cJSON *c = json_first(j); c; c = c->next)
		n++;
	return n;
}

const char *json_get_text(const json *obj, const char *key)
{
	return json_text(json_get(obj, key));
}

/* cJSON's only failure here is memory. */
static void need(bool done)
{
	if (!done)
		mem_exhausted();
}

static json *checked(cJSON *j)
{
	need(j != NULL);
	return j;
}

static json *attach(json *to, const char *key, cJSON *value)
{
	checked(value);
	/* A key that could not be copied would leave the value out, and an answer without it would be on record. */
	need(key ? cJSON_AddItemToObject(to, key, value) : cJSON_AddItemToArray(to, value));
	return value;
}

json *json_new_object(void) { return checked(cJSON_CreateObject()); }
json *json_new_array(void) { return checked(cJSON_CreateArray()); }
json *json_add_object(json *obj, const char *key) { return attach(obj, key, cJSON_CreateObject()); }
json *json_add_array(json *obj, const char *key) { return attach(obj, key, cJSON_CreateArray()); }
void json_add_number(json *obj, const char *key, double n) { attach(obj, key, cJSON_CreateNumber(n)); }
void json_add_bool(json *obj, const char *key, bool b) { attach(obj, key, cJSON_CreateBool(b)); }
void json_add_null(json *obj, const char *key) { attach(obj, key, cJSON_CreateNull()); }

/* A tampered casebook may hold any bytes; JSON holds UTF-8. */
static cJSON *mended_string(const char *text)
{
	struct buf mended = { 0 };
	uint32_t c;

	for (size_t len; (len = text_next(text, &c)); text += len)
		text_put(&mended, c);
	cJSON *string = cJSON_CreateString(buf_str(&mended));
	buf_wipe(&mended);
	return string;
}

void json_add_text(json *obj, const char *key, const char *text)
{
	const bool good = text && text_bad_utf8(text, strlen(text)) < 0;

	attach(obj, key, good ? cJSON_CreateString(text) : text ? mended_string(text) : cJSON_CreateNull());
}

void json_add_copy(json *obj, const char *key, const json *value)
{
	attach(obj, key, value ? cJSON_Duplicate(value, true) : cJSON_CreateNull());
}

void json_write(const json *j, bool pretty, struct buf *out)
{
	char *text = pretty ? cJSON_Print(j) : cJSON_PrintUnformatted(j);

	need(text != NULL);
	buf_add(out, text);
	free(text);
}

static void quote_special(struct buf *out, unsigned char c)
{
	switch (c) {
	case '"': buf_add_n(out, "\\\"", 2); break;
	case '\\': buf_add_n(out, "\\\\", 2); break;
	case '\n': buf_add_n(out, "\\n", 2); break;
	case '\t': buf_add_n(out, "\\t", 2); break;
	default: buf_addf(out, "\\u%04x", c);
	}
}

void json_quote(struct buf *out, const char *text)
{
	if (!text) {
		buf_add_n(out, "null", 4);
		return;
	}
	buf_add_c(out, '"');
	for (const char *plain = text;; plain = ++text) {
		while ((unsigned char)*text >= 0x20 && *text != '"' && *text != '\\')
			text++;
		buf_add_n(out, plain, (size_t)(text - plain));
		if (!*text)
			break;
		quote_special(out, (unsigned char)*text);
	}
	buf_add_c(out, '"');
}

const char *json_library(void)
{
	static char text[32];

	snprintf(text, sizeof text, "cJSON %s", cJSON_Version());
	return text;
}
