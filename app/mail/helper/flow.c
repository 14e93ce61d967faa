#include "mail/helper/flow.h"

#include <string.h>

#include "base/text.h"
#include "mail/helper/entities.h"

#include "base/banned.h"

enum { LINES_MOST = 3 };

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

void flow_text(struct flow *f, const char *s, size_t len, bool pre)
{
	while (len) {
		size_t run = 0;
		while (run < len && s[run] != '&' && !is_blank(s[run]) && s[run])
			run++;
		if (run) {
			put(f, s, run);
		} else if (*s == '&') {
			struct buf one = { 0 };
			uint32_t ch;
			run = entity_read(s, len, false, &ch);
			if (run)
				text_put(&one, ch);
			else
				buf_add_c(&one, '&');
			if (one.len == 1 && is_blank(one.text[0]))
				put_blank(f, one.text[0], pre);
			else
				put(f, one.text, one.len);
			buf_free(&one);
			run = run ? run : 1;
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
