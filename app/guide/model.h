/* guide/model: what playbooks, interview, brands and contacts are once they are read: plain data, no
 * behaviour; uses base only.
 *
 * Everything belongs to the catalog. Fact keys, values, actions, ids and roles are interned: equal
 * ones are the same pointer. Texts are as written in the files, placeholders unfilled. */
#ifndef KAKEKOMI_GUIDE_MODEL_H
#define KAKEKOMI_GUIDE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/intern.h"
#include "base/json.h"
#include "base/mem.h"

/* A row of strings. */
struct words {
	const char **at;
	size_t count;
};

enum cond_kind { COND_ALWAYS, COND_ALL, COND_ANY, COND_NOT, COND_IS, COND_KNOWN };

struct cond {
	enum cond_kind kind;
	struct cond *parts; /* ALL, ANY: count of them; NOT: one */
	size_t count;
	size_t fact;         /* IS, KNOWN: index into catalog.facts */
	struct words values; /* IS: any of these */
};

/* A fact set by a choice, or meant by another fact. */
struct setting {
	size_t fact;
	struct words values;
};

struct fact_value {
	const char *id, *label;
	struct words says;     /* phrases that state it in free text */
	struct setting *means; /* what is stated along with it (a card number entered: something entered) */
	size_t means_count;
};

struct fact {
	const char *key, *label;
	const char *unknown; /* what {key} reads as while unanswered; or NULL */
	const char *none;    /* the value that excludes the others; or NULL */
	bool several;        /* may have more than one value */
	bool brands;         /* every brand id is a value too, and a kind stands for its brands */
	struct fact_value *values;
	size_t count;
};

struct choice {
	const char *label;
	const struct fact_value *labelled; /* the value whose label it is; NULL: it has its own */
	struct setting *sets;
	size_t set_count;
	struct words words; /* understood at this question only */
};

enum stage { STAGE_FIRST, STAGE_SECOND, STAGE_HOLD };

struct question {
	const char *id, *ask, *hint, *read; /* hint and read may be NULL */
	enum stage stage;
	bool has_fact; /* `fact` is what it is about: known, it is not asked */
	size_t fact;
	bool several;
	struct cond when;
	struct choice *choices;
	size_t count;
};

/* A value that stands for a fact of the world, with where it was seen. */
struct sourced {
	const char *is; /* NULL when absent */
	const char *source, *checked;
	char sure; /* 'A' seen on an official page, 'B' several secondary pages agree */
};

struct named {
	const char *key, *value;
};

struct names_table {
	struct named *at;
	size_t count;
};

struct kind {
	const char *id, *label;
	struct names_table words;    /* {brand.WORD} */
	struct names_table contacts; /* role → contact id */
};

struct brand {
	const char *id, *name;
	const char *kind; /* a kind's id */
	struct words names;
	struct names_table words, contacts;
	struct sourced *web, *mail;
	size_t web_count, mail_count;
};

enum { HOURS_BREAKS = 4, HOURS_CLOSED = 6 };

/* When a desk answers, Japan time. Minutes of the day, month*100+day. */
struct hours {
	bool known;         /* false: unknown, never "closed" */
	bool always;        /* 24 hours, every day */
	unsigned days;      /* bit 0 = Sunday */
	int from, to;       /* from < 0: at unknown times of those days */
	bool holidays;      /* open on public holidays */
	int breaks[HOURS_BREAKS][2];
	size_t break_count;
	int closed[HOURS_CLOSED][2]; /* first and last month-day, both included */
	size_t closed_count;
};

struct contact {
	const char *id, *name;
	struct sourced number, url, mail, cannot, cost, until;
	const char *where, *ask; /* or NULL */
	struct hours hours;
	struct sourced hours_source; /* `is` unused */
};

enum urgency { URGENCY_DANGER, URGENCY_NOW, URGENCY_TODAY, URGENCY_WEEK, URGENCY_LATER, URGENCIES };

/* One row of a step's `contact`: a contact id or a role, when the condition holds. */
struct contact_choice {
	struct cond when;
	const char *is;
};

struct step {
	const char *id, *action, *title, *why, *say, *read, *listen, *done, *source;
	struct words how, have, capture;
	struct contact_choice *contacts;
	size_t contact_count;
	enum urgency urgency;
	struct cond when;
	struct words after, needs;                           /* actions */
	struct words settles;                                /* actions that are done when this one is */
	struct words if_closed, if_unreachable, if_refused; /* step ids */
	int64_t retry_ms, remind_ms; /* remind -1: none */
	int repeat;                  /* how often the reminder brings it back */
	bool alone;                  /* nothing else is asked while it is open: they are still on the line */
	bool opening;                /* its words begin an agent's call, while notes are taken */
	const char *items_ask;       /* NULL: no list to fill */
	struct words items_examples;
	const char *file; /* where it is written, for faults */
	size_t index;     /* steps[index] */
};

/* A playbook's use of a step. */
struct use {
	const struct step *step;
	const char *step_id;
	struct cond when;
	bool has_urgency;
	enum urgency urgency;
	struct words after, needs;
};

/* Where in a mail a sign shows. A likely fraud needs signs on two sides: urgency alone accuses nobody. */
enum sign_side { SIDE_SENDER, SIDE_LINK, SIDE_WORDS, SIDE_MAKE, SIGN_SIDES };

/* A red flag in a mail (signs.json). Without words it is a function of its own in mail/signs*.c, by this id. */
struct sign_rule {
	const char *id, *meaning;
	enum sign_side side;
	int weight;
	struct words words; /* phrases: parts in order, "a|b" alternatives, "#" a digit */
	struct words needs; /* shows only beside one of these: ids of signs, or marks (mail/signs.h) */
	const char *about;  /* the value of the fact `about` that it tells, or NULL */
	const char *file;   /* where it is written, for faults */
};

struct word_list {
	const char *id;
	struct words words;
};

struct playbook {
	const char *id, *title, *source, *file;
	int order;
	struct cond when;
	struct use *uses;
	size_t count;
};

struct fault {
	const char *file, *path, *what;
};

struct faults {
	struct fault *at;
	size_t count, cap;
};

/* A word that stands for a number: "tomorrow" for 1 day. */
struct number_word {
	const char *word;
	int number;
};

struct number_words {
	struct number_word *at;
	size_t count;
};

/* How people of another language than Japanese say when (walk/later). */
struct time_words {
	struct number_words lead;     /* before an amount: "in" */
	struct number_words units;    /* minutes: "week" 10080 */
	struct number_words amounts;  /* minutes, without a number: "half an hour" 30 */
	struct number_words days;     /* from today: "tomorrow" 1 */
	struct number_words weekdays; /* 0 = Sunday */
	struct number_words months;
	struct number_words hours;    /* "morning" 9 */
	struct number_words halves;   /* of the day, behind a number: "pm" 12 */
};

/* How several texts become one: "A、B", "AとB", "A・B". */
struct joiners {
	const char *list, *and, *last, *title; /* `last`: `and` before the last of them */
};

/* The texts of a catalog in one language, in the order of texts_each(); NULL: Japanese. */
struct tongue {
	const char *lang;
	const char **texts;
	struct joiners join;
};

enum { TONGUES_MAX = 8 };

struct catalog {
	struct arena *arena;
	struct intern strings;
	struct intern seen; /* which ids a layer has had */
	struct names_table phrases; /* "@name" in a phrase stands for these alternatives */
	struct fact *facts;
	struct question *questions;
	struct kind *kinds;
	struct brand *brands;
	struct contact *contacts;
	struct step *steps;
	struct playbook *playbooks; /* by order, then id */
	struct sign_rule *signs;
	struct word_list *lists;
	struct letters *letters;    /* guide/letter; NULL: not read */
	size_t fact_count, question_count, kind_count, brand_count, contact_count, step_count, playbook_count, sign_count, list_count;
	struct names_table sign_phrases; /* "@name" in a sign's words */
	int likely_from, suspicious_from; /* sums of weights from which a verdict holds */

	bool complete;  /* false: only the interview was read */
	bool for_mail;  /* only brands and signs were read: what they refer to is not there */

	/* Languages (guide/tongue): tongues[0] is the Japanese of the files, kept once another one was learnt. */
	struct tongue tongues[TONGUES_MAX];
	size_t tongue_count, text_count;
	size_t spoken;       /* which of them the texts above are in now */
	struct joiners join; /* of the language spoken */
	struct time_words times;
	struct faults faults;
};

#endif
