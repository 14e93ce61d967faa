/* base/secret_codes: what a secret looks like: the digits of a code, spelled ones, a password; uses base/digits,
 * base/cards, base/secret_words. Private to secret_values.c and secret_told.c. */
#ifndef KAKEKOMI_BASE_SECRET_CODES_H
#define KAKEKOMI_BASE_SECRET_CODES_H

#include "base/digits.h"
#include "base/secret_values.h"

enum { CODE_MOST = 8 };

/* How surely what follows is the value: "パスワード hunter2" says less than "パスワード: hunter2". */
enum strength { WEAK, PARTICLE, STRONG };

const char *skip_blanks(const char *p);

/* 18:30, 1,000, 3.5, 10/3, 3000円: the group is part of something else. */
bool counts_something(const struct group *g);

/* Digits of a code at `p`, "1234", "123-456", "1 2 3 4": at least `least` and at most `most` of them. Groups that are
 * something else (a phone number, a time, an amount) do not belong to it. */
bool code_at(const char *p, size_t least, size_t most, const char **end);

bool spelled_at(const char *p, const char **end); /* いちにさんよん */

/* Letters and digits together, no address of any kind: himawari77. */
bool mixed_token_at(const char *p, const char **end);

/* The value of v->kind at `p`. `closes`: the bracket that ends it, when one began it, or NULL. */
bool value_at(const char *p, enum strength strength, const char *closes, struct secret_value *v);

#endif
