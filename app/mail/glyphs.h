/* mail/glyphs: characters of simplified Chinese that Japanese does not write; private to mail. */
#ifndef KAKEKOMI_MAIL_GLYPHS_H
#define KAKEKOMI_MAIL_GLYPHS_H

#include <stdbool.h>
#include <stdint.h>

/* In GB 2312 and in neither JIS X 0208 nor CP932's additions: the difference of these sets, worked out once
 * (tests/unit/test_glyphs.c works it out again with iconv). */
bool glyph_is_simplified(uint32_t c);

#endif
