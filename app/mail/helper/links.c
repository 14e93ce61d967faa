#include "mail/helper/links.h"

#include <string.h>
#include <strings.h>

#include "base/banned.h"

static bool is_absolute(const char *target)
{
	size_t len = strspn(target, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");

	return (len && target[len] == ':') || strncmp(target, "//", 2) == 0;
}

/* What <base> puts in front of an address that needs it. */
static void add_base(const struct links *l, const char *target, struct buf *out)
{
	const char *base = buf_str(&l->base), *host = strstr(base, "://"), *path = host ? strchr(host + 3, '/') : NULL;

	if (!*base || !*target || *target == '#' || is_absolute(target))
		return;
	if (!path)
		buf_add(out, base);
	else
		buf_add_n(out, base, (size_t)((*target == '/' ? path : strrchr(path, '/') + 1) - base));
	if (!path && *target != '/')
		buf_add_c(out, '/');
}

static void add_target(const struct links *l, const char *target, struct buf *out)
{
	target += strspn(target, " \t\r\n\f");
	add_base(l, target, out);
	buf_add(out, target);
	while (out->len && strchr(" \t\r\n\f", out->text[out->len - 1]))
		out->text[--out->len] = '\0';
	if (strncasecmp(buf_str(out), "javascript:", strlen("javascript:")) == 0)
		l->a->findings |= FINDING_SCRIPT;
}

void links_end(struct links *l)
{
	if (!l->open)
		return;
	l->open = false;
	const char *shown = buf_str(l->shown_in->out) + l->shown_at;
	size_t len = l->shown_in->out->len - l->shown_at;
	while (len && (*shown == ' ' || *shown == '\n')) {
		shown++;
		len--;
	}
	unsigned flags = LINK_FROM_HREF | (l->image ? LINK_IMAGE : 0u) | (l->hidden ? LINK_HIDDEN : 0u);
	if (l->target.len)
		answer_link(l->a, flags, l->target.text, shown, len);
}

void links_begin(struct links *l, const char *href, const struct flow *shown_in, bool hidden, size_t depth)
{
	links_end(l);
	buf_clear(&l->target);
	add_target(l, href, &l->target);
	l->open = true;
	l->image = false;
	l->hidden = hidden;
	l->depth = depth;
	l->shown_in = shown_in;
	l->shown_at = shown_in->out->len;
}

void links_add(struct links *l, enum link_from from, const char *target, const char *shown, bool hidden)
{
	struct buf whole = { 0 };

	add_target(l, target, &whole);
	if (whole.len)
		answer_link(l->a, (unsigned)from | (hidden ? LINK_HIDDEN : 0u), whole.text, shown, strlen(shown));
	buf_free(&whole);
}

void links_free(struct links *l)
{
	buf_free(&l->base);
	buf_free(&l->target);
}
