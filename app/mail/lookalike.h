/* mail/lookalike: letters that look like others (after UTS #39, our own short table); private to mail; uses base/text. */
#ifndef KAKEKOMI_MAIL_LOOKALIKE_H
#define KAKEKOMI_MAIL_LOOKALIKE_H

#include <stdint.h>

/* Letters and digits in another dress (full-width, mathematical, in circles) as the ASCII they stand for; else 0. */
char lookalike_dressed(uint32_t c);

/* Letters of other scripts (Cyrillic, Greek, Armenian, Cherokee, small capitals) as the ASCII letter they look like; else 0. */
char lookalike_foreign(uint32_t c);

#endif
