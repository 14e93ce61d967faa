/* base/secret_values: the secret behind (or before) its word: what may stand between the two, and how far the
 * value goes; uses base/digits, base/secret_words, base/secret_codes and base/secret_told. */
#ifndef KAKEKOMI_BASE_SECRET_VALUES_H
#define KAKEKOMI_BASE_SECRET_VALUES_H

#include "base/secret_words.h"

struct secret_value {
	const char *start, *end;
	unsigned kind; /* enum redact_kind */
	char last4[5]; /* of a card, else "" */
};

/* What redact() puts where a secret was. */
void secret_label(const struct secret_value *v, char out[64]);

/* Such a label at `p`: what follows it is treated as what followed the secret. */
bool secret_label_at(const char *p, const char **end, unsigned *kind);

enum secret_after {
	AFTER_WORD,
	AFTER_COMMON_WORD, /* secret_word.strong_only */
	AFTER_LABEL,
};

/* "…は1234", "…: abc12345", "…(4けた) １２３４": the value of a word (or label) that ended at `p`. */
bool secret_value_after(const char *p, unsigned kind, enum secret_after after, struct secret_value *v);

/* "1234が暗証番号", "123456 is your code", "1234(PIN)": digits at `p` whose word comes behind. */
bool secret_value_before_word(const char *text, const char *p, struct secret_value *v);

/* "himawari77がパスワード": letters and digits at `p` whose word comes behind. */
bool secret_password_before_word(const char *text, const char *p, struct secret_value *v);

#endif
