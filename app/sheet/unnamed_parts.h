/* sheet/unnamed_parts: addresses to be taken out, and the taking out of one piece of text; private to sheet. */
#ifndef KAKEKOMI_SHEET_UNNAMED_PARTS_H
#define KAKEKOMI_SHEET_UNNAMED_PARTS_H

#include "base/mem.h"
#include "sheet/encoded.h"
#include "sheet/unnamed.h"

enum { ADDRESSES_MOST = 64 };

struct addresses {
	struct arena *arena; /* owns them */
	struct span at[ADDRESSES_MOST];
	size_t count;
};

void addresses_add(struct addresses *a, struct span address);
void addresses_find(struct addresses *a, struct span text);       /* all that stand in it */
void addresses_of_field(struct addresses *a, struct span field);  /* of a field that names receivers */
bool is_receiver(struct span field);

/* Appends the text without them; returns how many were taken out. */
size_t addresses_cut(const struct addresses *a, struct span text, struct buf *out);

#endif
