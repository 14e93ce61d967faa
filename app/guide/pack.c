#include "guide/pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/frame.h"
#include "base/json.h"
#include "base/mem.h"

#include "base/banned.h"

static const char HEAD[] = "kakekomi-pack 1\n";
static const char SMALL[] = "abcdefghijklmnopqrstuvwxyz", DIGITS[] = "0123456789", WORD[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";

enum { WORD_MOST = 60, MANIFEST_MOST = 4096 };

static bool bad(const char *label, const char *what, struct err *e)
{
	return err_set(e, ERR_DATA, "pack.damaged", label, what, NULL);
}

/* --- what a value may be --- */

bool pack_name_ok(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return len && !name[len] && len < PACK_NAME_SIZE && name[0] != '-';
}

bool pack_day_ok(const char *day)
{
	struct moment m;

	return strlen(day) == PACK_DAY_SIZE - 1 && strspn(day, "0123456789-") == strlen(day) && moment_parse(day, &m);
}

/* Two or three numbers: "0.1", "0.1.0". */
bool pack_needs_ok(const char *version)
{
	size_t parts = 0;

	if (strlen(version) >= PACK_NEEDS_SIZE)
		return false;
	for (const char *at = version;; at++) {
		size_t len = strspn(at, DIGITS);
		parts++;
		if (!len || len > 6)
			return false;
		at += len;
		if (!*at)
			return parts == 2 || parts == 3;
		if (*at != '.')
			return false;
	}
}

bool pack_version_of(const char *text, uint32_t *out)
{
	size_t len = strlen(text);

	if (!len || len > 9 || strspn(text, DIGITS) != len || text[0] == '0')
		return false;
	*out = (uint32_t)strtoul(text, NULL, 10);
	return true;
}

/* Passes a word and what must follow it. */
static bool pass(const char **at, const char *letters, size_t most, const char *then)
{
	size_t len = strspn(*at, letters), tail = strlen(then);

	if (!len || len > most || strncmp(*at + len, then, tail) != 0)
		return false;
	*at += len + tail;
	return true;
}

bool pack_file_ok(const char *name)
{
	const char *at = name;

	if (strcmp(name, PACK_SUFFIXES) == 0)
		return true;
	if (strncmp(at, "locale/", 7) == 0) {
		at += 7;
		if (!pass(&at, SMALL, 3, "/"))
			return false;
	}
	if (strncmp(at, "steps/", 6) == 0)
		at += 6;
	else if (strncmp(at, "letters/", 8) == 0)
		at += 8;
	return pass(&at, WORD, WORD_MOST, ".json") && !*at;
}

static const char *number_of(const char *version, long *out)
{
	char *end;

	*out = strtol(version, &end, 10);
	return *end == '.' ? end + 1 : end;
}

bool pack_fits(const struct pack_about *about, const char *program_version)
{
	const char *wanted = about->needs, *is = program_version;

	while (*wanted) {
		long a, b;
		wanted = number_of(wanted, &a);
		is = number_of(is, &b);
		if (a != b)
			return a < b;
	}
	return true;
}

/* --- reading --- */

static bool take_text(const json *m, const char *key, char *out, size_t size)
{
	const char *text = json_get_text(m, key);

	if (!text || strlen(text) >= size)
		return false;
	snprintf(out, size, "%s", text);
	return true;
}

/* A whole number from 0 to `most`; -1 for anything else. */
static long take_number(const json *m, const char *key, long most)
{
	const json *j = json_get(m, key);
	double n = json_is_number(j) ? json_number(j) : -1;

	return n >= 0 && n <= (double)most && n == (double)(long)n ? (long)n : -1;
}

static bool read_about(const json *m, struct pack_about *out)
{
	const json *expires = json_get(m, "expires");
	long version = take_number(m, "version", PACK_VERSION_MOST);

	out->version = version > 0 ? (uint32_t)version : 0;
	if (json_is_text(expires) && (!take_text(m, "expires", out->expires, sizeof out->expires) || !pack_day_ok(out->expires)))
		return false;
	return out->version && expires && (json_is_text(expires) || json_is_null(expires)) && json_count(m) == 6 &&
	       take_text(m, "name", out->name, sizeof out->name) && pack_name_ok(out->name) &&
	       take_text(m, "needs", out->needs, sizeof out->needs) && pack_needs_ok(out->needs);
}

struct sizes {
	long files, bytes;
};

static bool read_manifest(const char *label, const char *frame, size_t len, struct pack_about *about, struct sizes *sizes, struct err *e)
{
	char *text = mem_alloc(len + 1); /* JSON wants a NUL behind */

	memcpy(text, frame, len);
	json *m = json_parse(label, text, len, e);
	bool ok = m != NULL;
	if (m) {
		sizes->files = take_number(m, "files", PACK_MOST_FILES);
		sizes->bytes = take_number(m, "bytes", PACK_MOST_BYTES);
		ok = (read_about(m, about) && sizes->files >= 0 && sizes->bytes >= 0) || bad(label, "manifest", e);
	}
	json_free(m);
	free(text);
	return ok;
}

static bool read_file(const char *label, const char **at, size_t *left, struct pack *out, struct err *e)
{
	struct pack_file *f = &out->files[out->count];
	const char *name;
	size_t len;

	if (!frame_take(at, left, &name, &len) || !frame_take(at, left, &f->text, &f->len))
		return bad(label, "cut short", e);
	if (len > 4 * WORD_MOST || memchr(name, '\0', len) || f->len > PACK_MOST_FILE)
		return bad(label, "file too large, or its name", e);
	f->name = mem_alloc(len + 1);
	memcpy(f->name, name, len);
	out->count++;
	if (!pack_file_ok(f->name))
		return bad(label, "a file of no known kind", e);
	if (out->count > 1 && strcmp(f[-1].name, f->name) >= 0)
		return bad(label, "files out of order, or one twice", e);
	return true;
}

bool pack_read(const char *label, const char *bytes, size_t len, struct pack *out, struct err *e)
{
	const size_t head = strlen(HEAD);
	const char *at = bytes + head, *manifest;
	size_t left = len - head, manifest_len, sum = 0;
	struct sizes sizes;

	*out = (struct pack){ 0 };
	if (len < head || len > PACK_MOST_BYTES || memcmp(bytes, HEAD, head) != 0)
		return bad(label, "no pack of this format", e);
	if (!frame_take(&at, &left, &manifest, &manifest_len) || manifest_len > MANIFEST_MOST)
		return bad(label, "manifest", e);
	if (!read_manifest(label, manifest, manifest_len, &out->about, &sizes, e))
		return false;
	out->files = mem_alloc(((size_t)sizes.files + 1) * sizeof *out->files);
	while (left && out->count < (size_t)sizes.files) {
		if (!read_file(label, &at, &left, out, e))
			return false;
		sum += out->files[out->count - 1].len;
	}
	if (left || out->count != (size_t)sizes.files || sum != (size_t)sizes.bytes)
		return bad(label, "not as many files as it says", e);
	return true;
}

void pack_free(struct pack *p)
{
	for (size_t i = 0; i < p->count; i++)
		free(p->files[i].name);
	free(p->files);
	*p = (struct pack){ 0 };
}

static int against(const void *key, const void *file)
{
	return strcmp(key, ((const struct pack_file *)file)->name);
}

const struct pack_file *pack_find(const struct pack *p, const char *name)
{
	return p->count ? bsearch(name, p->files, p->count, sizeof *p->files, against) : NULL;
}

/* --- writing --- */

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct pack_file *)a)->name, ((const struct pack_file *)b)->name);
}

static void write_manifest(const struct pack *p, size_t bytes, struct buf *out)
{
	struct buf text = { 0 };
	json *m = json_new_object();

	json_add_text(m, "name", p->about.name);
	json_add_number(m, "version", p->about.version);
	json_add_text(m, "expires", *p->about.expires ? p->about.expires : NULL);
	json_add_text(m, "needs", p->about.needs);
	json_add_number(m, "files", (double)p->count);
	json_add_number(m, "bytes", (double)bytes);
	json_write(m, false, &text);
	frame_add(out, buf_str(&text), text.len);
	json_free(m);
	buf_free(&text);
}

bool pack_write(const char *label, struct pack *p, struct buf *out, struct err *e)
{
	struct pack back = { 0 };
	size_t bytes = 0;

	if (p->count)
		qsort(p->files, p->count, sizeof *p->files, by_name);
	for (size_t i = 0; i < p->count; i++)
		bytes += p->files[i].len;
	buf_add(out, HEAD);
	write_manifest(p, bytes, out);
	for (size_t i = 0; i < p->count; i++) {
		frame_add(out, p->files[i].name, strlen(p->files[i].name));
		frame_add(out, p->files[i].text, p->files[i].len);
	}
	/* What nobody could read is not published. */
	bool ok = pack_read(label, buf_str(out), out->len, &back, e);
	pack_free(&back);
	return ok;
}
