/* What the fuzz targets share. Each is one entry point that takes hostile bytes, checks what must hold of any of them, and
 * aborts when it does not. Built with clang's libFuzzer by `make fuzz`. */
#ifndef KAKEKOMI_TESTS_FUZZ_H
#define KAKEKOMI_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold of any input. */
#define MUST(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition); \
			abort(); \
		} \
	} while (0)

/* A copy with a NUL behind, in a block of its own, so that reading past it is seen; the caller frees. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = mem_alloc(size + 1);

	if (size)
		memcpy(text, data, size);
	return text;
}

#endif
