/* walk/shown: what goes into the record as it was shown; where that was another language, the Japanese stands beside it under
 * "ja", for the desks that read the record; private to walk. */
#ifndef KAKEKOMI_WALK_SHOWN_H
#define KAKEKOMI_WALK_SHOWN_H

#include "guide/facts.h"

struct shown {
	const struct catalog *catalog;
	json *own, *ja; /* objects or arrays of one entry's body; ja NULL: own is Japanese */
};

struct shown shown_in(const struct catalog *c, json *body);
void add_shown(const struct shown *s, const char *key, const char *text); /* a text of the catalog */
void add_shown_filled(const struct shown *s, const char *key, const char *text, const struct facts *f);
void add_contact_name(const struct shown *s, const struct contact *c); /* the Japanese one, beside what view_contact() wrote */
struct shown add_shown_list(const struct shown *s, const char *key);

#endif
