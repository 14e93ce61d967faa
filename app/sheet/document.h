/* sheet/document: what a paper says, without a thought for how it looks: plain data; uses base only.
 * Builders write it, printers (sheet/printer.h) take it const. */
#ifndef KAKEKOMI_SHEET_DOCUMENT_H
#define KAKEKOMI_SHEET_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"

enum block_kind {
	BLOCK_HEADING, /* text */
	BLOCK_TEXT,    /* text: a paragraph, its line ends kept */
	BLOCK_FIELD,   /* label: text; a NULL text is a blank to be filled in by hand */
	BLOCK_ITEM,    /* one of a list; `label` is its mark or number */
	BLOCK_ENTRY,   /* a line of the timeline: label = time, text = what, more = the person's words */
	BLOCK_WARNING, /* must not be overlooked */
	BLOCK_QUOTE,   /* text from outside (a mail), line by line as it came */
	BLOCK_HEADS,   /* begins a table: the heads of its columns are `cells` */
	BLOCK_ROW,     /* a row of the table: `cells` */
	BLOCK_SEAL,    /* text: 64 hex digits, in groups and, where the form can, as a QR code */
	BLOCK_PAGE,    /* what follows begins a new page */
	BLOCK_SOURCE,  /* stands for blocks that are fetched while printing */
};

struct block {
	enum block_kind kind;
	const char *label, *text, *more; /* each may be NULL */
	int level;                       /* HEADING: 1 a part (also 0), 2 a section within it */
	const char *anchor;              /* a name that links lead to; or NULL */
	const char *link;                /* "#ANCHOR" or an address where `text` leads; or NULL */
	const char *const *cells;        /* HEADS, ROW */
	size_t cell_count;
	const struct block_source *source; /* SOURCE */
};

/* Blocks too many to be held at once. `each` hands them to `take` in order until there are no more or `take`
 * returns false; the strings live until `take` returns. False with *e when they cannot be read. */
typedef bool block_fn(void *to, const struct block *b);
struct block_source {
	bool (*each)(void *context, block_fn *take, void *to, struct err *e);
	void *context;
};

struct document {
	struct arena *arena; /* owns everything below */
	const char *title;
	const char *lang;    /* of its text: "ja" */
	const char *running; /* beside the title on every page ("事案 k7qm…"), or NULL */
	const char *footer;  /* below every page (the last seal in groups), or NULL */
	const char *footer_label; /* what the footer is, or NULL */
	const char *made_at; /* ISO 8601: when it was printed, or NULL */
	bool letter;         /* no running title; dated, signed, one page if it can be */
	struct block *blocks;
	size_t count, cap;
};

struct document *document_new(void);
void document_free(struct document *d);

/* Copies. The block may be added to (anchor, link, level: arena_strdup) until the next one is added. */
struct block *document_add(struct document *d, enum block_kind kind, const char *label, const char *text, const char *more);
void document_heading(struct document *d, int level, const char *text, const char *anchor); /* anchor may be NULL */
void document_cells(struct document *d, enum block_kind kind, const char *const *cells, size_t count); /* HEADS or ROW; copies */
void document_source(struct document *d, const struct block_source *s); /* `s` must live as long as the document */

/* Every block in order, those of sources fetched. */
bool document_each(const struct document *d, block_fn *take, void *to, struct err *e);

#endif
