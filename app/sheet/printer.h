/* sheet/printer: one form of paper: a document goes in, its bytes come out at a sink; uses sheet/document and
 * base/sink. A new form is one file with one function and one row where commands choose (cli/print.c). */
#ifndef KAKEKOMI_SHEET_PRINTER_H
#define KAKEKOMI_SHEET_PRINTER_H

#include "base/say.h"
#include "base/sink.h"
#include "sheet/document.h"

enum { PRINT_COLUMNS_LEAST = 40, PRINT_COLUMNS_MOST = 400 };

struct pdf_helper;

struct print_options {
	int columns; /* text: from 40; 0 means 80 */
	struct pdf_helper *helper; /* PDF: one started ahead, used up by print_pdf(); or NULL */
};

/* Streams: what is held does not grow with the number of blocks. False with *e when blocks cannot be read or the form
 * cannot be made here; what the sink itself meets is told by sink_close(). */
typedef bool print_fn(const struct document *d, const struct say *say, const struct print_options *o, struct sink *out,
		      struct err *e);

print_fn print_text; /* pages of 60 lines, each with the case, page x/y and the last seal */
print_fn print_html; /* one file: no script, nothing fetched */
print_fn print_pdf;  /* A4, made by the helper kakekomi-pdf; errors pdf.helper, pdf.font, pdf.failed (69) */

/* Starts the helper while there is still something else to do. NULL when it cannot be: print_pdf() tells why. Whoever does not
 * print ends it with pdf_stop(). */
struct pdf_helper *pdf_start(void);
void pdf_stop(struct pdf_helper *h); /* NULL is allowed */

#endif
