/* mail/mailbox: a file, an mbox, a Maildir, a directory, a pipe; and what is none of these. */
#include "casebook_fixture.h"

#include <fcntl.h>
#include <sys/resource.h>

#include "base/path.h"
#include "mail/mailbox.h"

static const char BOX[] = "From a@example.jp Thu Feb 12 10:42:00 2026\nSubject: one\n\nfirst\n>From the start\n>>From twice\nFrom here on\n\n"
                          "From b@example.jp Thu Feb 12 10:43:00 2026\nSubject: two\n\nsecond\n\n"
                          "From c@example.jp Thu Feb 12 10:44:00 2026\nSubject: three\n\nthird without a line end";

static void put(const char *path, const char *text)
{
	assert_true(file_write(path, text, strlen(text), true, NULL));
}

static struct mailbox *box(const char *path)
{
	struct err e = { 0 };
	struct mailbox *m = mailbox_open(path, &e);

	if (!m)
		fail_msg("open: %s %s %s", e.key, e.arg[0], e.arg[1]);
	return m;
}

/* The next mail must be this one; a label is compared from its end. */
static void assert_next(struct mailbox *m, const char *label, const char *text)
{
	struct mailbox_mail mail;
	struct err e = { 0 };

	assert_int_equal(mailbox_next(m, &mail, &e), MAILBOX_MAIL);
	assert_true(strlen(mail.label) >= strlen(label));
	assert_string_equal(mail.label + strlen(mail.label) - strlen(label), label);
	assert_int_equal(mail.len, strlen(text));
	assert_memory_equal(mail.bytes, text, mail.len);
	assert_false(mail.cut);
}

static void assert_end(struct mailbox *m)
{
	struct mailbox_mail mail;

	assert_int_equal(mailbox_next(m, &mail, NULL), MAILBOX_END);
	assert_int_equal(mailbox_next(m, &mail, NULL), MAILBOX_END);
	mailbox_close(m);
}

static void one_file(void **state)
{
	put(in_dir(state, "a.eml"), "Subject: x\n\nFrom here it is no box.\n\nFrom there 12:00 12345 neither.\n");
	struct mailbox *m = box(in_dir(state, "a.eml"));
	assert_false(mailbox_is_many(m));
	assert_next(m, "a.eml", "Subject: x\n\nFrom here it is no box.\n\nFrom there 12:00 12345 neither.\n");
	assert_int_equal(mailbox_progress(m).done, mailbox_progress(m).all);
	assert_end(m);
}

static void empty_file(void **state)
{
	put(in_dir(state, "a.eml"), "");
	struct mailbox *m = box(in_dir(state, "a.eml"));
	assert_next(m, "a.eml", "");
	assert_end(m);
}

static void several_in_an_mbox(void **state)
{
	put(in_dir(state, "box"), BOX);
	struct mailbox *m = box(in_dir(state, "box"));
	assert_true(mailbox_is_many(m));
	assert_next(m, "box:1", "Subject: one\n\nfirst\nFrom the start\n>From twice\nFrom here on\n");
	assert_next(m, "box:2", "Subject: two\n\nsecond\n");
	assert_next(m, "box:3", "Subject: three\n\nthird without a line end");
	assert_int_equal(mailbox_progress(m).done, sizeof BOX - 1);
	assert_end(m);
}

static void windows_line_ends(void **state)
{
	put(in_dir(state, "box"), "From a@b Thu Feb 12 10:42:00 2026\r\nA: 1\r\n\r\nx\r\n\r\nFrom a@b Thu Feb 12 10:42:01 2026\r\nA: 2\r\n\r\ny\r\n");
	struct mailbox *m = box(in_dir(state, "box"));
	assert_next(m, "box:1", "A: 1\r\n\r\nx\r\n\r\n");
	assert_next(m, "box:2", "A: 2\r\n\r\ny\r\n");
	assert_end(m);
}

static void any_bytes(void **state)
{
	struct mailbox_mail mail;
	const char *path = in_dir(state, "a.eml");

	assert_true(file_write(path, "a\0b\n\xFF", 5, true, NULL));
	struct mailbox *m = box(path);
	assert_int_equal(mailbox_next(m, &mail, NULL), MAILBOX_MAIL);
	assert_int_equal(mail.len, 5);
	assert_memory_equal(mail.bytes, "a\0b\n\xFF", 5);
	assert_end(m);
}

static void maildir(void **state)
{
	assert_int_equal(mkdir(in_dir(state, "new"), 0700), 0);
	assert_int_equal(mkdir(in_dir(state, "cur"), 0700), 0);
	assert_int_equal(mkdir(in_dir(state, "tmp"), 0700), 0);
	put(in_dir(state, "new/2"), "two\n");
	put(in_dir(state, "cur/1:2,S"), "one\n");
	put(in_dir(state, "tmp/3"), "not there yet\n");
	struct mailbox *m = box(*state);
	assert_true(mailbox_is_many(m));
	assert_int_equal(mailbox_progress(m).all, 2);
	assert_next(m, "new/2", "two\n");
	assert_next(m, "cur/1:2,S", "one\n");
	assert_int_equal(mailbox_progress(m).done, 2);
	assert_end(m);
}

static void directory(void **state)
{
	put(in_dir(state, "b.eml"), "b\n");
	put(in_dir(state, "a.eml"), "a\n");
	put(in_dir(state, "labels.tsv"), "no mail\n");
	put(in_dir(state, "c.mbox"), BOX);
	struct mailbox *m = box(*state);
	assert_next(m, "a.eml", "a\n");
	assert_next(m, "b.eml", "b\n");
	assert_next(m, "c.mbox:1", "Subject: one\n\nfirst\nFrom the start\n>From twice\nFrom here on\n");
	assert_next(m, "c.mbox:2", "Subject: two\n\nsecond\n");
	assert_next(m, "c.mbox:3", "Subject: three\n\nthird without a line end");
	assert_end(m);
}

/* One that cannot be read is told and passed over. */
static void directory_with_an_unreadable_one(void **state)
{
	struct mailbox_mail mail;
	struct err e = { 0 };

	put(in_dir(state, "a.eml"), "a\n");
	assert_int_equal(symlink("/nowhere/at/all", in_dir(state, "b.eml")), 0);
	assert_int_equal(mkdir(in_dir(state, "c.eml"), 0700), 0);
	put(in_dir(state, "d.eml"), "d\n");
	struct mailbox *m = box(*state);
	assert_next(m, "a.eml", "a\n");
	assert_int_equal(mailbox_next(m, &mail, &e), MAILBOX_UNREADABLE);
	assert_string_equal(mail.label, "b.eml");
	assert_string_equal(e.key, "file.unreadable");
	assert_int_equal(e.code, ERR_NO_INPUT);
	assert_int_equal(mailbox_next(m, &mail, &e), MAILBOX_UNREADABLE);
	assert_string_equal(mail.label, "c.eml");
	assert_next(m, "d.eml", "d\n");
	assert_end(m);
}

static void pipe_of_several(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], BOX, sizeof BOX - 1), sizeof BOX - 1);
	close(ends[1]);
	struct mailbox *m = mailbox_open_fd(ends[0], "-");
	assert_int_equal(mailbox_progress(m).all, 0);
	assert_next(m, "-:1", "Subject: one\n\nfirst\nFrom the start\n>From twice\nFrom here on\n");
	assert_next(m, "-:2", "Subject: two\n\nsecond\n");
	assert_next(m, "-:3", "Subject: three\n\nthird without a line end");
	assert_end(m);
	assert_int_equal(close(ends[0]), 0); /* still ours */
}

static void refuses(void **state)
{
	struct err e = { 0 };

	assert_null(mailbox_open(in_dir(state, "none"), &e));
	assert_string_equal(e.key, "file.unreadable");
	assert_int_equal(e.code, ERR_NO_INPUT);
	assert_null(mailbox_open(*state, &e));
	assert_string_equal(e.key, "mail.none");
	assert_int_equal(e.code, ERR_DATA);
	assert_null(mailbox_open("/dev/null", &e));
	assert_string_equal(e.key, "file.unreadable");
	put(in_dir(state, "closed.eml"), "x");
	chmod(in_dir(state, "closed.eml"), 0);
	if (geteuid() != 0) {
		assert_null(mailbox_open(in_dir(state, "closed.eml"), &e));
		assert_int_equal(e.code, ERR_NOT_ALLOWED);
	}
}

static void add_mails(FILE *f, int count, size_t lines)
{
	for (int i = 0; i < count; i++) {
		fprintf(f, "From a@example.jp Thu Feb 12 10:42:00 2026\nSubject: %d\n\n", i);
		for (size_t line = 0; line < lines; line++)
			fputs("a line of seventy letters, more or less, as base64 would be in a mail ..\n", f);
		fputc('\n', f);
	}
}

/* 120 MB in 60 mails: no more memory than one of them. A mail of 60 MB in one line is cut. */
static void large_boxes(void **state)
{
	FILE *f = fopen(in_dir(state, "box"), "w");
	struct mailbox_mail mail;
	struct rusage before, after;
	int count = 0;

	add_mails(f, 60, 28000);
	fclose(f);
	getrusage(RUSAGE_SELF, &before);
	struct mailbox *m = box(in_dir(state, "box"));
	while (mailbox_next(m, &mail, NULL) == MAILBOX_MAIL) {
		assert_in_range(mail.len, 2000000, 2100000);
		count++;
	}
	mailbox_close(m);
	getrusage(RUSAGE_SELF, &after);
	assert_int_equal(count, 60);
	if (!getenv("ASAN_OPTIONS")) /* which keeps what was freed */
		assert_true(after.ru_maxrss - before.ru_maxrss < 16 * 1024);

	f = fopen(in_dir(state, "large.eml"), "w");
	for (int i = 0; i < 60 * 1024; i++)
		fprintf(f, "%01024d", i);
	fclose(f);
	m = box(in_dir(state, "large.eml"));
	assert_int_equal(mailbox_next(m, &mail, NULL), MAILBOX_MAIL);
	assert_int_equal(mail.len, MAILBOX_MOST);
	assert_true(mail.cut);
	assert_end(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_file, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(empty_file, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(several_in_an_mbox, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(windows_line_ends, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(any_bytes, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(maildir, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(directory, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(directory_with_an_unreadable_one, fixture_begin, fixture_end),
		cmocka_unit_test(pipe_of_several),
		cmocka_unit_test_setup_teardown(refuses, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(large_boxes, fixture_begin, fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
