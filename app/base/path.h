/* base/path: where data and the casebook are, and reading and writing whole files; uses base/err,
 * base/mem, base/buf. */
#ifndef KAKEKOMI_BASE_PATH_H
#define KAKEKOMI_BASE_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* The directory that holds playbooks/ and locale/: above build/ in the source tree, or
 * PREFIX/share/kakekomi. NULL when neither is there. The caller frees. */
char *path_data_dir(void);

/* What to type to start this program: in the source tree it is not on the path. */
const char *path_program(const char *data_dir);

/* A helper program ("kakekomi-mail"): beside this program in build/, or PREFIX/libexec/kakekomi. The caller frees; it may
 * name a file that is not there. */
char *path_helper(const char *name);

/* $XDG_DATA_HOME/kakekomi/casebook.db, else ~/.local/share/…, else the home of the password file.
 * The caller frees. */
char *path_casebook(void);

/* $XDG_DATA_HOME/kakekomi/known.idx, beside the casebook: the index of known bad addresses. The caller frees. */
char *path_known(void);
char *path_feeds(void); /* feeds.json beside it: where lists of them are fetched from. The caller frees. */

/* $XDG_DATA_HOME/kakekomi/packs: the packs installed (guide/installed.h). The caller frees. */
char *path_packs(void);

/* $XDG_CONFIG_HOME/kakekomi/config.json, else ~/.config/…. The caller frees. */
char *path_config(void);

/* HOME, else what the password file says. The caller frees. */
char *path_home(void);

char *path_join(const char *dir, const char *name); /* the caller frees */
bool path_is_dir(const char *path);
bool path_exists(const char *path);
bool path_make_dirs(const char *path); /* every missing directory above its last part, mode 0700; false with errno */

/* Reads a regular file of at most `most` bytes. Errors: file.unreadable, file.too-large. */
bool file_read(const char *path, size_t most, struct buf *out, struct err *e);

/* Whether a file may be put there: an existing one only with `force` (file.exists, 73); a device, a pipe or a directory never
 * (file.special, 73), since renaming over it would take it away. */
bool path_may_write(const char *path, bool force, struct err *e);

/* Writes beside and renames, so that no half file is left; refuses what path_may_write() does. Other errors: file.unwritable (73 or 74). */
bool file_write(const char *path, const char *bytes, size_t len, bool force, struct err *e);

/* Makes the directory that a file is to lie in, and those above it. Error file.unwritable. */
bool path_make_parent(const char *path, struct err *e);

/* The names in a directory ending in `suffix`, sorted; *names and each name are the caller's to free. */
bool dir_list(const char *path, const char *suffix, char ***names, size_t *count, struct err *e);

#endif
