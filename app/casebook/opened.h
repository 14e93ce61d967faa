/* casebook/opened: an open store; private to casebook. */
#ifndef KAKEKOMI_CASEBOOK_OPENED_H
#define KAKEKOMI_CASEBOOK_OPENED_H

#include "casebook/engine.h"

struct store {
	const struct engine_ops *ops;
	struct engine *engine;
	char *path;
	struct arena *found; /* the strings of the last row given by store_find() */
};

#endif
