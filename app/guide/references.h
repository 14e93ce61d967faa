/* guide/references: do the names that steps and playbooks speak of exist; private to guide. */
#ifndef KAKEKOMI_GUIDE_REFERENCES_H
#define KAKEKOMI_GUIDE_REFERENCES_H

#include "guide/model.h"

void check_references(struct catalog *c);

#endif
