#include "mail/helper/flow.h"

#include <string.h>

#include "base/text.h"
#include "mail/helper/entities.h"

#include "base/banned.h"

enum { LINES_MOST = 3, CHARACTER_MOST = 4 };

static void settle(struct flow *f)
{
	if (f->out->len > f->start) {
		if (f->lines)
			buf_pad(f->out, '\n', (size_t)f->lines);
		else if (f->space)
			buf_add_c(f->out, ' ');
	}
	f->lines = 0;
	f->space = false;
}

static void put(struct flow *f, const char *s, size_t len)
{
	if (f->out->len + len + LINES_MOST > f->most) {
		f->full = true;
		return;
	}
	settle(f);
	buf_add_n(f->out, s, len);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static void put_blank(struct flow *f, char c, bool pre)
{
	if (!pre)
		f->space = true;
	else if (c == '\n')
		flow_br(f);
	else if (c != '\r')
		put(f, " ", 1);
}

/* A character reference, or a bare "&"; returns its length. */
static size_t put_reference(struct flow *f, const char *s, size_t len, bool pre)
{
	uint32_t ch = '&';
	size_t taken = entity_read(s, len, false, &ch);

	if (ch < 0x80 && is_blank((char)ch)) {
		put_blank(f, (char)ch, pre);
	} else if (f->out->len + LINES_MOST + CHARACTER_MOST > f->most) {
		f->full = true;
	} else {
		settle(f);
		text_put(f->out, ch);
	}
	return taken ? taken : 1;
}

void flow_text(struct flow *f, const char *s, size_t len, bool pre)
{
	while (len) {
		size_t run = 0;
		while (run < len && s[run] != '&' && !is_blank(s[run]) && s[run])
			run++;
		if (run) {
			put(f, s, run);
		} else if (*s == '&') {
			run = put_reference(f, s, len, pre);
		} else {
			if (*s)
				put_blank(f, *s, pre);
			run = 1;
		}
		s += run;
		len -= run;
	}
}

void flow_words(struct flow *f, const char *s)
{
	while (*s) {
		size_t run = strcspn(s, " \n\t\r\f");
		if (run)
			put(f, s, run);
		else
			f->space = true;
		s += run ? run : 1;
	}
}

void flow_break(struct flow *f, int lines)
{
	if (f->lines < lines)
		f->lines = lines;
}

void flow_br(struct flow *f)
{
	if (f->lines < LINES_MOST)
		f->lines++;
}

void flow_space(struct flow *f)
{
	f->space = true;
}
