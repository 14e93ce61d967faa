#include "mail/guidance.h"

#include "guide/check.h"
#include "guide/letter.h"
#include "guide/load.h"
#include "guide/translations.h"
#include "mail/check.h"

#include "base/banned.h"

struct catalog *guidance_check(char *const *dirs, size_t count, struct err *e)
{
	struct source s = { 0 };
	struct letters letters;
	struct catalog *c = NULL;

	if (source_read(dirs, count, SOURCE_ALL, &s, e)) {
		c = catalog_new();
		catalog_read(c, &s, SOURCE_ALL);
	}
	source_free(&s);
	/* What lies on unreadable ground cannot be judged further: first things first. */
	if (!c || c->faults.count)
		return c;
	check_guidance(c);
	check_rules(c);
	if (!letters_read(c, dirs, count, &letters, e)) {
		catalog_free(c);
		return NULL;
	}
	check_translations(c, dirs[count - 1]);
	return c;
}
