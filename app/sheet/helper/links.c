#include "sheet/helper/links.h"

#include <stdbool.h>
#include <string.h>

#include "base/banned.h"

void spots_note(struct spots *s, struct arena *a, const char *anchor, int page)
{
	if (!anchor)
		return;
	s->at = arena_grow(a, s->at, s->count, &s->cap, sizeof *s->at);
	s->at[s->count++] = (struct spot){ anchor, page };
}

int spots_page(const struct spots *s, const char *link)
{
	for (size_t i = 0; link && *link == '#' && i < s->count; i++)
		if (strcmp(s->at[i].anchor, link + 1) == 0)
			return s->at[i].page;
	return 0;
}

/* name='…' and uri='…' end at a quote: what holds one is no link. */
static char *attribute(const char *form, const char *value)
{
	struct buf b = { 0 };

	if (!value || !*value || strpbrk(value, "'\\\n"))
		return NULL;
	buf_addf(&b, "%s='%s'", form, value);
	return buf_take(&b);
}

char *tag_link(const char *link)
{
	return link && *link == '#' ? attribute("dest", link + 1) : attribute("uri", link);
}

char *tag_name(const char *anchor)
{
	return attribute("name", anchor);
}

void words_of_page(const char *words, int page, int pages, struct buf *out)
{
	while (*words) {
		const bool is_page = strncmp(words, "{page}", 6) == 0, is_pages = strncmp(words, "{pages}", 7) == 0;
		if (is_page || is_pages)
			buf_addf(out, "%d", is_page ? page : pages);
		else
			buf_add_c(out, *words);
		words += is_page ? 6 : is_pages ? 7 : 1;
	}
}
