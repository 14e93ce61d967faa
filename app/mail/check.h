/* mail/check: which signs of fraud a message shows, whom it claims to be, how likely a fraud is; uses guide and what lies in mail.
 *
 * A pure function of (brands, signs, the list of known bad addresses, the message). Never "safe": what shows no sign is unclear. */
#ifndef KAKEKOMI_MAIL_CHECK_H
#define KAKEKOMI_MAIL_CHECK_H

#include "base/json.h"
#include "guide/model.h"
#include "mail/known.h"
#include "mail/message.h"
#include "mail/url.h"

enum verdict { VERDICT_UNCLEAR, VERDICT_SUSPICIOUS, VERDICT_LIKELY_SCAM };

const char *verdict_name(enum verdict v); /* "unclear", "suspicious", "likely-scam" */

/* A sign that shows. Evidence is fit for screen and paper: clean, without secrets, addresses defanged, at most a line or two. */
struct sign {
	const struct sign_rule *rule;
	int weight;
	const char *evidence;
};

/* A link, or an address in the text. */
struct checked_link {
	struct url url;
	const char *shown;    /* what the reader sees of it, as written */
	const char *defanged; /* fit for screen and paper */
	unsigned lists;       /* enum host_list bits */
	bool official;        /* under a domain of a company known to brands.json */
	bool foreign;         /* speaks neither for the company named nor for any well-known service */
	bool live;            /* a person can press it: not written to warn ("hxxp") */
};

struct checked_sender {
	const char *name, *address, *domain; /* cleaned; "" when there is none */
	const char *through;                 /* the list it came by, or "" */
	bool official;                       /* under a mail or web domain of the company named */
};

struct check {
	const struct catalog *catalog; /* whose brands and signs these are */
	enum verdict verdict;
	const struct brand *brand; /* who it claims to be, or NULL */
	struct sign *signs;        /* heaviest first */
	size_t sign_count;
	int weight;
	struct checked_link *links; /* each address once */
	size_t link_count;
	struct checked_sender sender;
	const char *received, *about; /* values of these facts, or NULL */
	bool code;                 /* a one-time code: real or not, not asked for it is a sign of misuse */
};

struct checker;

/* The catalog must have been read for SOURCE_MAIL or whole, and outlive the checker, as must `known` (may be NULL). */
struct checker *checker_new(const struct catalog *c, const struct known *known);
void checker_free(struct checker *k); /* NULL is allowed */

void check_message(const struct checker *k, const struct message *m, struct arena *a, struct check *out);

/* Adds faults of signs.json that only this floor can see: a sign without words and without a function, needs of nothing. */
void check_rules(struct catalog *c);

/* {"verdict", "brand", "signs", "links", "sender", "facts"}, as design.md says; the caller frees. */
json *check_json(const struct check *c);

/* Text of the mail as fit for screen, record and paper: cleaned, secrets cut out, addresses defanged. */
void check_safe_text(const char *text, bool lines, struct buf *out);

#endif
