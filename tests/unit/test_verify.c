/* A record tampered with is found: every byte of every sealed column, every entry removed, moved or cut off;
 * and one purged in the open is not an alarm. The file is changed behind the program's back with SQLite. */
#include "casebook_fixture.h"

#include <sqlite3.h>

static const char *const ID = "aaaaabbbbb";
enum { ENTRIES = 6 };

static const char *raw_path; /* of the casebook being tampered with */

/* Changes the file as somebody with another program would, triggers taken away. */
static sqlite3 *raw_open(void)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(raw_path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
				      "PRAGMA synchronous=OFF; PRAGMA ignore_check_constraints=ON;"
				      "DROP TRIGGER IF EXISTS entries_stay; DROP TRIGGER IF EXISTS entries_kept;"
				      "DROP TRIGGER IF EXISTS entries_once; DROP TRIGGER IF EXISTS contents_stay",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	return db;
}

static void raw(const char *sql)
{
	sqlite3 *db = raw_open();
	char *why = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
	sqlite3_close(db);
}

static void fill(struct store *s)
{
	static const char *const texts[ENTRIES] = { "", "偽のサイトに入れた", "", "受付 8841 山田さん", "メモ", "" };
	/* What stands in for the mail itself, and a correction, are sealed like anything else. */
	static const char *const bodies[ENTRIES] = { "{}", "{\"sha256\":\"ab12\",\"bytes\":21,\"links\":[\"hxxps://bad[.]example/\"]}", "{}", "{\"action\":\"card.stop\"}",
		                                     "{\"undoes\":4}", "{\"desk\":\"dekyo\",\"state\":\"sent\"}" };
	static const enum entry_kind kinds[ENTRIES] = { ENTRY_OPEN, ENTRY_MAIL, ENTRY_NOTE, ENTRY_OUTCOME, ENTRY_UNDO, ENTRY_SEND };
	struct case_row row = a_row("ANA・請求");
	struct entry e[ENTRIES];
	struct append a = { .entries = e, .count = ENTRIES, .row = &row };

	for (size_t i = 0; i < ENTRIES; i++) {
		e[i] = an_entry(ID, kinds[i], texts[i], bodies[i]);
		e[i].at_ms += (int64_t)i * 60000;
	}
	assert_true(store_append(s, &a, 0, NULL));
}

static void copy(const char *from, const char *to)
{
	char bytes[65536];
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");

	assert_non_null(in);
	assert_non_null(out);
	for (size_t n; (n = fread(bytes, 1, sizeof bytes, in));)
		assert_int_equal(fwrite(bytes, 1, n, out), n);
	fclose(in);
	fclose(out);
}

/* Is the record at raw_path unharmed, and does it hold `seal`? A file that cannot be read is harmed. */
static bool sound(const unsigned char *seal, int64_t *broken_at)
{
	struct verify_result v = { 0 };
	struct store *s;

	if (!store_open(raw_path, STORE_EXISTING, &s, NULL))
		return false;
	bool ok = verify_case(s, ID, seal, &v, NULL);
	store_close(s);
	if (broken_at)
		*broken_at = v.broken_at;
	return ok && v.intact && (!seal || v.sealed_n > 0);
}

static void whole(void **state)
{
	struct store *s = opened(in_dir(state, "a.db"));
	struct verify_result v;
	unsigned char printed[HASH_SIZE], other[HASH_SIZE] = { 1 };
	struct err e;

	fill(s);
	v = verified(s, ID, NULL);
	assert_true(v.intact);
	assert_int_equal(v.entries, ENTRIES);
	assert_int_equal(v.broken_at, 0);
	assert_int_equal(v.removed, 0);
	assert_false(v.test_clock);
	memcpy(printed, v.seal, HASH_SIZE);
	noted(s, ID, ENTRIES, "あとから");
	v = verified(s, ID, printed);
	assert_int_equal(v.sealed_n, ENTRIES);
	assert_true(v.intact);
	v = verified(s, ID, other);
	assert_int_equal(v.sealed_n, 0);
	assert_false(verify_case(s, "zzzzzzzzzz", NULL, &v, &e));
	assert_string_equal(e.key, "casebook.case-unknown");
	store_close(s);
}

static void test_clock(void **state)
{
	struct store *s = opened(in_dir(state, "a.db"));
	struct entry e = an_entry(ID, ENTRY_OPEN, "", "{}");
	struct case_row row = a_row("t");
	struct append a = { .entries = &e, .count = 1, .row = &row };

	e.clock = "test";
	assert_true(store_append(s, &a, 0, NULL));
	assert_true(verified(s, ID, NULL).test_clock);
	store_close(s);
}

struct column {
	const char *table, *name;
	const char *type;
};

/* Flips one byte of one value: text and blobs by byte, numbers by one of their eight bytes. */
static bool flip(sqlite3 *db, const struct column *c, int64_t rowno, int at)
{
	char sql[300];
	sqlite3_stmt *st;
	bool changed = false;

	snprintf(sql, sizeof sql, "SELECT case_id, %s, %s FROM %s ORDER BY 1, 2 LIMIT 1 OFFSET %lld",
		 strcmp(c->table, "cases") == 0 ? "1" : "n", c->name, c->table, (long long)rowno);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	int64_t n = sqlite3_column_int64(st, 1), number = sqlite3_column_int64(st, 2);
	unsigned char bytes[400] = { 0 };
	int len = 8;
	if (strcmp(c->type, "INTEGER") != 0) {
		const void *blob = sqlite3_column_blob(st, 2);
		len = sqlite3_column_bytes(st, 2);
		assert_in_range(len, 0, (int)sizeof bytes);
		if (len)
			memcpy(bytes, blob, (size_t)len);
	}
	sqlite3_finalize(st);
	if (at >= len)
		return false;
	bytes[at] ^= (unsigned char)(1u << (at % 8));
	number ^= (int64_t)(1ull << (8 * (at % 8) + at % 7));
	snprintf(sql, sizeof sql, "UPDATE OR REPLACE %s SET %s = CAST(?1 AS %s)%s", c->table, c->name, c->type,
		 strcmp(c->table, "cases") == 0 ? "" : " WHERE n = ?2");
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
	if (strcmp(c->type, "INTEGER") == 0)
		sqlite3_bind_int64(st, 1, number);
	else
		sqlite3_bind_blob(st, 1, bytes, len, SQLITE_STATIC);
	if (strcmp(c->table, "cases") != 0)
		sqlite3_bind_int64(st, 2, n);
	changed = sqlite3_step(st) == SQLITE_DONE && sqlite3_changes(db) == 1;
	sqlite3_finalize(st);
	assert_true(changed);
	return true;
}

static void every_byte(void **state)
{
	/* Words for lists only (state, brand, title, agent, due) are not the record: they are worked out from it. */
	static const struct column columns[] = {
		{ "entries", "case_id", "TEXT" },  { "entries", "n", "INTEGER" },       { "entries", "at_ms", "INTEGER" },
		{ "entries", "offset_min", "INTEGER" }, { "entries", "who", "TEXT" },   { "entries", "kind", "TEXT" },
		{ "entries", "step", "TEXT" },     { "entries", "outcome", "TEXT" },    { "entries", "clock", "TEXT" },
		{ "entries", "digest", "BLOB" },   { "entries", "seal", "BLOB" },       { "contents", "case_id", "TEXT" },
		{ "contents", "n", "INTEGER" },    { "contents", "salt", "BLOB" },      { "contents", "text", "TEXT" },
		{ "contents", "body", "TEXT" },    { "cases", "case_id", "TEXT" },      { "cases", "opened_ms", "INTEGER" },
		{ "cases", "offset_min", "INTEGER" }, { "cases", "touched_ms", "INTEGER" }, { "cases", "entries", "INTEGER" },
		{ "cases", "seal", "BLOB" },
	};
	const char *path = in_dir(state, "a.db"), *changed = in_dir(state, "b.db");
	struct store *s = opened(path);
	long flips = 0;

	fill(s);
	store_close(s);
	raw_path = changed;
	for (size_t c = 0; c < sizeof columns / sizeof *columns; c++) {
		for (int64_t row = 0; row < (strcmp(columns[c].table, "cases") == 0 ? 1 : ENTRIES); row++) {
			for (int at = 0;; at++) {
				copy(path, changed);
				sqlite3 *db = raw_open();
				bool more = flip(db, &columns[c], row, at);
				sqlite3_close(db);
				if (!more)
					break;
				flips++;
				if (sound(NULL, NULL))
					fail_msg("%s.%s row %d byte %d flipped unseen", columns[c].table, columns[c].name, (int)row, at);
			}
		}
	}
	print_message("%ld bytes flipped, all found\n", flips);
}

/* Values that a plain reader would not tell from the true ones. */
static void lookalikes(void **state)
{
	static const char *const changes[] = {
		"UPDATE contents SET text = CAST(text || x'00' || 'tail' AS TEXT) WHERE n = 4",
		"UPDATE entries SET who = CAST(who || x'00' AS TEXT) WHERE n = 4",
		"UPDATE entries SET offset_min = offset_min + 4294967296 WHERE n = 4",
		"UPDATE entries SET digest = CAST(digest || x'00' AS BLOB) WHERE n = 4",
		"UPDATE entries SET clock = 'test' WHERE n = 4",
		"UPDATE contents SET salt = x'' WHERE n = 1",
		"INSERT INTO entries SELECT case_id, 0, at_ms, offset_min, who, kind, step, outcome, clock, digest, seal FROM entries WHERE n = 1",
		"INSERT INTO entries SELECT case_id, 99, at_ms, offset_min, who, kind, step, outcome, clock, digest, seal FROM entries WHERE n = 6",
		"DELETE FROM contents WHERE n = 3",
		"DELETE FROM cases",
	};
	const char *path = in_dir(state, "a.db"), *changed = in_dir(state, "b.db");
	struct store *s = opened(path);

	fill(s);
	store_close(s);
	raw_path = changed;
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		copy(path, changed);
		assert_true(sound(NULL, NULL));
		raw(changes[i]);
		if (sound(NULL, NULL))
			fail_msg("unseen: %s", changes[i]);
	}
}

/* Whoever can write the file can cut the tail off and set the row right: the printed seal finds it. */
static void removed_moved_cut(void **state)
{
	const char *path = in_dir(state, "a.db"), *changed = in_dir(state, "b.db");
	struct store *s = opened(path);
	unsigned char printed[HASH_SIZE];
	char sql[600];
	int64_t broken_at;

	fill(s);
	memcpy(printed, verified(s, ID, NULL).seal, HASH_SIZE);
	store_close(s);
	raw_path = changed;
	for (int n = 1; n <= ENTRIES; n++) {
		copy(path, changed);
		snprintf(sql, sizeof sql, "DELETE FROM contents WHERE n = %d; DELETE FROM entries WHERE n = %d", n, n);
		raw(sql);
		assert_false(sound(printed, &broken_at));
		assert_int_equal(broken_at, n);
		for (int m = 1; m < n; m++) {
			copy(path, changed);
			snprintf(sql, sizeof sql,
				 "UPDATE entries SET n = 99 WHERE n = %d; UPDATE entries SET n = %d WHERE n = %d; UPDATE entries SET n = %d WHERE n = 99;"
				 "UPDATE contents SET n = 99 WHERE n = %d; UPDATE contents SET n = %d WHERE n = %d; UPDATE contents SET n = %d WHERE n = 99",
				 n, n, m, m, n, n, m, m);
			raw(sql);
			assert_false(sound(printed, &broken_at));
			assert_int_equal(broken_at, m);
		}
		if (n == 1)
			continue;
		copy(path, changed);
		snprintf(sql, sizeof sql,
			 "DELETE FROM contents WHERE n >= %d; DELETE FROM entries WHERE n >= %d; UPDATE cases SET entries = %d, "
			 "seal = (SELECT seal FROM entries ORDER BY n DESC LIMIT 1), touched_ms = (SELECT max(at_ms) FROM entries)",
			 n, n, n - 1);
		raw(sql);
		assert_true(sound(NULL, NULL));
		assert_false(sound(printed, NULL));
	}
}

static void sealed_before_break(void **state)
{
	struct store *s = opened(in_dir(state, "a.db"));
	unsigned char printed[HASH_SIZE];
	struct verify_result v;

	raw_path = in_dir(state, "a.db");
	fill(s);
	memcpy(printed, verified(s, ID, NULL).seal, HASH_SIZE);
	noted(s, ID, ENTRIES, "あとから");
	store_close(s);
	raw("UPDATE contents SET text = 'x' WHERE n = 7");
	s = opened(raw_path);
	v = verified(s, ID, printed);
	assert_false(v.intact);
	assert_int_equal(v.broken_at, ENTRIES + 1);
	assert_int_equal(v.sealed_n, ENTRIES);
	store_close(s);
}

static void purge(struct store *s, const char *body, const int64_t *n, size_t count, int64_t expected)
{
	struct entry e = an_entry(ID, ENTRY_PURGE, "", body);
	struct case_row row = a_row("t");
	struct append a = { .entries = &e, .count = 1, .row = &row, .purge = n, .purge_count = count };

	assert_true(store_append(s, &a, expected, NULL));
}

static void purged(void **state)
{
	static const int64_t gone[] = { 2, 4 };
	struct store *s = opened(in_dir(state, "a.db"));
	unsigned char printed[HASH_SIZE];
	struct verify_result v;

	fill(s);
	memcpy(printed, verified(s, ID, NULL).seal, HASH_SIZE);
	purge(s, "{\"entries\":[2,4]}", gone, 2, ENTRIES);
	v = verified(s, ID, printed);
	assert_true(v.intact);
	assert_int_equal(v.removed, 2);
	assert_int_equal(v.sealed_n, ENTRIES);
	store_close(s);
}

static void purged_unnamed(void **state)
{
	static const char *const bodies[] = { "{\"entries\":[2]}", "{}", "", "{\"entries\":4}", "{\"entries\":[\"4\",2]}" };
	static const int64_t gone[] = { 2, 4 };
	char name[20];

	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		snprintf(name, sizeof name, "%d.db", (int)i);
		struct store *s = opened(in_dir(state, name));
		fill(s);
		purge(s, bodies[i], gone, 2, ENTRIES);
		struct verify_result v = verified(s, ID, NULL);
		assert_false(v.intact);
		assert_int_equal(v.broken_at, i == 0 || i == 4 ? 4 : 2);
		store_close(s);
	}
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_begin, fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(whole),        CASE(test_clock),          CASE(every_byte), CASE(lookalikes), CASE(removed_moved_cut),
		CASE(sealed_before_break), CASE(purged), CASE(purged_unnamed),
	};
	return cmocka_run_group_tests_name("verify", tests, NULL, NULL);
}
