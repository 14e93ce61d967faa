#include "talk/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"

#include "base/banned.h"

void screen_measure(struct screen *s)
{
	struct winsize size;
	const char *columns = getenv("COLUMNS");
	long n = columns ? strtol(columns, NULL, 10) : 0;

	s->columns = 80;
	s->rows = 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
		s->columns = size.ws_col;
		s->rows = size.ws_row;
	} else if (n >= 2 && n <= 1000) {
		s->columns = (int)n;
	}
	if (s->columns > s->widest)
		s->columns = s->widest;
}

void screen_open(struct screen *s, const struct screen_wishes *w)
{
	const char *term = getenv("TERM");

	s->bold = !w->plain && !w->accessible && isatty(STDOUT_FILENO) && term && *term && strcmp(term, "dumb") != 0;
	s->ambiguous_wide = w->ambiguous_wide;
	s->accessible = w->accessible;
	s->widest = w->widest;
	screen_measure(s);
}

struct writer {
	const struct screen *screen;
	int indent, hang;
	const char *label;
	bool first, bold;
};

static void put_wrapped(void *context, const char *line, size_t len)
{
	struct writer *w = context;
	const char *label = w->first ? w->label : "";
	int label_columns = text_columns(label, w->screen->ambiguous_wide);
	int pad = w->hang - w->indent - label_columns;

	printf("%*s%s%*s%s%.*s%s\n", w->indent, "", label, pad > 0 ? pad : 0, "", w->bold ? "\033[1m" : "", (int)len, line,
	       w->bold ? "\033[0m" : "");
	w->first = false;
}

enum { NARROW = 24 };

/* On a very narrow screen the text matters more than the alignment: labels stand above it, numbers close before it. */
static void make_narrow(struct writer *w)
{
	const struct screen *s = w->screen;
	int label = text_columns(w->label, s->ambiguous_wide);

	if (s->columns >= NARROW) {
		if (label && w->hang <= w->indent + label)
			w->hang = w->indent + label + 1; /* a long label keeps its blank */
		return;
	}
	w->indent = 0;
	if (label > 0 && label <= 3) {
		w->hang = label + 1;
		return;
	}
	w->hang = 0;
	if (label) {
		const char *above = w->label;
		w->label = "";
		screen_line(s, above);
	}
}

/* Lines and boxes are noise to the ear. */
static void leave_out_drawings(struct buf *text)
{
	struct buf kept = { 0 };
	uint32_t c;

	for (const char *p = buf_str(text); *p;) {
		size_t len = text_next(p, &c);
		if (c == 0x2192) /* an arrow says "then" */
			buf_add(&kept, ":");
		else if (c < 0x2500 || c > 0x25FF)
			buf_add_n(&kept, p, len);
		p += len;
	}
	buf_free(text);
	*text = kept;
}

static void put(const struct screen *s, struct writer w, const char *text)
{
	struct buf clean = { 0 };

	make_narrow(&w);
	const struct text_width width = { s->columns - w.hang, s->ambiguous_wide };

	text_clean(text, true, &clean);
	if (s->accessible)
		leave_out_drawings(&clean);
	text_wrap(buf_str(&clean), width, 0, put_wrapped, &w);
	buf_free(&clean);
}

void screen_line(const struct screen *s, const char *text)
{
	put(s, (struct writer){ s, 0, 0, "", true, false }, text);
}

void screen_title(const struct screen *s, const char *text)
{
	put(s, (struct writer){ s, 0, 0, "", true, s->bold }, text);
}

void screen_item(const struct screen *s, int indent, const char *label, int hang, const char *text)
{
	put(s, (struct writer){ s, indent, hang, label, true, false }, text);
}

void screen_pack(const struct screen *s, int indent, const char *items)
{
	static const char apart[] = "   ";
	struct buf line = { 0 }, item = { 0 };

	while (*items) {
		const char *end = strstr(items, apart);
		size_t len = end ? (size_t)(end - items) : strlen(items);
		buf_clear(&item);
		buf_add_n(&item, items, len);
		int used = text_columns(buf_str(&line), s->ambiguous_wide) + text_columns(buf_str(&item), s->ambiguous_wide);
		if (line.len && used + 3 > s->columns - indent) {
			screen_item(s, indent, "", indent, buf_str(&line));
			buf_clear(&line);
		}
		buf_add(&line, line.len ? apart : "");
		buf_add(&line, buf_str(&item));
		items += len + (end ? strlen(apart) : 0);
	}
	if (line.len)
		screen_item(s, indent, "", indent, buf_str(&line));
	buf_free(&line);
	buf_free(&item);
}

void screen_gap(void)
{
	putchar('\n');
}
