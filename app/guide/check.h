/* guide/check: what can be wrong with guidance that reads well: circles, impossible orders, steps nobody
 * reaches, questions nothing depends on, words nobody fills in; uses guide/plan. */
#ifndef KAKEKOMI_GUIDE_CHECK_H
#define KAKEKOMI_GUIDE_CHECK_H

#include "guide/model.h"

/* Adds every fault found to c->faults. The catalog must have been read whole. */
void check_guidance(struct catalog *c);

#endif
