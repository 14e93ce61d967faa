#include "mail/guidance.h"

#include "guide/check.h"
#include "guide/layer.h"
#include "guide/letter.h"
#include "guide/load.h"
#include "guide/translations.h"
#include "mail/check.h"
#include "mail/domain.h"

#include "base/banned.h"

static void check_suffixes(struct catalog *c, const char *dir)
{
	struct buf list = { 0 };
	struct layer l;

	if (layer_open(&l, dir, NULL) && layer_has(&l, PACK_SUFFIXES) &&
	    !(layer_read(&l, PACK_SUFFIXES, &list, NULL) && domain_list_reads(buf_str(&list), list.len)))
		catalog_fault(c, PACK_SUFFIXES, "", "is no Public Suffix List, or larger than 1 MiB");
	layer_close(&l);
	buf_free(&list);
}

struct catalog *guidance_check(char *const *dirs, size_t count, struct err *e)
{
	struct source s = { 0 };
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
	if (!letters_read(c, dirs, count, e)) {
		catalog_free(c);
		return NULL;
	}
	check_translations(c, dirs[count - 1]);
	check_suffixes(c, dirs[count - 1]);
	return c;
}
