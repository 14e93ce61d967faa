#include "sheet/ics.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

#include "base/banned.h"

enum { LINE_OCTETS = 75 };

/* RFC 5545, 3.1: no line over 75 octets; the next begins with a blank. Never in the middle of a character. */
static void add_folded(struct buf *out, const char *line)
{
	size_t used = 0;
	uint32_t ch;

	for (size_t len; (len = text_next(line, &ch)) > 0; line += len) {
		if (used + len > LINE_OCTETS) {
			buf_add(out, "\r\n ");
			used = 1;
		}
		buf_add_n(out, line, len);
		used += len;
	}
	buf_add(out, "\r\n");
}

/* RFC 5545, 3.3.11: what would end a value or a line is written with a backslash. */
static void add_text(struct buf *out, const char *name, const char *text)
{
	struct buf clean = { 0 }, line = { 0 };

	text_clean(text, true, &clean);
	buf_addf(&line, "%s:", name);
	for (const char *p = buf_str(&clean); *p; p++) {
		if (strchr("\\;,", *p))
			buf_add_c(&line, '\\');
		if (*p == '\n')
			buf_add(&line, "\\n");
		else
			buf_add_c(&line, *p);
	}
	add_folded(out, buf_str(&line));
	buf_free(&clean);
	buf_free(&line);
}

static void add_time(struct buf *out, const char *name, int64_t ms)
{
	struct civil c = civil_of(ms, 0);

	buf_addf(out, "%s:%04d%02d%02dT%02d%02d%02dZ\r\n", name, c.year, c.month, c.day, c.hour, c.minute, c.second);
}

void ics_begin(struct buf *out)
{
	/* RFC 5545, 3.6: a calendar has at least one component. The zone is one, also where nothing is due; the times are UTC. */
	buf_add(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//kakekomi//kakekomi//JA\r\nCALSCALE:GREGORIAN\r\n"
	             "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nBEGIN:STANDARD\r\nDTSTART:19520101T000000\r\nTZOFFSETFROM:+0900\r\n"
	             "TZOFFSETTO:+0900\r\nTZNAME:JST\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n");
}

void ics_add(struct buf *out, const struct ics_event *e)
{
	buf_add(out, "BEGIN:VEVENT\r\n");
	add_text(out, "UID", e->uid);
	add_time(out, "DTSTAMP", e->written_ms);
	add_time(out, "DTSTART", e->start_ms);
	buf_add(out, "DURATION:PT15M\r\n");
	buf_addf(out, "SEQUENCE:%lld\r\n", (long long)e->revision);
	add_text(out, "SUMMARY", e->summary);
	add_text(out, "DESCRIPTION", e->description);
	buf_add(out, "TRANSP:TRANSPARENT\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\n");
	add_text(out, "DESCRIPTION", e->summary);
	buf_add(out, "TRIGGER:PT0S\r\nEND:VALARM\r\nEND:VEVENT\r\n");
}

void ics_end(struct buf *out)
{
	buf_add(out, "END:VCALENDAR\r\n");
}
