#include "sheet/qr.h"

#include <stdlib.h>

#include <qrencode.h>

#include "base/mem.h"

#include "base/banned.h"

bool qr_make(const char *text, struct qr *out)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);

	*out = (struct qr){ 0 };
	if (!code)
		return false;
	out->size = (size_t)code->width;
	out->modules = mem_alloc(out->size * out->size);
	for (size_t i = 0; i < out->size * out->size; i++)
		out->modules[i] = code->data[i] & 1;
	QRcode_free(code);
	return true;
}

void qr_free(struct qr *q)
{
	free(q->modules);
	*q = (struct qr){ 0 };
}
