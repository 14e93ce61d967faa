/* mail/guidance: the whole check of guidance, what `playbook check` says and a pack must pass; uses guide and mail/check. */
#ifndef KAKEKOMI_MAIL_GUIDANCE_H
#define KAKEKOMI_MAIL_GUIDANCE_H

#include "guide/model.h"

/* Reads the directories whole, letters and the translations of the last one too (those beneath were checked with theirs), and adds every
 * fault to c->faults. NULL, and an error, only when they cannot be read. The caller frees with catalog_free(). */
struct catalog *guidance_check(char *const *dirs, size_t count, struct err *e);

#endif
