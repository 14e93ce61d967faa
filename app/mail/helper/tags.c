#include "mail/helper/tags.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

#define PARAGRAPH (TAG_BLOCK | TAG_APART | TAG_ENDS_P)
#define BLOCK (TAG_BLOCK | TAG_ENDS_P)
#define ROWS (TAG_BLOCK | TAG_TABLE)

/* In the order of strcmp(). */
static const struct tag tags[] = {
	{ "a", 0, DOES_LINK, "a", "td th table button" },
	{ "address", BLOCK, DOES_NOTHING, NULL, NULL },
	{ "area", TAG_VOID, DOES_AREA, NULL, NULL },
	{ "article", BLOCK, DOES_NOTHING, NULL, NULL },
	{ "aside", BLOCK, DOES_NOTHING, NULL, NULL },
	{ "base", TAG_VOID, DOES_BASE, NULL, NULL },
	{ "basefont", TAG_VOID, DOES_NOTHING, NULL, NULL },
	{ "bgsound", TAG_VOID, DOES_NOTHING, NULL, NULL },
	{ "blockquote", PARAGRAPH, DOES_NOTHING, NULL, NULL },
	{ "body", TAG_BLOCK, DOES_NOTHING, NULL, NULL },
	{ "br", TAG_VOID, DOES_BREAK, NULL, NULL },
	{ "button", TAG_SCOPE, DOES_NOTHING, "button", "" },
	{ "caption", TAG_BLOCK | TAG_SCOPE | TAG_TABLE, DOES_NOTHING, NULL, NULL },
	{ "center", BLOCK, DOES_NOTHING, NULL, NULL },
	{ "col", TAG_VOID, DOES_NOTHING, NULL, NULL },
	{ "dd", BLOCK, DOES_NOTHING, "dd dt", "dl" },
	{ "details", BLOCK, DOES_NOTHING, NULL, NULL },
	{ "dialog", BLOCK | TAG_UNSEEN, DOES_NOTHING, NULL, NULL },
	{ "div", BLOCK, DOES_NOTHING, NULL, NULL },
	{ "dl", BLOCK, DOES_NOTHING, NULL, NULL },
	{ "dt", BLOCK, DOES_NOTHING, "dd dt", "dl" },
	{ "embed", TAG_VOID, DOES_NOTHING, NULL, NULL },
	{ "fieldset", BLOCK, DOES_NOTHING, NULL, NULL },
	{ "figcaption", BLOCK, DOES_NOTHING, NULL, NULL },
	{ "figure", BLOCK, DOES_NOTHING, NULL, NULL },
	{ "footer", BLOCK, DOES_NOTHING, NULL, NULL },
	{ "form", BLOCK, DOES_FORM, NULL, NULL },
	{ "h1", PARAGRAPH, DOES_NOTHING, NULL, NULL },
	{ "h2", PARAGRAPH, DOES_NOTHING, NULL, NULL },
	{ "h3", PARAGRAPH, DOES_NOTHING, NULL, NULL },
	{ "h4", PARAGRAPH, DOES_NOTHING, NULL, NULL },
	{ "h5", PARAGRAPH, DOES_NOTHING, NULL, NULL },
	{ "h6", PARAGRAPH, DOES_NOTHING, NULL, NULL },
	{ "header", BLOCK, DOES_NOTHING, NULL, NULL },
	{ "hr", PARAGRAPH | TAG_VOID, DOES_NOTHING, NULL, NULL },
	{ "html", TAG_BLOCK | TAG_SCOPE, DOES_NOTHING, NULL, NULL },
	{ "iframe", TAG_GONE, DOES_NOTHING, NULL, NULL },
	{ "image", TAG_VOID, DOES_IMAGE, NULL, NULL },
	{ "img", TAG_VOID, DOES_IMAGE, NULL, NULL },
	{ "input", TAG_VOID, DOES_INPUT, NULL, NULL },
	{ "keygen", TAG_VOID, DOES_NOTHING, NULL, NULL },
	{ "legend", TAG_BLOCK, DOES_NOTHING, NULL, NULL },
	{ "li", BLOCK, DOES_NOTHING, "li", "ul ol menu" },
	{ "link", TAG_VOID, DOES_NOTHING, NULL, NULL },
	{ "main", BLOCK, DOES_NOTHING, NULL, NULL },
	{ "menu", BLOCK, DOES_NOTHING, NULL, NULL },
	{ "meta", TAG_VOID, DOES_META, NULL, NULL },
	{ "nav", BLOCK, DOES_NOTHING, NULL, NULL },
	{ "noembed", TAG_GONE, DOES_NOTHING, NULL, NULL },
	{ "noframes", TAG_GONE, DOES_NOTHING, NULL, NULL },
	{ "ol", BLOCK, DOES_NOTHING, NULL, NULL },
	{ "optgroup", TAG_BLOCK, DOES_NOTHING, "option optgroup", "select" },
	{ "option", TAG_BLOCK, DOES_NOTHING, "option", "select" },
	{ "p", PARAGRAPH | TAG_IS_P, DOES_NOTHING, NULL, NULL },
	{ "param", TAG_VOID, DOES_NOTHING, NULL, NULL },
	{ "pre", PARAGRAPH | TAG_PRE, DOES_NOTHING, NULL, NULL },
	{ "script", TAG_GONE, DOES_SCRIPT, NULL, NULL },
	{ "section", BLOCK, DOES_NOTHING, NULL, NULL },
	{ "select", TAG_BLOCK, DOES_NOTHING, NULL, NULL },
	{ "source", TAG_VOID, DOES_NOTHING, NULL, NULL },
	{ "style", TAG_GONE, DOES_STYLE, NULL, NULL },
	{ "summary", BLOCK, DOES_NOTHING, NULL, NULL },
	{ "table", BLOCK | TAG_SCOPE | TAG_IS_TABLE, DOES_NOTHING, NULL, NULL },
	{ "tbody", ROWS, DOES_NOTHING, "tr td th tbody thead tfoot caption", "table" },
	{ "td", TAG_CELL | TAG_TABLE | TAG_SCOPE, DOES_NOTHING, "td th", "tr table" },
	{ "template", TAG_UNSEEN | TAG_SCOPE, DOES_NOTHING, NULL, NULL },
	{ "textarea", 0, DOES_TEXT, NULL, NULL },
	{ "tfoot", ROWS, DOES_NOTHING, "tr td th tbody thead tfoot caption", "table" },
	{ "th", TAG_CELL | TAG_TABLE | TAG_SCOPE, DOES_NOTHING, "td th", "tr table" },
	{ "thead", ROWS, DOES_NOTHING, "tr td th tbody thead tfoot caption", "table" },
	{ "title", TAG_GONE, DOES_NOTHING, NULL, NULL },
	{ "tr", ROWS, DOES_NOTHING, "tr td th caption", "table" },
	{ "track", TAG_VOID, DOES_NOTHING, NULL, NULL },
	{ "ul", BLOCK, DOES_NOTHING, NULL, NULL },
	{ "wbr", TAG_VOID, DOES_NOTHING, NULL, NULL },
	{ "xmp", PARAGRAPH | TAG_PRE, DOES_TEXT, NULL, NULL },
};

static int by_name(const void *key, const void *row)
{
	const char *name = key, *other = ((const struct tag *)row)->name;
	int first = name[0] - other[0]; /* most differ here */

	return first ? first : strcmp(name, other);
}

const struct tag *tag_find(const char *name)
{
	static const struct tag unknown = { "", 0, DOES_NOTHING, NULL, NULL };
	const struct tag *t = bsearch(name, tags, sizeof tags / sizeof *tags, sizeof *tags, by_name);

	return t ? t : &unknown;
}
