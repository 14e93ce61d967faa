/* base/frame: bytes in a row, each piece with its length (4 bytes, big-endian) before it; uses base/buf only. */
#ifndef KAKEKOMI_BASE_FRAME_H
#define KAKEKOMI_BASE_FRAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

void frame_add(struct buf *out, const char *bytes, size_t len);

/* Takes one frame off the front; false, with nothing moved, when the bytes end before it does. */
bool frame_take(const char **at, size_t *left, const char **frame, size_t *len);

#endif
