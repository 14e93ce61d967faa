#include "mail/helper/tags.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

#define PARAGRAPH (TAG_BLOCK | TAG_APART | TAG_ENDS_P)
#define BLOCK (TAG_BLOCK | TAG_ENDS_P)
#define ROWS (TAG_BLOCK | TAG_TABLE)

/* In the order of strcmp(). */
static const struct tag tags[] = {
	{ "a", 0, "a", "td th table button" },
	{ "address", BLOCK, NULL, NULL },
	{ "area", TAG_VOID, NULL, NULL },
	{ "article", BLOCK, NULL, NULL },
	{ "aside", BLOCK, NULL, NULL },
	{ "base", TAG_VOID, NULL, NULL },
	{ "basefont", TAG_VOID, NULL, NULL },
	{ "bgsound", TAG_VOID, NULL, NULL },
	{ "blockquote", PARAGRAPH, NULL, NULL },
	{ "body", TAG_BLOCK, NULL, NULL },
	{ "br", TAG_VOID, NULL, NULL },
	{ "button", TAG_SCOPE, "button", "" },
	{ "caption", TAG_BLOCK | TAG_SCOPE | TAG_TABLE, NULL, NULL },
	{ "center", BLOCK, NULL, NULL },
	{ "col", TAG_VOID, NULL, NULL },
	{ "dd", BLOCK, "dd dt", "dl" },
	{ "details", BLOCK, NULL, NULL },
	{ "dialog", BLOCK | TAG_UNSEEN, NULL, NULL },
	{ "div", BLOCK, NULL, NULL },
	{ "dl", BLOCK, NULL, NULL },
	{ "dt", BLOCK, "dd dt", "dl" },
	{ "embed", TAG_VOID, NULL, NULL },
	{ "fieldset", BLOCK, NULL, NULL },
	{ "figcaption", BLOCK, NULL, NULL },
	{ "figure", BLOCK, NULL, NULL },
	{ "footer", BLOCK, NULL, NULL },
	{ "form", BLOCK, NULL, NULL },
	{ "h1", PARAGRAPH, NULL, NULL },
	{ "h2", PARAGRAPH, NULL, NULL },
	{ "h3", PARAGRAPH, NULL, NULL },
	{ "h4", PARAGRAPH, NULL, NULL },
	{ "h5", PARAGRAPH, NULL, NULL },
	{ "h6", PARAGRAPH, NULL, NULL },
	{ "header", BLOCK, NULL, NULL },
	{ "hr", PARAGRAPH | TAG_VOID, NULL, NULL },
	{ "html", TAG_BLOCK | TAG_SCOPE, NULL, NULL },
	{ "iframe", TAG_GONE, NULL, NULL },
	{ "img", TAG_VOID, NULL, NULL },
	{ "input", TAG_VOID, NULL, NULL },
	{ "keygen", TAG_VOID, NULL, NULL },
	{ "legend", TAG_BLOCK, NULL, NULL },
	{ "li", BLOCK, "li", "ul ol menu" },
	{ "link", TAG_VOID, NULL, NULL },
	{ "main", BLOCK, NULL, NULL },
	{ "menu", BLOCK, NULL, NULL },
	{ "meta", TAG_VOID, NULL, NULL },
	{ "nav", BLOCK, NULL, NULL },
	{ "noembed", TAG_GONE, NULL, NULL },
	{ "noframes", TAG_GONE, NULL, NULL },
	{ "ol", BLOCK, NULL, NULL },
	{ "optgroup", TAG_BLOCK, "option optgroup", "select" },
	{ "option", TAG_BLOCK, "option", "select" },
	{ "p", PARAGRAPH, NULL, NULL },
	{ "param", TAG_VOID, NULL, NULL },
	{ "pre", PARAGRAPH | TAG_PRE, NULL, NULL },
	{ "script", TAG_GONE, NULL, NULL },
	{ "section", BLOCK, NULL, NULL },
	{ "select", TAG_BLOCK, NULL, NULL },
	{ "source", TAG_VOID, NULL, NULL },
	{ "style", TAG_GONE, NULL, NULL },
	{ "summary", BLOCK, NULL, NULL },
	{ "table", BLOCK | TAG_SCOPE, NULL, NULL },
	{ "tbody", ROWS, "tr td th tbody thead tfoot caption", "table" },
	{ "td", TAG_CELL | TAG_TABLE | TAG_SCOPE, "td th", "tr table" },
	{ "template", TAG_UNSEEN | TAG_SCOPE, NULL, NULL },
	{ "textarea", 0, NULL, NULL },
	{ "tfoot", ROWS, "tr td th tbody thead tfoot caption", "table" },
	{ "th", TAG_CELL | TAG_TABLE | TAG_SCOPE, "td th", "tr table" },
	{ "thead", ROWS, "tr td th tbody thead tfoot caption", "table" },
	{ "title", TAG_GONE, NULL, NULL },
	{ "tr", ROWS, "tr td th caption", "table" },
	{ "track", TAG_VOID, NULL, NULL },
	{ "ul", BLOCK, NULL, NULL },
	{ "wbr", TAG_VOID, NULL, NULL },
	{ "xmp", PARAGRAPH | TAG_PRE, NULL, NULL },
};

static int by_name(const void *key, const void *row)
{
	return strcmp(key, ((const struct tag *)row)->name);
}

const struct tag *tag_find(const char *name)
{
	static const struct tag unknown = { "", 0, NULL, NULL };
	const struct tag *t = bsearch(name, tags, sizeof tags / sizeof *tags, sizeof *tags, by_name);

	return t ? t : &unknown;
}
