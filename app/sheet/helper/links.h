/* sheet/helper/links: what leads from page to page: anchors and the pages they stand on, links as attributes of PDF tags, the line that
 * counts the pages; uses base; private to sheet, linked into kakekomi-pdf only. */
#ifndef KAKEKOMI_SHEET_HELPER_LINKS_H
#define KAKEKOMI_SHEET_HELPER_LINKS_H

#include <stddef.h>

#include "base/buf.h"
#include "base/mem.h"

struct spot {
	const char *anchor;
	int page;
};

struct spots {
	struct spot *at;
	size_t count, cap;
};

/* The anchor (NULL: none) must live as long as the spots, which live in the arena. */
void spots_note(struct spots *s, struct arena *a, const char *anchor, int page);

/* The page of "#ANCHOR"; 0 for any other link, an unknown anchor, NULL. */
int spots_page(const struct spots *s, const char *link);

/* "dest='ANCHOR'" for "#ANCHOR", else "uri='…'"; "name='…'". The caller frees; NULL for what cannot be written there. */
char *tag_link(const char *link);
char *tag_name(const char *anchor);

/* "{page}/{pages} ページ" with its numbers. */
void words_of_page(const char *words, int page, int pages, struct buf *out);

#endif
