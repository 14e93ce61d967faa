/* guide/phrasebook: texts of the guidance found by their Japanese, to say a Japanese record in another language; uses
 * guide/tongue. */
#ifndef KAKEKOMI_GUIDE_PHRASEBOOK_H
#define KAKEKOMI_GUIDE_PHRASEBOOK_H

#include "guide/model.h"

struct phrasebook;

/* Lives in the arena. The catalog must have learnt its languages before the first asking. */
struct phrasebook *phrasebook_new(struct arena *a, const struct catalog *c);

/* What stands in the catalog for that Japanese, in `lang`; the Japanese itself when nothing does. NULL stays NULL. */
const char *phrasebook_say(struct phrasebook *p, const char *lang, const char *japanese);

#endif
