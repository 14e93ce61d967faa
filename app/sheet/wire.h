/* sheet/wire: a document as bytes for a helper program, and back; uses sheet/document.
 *
 * Records: one byte of kind ('H' head, 'B' block, 'Z' end), one byte: how many fields, each a length (4 bytes, big-endian;
 * all ones: NULL) and the bytes with a NUL behind them. */
#ifndef KAKEKOMI_SHEET_WIRE_H
#define KAKEKOMI_SHEET_WIRE_H

#include "base/buf.h"
#include "sheet/document.h"

enum { WIRE_CELLS_MOST = 32 };

/* The words that the form needs of its own. */
struct wire_words {
	const char *page;  /* "{page}/{pages} ページ" */
	const char *mark;  /* before a heading */
};

void wire_head(const struct document *d, const struct wire_words *w, struct buf *out);
void wire_block(const struct block *b, struct buf *out); /* no SOURCE */
void wire_end(struct buf *out);

/* False when the bytes are not a whole document. `bytes` are pointed into: they must outlive the document. */
bool wire_read(const char *bytes, size_t len, struct document *d, struct wire_words *w);

#endif
