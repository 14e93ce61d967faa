/* base/secret_told: secrets that a sentence tells without their word right beside them: "暗証番号はいつもの1234",
 * "SMSで届いた123456を教えた"; uses base/digits, base/secret_words, base/secret_codes. Every look is bounded. */
#ifndef KAKEKOMI_BASE_SECRET_TOLD_H
#define KAKEKOMI_BASE_SECRET_TOLD_H

#include "base/secret_values.h"

/* Some words behind the word that ended at `p`, then the value of v->kind. */
bool told_behind_word(const char *p, struct secret_value *v);

/* A code at `p` that the sentence says was told or entered, and that was not called a reference before. */
bool told_code_at(const char *text, const char *p, struct secret_value *v);

#endif
