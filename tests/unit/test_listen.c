/* walk/listen and walk/sending: what is told of a case, and what became of messages, from the entries alone. */
#include "casebook_fixture.h"

#include "guide/find.h"
#include "walk/listen.h"
#include "walk/sending.h"

struct heard {
	enum walk_event events[8];
	size_t count;
	size_t coming; /* said and not settled yet */
	size_t lost;
};

static void hear(void *context, const struct walk *w, const struct walk_coming *c)
{
	struct heard *h = context;

	assert_int_equal(strlen(w->id), CASE_ID_LEN);
	assert_true(c->at.ms > 0);
	assert_int_equal(c->n, c->event == EVENT_CASE_OPENED ? 1 : w->entries + 1); /* and it is not on disk */
	assert_true(h->count + h->coming < 8);
	h->events[h->count + h->coming++] = c->event;
}

static void settle(void *context, bool written)
{
	struct heard *h = context;

	assert_true(h->coming > 0);
	h->count += written ? h->coming : 0;
	h->lost += written ? 0 : h->coming;
	h->coming = 0;
}

static void begin(void **state, struct walk *w, struct clock *clock, struct heard *h)
{
	struct err e = { 0 };

	setenv("KAKEKOMI_PLAYBOOKS", "playbooks", 1);
	*clock = (struct clock){ .test = true, .fixed = { FIXTURE_MS, 540 } };
	assert_true(walk_new(w, opened(in_dir(state, "casebook.db")), clock, NULL, &e));
	w->asks = false;
	w->coming = hear;
	w->settled = settle;
	w->listen_context = h;
}

static void end(struct walk *w)
{
	struct store *s = w->store;

	walk_end(w);
	store_close(s);
}

static void give(struct walk *w, const char *const pairs[][2], size_t count)
{
	struct arena *a = arena_new();
	struct facts f;
	struct err e = { 0 };

	assert_true(walk_complete(w, &e));
	facts_init(&f, w->catalog, a);
	for (size_t i = 0; i < count; i++) {
		long fact = fact_index(w->catalog, pairs[i][0]);
		assert_true(fact >= 0);
		facts_add(&f, (size_t)fact, intern_find(&w->catalog->strings, pairs[i][1]));
	}
	assert_true(walk_give(w, &f, false, NULL, &e));
	arena_free(a);
}

static void opened_stopped_closed(void **state)
{
	static const char *const pairs[][2] = { { "received", "mail" }, { "did", "entered" }, { "entered", "card" } };
	struct heard h = { .count = 0 };
	struct walk w = { 0 };
	struct clock clock;
	struct err e = { 0 };
	const struct plan_step *s;
	bool stopped = false;

	begin(state, &w, &clock, &h);
	give(&w, pairs, 3);
	assert_int_equal(h.count, 1);
	assert_int_equal(h.events[0], EVENT_CASE_OPENED);
	for (int i = 0; i < 200 && strcmp(walk_state(&w), "done") != 0; i++) {
		/* What waits for a desk to open is done with as well. */
		for (s = walk_step(&w); !s; s = walk_step(&w)) {
			clock.fixed.ms += HOUR_MS;
			walk_replan(&w);
		}
		bool card = strcmp(s->action, ACTION_CARD_STOP) == 0;
		size_t before = h.count;
		if (card) { /* what was said to be coming and could not be written is taken back */
			w.entries++;
			assert_false(walk_outcome(&w, s, OUTCOME_DONE, "x", -1, &e));
			assert_int_equal(h.lost, 1);
			assert_int_equal(h.count, before);
			w.entries--;
			s = walk_step(&w);
		}
		assert_true(walk_outcome(&w, s, card ? OUTCOME_DONE : OUTCOME_NOT_NEEDED, "x", -1, &e));
		if (card) {
			assert_int_equal(h.events[before], EVENT_CARD_STOPPED);
			stopped = true;
		}
	}
	assert_true(stopped);
	assert_int_equal(h.count, 3);
	assert_int_equal(h.events[2], EVENT_CASE_CLOSED);
	assert_true(walk_note(&w, "x", &e));
	assert_int_equal(h.count, 3);
	end(&w);
}

static void what_cannot_be_written_is_not_told(void **state)
{
	static const char *const pairs[][2] = { { "received", "mail" } };
	struct heard h = { .count = 0 };
	struct walk w = { 0 };
	struct clock clock;
	struct err e = { 0 };

	begin(state, &w, &clock, &h);
	give(&w, pairs, 1);
	w.entries++; /* as if another program had written meanwhile */
	assert_false(walk_note(&w, "x", &e));
	assert_int_equal(h.count, 1);
	end(&w);
}

static void last_sending(void **state)
{
	static const char *const pairs[][2] = { { "received", "mail" } };
	static const struct {
		enum sending_state state;
		bool open;
	} states[] = { { SENDING_BEGUN, false }, { SENDING_SENT, false }, { SENDING_FAILED, true }, { SENDING_RETRY, true },
		       { SENDING_UNKNOWN, false } };
	struct heard h = { .count = 0 };
	struct walk w = { 0 };
	struct clock clock;
	struct err e = { 0 };

	begin(state, &w, &clock, &h);
	give(&w, pairs, 1);
	assert_int_equal(sending_last(&w, "dekyo").state, SENDING_NONE);
	for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
		struct sending s = { .state = states[i].state, .desk = "dekyo", .name = "相談", .message_id = "a@b", .sha256 = "00" };
		assert_true(sending_note(&w, &s, "250 ok", &e));
		struct sending last = sending_last(&w, "dekyo");
		assert_int_equal(last.state, states[i].state);
		assert_int_equal(sending_is_open(&last), states[i].open);
		assert_string_equal(last.message_id, "a@b");
		assert_string_equal(last.sha256, "00");
		assert_int_equal(last.at_ms, FIXTURE_MS);
		assert_int_equal(sending_last(&w, "antiphishing").state, SENDING_NONE);
	}
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(opened_stopped_closed, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(what_cannot_be_written_is_not_told, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(last_sending, fixture_begin, fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
