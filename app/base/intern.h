/* base/intern: one pointer per distinct string, so that equal strings can be compared by address;
 * uses base/mem only. */
#ifndef KAKEKOMI_BASE_INTERN_H
#define KAKEKOMI_BASE_INTERN_H

#include <stddef.h>

struct intern {
	const char **slots;
	size_t count, cap;
};

/* The one copy equal to `s`; `s` itself is kept, not copied, and must outlive the table. */
const char *intern(struct intern *t, const char *s);
const char *intern_find(const struct intern *t, const char *s); /* NULL when it was never interned */
void intern_free(struct intern *t);

#endif
