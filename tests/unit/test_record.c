/* walk/record: what a log folds to: answers that hold, answers that fell away, what was taken back, lists and mail; and
 * through walk/walk that changing an answer asks nothing again. */
#include "guide_fixture.h"

#include "walk/evidence.h"
#include "walk/walk.h"

static struct catalog *catalog;

static int load(void **state)
{
	(void)state;
	setenv("KAKEKOMI_PLAYBOOKS", "playbooks", 1);
	setenv("KAKEKOMI_NOW", "2026-02-12T10:42:00+09:00", 1);
	catalog = shipped();
	return 0;
}

static int unload(void **state)
{
	(void)state;
	catalog_free(catalog);
	return 0;
}

/* --- a log written by hand --- */

static int64_t add(struct log *l, enum entry_kind kind, const char *outcome, const char *text, const char *body)
{
	struct entry e = { .n = (int64_t)l->count + 1, .at_ms = FIXTURE_MS + (int64_t)l->count * 1000, .offset_min = 540, .who = "self",
		           .kind = kind, .step = "", .outcome = outcome, .clock = "", .text = text, .body = body };

	log_add(l, &e);
	return e.n;
}

/* answer(l, "entered", "\"entered\":[\"card\"]") */
static int64_t answer(struct log *l, const char *question, const char *set)
{
	char body[400];

	snprintf(body, sizeof body, "{\"question\":\"%s\",\"ask\":\"\",\"chosen\":[],\"set\":{%s}}", question, set);
	return add(l, ENTRY_ANSWER, "", "", body);
}

static int64_t undo(struct log *l, int64_t n)
{
	char body[60];

	snprintf(body, sizeof body, "{\"undoes\":%lld}", (long long)n);
	return add(l, ENTRY_UNDO, "", "", body);
}

static int64_t outcome(struct log *l, const char *action, const char *what)
{
	char body[200];

	snprintf(body, sizeof body, "{\"action\":\"%s\"}", action);
	return add(l, ENTRY_OUTCOME, what, "", body);
}

static void assert_facts(struct log *l, const char *wanted)
{
	struct fold f = { 0 };
	struct arena *a = arena_new();

	fold_log(&f, catalog, l);
	assert_string_equal(line_of(&f.facts, a), wanted);
	fold_free(&f);
	arena_free(a);
}

static bool active(struct log *l, const char *question)
{
	struct fold f = { 0 };

	fold_log(&f, catalog, l);
	const struct question *q = find_question(catalog, known(catalog, question));
	bool is = f.answers[q - catalog->questions].active;
	fold_free(&f);
	return is;
}

static void answers(void **state)
{
	struct log l = { 0 };

	(void)state;
	assert_facts(&l, "");
	add(&l, ENTRY_OPEN, "", "", "{}");
	assert_facts(&l, "");
	answer(&l, "now", "\"now\":[\"entered\"],\"did\":[\"entered\"]");
	answer(&l, "entered", "\"entered\":[\"card\",\"pin\"]");
	assert_facts(&l, "now=entered did=entered entered=card,pin");
	answer(&l, "claims", "\"claims\":[\"ana\"]");
	assert_facts(&l, "now=entered claims=ana did=entered entered=card,pin");
	/* A later answer to the same question takes its place. */
	answer(&l, "entered", "\"entered\":[\"password\"]");
	assert_facts(&l, "now=entered claims=ana did=entered entered=password");
	/* "I do not know" takes the place of what was said before. */
	answer(&l, "entered", "");
	assert_facts(&l, "now=entered claims=ana did=entered");
	log_free(&l);
}

static void given_facts(void **state)
{
	struct log l = { 0 };

	(void)state;
	add(&l, ENTRY_ANSWER, "", "", "{\"set\":{\"received\":[\"mail\"],\"entered\":[\"card\"],\"did\":[\"entered\"]}}");
	assert_facts(&l, "received=mail did=entered entered=card");
	/* The question about a fact replaces what was given for it. */
	answer(&l, "entered", "\"entered\":[\"password\"]");
	assert_facts(&l, "received=mail did=entered entered=password");
	log_free(&l);
}

/* A catalog that has changed since: what it does not know is left out. */
static void unknown_words(void **state)
{
	struct log l = { 0 };

	(void)state;
	add(&l, ENTRY_ANSWER, "", "", "{\"set\":{\"received\":[\"mail\",7],\"claims\":[\"gone-brand\"],\"gone-fact\":[\"x\"],\"entered\":[]}}");
	answer(&l, "gone-question", "\"loss\":[\"yes\"]");
	outcome(&l, "gone.action", "done");
	add(&l, ENTRY_ANSWER, "", "", NULL);
	add(&l, ENTRY_ANSWER, "", "", "{\"set\":\"x\"}");
	add(&l, ENTRY_ANSWER, "", "", "not json");
	add(&l, ENTRY_KINDS, "", "", "{}");
	assert_facts(&l, "received=mail");
	log_free(&l);
}

/* An answer holds as long as its question would be asked; it comes back with it. */
static void dropped_answers(void **state)
{
	struct log l = { 0 };

	(void)state;
	answer(&l, "now", "\"now\":[\"entered\"],\"did\":[\"entered\"]");
	answer(&l, "entered", "\"entered\":[\"password\"]");
	answer(&l, "password_reused", "\"password_reused\":[\"yes\"]");
	assert_true(active(&l, "password_reused"));
	assert_facts(&l, "now=entered did=entered entered=password password_reused=yes");
	answer(&l, "entered", "\"entered\":[\"card\"]");
	assert_false(active(&l, "password_reused"));
	assert_true(active(&l, "entered"));
	assert_facts(&l, "now=entered did=entered entered=card");
	answer(&l, "now", "\"now\":[\"received\"]");
	assert_false(active(&l, "entered"));
	assert_facts(&l, "now=received");
	answer(&l, "now", "\"now\":[\"entered\"],\"did\":[\"entered\"]");
	answer(&l, "entered", "\"entered\":[\"password\",\"card\"]");
	assert_true(active(&l, "password_reused"));
	assert_facts(&l, "now=entered did=entered entered=password,card password_reused=yes");
	log_free(&l);
}

static void undone_answers(void **state)
{
	struct log l = { 0 };

	(void)state;
	answer(&l, "now", "\"now\":[\"entered\"],\"did\":[\"entered\"]");
	int64_t first = answer(&l, "entered", "\"entered\":[\"card\"]");
	int64_t second = answer(&l, "entered", "\"entered\":[\"password\"]");
	undo(&l, second);
	assert_facts(&l, "now=entered did=entered entered=card");
	assert_true(l.at[2].undone);
	assert_false(l.at[1].undone);
	undo(&l, first);
	assert_facts(&l, "now=entered did=entered");
	assert_false(active(&l, "entered"));
	answer(&l, "entered", "\"entered\":[\"pin\"]");
	assert_facts(&l, "now=entered did=entered entered=pin");
	/* An entry that is not there, one that is still to come, itself. */
	undo(&l, 999);
	undo(&l, 0);
	undo(&l, (int64_t)l.count + 1);
	undo(&l, (int64_t)l.count + 2);
	answer(&l, "claims", "\"claims\":[\"ana\"]");
	assert_facts(&l, "now=entered claims=ana did=entered entered=pin");
	log_free(&l);
}

static const struct progress_row *progress_of(const struct fold *f, const char *action)
{
	for (size_t i = 0; i < f->progress.count; i++)
		if (strcmp(f->progress.rows[i].action, action) == 0)
			return &f->progress.rows[i];
	return NULL;
}

static void outcomes(void **state)
{
	struct log l = { 0 };
	struct fold f = { 0 };

	(void)state;
	outcome(&l, "card.stop", "unreachable");
	add(&l, ENTRY_OUTCOME, "later", "", "{\"action\":\"card.reissue\",\"due_ms\":1763735400000}");
	outcome(&l, "card.stop", "done");
	int64_t again = outcome(&l, "card.stop", "done");
	fold_log(&f, catalog, &l);
	assert_int_equal(f.progress.count, 2);
	assert_int_equal(progress_of(&f, "card.stop")->last, OUTCOME_DONE);
	assert_int_equal(progress_of(&f, "card.stop")->times_done, 2);
	assert_int_equal(progress_of(&f, "card.stop")->at_ms, FIXTURE_MS + 3000);
	assert_int_equal(progress_of(&f, "card.stop")->due_ms, -1);
	assert_int_equal(progress_of(&f, "card.reissue")->due_ms, 1763735400000);
	undo(&l, again);
	fold_log(&f, catalog, &l);
	assert_int_equal(progress_of(&f, "card.stop")->times_done, 1);
	assert_int_equal(progress_of(&f, "card.stop")->at_ms, FIXTURE_MS + 2000);
	undo(&l, 3);
	fold_log(&f, catalog, &l);
	assert_int_equal(progress_of(&f, "card.stop")->last, OUTCOME_UNREACHABLE);
	undo(&l, 1);
	fold_log(&f, catalog, &l);
	assert_null(progress_of(&f, "card.stop"));
	fold_free(&f);
	log_free(&l);
}

static void items(void **state)
{
	struct log l = { 0 };
	struct fold f = { 0 };

	(void)state;
	add(&l, ENTRY_ITEM, "", "電気", "{\"action\":\"card.update-registrations\",\"op\":\"add\"}");
	add(&l, ENTRY_ITEM, "", "携帯", "{\"action\":\"card.update-registrations\",\"op\":\"add\"}");
	add(&l, ENTRY_ITEM, "", "携帯", "{\"action\":\"card.update-registrations\",\"op\":\"tick\",\"item\":2}");
	add(&l, ENTRY_ITEM, "", "", "{\"action\":\"card.update-registrations\",\"op\":\"tick\",\"item\":9}");
	add(&l, ENTRY_ITEM, "", "", "{\"action\":\"card.update-registrations\",\"op\":\"tick\",\"item\":0}");
	add(&l, ENTRY_ITEM, "", "", "{\"action\":\"card.update-registrations\",\"op\":\"tick\",\"item\":-1}");
	add(&l, ENTRY_ITEM, "", "", "{\"action\":\"card.update-registrations\"}");
	fold_log(&f, catalog, &l);
	const struct item_list *list = fold_items(&f, known(catalog, "card.update-registrations"));
	assert_non_null(list);
	assert_int_equal(list->count, 2);
	assert_string_equal(list->items[0].name, "電気");
	assert_false(list->items[0].ticked);
	assert_true(list->items[1].ticked);
	assert_null(fold_items(&f, known(catalog, "card.stop")));
	undo(&l, 3);
	fold_log(&f, catalog, &l);
	assert_false(fold_items(&f, known(catalog, "card.update-registrations"))->items[1].ticked);
	add(&l, ENTRY_ITEM, "", "", "{\"action\":\"card.update-registrations\",\"op\":\"tick\",\"item\":1}");
	add(&l, ENTRY_ITEM, "", "", "{\"action\":\"card.update-registrations\",\"op\":\"untick\",\"item\":1}");
	fold_log(&f, catalog, &l);
	assert_false(fold_items(&f, known(catalog, "card.update-registrations"))->items[0].ticked);
	fold_free(&f);
	log_free(&l);
}

static void mail(void **state)
{
	struct log l = { 0 };

	(void)state;
	add(&l, ENTRY_MAIL, "", "", "{\"sha256\":\"00\",\"bytes\":3}");
	assert_facts(&l, "");
	int64_t n = add(&l, ENTRY_MAIL, "", "", "{\"sha256\":\"00\",\"set\":{\"received\":[\"mail\"],\"claims\":[\"ana\"]}}");
	assert_facts(&l, "received=mail claims=ana");
	undo(&l, n);
	assert_facts(&l, "");
	add(&l, ENTRY_NOTE, "", "note", "{\"set\":{\"received\":[\"mail\"]}}");
	assert_facts(&l, ""); /* only answers and mails state facts */
	log_free(&l);
}

static void the_log(void **state)
{
	struct log l = { 0 };
	struct entry e = { .n = 7, .at_ms = 5, .offset_min = 540, .who = "helper", .kind = ENTRY_OUTCOME, .step = "card.stop", .outcome = "refused",
		           .clock = "test", .text = NULL, .body = NULL, .seal = { 9 } };

	(void)state;
	log_add(&l, &e);
	assert_string_equal(l.at[0].text, "");
	assert_string_equal(l.at[0].who, "helper");
	assert_string_equal(l.at[0].clock, "test");
	assert_int_equal(l.at[0].outcome, OUTCOME_REFUSED);
	assert_int_equal(l.at[0].seal[0], 9);
	assert_null(l.at[0].body);
	for (int i = 0; i < 100; i++)
		log_add(&l, &e);
	assert_int_equal(l.count, 101);
	log_drop_last(&l);
	assert_int_equal(l.count, 100);
	log_free(&l);
	assert_int_equal(l.count, 0);
	log_free(&l);
}

/* --- through walk/walk: with a casebook --- */

struct desk {
	struct store *store;
	struct clock clock;
	struct walk walk;
};

static void sit_down(struct desk *d, void **state)
{
	struct err e = { 0 };

	*d = (struct desk){ .store = opened(in_dir(state, "casebook.db")) };
	assert_true(clock_init(&d->clock, &e));
	if (!walk_new(&d->walk, d->store, &d->clock, NULL, &e))
		fail_msg("%s %s", e.key, e.arg[0]);
}

static void get_up(struct desk *d)
{
	walk_end(&d->walk);
	store_close(d->store);
}

/* Picks choices of a question by their numbers, "1,3". Returns what fell away. */
static uint64_t pick(struct desk *d, const char *question, const char *numbers)
{
	const struct catalog *c = d->walk.catalog;
	const struct question *q = find_question(c, known(c, question));
	struct picks p = { 0 };
	struct err e = { 0 };
	uint64_t dropped = 0;

	assert_non_null(q);
	if (*numbers)
		assert_int_equal(understand_choice(c, q, numbers, &p), PICKED);
	if (!walk_answer(&d->walk, q, &p, numbers, &dropped, &e))
		fail_msg("%s %s", e.key, e.arg[0]);
	return dropped;
}

static void assert_walk_facts(const struct desk *d, const char *wanted)
{
	struct arena *a = arena_new();

	assert_string_equal(line_of(&d->walk.fold.facts, a), wanted);
	arena_free(a);
}

static int64_t undoes(struct desk *d)
{
	const struct record *r = NULL;
	struct err e = { 0 };

	if (!walk_undo(&d->walk, &r, &e)) {
		assert_string_equal(e.key, "walk.nothing-to-undo");
		return -1;
	}
	assert_true(r->undone);
	return r->n;
}

/* A second undo takes back the entry before; an undo itself is never taken back. */
static void undo_after_undo(void **state)
{
	struct desk d;

	sit_down(&d, state);
	assert_int_equal(undoes(&d), -1);
	pick(&d, "now", "4");
	pick(&d, "entered", "1,2");
	pick(&d, "claims", "1");
	assert_int_equal(d.walk.entries, 4); /* the first of them opens the case */
	assert_walk_facts(&d, "now=entered claims=bank did=entered entered=password,card");
	assert_int_equal(undoes(&d), 4);
	assert_walk_facts(&d, "now=entered did=entered entered=password,card");
	assert_int_equal(undoes(&d), 3);
	assert_walk_facts(&d, "now=entered did=entered");
	pick(&d, "entered", "4");
	assert_walk_facts(&d, "now=entered did=entered entered=pin");
	assert_int_equal(undoes(&d), 7);
	assert_int_equal(undoes(&d), 2);
	assert_walk_facts(&d, "");
	assert_int_equal(undoes(&d), -1);
	assert_int_equal(d.walk.entries, 9); /* nothing was removed */
	get_up(&d);
}

static void undo_of_outcomes_and_notes(void **state)
{
	struct desk d;
	struct err e = { 0 };

	sit_down(&d, state);
	pick(&d, "now", "4");
	pick(&d, "entered", "2");
	assert_string_equal(walk_step(&d.walk)->action, "card.stop");
	assert_true(walk_outcome(&d.walk, walk_step(&d.walk), OUTCOME_DONE, "受付 8841", -1, &e));
	assert_string_not_equal(walk_step(&d.walk)->action, "card.stop");
	assert_true(walk_note(&d.walk, "ひとこと", &e));
	struct message m = { .subject = "S", .text = "T", .plain = "", .hidden = "", .from = { "", "" }, .reply_to = { "", "" }, .return_path = { "", "" }, .to = { "", "" } };
	struct check c = { .verdict = VERDICT_UNCLEAR };
	assert_true(walk_evidence(&d.walk, &m, &c, &e));
	assert_int_equal(undoes(&d), 5); /* the note; the mail stays */
	assert_int_equal(undoes(&d), 4);
	assert_string_equal(walk_step(&d.walk)->action, "card.stop");
	assert_int_equal(undoes(&d), 3);
	get_up(&d);
}

/* What is kept of a mail: what was found, and its words without secrets and without an address that can be pressed. */
static void a_mail_is_kept_redacted_and_defanged(void **state)
{
	const struct sign_rule rule = { .id = "link-ip", .meaning = "M", .weight = 4 };
	struct sign sign = { &rule, 4, "hxxp://203[.]0[.]113[.]9/" };
	struct message m = { .subject = "認証コードは 482913 です", .text = "カード番号 4111 1111 1111 1111\nhttps://evil.example/a\n\x1b[31m", .plain = "", .hidden = "",
		             .from = { "A", "x@evil.example" }, .reply_to = { "", "" }, .return_path = { "", "" }, .to = { "", "" } };
	struct check c = { .verdict = VERDICT_LIKELY_SCAM, .signs = &sign, .sign_count = 1 };
	struct desk d;
	struct err e = { 0 };
	struct buf all = { 0 };

	sit_down(&d, state);
	assert_true(walk_evidence(&d.walk, &m, &c, &e));
	const struct record *r = &d.walk.log.at[d.walk.log.count - 1];
	assert_int_equal(r->kind, ENTRY_MAIL);
	assert_string_equal(json_get_text(r->body, "verdict"), "likely-scam");
	assert_string_equal(json_get_text(json_first(json_get(r->body, "signs")), "id"), "link-ip");
	assert_non_null(json_get_text(json_get(r->body, "headers"), "From"));
	json_write(r->body, false, &all);
	assert_null(strstr(buf_str(&all), "482913"));
	assert_null(strstr(buf_str(&all), "4111 1111"));
	assert_null(strstr(buf_str(&all), "https://"));
	assert_null(strstr(buf_str(&all), "evil.example"));
	assert_null(strstr(buf_str(&all), "\\u001b"));
	buf_free(&all);
	get_up(&d);
}

/* The record on disk of the last answer names the question whose answer fell away. */
static void assert_fell_away_on_disk(const struct desk *d, const char *question)
{
	struct walk look = { 0 };
	struct err e = { 0 };

	assert_true(walk_look(&look, d->store, &d->clock, d->walk.id, &e));
	const json *dropped = json_get(look.log.at[look.log.count - 1].body, "dropped");
	assert_int_equal(json_count(dropped), 1);
	assert_string_equal(json_text(json_first(dropped)), question);
	*look.id = '\0'; /* it was only looked at: the claim is the other walk's */
	walk_end(&look);
}

/* Changing an answer asks none of the others again, says what fell away, and does not ask that again when it holds again. */
static void a_changed_answer(void **state)
{
	struct desk d;

	sit_down(&d, state);
	pick(&d, "now", "4");
	pick(&d, "entered", "1,2");
	while (walk_hold_question(&d.walk))
		pick(&d, walk_hold_question(&d.walk)->id, "1");
	size_t reused = (size_t)(find_question(d.walk.catalog, known(d.walk.catalog, "password_reused")) - d.walk.catalog->questions);
	assert_non_null(d.walk.fold.answers[reused].record);
	assert_null(walk_opening_question(&d.walk));
	/* Only what the new answer itself brings up may be asked. */
	uint64_t dropped = pick(&d, "entered", "2");
	assert_true(dropped >> reused & 1);
	assert_null(walk_opening_question(&d.walk));
	assert_null(walk_hold_question(&d.walk));
	assert_int_equal(walk_hold_count(&d.walk), 0);
	assert_fell_away_on_disk(&d, "password_reused");
	assert_true(d.walk.fold.answers[reused].record && !d.walk.fold.answers[reused].active);
	/* Changed back: the old answer holds again, unasked. */
	assert_int_equal(pick(&d, "entered", "1,2"), 0);
	assert_true(d.walk.fold.answers[reused].active);
	assert_null(walk_hold_question(&d.walk));
	/* To "I do not know" and back. */
	pick(&d, "entered", "");
	assert_null(walk_opening_question(&d.walk));
	get_up(&d);
}

/* A question asked and not known is not asked again. */
static void do_not_know(void **state)
{
	struct desk d;

	sit_down(&d, state);
	for (int i = 0; i < 60 && (walk_opening_question(&d.walk) || walk_hold_question(&d.walk)); i++) {
		const struct question *q = walk_opening_question(&d.walk);
		pick(&d, (q ? q : walk_hold_question(&d.walk))->id, "");
		assert_true(i < 59);
	}
	assert_walk_facts(&d, "");
	get_up(&d);
}

/* What is on disk folds to the same case. */
static void resumed(void **state)
{
	struct desk d;
	struct err e = { 0 };
	struct arena *a = arena_new();
	char id[CASE_ID_SIZE];

	sit_down(&d, state);
	pick(&d, "now", "3,4");
	pick(&d, "paid_by", "1");
	pick(&d, "entered", "2");
	undoes(&d);
	pick(&d, "entered", "2,4");
	assert_true(walk_outcome(&d.walk, walk_step(&d.walk), OUTCOME_UNREACHABLE, NULL, -1, &e));
	assert_true(walk_item_add(&d.walk, known(d.walk.catalog, "card.update-registrations"), "電気", &e));
	const char *facts = line_of(&d.walk.fold.facts, a), *step = arena_strdup(a, walk_step(&d.walk)->action);
	memcpy(id, d.walk.id, sizeof id);
	int64_t entries = d.walk.entries;
	walk_end(&d.walk);
	if (!walk_resume(&d.walk, d.store, &d.clock, NULL, id, &e))
		fail_msg("%s %s", e.key, e.arg[0]);
	assert_walk_facts(&d, facts);
	assert_string_equal(walk_step(&d.walk)->action, step);
	assert_int_equal(d.walk.entries, entries);
	assert_string_equal(fold_items(&d.walk.fold, known(d.walk.catalog, "card.update-registrations"))->items[0].name, "電気");
	assert_int_equal(undoes(&d), entries);
	get_up(&d);
	arena_free(a);
}

int main(void)
{
#define DESK(test) cmocka_unit_test_setup_teardown(test, fixture_begin, fixture_end)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers),         cmocka_unit_test(given_facts),    cmocka_unit_test(unknown_words),
		cmocka_unit_test(dropped_answers), cmocka_unit_test(undone_answers), cmocka_unit_test(outcomes),
		cmocka_unit_test(items),           cmocka_unit_test(mail),
		cmocka_unit_test(the_log),         DESK(undo_after_undo),            DESK(undo_of_outcomes_and_notes),
		DESK(a_mail_is_kept_redacted_and_defanged),
		DESK(a_changed_answer),            DESK(do_not_know),                DESK(resumed),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
