/* Lets go of a list: out of the index goes what it alone brought. */
#include <string.h>

#include "mail/known_change.h"

#include "base/banned.h"

bool known_holds(const struct known *k, const char *name)
{
	char row[KNOWN_NAME_SIZE];
	struct known_feed f;

	known_change_name(row, name);
	for (size_t i = 0; i < known_feed_count(k); i++)
		if (known_feed(k, i, &f) && strcmp(f.name, row) == 0)
			return true;
	return false;
}

bool known_forget(const char *path, const char *name, struct known_forgotten *out, struct err *e)
{
	struct known_change c;
	char row[KNOWN_NAME_SIZE];
	bool ok = known_change_begin(&c, path, e);
	size_t place = 0;

	*out = (struct known_forgotten){ 0 };
	if (!ok)
		goto out;
	known_change_name(row, name);
	place = known_change_find(&c, row);
	out->was_there = place < c.count;
	out->left = known_count(c.old);
	if (!out->was_there)
		goto out;
	ok = known_change_keep(&c, place, e);
	if (!ok)
		goto out;
	known_build_sort(&c.build);
	out->gone = out->left - c.build.urls.count;
	out->left -= out->gone;
	ok = known_change_write(&c, e);
out:
	known_change_end(&c);
	return ok;
}
