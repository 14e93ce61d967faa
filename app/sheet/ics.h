/* sheet/ics: reminders as a calendar that a phone or a computer takes in (RFC 5545); uses base only. */
#ifndef KAKEKOMI_SHEET_ICS_H
#define KAKEKOMI_SHEET_ICS_H

#include <stdint.h>

#include "base/buf.h"

/* One reminder: an event of a quarter of an hour with an alarm at its start. */
struct ics_event {
	const char *uid;     /* stays the same from export to export, so that a second import moves the event and adds none */
	int64_t written_ms;  /* when what it tells was written down */
	int64_t start_ms;
	int64_t revision;    /* grows with every change (SEQUENCE) */
	const char *summary, *description;
};

void ics_begin(struct buf *out);
void ics_add(struct buf *out, const struct ics_event *e);
void ics_end(struct buf *out);

#endif
