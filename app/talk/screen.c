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
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		s->columns = size.ws_col;
	else if (n >= 2 && n <= 1000)
		s->columns = (int)n;
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

static void put(const struct screen *s, struct writer w, const char *text)
{
	struct buf clean = { 0 };
	/* On a very narrow screen the text matters more than the alignment. */
	if (w.hang > s->columns / 3) {
		w.hang = s->columns < 24 ? w.indent : w.hang;
		if (*w.label && w.hang == w.indent) {
			printf("%*s%s\n", w.indent, "", w.label);
			w.label = "";
		}
	}
	const struct text_width width = { s->columns - w.hang, s->ambiguous_wide };

	text_clean(text, true, &clean);
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
