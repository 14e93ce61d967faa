/* sheet/view: what of a case goes on a paper and in which words: its lines in order, filtered, names taken out;
 * uses walk. Nothing is appended by looking. */
#ifndef KAKEKOMI_SHEET_VIEW_H
#define KAKEKOMI_SHEET_VIEW_H

#include "base/say.h"
#include "casebook/verify.h"
#include "walk/walk.h"

/* One entry as it is printed. Everything lives until the function it was handed to returns. */
struct line {
	int64_t n;
	struct moment at;
	enum entry_kind kind;
	const char *who, *step, *text;
	enum outcome outcome;
	const json *body; /* or NULL */
	bool undone, test_clock;
	bool removed; /* its content was purged */
	const unsigned char *seal;
};

struct view {
	const struct walk *walk; /* walk_summary() is enough */
	const struct verify_result *verified;
	const struct say *say;
	struct moment now;       /* when it is printed */
	int64_t from_ms, to_ms;  /* lines from (included) and to (excluded); -1: all */
	bool redact_names;
	bool unnamed;            /* the mail goes with it without the addresses of who received it */
	bool leaves;             /* goes to its reader as it is: nothing is left to be filled in by hand */
	struct arena *arena;     /* the rest is filled in by view_begin() */
	int64_t *undone;
	size_t undone_count;
	const char **agents;     /* those met so far, when names are taken out */
	size_t agent_count, agent_cap;
	struct phrasebook *book; /* what was recorded in Japanese, for a paper in another language */
	const char *self, *helper, *kinds[ENTRY_KINDS]; /* words that stand on nearly every line */
};

/* The six fields above are set; the caller ends it with view_end(). */
void view_begin(struct view *v);
void view_end(struct view *v);

/* The lines in order, read page by page. False with *e when they cannot be read, or when `each` returned false. */
typedef bool line_fn(void *context, const struct line *l);
bool view_each(struct view *v, line_fn *each, void *context, struct err *e);

bool view_in_range(const struct view *v, int64_t at_ms);

/* "2026-02-12 10:42", followed by the zone where it is not Japan's; "2026-02-12". */
void view_moment(const struct view *v, struct moment m, struct buf *out);
void view_day(const struct view *v, struct moment m, struct buf *out);

/* Who wrote a line: 本人, 代わりの人, 担当 NAME; 担当 1, 2, … when names are taken out. */
void view_who(struct view *v, const char *who, struct buf *out);

/* The words of a person, without names where they are taken out. */
void view_words(const struct view *v, const char *text, struct buf *out);

/* A text of an entry's body: as it was shown, on a Japanese paper the Japanese beside it, and on any other paper what was shown in Japanese as the
 * guidance says it in that language. NULL: none. */
const char *view_text(const struct view *v, const json *body, const char *key);
const char *view_contact_name(const struct view *v, const json *body);

/* The title of an outcome's step; at least its id. */
const char *view_title(const struct view *v, const json *body, const char *step);

/* What a sign of a mail's entry means; at least its id. */
const char *view_sign(const struct view *v, const json *sign);

/* What happened, in a sentence: without time, who and the person's words. */
void view_line(const struct view *v, const struct line *l, struct buf *out);

/* The outcome in the step's own word, else the general one. */
const char *view_outcome(const struct view *v, const struct line *l);

#endif
