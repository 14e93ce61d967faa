/* sheet/document: what a paper says, without a thought for how it looks: plain data; uses base only.
 * Builders write it, renderers take it const. */
#ifndef KAKEKOMI_SHEET_DOCUMENT_H
#define KAKEKOMI_SHEET_DOCUMENT_H

#include <stddef.h>

#include "base/mem.h"

enum block_kind {
	BLOCK_HEADING, /* text */
	BLOCK_TEXT,    /* text */
	BLOCK_FIELD,   /* label: text */
	BLOCK_ITEM,    /* one of a list; `label` is its mark or number */
	BLOCK_ENTRY,   /* a line of the timeline: label = time, text = what, more = the person's words */
	BLOCK_WARNING, /* must not be overlooked */
};

struct block {
	enum block_kind kind;
	const char *label, *text, *more; /* label and more may be NULL */
};

struct document {
	struct arena *arena; /* owns everything below */
	const char *title, *case_id, *seal; /* seal: 64 hex digits */
	const char *footer; /* stands on every page */
	struct block *blocks;
	size_t count, cap;
};

struct document *document_new(void);
void document_free(struct document *d);
void document_add(struct document *d, enum block_kind kind, const char *label, const char *text, const char *more); /* copies */

#endif
