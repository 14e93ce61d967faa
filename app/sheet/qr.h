/* sheet/qr: a text as a QR code's modules; the one door to libqrencode. */
#ifndef KAKEKOMI_SHEET_QR_H
#define KAKEKOMI_SHEET_QR_H

#include <stdbool.h>
#include <stddef.h>

/* The least white around a code, in modules (ISO/IEC 18004). */
enum { QR_QUIET = 4 };

struct qr {
	size_t size;           /* modules on a side */
	unsigned char *modules; /* size × size, row by row: 1 dark, 0 light */
};

/* At the medium level of correction, which survives a fold or a stain. The caller ends it with qr_free(). */
bool qr_make(const char *text, struct qr *out);
void qr_free(struct qr *q);

#endif
