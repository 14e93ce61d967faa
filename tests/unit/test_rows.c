/* sheet/rows and the other forms over a record of 100,000 entries: all of them come, and memory does not grow with them. */
#include "casebook_fixture.h"

#include <sys/resource.h>

#include "base/path.h"
#include "base/say.h"
#include "sheet/printer.h"
#include "sheet/record.h"

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ASAN 1
#endif
#endif
#ifdef UNDER_ASAN
enum { ENTRIES = 5000, GROWTH_KB = 1024 * 1024 }; /* what is freed is kept a while there */
#else
enum { ENTRIES = 100000, GROWTH_KB = 10 * 1024 };
#endif
enum { BATCH = 5000 };

static const char ID[] = "aaaaaaaaaa";

static void fill_case(struct store *s)
{
	struct entry *entries = mem_alloc(BATCH * sizeof *entries);
	struct case_row row = a_row("long");

	for (int64_t done = 0; done < ENTRIES; done += BATCH) {
		struct append a = { .entries = entries, .count = BATCH, .row = &row };
		for (size_t i = 0; i < BATCH; i++) {
			entries[i] = an_entry(ID, ENTRY_NOTE, "受付 8841, \"折り返し\"", "{}");
			entries[i].step = entries[i].outcome = "";
		}
		struct err e = { 0 };
		if (!store_append(s, &a, done, &e))
			fail_msg("%s %s", e.key, e.arg[1]);
	}
	free(entries);
}

static long memory_kb(void)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	return used.ru_maxrss;
}

static size_t lines_with(const char *path, const char *what)
{
	struct buf b = { 0 };
	size_t count = 0;

	assert_true(file_read(path, 256u << 20, &b, NULL));
	for (const char *at = b.text; (at = strstr(at, what)); at += strlen(what))
		count++;
	buf_free(&b);
	return count;
}

static bool text_form(struct view *v, struct sink *out, struct err *e)
{
	struct document *d = record_document(v);
	bool ok = print_text(d, v->say, NULL, out, e);

	document_free(d);
	return ok;
}

static bool html_form(struct view *v, struct sink *out, struct err *e)
{
	struct document *d = record_document(v);
	bool ok = print_html(d, v->say, NULL, out, e);

	document_free(d);
	return ok;
}

static bool csv_form(struct view *v, struct sink *out, struct err *e)
{
	return record_csv(v, false, out, e);
}

static void long_records_stream(void **state)
{
	static bool (*const forms[])(struct view *, struct sink *, struct err *) = { text_form, html_form, csv_form, record_json };
	static const char *const names[] = { "text", "html", "csv", "json" };
	struct store *s = opened(in_dir(state, "casebook.db"));
	struct clock clock = { 0 };
	struct verify_result verified;
	struct walk w;
	struct say say;
	struct err e = { 0 };

	setenv("KAKEKOMI_PLAYBOOKS", "playbooks", 1);
	fill_case(s);
	assert_true(say_load(&say, ".", "ja", &e));
	assert_true(walk_summary(&w, s, &clock, ID, &verified, &e));
	assert_true(verified.intact);
	assert_int_equal(verified.entries, ENTRIES);
	assert_int_equal(w.log.count, 0);
	struct view v = { .walk = &w, .verified = &verified, .say = &say, .now = { FIXTURE_MS, 540 }, .from_ms = -1, .to_ms = -1 };
	view_begin(&v);
	const long before = memory_kb();
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct sink out;
		assert_true(sink_to_file(&out, in_dir(state, names[i]), false, &e));
		assert_true(forms[i](&v, &out, &e));
		assert_true(sink_close(&out, &e));
	}
	if (memory_kb() - before > GROWTH_KB)
		fail_msg("%ld KB more", memory_kb() - before);
	view_end(&v);
	walk_end(&w);
	store_close(s);
	say_free(&say);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_int_equal(lines_with(in_dir(state, names[i]), "受付 8841"), ENTRIES);
	assert_int_equal(lines_with(in_dir(state, "csv"), "\r\n"), ENTRIES + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test_setup_teardown(long_records_stream, fixture_begin, fixture_end) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
