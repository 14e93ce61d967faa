/* base/cards: payment card numbers in a text; uses base/digits only. Every look ahead is bounded. */
#ifndef KAKEKOMI_BASE_CARDS_H
#define KAKEKOMI_BASE_CARDS_H

#include <stdbool.h>

/* A payment card number that begins at `p`, where a group begins: 13 to 19 digits from 2 to 6 that pass
 * Luhn's check, over any gaps; or 16 in a plain 4-4-4-4. */
bool card_at(const char *p, const char **end, char last4[5]);

/* The same behind the words "card number": 12 to 19 digits whatever they are. */
bool named_card_at(const char *p, const char **end, char last4[5]);

#endif
