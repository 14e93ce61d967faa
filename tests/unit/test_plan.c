/* guide/plan: the rules one by one on small playbooks written here, then what must hold for whatever facts on the
 * shipped ones. */
#include "guide_fixture.h"

#include "guide/cond.h"

/* --- small playbooks --- */

static const char interview[] =
	"{\"facts\": ["
	"{\"key\": \"what\", \"label\": \"W\", \"several\": true, \"values\": [{\"id\": \"card\", \"label\": \"C\"},"
	" {\"id\": \"password\", \"label\": \"P\"}, {\"id\": \"thing\", \"label\": \"T\"}]},"
	"{\"key\": \"who\", \"label\": \"O\", \"brands\": true, \"values\": [{\"id\": \"shop\", \"label\": \"S\"}, {\"id\": \"unknown\", \"label\": \"U\"}]},"
	"{\"key\": \"seat\", \"label\": \"S\", \"values\": [{\"id\": \"self\", \"label\": \"S\"}, {\"id\": \"helper\", \"label\": \"H\"}]}"
	"], \"questions\": []}";

static const char brands[] =
	"{\"kinds\": [{\"id\": \"unknown\", \"label\": \"U\", \"words\": {}, \"contacts\": {\"desk\": \"office\", \"line\": \"night\"}},"
	" {\"id\": \"shop\", \"label\": \"S\", \"contacts\": {\"desk\": \"late\"}}],"
	" \"brands\": [{\"id\": \"acme\", \"name\": \"Acme\", \"kind\": \"shop\", \"names\": [\"acme\"], \"contacts\": {\"desk\": \"acme-desk\"}},"
	" {\"id\": \"plain\", \"name\": \"Plain\", \"kind\": \"shop\", \"names\": [\"plain\"]}]}";

#define CHECKED "\"source\": \"s\", \"checked\": \"2026-11-22\", \"sure\": \"A\""
#define WEEKDAYS "\"days\": [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]"

static const char contacts[] =
	"{\"contacts\": ["
	"{\"id\": \"office\", \"name\": \"Office\", \"where\": \"w\", \"hours\": {\"is\": {" WEEKDAYS ", \"from\": \"09:00\", \"to\": \"17:00\", \"holidays\": false}, " CHECKED "}},"
	"{\"id\": \"late\", \"name\": \"Late\", \"where\": \"w\", \"hours\": {\"is\": {" WEEKDAYS ", \"from\": \"13:00\", \"to\": \"15:00\"}, " CHECKED "}},"
	"{\"id\": \"night\", \"name\": \"Night\", \"where\": \"w\", \"hours\": {\"is\": \"24h\", " CHECKED "}},"
	"{\"id\": \"acme-desk\", \"name\": \"Acme desk\", \"where\": \"w\"},"
	"{\"id\": \"gone\", \"name\": \"Gone\", \"where\": \"w\", \"until\": {\"is\": \"2026-03-31\", " CHECKED "}}]}";

static void begin(void **state)
{
	put(state, "interview.json", interview);
	put(state, "brands.json", brands);
	put(state, "contacts.json", contacts);
}

/* One step: {"id", "action", "urgency", …}; `more` begins with a comma. */
#define STEP(id, action, urgency, more)                                                                                       \
	"{\"id\": \"" id "\", \"action\": \"" action "\", \"urgency\": \"" urgency                                               \
	"\", \"title\": \"T\", \"why\": \"W\", \"how\": [\"H\"], \"done\": \"D\", \"source\": \"S\"" more "}"

static void steps(void **state, const char *list)
{
	struct buf b = { 0 };

	buf_addf(&b, "{\"steps\": [%s]}", list);
	put(state, "steps/all.json", b.text);
	buf_free(&b);
}

static void book(void **state, const char *id, int order, const char *when, const char *list)
{
	struct buf b = { 0 };
	char name[80];

	snprintf(name, sizeof name, "%s.json", id);
	buf_addf(&b, "{\"id\": \"%s\", \"title\": \"T\", \"source\": \"S\", \"order\": %d, \"when\": %s, \"steps\": [%s]}", id, order, when, list);
	put(state, name, b.text);
	buf_free(&b);
}

#define WHAT(value) "{\"fact\": \"what\", \"is\": \"" value "\"}"

/* A plan being looked at. */
struct made {
	struct catalog *catalog;
	struct arena *arena;
	struct facts facts;
	struct progress_row rows[10];
	struct progress progress;
	struct plan plan;
};

static void make(struct made *m, void **state, const char *facts, const char *time)
{
	*m = (struct made){ .arena = arena_new() };
	m->catalog = loaded(*state);
	m->facts = facts_of(m->catalog, m->arena, facts);
	m->progress.rows = m->rows;
	plan_build(&m->facts, NULL, at(time), m->arena, &m->plan);
}

static void again(struct made *m, const char *time)
{
	plan_build(&m->facts, &m->progress, at(time), m->arena, &m->plan);
}

static void unmake(struct made *m)
{
	catalog_free(m->catalog);
	arena_free(m->arena);
}

/* What becomes of an action, on top of what became of it before. */
static struct progress_row *became(struct made *m, const char *action, enum outcome o, const char *time)
{
	const char *interned = known(m->catalog, action);
	struct progress_row *r = NULL;

	for (size_t i = 0; i < m->progress.count; i++)
		if (m->rows[i].action == interned)
			r = &m->rows[i];
	if (!r) {
		r = &m->rows[m->progress.count++];
		*r = (struct progress_row){ .action = interned };
	}
	r->last = o;
	r->at_ms = at(time);
	r->due_ms = -1;
	r->times_done += o == OUTCOME_DONE;
	return r;
}

static void assert_order(const struct made *m, const char *wanted)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < m->plan.count; i++)
		buf_addf(&b, "%s%s", i ? " " : "", m->plan.steps[i].action);
	assert_string_equal(buf_str(&b), wanted);
	buf_free(&b);
}

static const struct plan_step *step_of(const struct made *m, const char *action)
{
	const char *interned = known(m->catalog, action);
	long i = interned ? plan_find(&m->plan, interned) : -1;

	if (i < 0)
		fail_msg("%s is not in the plan", action);
	return &m->plan.steps[i];
}

static void assert_words(const struct words *w, const char *wanted)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < w->count; i++)
		buf_addf(&b, "%s%s", i ? " " : "", w->at[i]);
	assert_string_equal(buf_str(&b), wanted);
	buf_free(&b);
}

static void assert_status(const struct made *m, const char *action, enum step_status status, const char *due)
{
	const struct plan_step *s = step_of(m, action);

	assert_int_equal(s->status, status);
	assert_ms(s->due_ms, due);
}

static void assert_current(const struct made *m, const char *action)
{
	long i = plan_current(&m->plan);

	if (!action) {
		assert_int_equal(i, -1);
		return;
	}
	assert_true(i >= 0);
	assert_string_equal(m->plan.steps[i].action, action);
}

static const char THURSDAY[] = "2026-02-12T10:00";

/* --- merging --- */

static void one_step_per_action(void **state)
{
	struct made m;

	begin(state);
	steps(state, STEP("x.general", "x", "today", ", \"after\": [\"y\"]") "," STEP("x.brand", "x", "week", ", \"needs\": [\"z\"]") "," STEP("y", "y", "today", "") "," STEP("z", "z", "today", ""));
	book(state, "a-general", 70, WHAT("card"), "{\"step\": \"x.general\", \"urgency\": \"now\"}, \"y\"");
	book(state, "b-brand", 40, WHAT("password"), "\"x.brand\", \"z\"");
	make(&m, state, "what=card,password", THURSDAY);
	const struct plan_step *x = step_of(&m, "x");
	assert_string_equal(x->step->id, "x.brand");
	assert_int_equal(x->urgency, URGENCY_NOW);
	assert_words(&x->after, "y");
	assert_words(&x->needs, "z");
	assert_words(&x->because, "what=password what=card");
	assert_words(&step_of(&m, "y")->because, "what=card");
	assert_order(&m, "z y x");
	assert_int_equal(x->status, STEP_HELD);
	unmake(&m);
	/* Alone, the general one keeps its own. */
	make(&m, state, "what=card", THURSDAY);
	assert_string_equal(step_of(&m, "x")->step->id, "x.general");
	assert_words(&step_of(&m, "x")->because, "what=card");
	unmake(&m);
}

static void uses_add_to_their_step(void **state)
{
	struct made m;

	begin(state);
	steps(state, STEP("x", "x", "today", ", \"after\": [\"y\"], \"when\": {\"not\": {\"fact\": \"seat\", \"is\": \"helper\"}}") "," STEP("y", "y", "today", "") "," STEP("z", "z", "today", ""));
	book(state, "a", 40, WHAT("card"), "{\"step\": \"x\", \"after\": [\"z\"], \"when\": {\"known\": \"who\"}}, \"y\", \"z\"");
	make(&m, state, "what=card who=acme", THURSDAY);
	assert_order(&m, "y z x");
	assert_words(&step_of(&m, "x")->after, "y z");
	assert_words(&step_of(&m, "x")->because, "what=card who=acme");
	unmake(&m);
	make(&m, state, "what=card", THURSDAY);
	assert_order(&m, "y z");
	unmake(&m);
	make(&m, state, "what=card who=acme seat=helper", THURSDAY);
	assert_order(&m, "y z");
	unmake(&m);
	make(&m, state, "what=password", THURSDAY);
	assert_int_equal(m.plan.count, 0);
	assert_current(&m, NULL);
	unmake(&m);
}

/* --- order --- */

static void rank_then_playbook_then_place(void **state)
{
	struct made m;

	begin(state);
	steps(state, STEP("d", "d", "danger", "") "," STEP("n1", "n1", "now", "") "," STEP("n2", "n2", "now", "") "," STEP("n3", "n3", "now", "") ","
		STEP("t", "t", "today", "") "," STEP("wait", "wait", "now", ", \"contact\": \"office\"") "," STEP("k", "k", "week", "") "," STEP("l", "l", "later", ""));
	book(state, "z-first", 10, WHAT("card"), "\"l\", \"k\", \"t\", \"wait\", \"n2\", \"n1\"");
	book(state, "a-second", 20, WHAT("card"), "\"n3\", \"d\"");
	make(&m, state, "what=card", "2026-02-12T18:00");
	assert_order(&m, "d n2 n1 n3 t wait k l");
	assert_ms(step_of(&m, "wait")->opens_ms, "2026-02-13T09:00");
	unmake(&m);
	make(&m, state, "what=card", THURSDAY);
	assert_order(&m, "d wait n2 n1 n3 t k l");
	assert_ms(step_of(&m, "wait")->opens_ms, NULL);
	unmake(&m);
}

/* Playbooks of one order go by their ids. */
static void same_order(void **state)
{
	struct made m;

	begin(state);
	steps(state, STEP("x", "x", "now", "") "," STEP("y", "y", "now", ""));
	book(state, "b", 10, WHAT("card"), "\"x\"");
	book(state, "a", 10, WHAT("card"), "\"y\"");
	make(&m, state, "what=card", THURSDAY);
	assert_order(&m, "y x");
	unmake(&m);
}

static void after_only_orders(void **state)
{
	struct made m;

	begin(state);
	steps(state, STEP("x", "x", "now", ", \"after\": [\"y\", \"absent.one\"]") "," STEP("y", "y", "now", "") "," STEP("n", "n", "now", "") "," STEP("o", "absent.one", "now", ""));
	book(state, "a", 10, WHAT("card"), "\"x\", \"n\", \"y\"");
	book(state, "b", 20, WHAT("thing"), "\"o\"");
	make(&m, state, "what=card", THURSDAY);
	assert_order(&m, "n y x");
	assert_int_equal(step_of(&m, "x")->status, STEP_OPEN);
	unmake(&m);
	make(&m, state, "what=card,thing", THURSDAY);
	assert_order(&m, "n y absent.one x");
	unmake(&m);
}

static void a_circle_loses_nothing(void **state)
{
	struct made m;

	begin(state);
	steps(state, STEP("x", "x", "week", ", \"after\": [\"y\"]") "," STEP("y", "y", "now", ", \"needs\": [\"x\"]") "," STEP("s", "s", "now", ", \"after\": [\"s\"]"));
	book(state, "a", 10, WHAT("card"), "\"x\", \"y\", \"s\"");
	make(&m, state, "what=card", THURSDAY);
	assert_int_equal(m.plan.count, 3);
	unmake(&m);
}

/* --- closed desks --- */

static void closed_desk(void **state)
{
	struct made m;

	begin(state);
	steps(state, STEP("stop", "stop", "now", ", \"contact\": \"office\", \"if_closed\": [\"avoid\", \"own\", \"helper\"]") "," STEP("avoid", "avoid", "now", "") ","
		STEP("own", "own", "week", "") "," STEP("helper", "helper", "now", ", \"when\": {\"fact\": \"seat\", \"is\": \"helper\"}") "," STEP("t", "t", "today", "") "," STEP("n", "n", "now", ""));
	book(state, "a", 10, WHAT("card"), "\"stop\", \"t\"");
	book(state, "b", 20, WHAT("thing"), "\"n\", \"own\"");
	make(&m, state, "what=card", THURSDAY);
	assert_order(&m, "stop t");
	assert_ms(step_of(&m, "stop")->opens_ms, NULL);
	assert_string_equal(step_of(&m, "stop")->contact->id, "office");
	unmake(&m);
	make(&m, state, "what=card", "2026-02-10T20:00");
	assert_order(&m, "avoid t own stop");
	assert_ms(step_of(&m, "stop")->opens_ms, "2026-02-12T09:00"); /* over the holiday of the 11th */
	assert_status(&m, "stop", STEP_WAITING, "2026-02-12T09:00");
	assert_words(&step_of(&m, "stop")->after, "avoid own");
	assert_words(&step_of(&m, "avoid")->because, "what=card");
	assert_ms(plan_due(&m.plan), "2026-02-12T09:00");
	unmake(&m);
	/* An added step that is there already keeps its place, and stands before; one whose own `when` fails is not added. */
	make(&m, state, "what=card,thing seat=helper", "2026-02-10T20:00");
	assert_order(&m, "avoid helper n t own stop");
	assert_words(&step_of(&m, "own")->because, "what=thing what=card");
	/* Done: no more fuss about the closed desk. */
	became(&m, "stop", OUTCOME_DONE, "2026-02-10T19:00");
	again(&m, "2026-02-10T20:00");
	assert_int_equal(plan_find(&m.plan, known(m.catalog, "avoid")), -1);
	unmake(&m);
}

static void waiting_by_opening(void **state)
{
	struct made m;

	begin(state);
	steps(state, STEP("l", "l", "now", ", \"contact\": \"late\"") "," STEP("o", "o", "today", ", \"contact\": \"office\"") "," STEP("k", "k", "week", ", \"contact\": \"office\"") ","
		STEP("u", "u", "now", ", \"contact\": \"acme-desk\"") "," STEP("n", "n", "today", ", \"contact\": \"night\"") "," STEP("w", "w", "week", ""));
	book(state, "a", 10, WHAT("card"), "\"w\", \"l\", \"o\", \"k\", \"n\", \"u\"");
	make(&m, state, "what=card", "2026-02-14T03:00");
	/* unknown hours and 24 hours do not wait; what may wait a week keeps its rank */
	assert_order(&m, "u n o l w k");
	assert_ms(step_of(&m, "u")->opens_ms, NULL);
	assert_ms(step_of(&m, "n")->opens_ms, NULL);
	assert_ms(step_of(&m, "l")->opens_ms, "2026-02-16T13:00");
	unmake(&m);
}

static void contacts_of_a_step(void **state)
{
	struct made m;

	begin(state);
	steps(state, STEP("r", "r", "now", ", \"contact\": \"desk\"") "," STEP("g", "g", "now", ", \"contact\": \"gone\"") ","
		STEP("c", "c", "now", ", \"contact\": [{\"when\": " WHAT("password") ", \"is\": \"night\"}, {\"when\": {\"fact\": \"seat\", \"is\": \"helper\"}, \"is\": \"desk\"}]"));
	book(state, "a", 10, WHAT("card"), "\"r\", \"g\", \"c\"");
	make(&m, state, "what=card who=acme", THURSDAY);
	assert_string_equal(step_of(&m, "r")->contact->id, "acme-desk");
	assert_string_equal(step_of(&m, "g")->contact->id, "gone");
	assert_null(step_of(&m, "c")->contact);
	unmake(&m);
	make(&m, state, "what=card,password who=plain seat=helper", "2026-04-02T10:00");
	assert_string_equal(step_of(&m, "r")->contact->id, "late"); /* the kind's */
	assert_null(step_of(&m, "g")->contact);
	assert_string_equal(step_of(&m, "c")->contact->id, "night"); /* first match */
	unmake(&m);
	make(&m, state, "what=card seat=helper", THURSDAY);
	assert_string_equal(step_of(&m, "r")->contact->id, "office"); /* that of "unknown" */
	assert_string_equal(step_of(&m, "c")->contact->id, "office");
	unmake(&m);
	make(&m, state, "what=card who=shop", THURSDAY);
	assert_string_equal(step_of(&m, "r")->contact->id, "late");
	unmake(&m);
}

/* --- outcomes --- */

/* The second call reached the desk: the first need not be made again, and what waited for it goes on. */
static void settled_by_another(void **state)
{
	struct made m;

	begin(state);
	steps(state, STEP("call", "call", "now", ", \"contact\": \"night\", \"if_unreachable\": [\"lock\", \"again\"], \"retry\": \"PT20M\"") ","
		STEP("lock", "lock", "now", "") "," STEP("again", "again", "now", ", \"settles\": [\"call\"]") ","
		STEP("n", "n", "now", ", \"needs\": [\"call\"]"));
	book(state, "a", 10, WHAT("card"), "\"call\", \"n\"");
	make(&m, state, "what=card", THURSDAY);
	became(&m, "call", OUTCOME_UNREACHABLE, "2026-02-12T10:00");
	again(&m, "2026-02-12T10:05");
	assert_order(&m, "call lock again n");
	assert_status(&m, "n", STEP_HELD, NULL);
	became(&m, "again", OUTCOME_DONE, "2026-02-12T10:06");
	again(&m, "2026-02-12T10:30");
	assert_order(&m, "call n");
	assert_status(&m, "call", STEP_DONE, NULL);
	assert_current(&m, "n");
	/* It is the last word that counts. */
	became(&m, "call", OUTCOME_UNREACHABLE, "2026-02-12T11:00");
	again(&m, "2026-02-12T11:30");
	assert_status(&m, "call", STEP_OPEN, NULL);
	unmake(&m);
}

static void unreachable_and_refused(void **state)
{
	struct made m;

	begin(state);
	steps(state, STEP("call", "call", "now", ", \"contact\": \"night\", \"if_unreachable\": [\"lock\"], \"if_refused\": [\"ask\", \"lock\"], \"retry\": \"PT20M\"") ","
		STEP("lock", "lock", "now", "") "," STEP("ask", "ask", "now", "") "," STEP("n", "n", "now", "") "," STEP("t", "t", "today", ""));
	book(state, "a", 10, WHAT("card"), "\"call\", \"n\", \"t\"");
	make(&m, state, "what=card", THURSDAY);
	assert_order(&m, "call n t");
	became(&m, "call", OUTCOME_UNREACHABLE, "2026-02-12T10:00");
	again(&m, "2026-02-12T10:05");
	assert_order(&m, "call lock n t");
	assert_status(&m, "call", STEP_WAITING, "2026-02-12T10:20");
	assert_words(&step_of(&m, "lock")->because, "what=card");
	assert_words(&step_of(&m, "lock")->after, "call");
	assert_current(&m, "lock");
	assert_ms(plan_due(&m.plan), "2026-02-12T10:20");
	again(&m, "2026-02-12T10:19:59");
	assert_status(&m, "call", STEP_WAITING, "2026-02-12T10:20");
	again(&m, "2026-02-12T10:20");
	assert_status(&m, "call", STEP_OPEN, NULL);
	assert_current(&m, "call");
	became(&m, "call", OUTCOME_REFUSED, "2026-02-12T10:30");
	again(&m, "2026-02-12T10:30");
	assert_order(&m, "call ask lock n t");
	assert_status(&m, "call", STEP_WAITING, "2026-02-12T10:50");
	assert_current(&m, "ask");
	/* Done in the end: what stood in for it goes. */
	became(&m, "call", OUTCOME_DONE, "2026-02-12T10:55");
	again(&m, "2026-02-12T10:55");
	assert_order(&m, "call n t");
	assert_status(&m, "call", STEP_DONE, NULL);
	assert_current(&m, "n");
	unmake(&m);
}

/* Put off into the night: the later of retry and opening counts. */
static void retry_meets_closing(void **state)
{
	struct made m;

	begin(state);
	steps(state, STEP("call", "call", "now", ", \"contact\": \"office\""));
	book(state, "a", 10, WHAT("card"), "\"call\"");
	make(&m, state, "what=card", "2026-02-12T16:55");
	became(&m, "call", OUTCOME_UNREACHABLE, "2026-02-12T16:55");
	again(&m, "2026-02-12T16:56");
	assert_status(&m, "call", STEP_WAITING, "2026-02-12T17:05");
	again(&m, "2026-02-12T17:01");
	assert_status(&m, "call", STEP_WAITING, "2026-02-13T09:00");
	unmake(&m);
}

static void needs_hold_back(void **state)
{
	static const enum outcome holding[] = { OUTCOME_LATER, OUTCOME_UNREACHABLE, OUTCOME_REFUSED };
	struct made m;

	begin(state);
	steps(state, STEP("x", "x", "now", ", \"needs\": [\"y\", \"never.there\"]") "," STEP("y", "y", "now", "") "," STEP("v", "never.there", "now", ""));
	book(state, "a", 10, WHAT("card"), "\"x\", \"y\"");
	book(state, "b", 10, WHAT("thing"), "\"v\"");
	make(&m, state, "what=card", THURSDAY);
	assert_order(&m, "y x");
	assert_status(&m, "x", STEP_HELD, NULL);
	assert_current(&m, "y");
	for (size_t i = 0; i < 3; i++) {
		became(&m, "y", holding[i], THURSDAY);
		again(&m, "2026-02-12T10:01");
		assert_status(&m, "x", STEP_HELD, NULL);
	}
	became(&m, "y", OUTCOME_NOT_NEEDED, THURSDAY);
	again(&m, "2026-02-12T10:01");
	assert_status(&m, "y", STEP_NOT_NEEDED, NULL);
	assert_current(&m, "x");
	became(&m, "y", OUTCOME_DONE, THURSDAY);
	again(&m, "2026-02-12T10:01");
	assert_current(&m, "x");
	became(&m, "x", OUTCOME_DONE, "2026-02-12T10:02");
	again(&m, "2026-02-12T10:03");
	assert_current(&m, NULL);
	unmake(&m);
}

static void later_with_a_time(void **state)
{
	struct made m;

	begin(state);
	steps(state, STEP("x", "x", "now", "") "," STEP("y", "y", "now", ""));
	book(state, "a", 10, WHAT("card"), "\"x\", \"y\"");
	make(&m, state, "what=card", THURSDAY);
	became(&m, "x", OUTCOME_LATER, THURSDAY)->due_ms = at("2026-02-12T18:00");
	became(&m, "y", OUTCOME_LATER, THURSDAY)->due_ms = at("2026-02-13T18:00");
	again(&m, "2026-02-12T17:59");
	assert_status(&m, "x", STEP_WAITING, "2026-02-12T18:00");
	assert_current(&m, NULL);
	assert_ms(plan_due(&m.plan), "2026-02-12T18:00");
	again(&m, "2026-02-12T18:00");
	assert_current(&m, "x");
	assert_ms(plan_due(&m.plan), "2026-02-13T18:00");
	unmake(&m);
}

static void reminders(void **state)
{
	struct made m;

	begin(state);
	steps(state, STEP("x", "x", "now", ", \"remind\": \"P7D\", \"repeat\": 2") "," STEP("y", "y", "now", ", \"remind\": \"P1D\"") "," STEP("z", "z", "now", ""));
	book(state, "a", 10, WHAT("card"), "\"x\", \"y\", \"z\"");
	make(&m, state, "what=card", THURSDAY);
	assert_ms(step_of(&m, "x")->remind_ms, "2026-02-19T10:00"); /* were it done now */
	assert_ms(step_of(&m, "z")->remind_ms, NULL);
	became(&m, "x", OUTCOME_DONE, "2026-02-12T11:00");
	again(&m, "2026-02-15T00:00");
	assert_ms(step_of(&m, "x")->remind_ms, "2026-02-19T11:00");
	assert_status(&m, "x", STEP_DONE, "2026-02-19T11:00");
	again(&m, "2026-02-19T11:00");
	assert_status(&m, "x", STEP_OPEN, NULL);
	became(&m, "x", OUTCOME_DONE, "2026-02-20T11:00");
	again(&m, "2026-02-21T11:00");
	assert_status(&m, "x", STEP_DONE, "2026-02-27T11:00");
	became(&m, "x", OUTCOME_DONE, "2026-02-28T11:00");
	again(&m, "2026-04-01T11:00");
	assert_status(&m, "x", STEP_DONE, NULL); /* brought back twice, as written */
	became(&m, "y", OUTCOME_DONE, "2026-02-12T11:00");
	again(&m, "2026-02-13T11:00");
	assert_status(&m, "y", STEP_OPEN, NULL); /* once when nothing is written */
	became(&m, "y", OUTCOME_DONE, "2026-02-13T11:00");
	again(&m, "2026-02-20T11:00");
	assert_status(&m, "y", STEP_DONE, NULL);
	unmake(&m);
}

/* A reminder that lets a step come back does not hold back what needed it. */
static void reminder_does_not_hold(void **state)
{
	struct made m;

	begin(state);
	steps(state, STEP("x", "x", "now", ", \"remind\": \"P1D\"") "," STEP("y", "y", "now", ", \"needs\": [\"x\"]"));
	book(state, "a", 10, WHAT("card"), "\"x\", \"y\"");
	make(&m, state, "what=card", THURSDAY);
	became(&m, "x", OUTCOME_DONE, "2026-02-12T11:00");
	again(&m, "2026-02-14T00:00");
	assert_status(&m, "x", STEP_OPEN, NULL);
	assert_status(&m, "y", STEP_OPEN, NULL);
	unmake(&m);
}

static void names(void **state)
{
	(void)state;
	for (int o = 0; o < OUTCOMES; o++)
		assert_int_equal(outcome_from_name(outcome_name((enum outcome)o)), o);
	assert_int_equal(outcome_from_name("anything"), OUTCOME_NONE);
	assert_string_equal(urgency_name(URGENCY_DANGER), "danger");
	assert_string_equal(urgency_name(URGENCY_LATER), "later");
}

/* --- whatever the facts: on the shipped playbooks --- */

enum { ROUNDS = 8000, WALKS = 200, MONEY_ORDER = 39 };

static struct catalog *catalog;

static int load(void **state)
{
	(void)state;
	catalog = shipped();
	return 0;
}

static int unload(void **state)
{
	(void)state;
	catalog_free(catalog);
	return 0;
}

static const char *random_value(const struct fact *f, unsigned *seed)
{
	size_t all = f->count + (f->brands ? catalog->brand_count : 0), i = (size_t)rand_r(seed) % all;

	return i < f->count ? f->values[i].id : catalog->brands[i - f->count].id;
}

static void random_facts(struct facts *f, unsigned *seed)
{
	int few = 1 + rand_r(seed) % 4;

	facts_clear(f);
	for (size_t i = 0; i < catalog->fact_count; i++) {
		const struct fact *def = &catalog->facts[i];
		if (rand_r(seed) % few)
			continue;
		for (int n = def->several ? 1 + rand_r(seed) % 3 : 1; n > 0; n--)
			facts_add(f, i, random_value(def, seed));
	}
}

static int64_t random_time(unsigned *seed)
{
	return at("2025-01-01") + (int64_t)(rand_r(seed) % (3 * 365 * 24 * 60)) * MINUTE_MS;
}

/* One case of the property tests; says what it was when something does not hold. */
struct trial {
	const struct facts *f;
	const struct plan *p;
	struct arena *arena;
	int64_t now;
};

static void wrong(const struct trial *t, const char *what, const char *action)
{
	char time[TIME_TEXT_SIZE];
	struct buf b = { 0 };

	moment_format((struct moment){ t->now, JAPAN_OFFSET_MIN }, time);
	for (size_t i = 0; i < t->p->count; i++)
		buf_addf(&b, " %s", t->p->steps[i].action);
	print_error("%s: %s\n  facts %s\n  at %s\n  plan%s\n", what, action, line_of(t->f, t->arena), time, buf_str(&b));
	buf_free(&b);
	fail();
}

static bool is(const struct facts *f, const char *fact, const char *value)
{
	return facts_is(f, (size_t)fact_index(catalog, fact), known(catalog, value));
}

static bool answered(const struct facts *f, const char *fact)
{
	return facts_known(f, (size_t)fact_index(catalog, fact));
}

static long place(const struct plan *p, const char *action)
{
	const char *interned = known(catalog, action);

	return interned ? plan_find(p, interned) : -1;
}

static int rank_of(const struct plan_step *s)
{
	static const int ranks[URGENCIES] = { 0, 1, 2, 4, 5 };

	return s->opens_ms >= 0 && ranks[s->urgency] < 3 ? 3 : ranks[s->urgency];
}

static bool has_word(const struct words *w, const char *word)
{
	for (size_t i = 0; i < w->count; i++)
		if (strcmp(w->at[i], word) == 0)
			return true;
	return false;
}

static bool predecessors_placed(const struct plan *p, size_t step, size_t placed)
{
	for (size_t k = placed; k < p->count; k++)
		if (k != step && (has_word(&p->steps[step].after, p->steps[k].action) || has_word(&p->steps[step].needs, p->steps[k].action)))
			return false;
	return true;
}

/* At every place stands the most urgent of those whose predecessors stand before. */
static void check_order(const struct trial *t)
{
	for (size_t i = 0; i < t->p->count; i++) {
		if (!predecessors_placed(t->p, i, i))
			wrong(t, "stands before what it comes after", t->p->steps[i].action);
		for (size_t k = i + 1; k < t->p->count; k++)
			if (rank_of(&t->p->steps[k]) < rank_of(&t->p->steps[i]) && predecessors_placed(t->p, k, i))
				wrong(t, "could stand earlier", t->p->steps[k].action);
	}
}

static void check_actions(const struct trial *t)
{
	for (size_t i = 0; i < t->p->count; i++) {
		const struct plan_step *s = &t->p->steps[i];
		assert_ptr_equal(s->action, s->step->action);
		for (size_t k = 0; k < i; k++)
			if (t->p->steps[k].action == s->action)
				wrong(t, "is there twice", s->action);
	}
}

static bool is_given(const struct facts *f, const char *because)
{
	const char *equals = strchr(because, '=');

	if (!equals)
		return false;
	for (size_t i = 0; i < catalog->fact_count; i++) {
		size_t len = strlen(catalog->facts[i].key);
		if ((size_t)(equals - because) != len || strncmp(because, catalog->facts[i].key, len) != 0)
			continue;
		for (size_t k = 0; k < f->of[i].count; k++)
			if (strcmp(f->of[i].at[k], equals + 1) == 0)
				return true;
	}
	return false;
}

static void check_because(const struct trial *t)
{
	for (size_t i = 0; i < t->p->count; i++) {
		const struct plan_step *s = &t->p->steps[i];
		if (!s->because.count)
			wrong(t, "has no reason", s->action);
		for (size_t k = 0; k < s->because.count; k++)
			if (!is_given(t->f, s->because.at[k]))
				wrong(t, "has a reason nobody gave", s->because.at[k]);
	}
}

/* The lowest order of the playbooks that bring an action for these facts. */
static int order_of(const struct facts *f, const char *action)
{
	int lowest = 1000;

	for (size_t i = 0; i < catalog->playbook_count; i++) {
		const struct playbook *b = &catalog->playbooks[i];
		for (size_t k = 0; k < b->count && b->order < lowest && cond_holds(&b->when, f); k++)
			if (b->uses[k].step->action == action && cond_holds(&b->uses[k].when, f) && cond_holds(&b->uses[k].step->when, f))
				lowest = b->order;
	}
	return lowest;
}

/* Only danger, breaking contact, money on its way, bank logins and the lock of the same card come before the card. */
static bool may_precede_card(const struct trial *t, const struct plan_step *s)
{
	static const char *const actions[] = { "call.hang-up", "device.disconnect", "card.lock-app" };

	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (strcmp(s->action, actions[i]) == 0)
			return true;
	return s->urgency == URGENCY_DANGER || order_of(t->f, s->action) <= MONEY_ORDER;
}

static void check_card(const struct trial *t)
{
	long stop = place(t->p, "card.stop");

	if (is(t->f, "entered", "card") && stop < 0)
		wrong(t, "is missing though a card was entered", "card.stop");
	if (stop < 0)
		return;
	if ((is(t->f, "entered", "card") || is(t->f, "entered", "code")) && t->p->steps[stop].opens_ms >= 0)
		wrong(t, "waits for a desk though card or code was entered", "card.stop");
	for (long i = 0; i < stop && is(t->f, "entered", "card"); i++)
		if (!may_precede_card(t, &t->p->steps[i]))
			wrong(t, "stands before card.stop", t->p->steps[i].action);
}

static bool begins_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* Keep, report, delete; and stopping is never held up by keeping. */
static void check_evidence(const struct trial *t)
{
	long keep = place(t->p, "evidence.keep"), delete = place(t->p, "mail.delete"), close = place(t->p, "page.close");

	if (delete >= 0 && (keep < 0 || delete < keep))
		wrong(t, "stands before evidence.keep, or without it", "mail.delete");
	if (close >= 0 && (keep < 0 || close < keep))
		wrong(t, "stands before evidence.keep, or without it", "page.close");
	for (long i = 0; i < (long)t->p->count; i++) {
		const struct plan_step *s = &t->p->steps[i];
		bool stops = strcmp(s->action, "card.stop") == 0 || strcmp(s->action, "bank.call") == 0 || begins_with(s->action, "payment.");
		if (delete >= 0 && i > delete && begins_with(s->action, "report."))
			wrong(t, "stands behind mail.delete", s->action);
		if (keep >= 0 && i > keep && stops && s->urgency == URGENCY_NOW && s->opens_ms < 0)
			wrong(t, "stands behind evidence.keep", s->action);
	}
}

static bool is_harmed(const struct facts *f)
{
	return (answered(f, "entered") && !is(f, "entered", "none")) || answered(f, "paid_by") || is(f, "did", "entered") || is(f, "did", "paid") ||
	       is(f, "did", "installed") || is(f, "pressure", "threat") || is(f, "pressure", "visit") || is(f, "contact_now", "on-call") ||
	       is(f, "contact_now", "remote") || is(f, "loss", "yes") || is(f, "now", "danger") || is(f, "now", "contact") ||
	       is(f, "now", "paid") || is(f, "now", "entered") || (is(f, "received", "code") && is(f, "own_payment", "no"));
}

static void check_alike(const struct trial *t, const struct plan *other)
{
	assert_int_equal(t->p->count, other->count);
	for (size_t i = 0; i < other->count; i++) {
		const struct plan_step *a = &t->p->steps[i], *b = &other->steps[i];
		assert_ptr_equal(a->step, b->step);
		assert_ptr_equal(a->contact, b->contact);
		assert_int_equal(a->urgency, b->urgency);
		assert_int_equal(a->opens_ms, b->opens_ms);
		assert_int_equal(a->remind_ms, b->remind_ms);
		assert_int_equal(a->because.count, b->because.count);
		for (size_t k = 0; k < a->because.count; k++)
			assert_string_equal(a->because.at[k], b->because.at[k]);
	}
}

static void check_contacts(const struct trial *t)
{
	for (size_t i = 0; i < t->p->count; i++) {
		const struct plan_step *s = &t->p->steps[i];
		if (s->opens_ms >= 0 && (!s->contact || !s->contact->hours.known || s->opens_ms <= t->now))
			wrong(t, "opens without a desk that is closed", s->action);
	}
}

static void whatever_the_facts(void **state)
{
	unsigned seed = 20260212;
	size_t planned = 0;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct arena *a = arena_new();
		struct facts f;
		struct plan p, other;
		facts_init(&f, catalog, a);
		random_facts(&f, &seed);
		struct trial t = { &f, &p, a, random_time(&seed) };
		plan_build(&f, NULL, t.now, a, &p);
		plan_build(&f, NULL, t.now, a, &other);
		check_order(&t);
		check_actions(&t);
		check_because(&t);
		check_card(&t);
		check_evidence(&t);
		check_contacts(&t);
		check_alike(&t, &other);
		if (is_harmed(&f) && !p.count)
			wrong(&t, "nothing to do though harm was done", "");
		planned += p.count > 0;
		arena_free(a);
	}
	assert_true(planned > ROUNDS / 2);
}

/* Every single fact alone, and every pair of what was entered or paid and who it claimed to be. */
static void each_fact(void **state)
{
	(void)state;
	for (size_t i = 0; i < catalog->fact_count; i++)
		for (size_t k = 0; k < catalog->facts[i].count; k++) {
			struct arena *a = arena_new();
			struct facts f;
			struct plan p;
			facts_init(&f, catalog, a);
			facts_add(&f, i, catalog->facts[i].values[k].id);
			struct trial t = { &f, &p, a, at("2026-02-14T03:00") };
			plan_build(&f, NULL, t.now, a, &p);
			check_order(&t);
			check_because(&t);
			check_card(&t);
			check_evidence(&t);
			if (is_harmed(&f) && !p.count)
				wrong(&t, "nothing to do though harm was done", "");
			arena_free(a);
		}
}

static void harm_by_brand(void **state)
{
	static const char *const facts[] = { "entered", "paid_by" };
	size_t claims = (size_t)fact_index(catalog, "claims");

	(void)state;
	for (size_t n = 0; n < 2; n++) {
		size_t i = (size_t)fact_index(catalog, facts[n]);
		for (size_t k = 0; k < catalog->facts[i].count; k++)
			for (size_t b = 0; b < catalog->brand_count; b++) {
				struct arena *a = arena_new();
				struct facts f;
				struct plan p;
				facts_init(&f, catalog, a);
				facts_add(&f, i, catalog->facts[i].values[k].id);
				facts_add(&f, claims, catalog->brands[b].id);
				struct trial t = { &f, &p, a, at("2025-12-31T23:00") };
				plan_build(&f, NULL, t.now, a, &p);
				check_order(&t);
				check_card(&t);
				check_evidence(&t);
				if (is_harmed(&f) && !p.count)
					wrong(&t, "nothing to do though harm was done", "");
				arena_free(a);
			}
	}
}

/* --- walking to the end, whatever becomes of each step --- */

static struct progress_row *row_of(struct progress *p, const char *action)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->rows[i].action == action)
			return &p->rows[i];
	p->rows[p->count] = (struct progress_row){ .action = action };
	return &p->rows[p->count++];
}

static void any_outcome(const struct plan_step *s, struct progress *p, int64_t now, int tries, unsigned *seed)
{
	struct progress_row *r = row_of(p, s->action);

	/* After a while everything works out, else a walk need not end. */
	r->last = tries > 300 ? OUTCOME_DONE : (enum outcome)(1 + rand_r(seed) % (OUTCOMES - 1));
	r->at_ms = now;
	r->due_ms = r->last == OUTCOME_LATER ? now + (1 + rand_r(seed) % 600) * MINUTE_MS : -1;
	r->times_done += r->last == OUTCOME_DONE;
}

static void walk_to_the_end(const struct facts *f, int64_t now, unsigned *seed)
{
	struct progress_row rows[300];
	struct progress progress = { rows, 0 };

	for (int tries = 0; tries < 1000; tries++) {
		struct arena *a = arena_new();
		struct plan p;
		plan_build(f, &progress, now, a, &p);
		struct trial t = { f, &p, a, now };
		check_order(&t);
		check_actions(&t);
		check_because(&t);
		long current = plan_current(&p);
		int64_t due = plan_due(&p);
		if (current >= 0) {
			now += (1 + rand_r(seed) % 30) * MINUTE_MS;
			any_outcome(&p.steps[current], &progress, now, tries, seed);
		} else if (due >= 0) {
			if (due <= now)
				wrong(&t, "is due and not open", "");
			now = due;
		}
		for (size_t i = 0; i < p.count; i++)
			if (current < 0 && due < 0 && p.steps[i].status != STEP_DONE && p.steps[i].status != STEP_NOT_NEEDED)
				wrong(&t, "can never be done", p.steps[i].action);
		arena_free(a);
		if (current < 0 && due < 0)
			return;
	}
	fail_msg("a walk that does not end");
}

static void every_walk_ends(void **state)
{
	unsigned seed = 77;

	(void)state;
	for (int round = 0; round < WALKS; round++) {
		struct arena *a = arena_new();
		struct facts f;
		facts_init(&f, catalog, a);
		random_facts(&f, &seed);
		walk_to_the_end(&f, random_time(&seed), &seed);
		arena_free(a);
	}
}

int main(void)
{
#define SMALL(test) cmocka_unit_test_setup_teardown(test, fixture_begin, fixture_end)
	const struct CMUnitTest tests[] = {
		SMALL(one_step_per_action),
		SMALL(uses_add_to_their_step),
		SMALL(rank_then_playbook_then_place),
		SMALL(same_order),
		SMALL(after_only_orders),
		SMALL(a_circle_loses_nothing),
		SMALL(closed_desk),
		SMALL(waiting_by_opening),
		SMALL(contacts_of_a_step),
		SMALL(unreachable_and_refused),
		SMALL(settled_by_another),
		SMALL(retry_meets_closing),
		SMALL(needs_hold_back),
		SMALL(later_with_a_time),
		SMALL(reminders),
		SMALL(reminder_does_not_hold),
		cmocka_unit_test(names),
		cmocka_unit_test(whatever_the_facts),
		cmocka_unit_test(each_fact),
		cmocka_unit_test(harm_by_brand),
		cmocka_unit_test(every_walk_ends),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
