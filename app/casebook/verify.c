#include "casebook/verify.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "base/banned.h"

/* What is carried from entry to entry. */
struct check {
	struct verify_result *out;
	const unsigned char *wanted;      /* the seal from paper, or NULL */
	unsigned char running[HASH_SIZE]; /* the last seal, worked out and not read */
	int64_t first_ms, last_ms;
	int first_offset;
	struct arena *arena;
	int64_t *missing; /* entries without content that no purge has named yet */
	size_t missing_count, missing_cap;
	entry_fn *each; /* who else wants the entries, or NULL */
	void *context;
};

static void break_at(struct verify_result *out, int64_t n)
{
	if (n < 1)
		n = 1; /* a number nothing here writes; 0 would mean that nothing is broken */
	if (!out->broken_at || n < out->broken_at)
		out->broken_at = n;
}

static void take_named(struct check *c, double n)
{
	for (size_t i = 0; i < c->missing_count; i++) {
		if ((double)c->missing[i] != n)
			continue;
		c->missing[i] = c->missing[--c->missing_count];
		c->out->removed++;
		return;
	}
}

/* A purge entry accounts for the contents that went before it. */
static void read_purge(struct check *c, const char *body)
{
	json *j = body ? json_parse("purge", body, strlen(body), NULL) : NULL;

	for (const json *n = j ? json_first(json_get(j, "entries")) : NULL; n; n = json_next(n))
		if (json_is_number(n))
			take_named(c, json_number(n));
	json_free(j);
}

static void note_missing(struct check *c, int64_t n)
{
	c->missing = arena_grow(c->arena, c->missing, c->missing_count, &c->missing_cap, sizeof *c->missing);
	c->missing[c->missing_count++] = n;
}

static bool check_entry(void *context, const struct entry *read)
{
	struct check *c = context;
	struct verify_result *out = c->out;
	struct entry e = *read;
	const bool gone = !e.text && !e.body;

	out->entries++;
	if (e.n != out->entries)
		break_at(out, out->entries);
	if (gone)
		note_missing(c, e.n);
	else
		entry_digest(&e, e.digest);
	if (memcmp(e.digest, read->digest, HASH_SIZE) != 0)
		break_at(out, e.n);
	entry_seal(&e, out->entries > 1 ? c->running : NULL, e.seal);
	if (memcmp(e.seal, read->seal, HASH_SIZE) != 0)
		break_at(out, e.n);
	memcpy(c->running, e.seal, HASH_SIZE);
	memcpy(out->seal, read->seal, HASH_SIZE);
	if (c->wanted && memcmp(c->wanted, e.seal, HASH_SIZE) == 0)
		out->sealed_n = e.n;
	if (e.kind == ENTRY_PURGE)
		read_purge(c, e.body);
	out->test_clock = out->test_clock || *e.clock;
	if (out->entries == 1) {
		c->first_ms = e.at_ms;
		c->first_offset = e.offset_min;
	}
	c->last_ms = e.at_ms;
	return !c->each || c->each(c->context, read);
}

/* Reads the entries and then the row. Another program may append in between: then there is more to read. */
static bool read_all(struct store *s, const char *case_id, struct check *c, struct case_row *row, bool *listed, struct err *e)
{
	char id[CASE_ID_SIZE];
	int64_t from = INT64_MIN, before;
	struct err why;

	do {
		before = c->out->entries;
		if (!store_read(s, case_id, from, check_entry, c, e))
			return false;
		from = c->out->entries + 1;
		*listed = store_find(s, case_id, id, row, &why);
		if (!*listed && (why.code != ERR_NO_INPUT || !c->out->entries)) {
			if (e)
				*e = why;
			return false;
		}
	} while (*listed && row->entries > c->out->entries && c->out->entries > before);
	return true;
}

static void check_row(const struct check *c, const struct case_row *row)
{
	struct verify_result *out = c->out;

	if (row->entries != out->entries)
		break_at(out, (row->entries < out->entries ? row->entries : out->entries) + 1);
	else if (memcmp(row->seal, out->seal, HASH_SIZE) != 0 || row->touched_ms != c->last_ms)
		break_at(out, out->entries);
	if (row->opened_ms != c->first_ms || row->offset_min != c->first_offset)
		break_at(out, 1);
}

bool verify_case(struct store *s, const char *case_id, const unsigned char *seal, struct verify_result *out, struct err *e)
{
	return verify_reading(s, case_id, seal, NULL, NULL, out, e);
}

bool verify_reading(struct store *s, const char *case_id, const unsigned char *seal, entry_fn *each, void *context,
		    struct verify_result *out, struct err *e)
{
	struct check c = { .out = out, .wanted = seal, .each = each, .context = context };
	struct case_row row;
	bool listed;

	*out = (struct verify_result){ 0 };
	c.arena = arena_new();
	bool ok = read_all(s, case_id, &c, &row, &listed, e);
	if (!ok)
		goto out;
	if (listed)
		check_row(&c, &row);
	else
		break_at(out, out->entries);
	for (size_t i = 0; i < c.missing_count; i++)
		break_at(out, c.missing[i]);
	out->intact = out->broken_at == 0;
out:
	arena_free(c.arena);
	return ok;
}
