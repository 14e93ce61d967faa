/* sheet/helper/typeset: lines of text on A4 pages with a header and a footer, tagged for readers; the one door to Pango and
 * cairo; private to sheet, linked into kakekomi-pdf only. */
#ifndef KAKEKOMI_SHEET_HELPER_TYPESET_H
#define KAKEKOMI_SHEET_HELPER_TYPESET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "sheet/document.h"
#include "sheet/wire.h"

enum { COLUMNS_MOST = 12 };

/* No bold: where a font has none, cairo would embed a drawn one, three times the size of all the rest. */
enum face { FACE_BODY, FACE_FAINT, FACE_STRONG, FACE_HEADING, FACE_TITLE, FACE_SMALL, FACES };

/* Text in a column of the page. */
struct column {
	const char *text;
	double x, width; /* points from the left margin */
	enum face face;
	bool rule;       /* a blank to fill in: a line instead of text */
};

enum frame { FRAME_NONE, FRAME_BOX, FRAME_CELLS, FRAME_BAR, FRAME_UNDER };

/* Columns side by side, broken into lines; may go over pages line by line. */
struct strip {
	struct column columns[COLUMNS_MOST];
	size_t count;
	double before;       /* space above, in points */
	const char *tag;     /* PDF structure: "H1", "P", … */
	bool with_next;      /* stays on one page with the first line of the next */
	bool new_page;
	size_t heads;        /* of a table's row: which strip, counted from 1, has its heads; 0: none */
	enum frame frame;
	const char *anchor, *link; /* or NULL */
	const char *outline;       /* its entry in the outline, or NULL */
	const char *qr;            /* text of a QR code that stands here instead of columns, or NULL */
};

struct strips {
	struct arena *arena;
	struct strip *at;
	size_t count, cap;
};

/* The room between the margins, in points. */
double typeset_width(void);

enum typeset_result { TYPESET_DONE, TYPESET_NO_FONT, TYPESET_FAILED };
enum typeset_result typeset(const struct document *d, const struct wire_words *w, const struct strips *s, struct buf *out);

/* Finds the fonts ahead, while the document is still being written on the other side. */
void typeset_warm_up(void);

#endif
