/* walk/walk: one case in motion: joins guide and casebook; knows no terminal.
 *
 * Everything a person says becomes an entry, on disk before the call returns true; after that the plan is
 * worked out anew. When a call returns false nothing was written, nothing changed, and it may be
 * called again. */
#ifndef KAKEKOMI_WALK_WALK_H
#define KAKEKOMI_WALK_WALK_H

#include "base/clock.h"
#include "casebook/store.h"
#include "casebook/verify.h"
#include "guide/load.h"
#include "guide/understand.h"
#include "walk/record.h"

/* What is told outside the program, once it is on disk. */
enum walk_event {
	EVENT_CASE_OPENED,
	EVENT_CARD_STOPPED,
	EVENT_CASE_CLOSED, /* nothing is left to be done or to wait for */
};
struct walk;
/* What the entry about to be written as number `n` will bring; and then, once for all of it, whether it stands. Who wants to lose nothing
 * writes down the first on disk and finds after a crash in the record what became of it. */
struct walk_coming {
	enum walk_event event;
	int64_t n;
	struct moment at;
};
typedef void walk_coming_fn(void *context, const struct walk *w, const struct walk_coming *coming);
typedef void walk_settled_fn(void *context, bool written);

extern const char ACTION_CARD_STOP[]; /* the action whose being done is told */

struct walk {
	struct store *store;     /* not owned */
	const struct clock *clock;
	const char *agent;       /* or NULL */
	struct catalog *catalog; /* owned */
	char id[CASE_ID_SIZE];
	int64_t entries;         /* on disk */
	struct log log;
	struct fold fold;
	struct arena *plan_arena;
	struct plan plan;
	bool asks;               /* false: --walk, no question is asked */
	unsigned cut;            /* enum redact_kind bits of what the last words lost */
	char **dirs;             /* playbook directories, owned */
	size_t dir_count;
	walk_coming_fn *coming;  /* or NULL; neither must delay */
	walk_settled_fn *settled;
	void *listen_context;
	bool pinned;             /* the pack is in the log already */
	bool moved;              /* today's playbooks are others than those the case stands on */
	const char **newer;      /* ids of steps ahead of a resumed case that today's playbooks say otherwise, not told yet (walk/newer.h) */
	size_t newer_count;
	char newer_hash[HASH_HEX_SIZE];
};

/* A case that does not exist yet: only the interview is read, nothing is written before the first
 * answer. The caller ends it with walk_end() in any case. */
bool walk_new(struct walk *w, struct store *store, const struct clock *clock, const char *agent, struct err *e);

/* Continues a case: claims it, reads its entries and the steps it began with. */
bool walk_resume(struct walk *w, struct store *store, const struct clock *clock, const char *agent, const char *id,
		 struct err *e);

/* The same without claiming, for looking only. */
bool walk_look(struct walk *w, struct store *store, const struct clock *clock, const char *id, struct err *e);

/* The same, holding in its log only the entries that facts, plan and outcomes hang on and what came by mail: for a record of
 * any length. The others are read with store_read(). The chain is verified in the same reading. */
bool walk_summary(struct walk *w, struct store *store, const struct clock *clock, const char *id, struct verify_result *v,
		  struct err *e);
void walk_end(struct walk *w);

/* Reads the rest of the playbooks; done by itself at the first entry. */
bool walk_complete(struct walk *w, struct err *e);

/* From now on the case's texts are in that language, and what is recorded stands in it as it was shown, with the Japanese beside.
 * False when something of it could not be read (it is spoken all the same, in Japanese where it is missing), or nothing could. */
bool walk_speak(struct walk *w, const char *lang, struct err *e);
/* The same for a language that only some texts are wanted in (tongue_text, fill_as). */
bool walk_learn(struct walk *w, const char *lang, struct err *e);

/* The question to ask before the first card, or NULL. */
const struct question *walk_opening_question(const struct walk *w);

/* The next question that can be asked while waiting, or NULL. */
const struct question *walk_hold_question(const struct walk *w);
size_t walk_hold_count(const struct walk *w);

/* The step to be shown, or NULL when nothing can be done now. */
const struct plan_step *walk_step(const struct walk *w);

/* Answers a question with the picked choices (none: "わからない"). `words`: what was typed, or NULL. *dropped gets the
 * bits (by index of question) of earlier answers that fell away; may be NULL. */
bool walk_answer(struct walk *w, const struct question *q, const struct picks *picks, const char *words,
		 uint64_t *dropped, struct err *e);

/* The same with the value found in a sentence: what `given` holds for the question's own fact. */
bool walk_answer_value(struct walk *w, const struct question *q, const struct facts *given, const char *words,
		       uint64_t *dropped, struct err *e);

/* Whether there is an answer to this question that could be changed: its own, or its fact given otherwise. */
bool walk_can_change(const struct walk *w, const struct question *q);

/* Whether values for this question were read out of a sentence and nobody has said yet that they are all. */
bool walk_is_heard(const struct walk *w, const struct question *q);

/* Facts given otherwise: on the command line, or read out of a sentence (`heard`; `words`: the sentence, or NULL). */
bool walk_give(struct walk *w, const struct facts *facts, bool heard, const char *words, struct err *e);

/* What became of a step. `due_ms`: when it comes back, -1 by the rules. */
bool walk_outcome(struct walk *w, const struct plan_step *s, enum outcome o, const char *words, int64_t due_ms, struct err *e);

bool walk_note(struct walk *w, const char *words, struct err *e);
bool walk_item_add(struct walk *w, const char *action, const char *name, struct err *e);
bool walk_item_tick(struct walk *w, const char *action, size_t item, bool ticked, struct err *e); /* item from 1 */

/* Takes the last answer, outcome, note or item back by a correcting entry. False with walk.nothing-to-undo. */
bool walk_undo(struct walk *w, const struct record **undone, struct err *e);

/* "open", "waiting" or "done". */
const char *walk_state(const struct walk *w);

/* A short name for the case, of the brand, what came and what it was about. */
void walk_title(const struct walk *w, struct buf *out);

void walk_replan(struct walk *w);

#endif
