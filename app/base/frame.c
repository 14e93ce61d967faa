#include "base/frame.h"

#include "base/banned.h"

void frame_add(struct buf *out, const char *bytes, size_t len)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_add_c(out, (char)(len >> shift & 0xFF));
	buf_add_n(out, bytes, len);
}

bool frame_take(const char **at, size_t *left, const char **frame, size_t *len)
{
	const unsigned char *p = (const unsigned char *)*at;

	if (*left < 4)
		return false;
	*len = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
	if (*len > *left - 4)
		return false;
	*frame = *at + 4;
	*at += 4 + *len;
	*left -= 4 + *len;
	return true;
}
