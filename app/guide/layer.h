/* guide/layer: where files of guidance are: a directory, or a pack read as if it were one; uses guide/pack.
 *
 * A path may go through a pack ("…/base/12.pack/steps/card.json"): the part up to ".pack" that is a file is opened, the rest is a
 * name in it. Errors: file.unreadable, file.too-large, pack.damaged. */
#ifndef KAKEKOMI_GUIDE_LAYER_H
#define KAKEKOMI_GUIDE_LAYER_H

#include "guide/pack.h"

struct layer {
	char *dir;      /* the directory; NULL: a pack */
	char *prefix;   /* in the pack: "" or "locale/en/"; of a directory "" */
	void *map;      /* of the pack's file */
	size_t map_len;
	struct pack pack;
};

/* A directory that is not there is an empty layer. The caller ends it with layer_close(), after a failure too. */
bool layer_open(struct layer *l, const char *path, struct err *e);
void layer_close(struct layer *l);

bool layer_has(const struct layer *l, const char *name);
bool layer_read(const struct layer *l, const char *name, struct buf *out, struct err *e); /* at most JSON_MAX_BYTES */
/* The names in a folder of it ("" itself) ending in `suffix`, sorted, as dir_list(); with "" its folders too. No folder is an empty one. */
bool layer_list(const struct layer *l, const char *folder, const char *suffix, char ***names, size_t *count, struct err *e);

/* A directory, or a file called as a pack is: nothing of it is read. */
bool guide_is_layer(const char *path);

/* The same for a whole path, once. */
bool guide_has(const char *path); /* a file or a directory */
bool guide_is_dir(const char *path);
bool guide_read(const char *path, struct buf *out, struct err *e);
bool guide_list(const char *path, const char *suffix, char ***names, size_t *count, struct err *e);

#endif
