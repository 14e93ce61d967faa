/* sheet/wire: a document comes back as it went; whatever is cut off or bent is refused. */
#include "casebook_fixture.h"

#include "sheet/wire.h"

static const char *const CELLS[] = { "窓口", "", "9:00" };

static struct document *sample(void)
{
	struct document *d = document_new();

	d->title = "相談と対応の記録";
	d->lang = "ja";
	d->running = "事案 abcdefgh23";
	document_heading(d, 2, "見出し", "anchor");
	document_add(d, BLOCK_FIELD, "お名前", NULL, NULL);
	document_add(d, BLOCK_ENTRY, "10:42", "止めた", "受付 8841")->link = "#anchor";
	document_cells(d, BLOCK_ROW, CELLS, 3);
	return d;
}

static void write_all(const struct document *d, struct buf *out)
{
	const struct wire_words words = { "{page}/{pages}", "#" };

	wire_head(d, &words, out);
	for (size_t i = 0; i < d->count; i++)
		wire_block(&d->blocks[i], out);
	wire_end(out);
}

static bool read_back(const struct buf *wire, size_t len)
{
	struct document *d = document_new();
	struct wire_words words;
	bool ok = wire_read(wire->text, len, d, &words);

	document_free(d);
	return ok;
}

static void same(const char *a, const char *b)
{
	if (a && b)
		assert_string_equal(a, b);
	else
		assert_true(!a && !b);
}

static void comes_back(void **state)
{
	struct document *d = sample(), *back = document_new();
	struct wire_words words;
	struct buf wire = { 0 };

	(void)state;
	write_all(d, &wire);
	assert_true(wire_read(wire.text, wire.len, back, &words));
	same(back->title, d->title);
	same(back->lang, d->lang);
	same(back->running, d->running);
	same(back->footer, NULL);
	same(words.page, "{page}/{pages}");
	assert_int_equal(back->count, d->count);
	for (size_t i = 0; i < d->count; i++) {
		const struct block *a = &d->blocks[i], *b = &back->blocks[i];
		assert_int_equal(a->kind, b->kind);
		assert_int_equal(a->level, b->level);
		same(a->label, b->label);
		same(a->text, b->text);
		same(a->more, b->more);
		same(a->anchor, b->anchor);
		same(a->link, b->link);
		assert_int_equal(a->cell_count, b->cell_count);
		for (size_t k = 0; k < a->cell_count; k++)
			same(a->cells[k], b->cells[k]);
	}
	document_free(d);
	document_free(back);
	buf_free(&wire);
}

static void cut_off(void **state)
{
	struct document *d = sample();
	struct buf wire = { 0 };

	(void)state;
	write_all(d, &wire);
	assert_true(read_back(&wire, wire.len));
	for (size_t len = 0; len < wire.len; len++)
		assert_false(read_back(&wire, len));
	document_free(d);
	buf_free(&wire);
}

/* Any byte may be any other: it is refused or read, and nothing outside is touched (the sanitizers look on). */
static void bent(void **state)
{
	struct document *d = sample();
	struct buf wire = { 0 };
	size_t refused = 0;

	(void)state;
	write_all(d, &wire);
	for (size_t i = 0; i < wire.len; i++) {
		char before = wire.text[i];
		for (int v = 0; v < 256; v += 51) {
			wire.text[i] = (char)v;
			refused += !read_back(&wire, wire.len);
		}
		wire.text[i] = before;
	}
	assert_true(refused > wire.len);
	document_free(d);
	buf_free(&wire);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(comes_back), cmocka_unit_test(cut_off), cmocka_unit_test(bent) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
