/* mail/view: one message with everything the signs ask about worked out once; private to mail. */
#ifndef KAKEKOMI_MAIL_VIEW_H
#define KAKEKOMI_MAIL_VIEW_H

#include "mail/check.h"
#include "mail/hostlists.h"
#include "mail/phrases.h"

/* What is looked for in every message, by kind. */
struct phrase_set {
	long *at; /* numbers of phrases */
	size_t count;
};

/* A brand's names to look for, and the words it has in addresses. */
struct brand_words {
	struct phrase_set names;
	const char **tokens; /* "mercari", "eki-net": lower case ASCII */
	size_t token_count;
};

struct checker {
	const struct catalog *catalog;
	const struct known *known;
	struct arena *arena;
	struct hosts *hosts;
	struct phrases *phrases;
	struct phrase_set *rules;    /* by index of catalog.signs */
	bool *grave, *asks;          /* by index of catalog.signs: see struct view */
	struct brand_words *brands;  /* by index of catalog.brands */
	struct phrase_set before, after, greeting; /* what stands beside a name that claims to be it */
	struct phrase_set denied, other;           /* beside a name that is only spoken of: "…を騙る", "…店" */
	struct phrase_set code;
};

/* The parts of a message that a person reads, one after the other in one squeezed text. */
enum view_part { PART_NAME, PART_SUBJECT, PART_BODY, VIEW_PARTS };

enum sender_kind {
	SENDER_NONE,      /* no address that could be one */
	SENDER_UNKNOWN,   /* no company is named */
	SENDER_OFFICIAL,  /* the company's own domain, whoever wrote it there */
	SENDER_PLAUSIBLE, /* a domain only companies get, with the company's name; not in brands.json */
	SENDER_FOREIGN,
};

struct view {
	const struct checker *k;
	const struct message *m;
	struct arena *a;
	char *text;           /* name, subject and body, "\n" between, as far as it is looked at */
	const char *body;     /* the body in it */
	const char *safe;     /* the text as check_safe_text() leaves it, once somebody asked; or NULL */
	size_t starts[VIEW_PARTS + 1]; /* of each part in the squeezed text */
	struct squeezed squeezed;
	struct hits *hits;

	const struct brand *brand;
	int claim;            /* how strongly it claims to be that brand */
	bool claimed_in_head; /* in the sender's name or the subject, or by its own word in an address */
	struct span brand_at; /* where it says so */
	bool brand_spaced, brand_odd; /* with blanks or look-alike letters inside */

	enum sender_kind sender_kind;
	const char *sender_name, *sender_address, *sender_host, *sender_domain;
	const char *list;     /* the list it passed through, or NULL */
	bool replaced;        /* the list put itself in From and the sender in Reply-To */

	struct checked_link *links;
	size_t link_count, foreign_links, official_links;
	bool japanese;        /* has kana */
	bool *shows;          /* by index of catalog.signs, filled as signs are found */
	bool grave, asks;     /* a sign of that kind shows: it threatens or asks for what fraud asks for; it asks for data */
	struct sign *signs;
	size_t sign_count;
};

bool view_shows(const struct view *v, const char *id);

/* The claim holds against sender and links: made in the head, or in the text together with what fraud asks for. A shop whose
 * order says "Amazon … をご利用" does not claim to be Amazon. */
bool view_claims(const struct view *v);

/* Appends the original text around a span, cut at sensible places. */
void view_quote(const struct view *v, struct span s, struct buf *out);

/* The first place of any phrase of the set. */
bool view_find(const struct view *v, const struct phrase_set *set, struct span *out);

void find_brand_claim(struct view *v);       /* brand.c */
void find_sender(struct view *v);            /* sender.c: name, address, list */
void judge_sender(struct view *v);           /* sender.c: needs the brand */
void find_links(struct view *v);             /* links.c */
void judge_links(struct view *v);            /* links.c: needs brand and sender */

/* Whether a host carries a word of the brand as a part of its own: "mercari.bflen.com", "www-jcb-co-jp.example". */
bool host_names_brand(const struct checker *k, const struct brand *b, const char *host);

/* A sign's function: shows it? Then appends what shows it. */
typedef bool sign_fn(const struct view *v, struct buf *why);

struct sign_row {
	const char *id;
	sign_fn *shows;
};

extern const struct sign_row sender_signs[], link_signs[], make_signs[]; /* each ends with a row without an id */

/* The row of a sign that is a function; NULL for one that is words, or nobody's. */
const struct sign_row *sign_row_of(const char *id);

/* Marks that a sign's "needs" may name besides ids of signs. */
extern const struct sign_row marks[];

#endif
