#include "mail/helper/tags.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

#define PARAGRAPH (TAG_BLOCK | TAG_APART | TAG_ENDS_P)
#define BLOCK (TAG_BLOCK | TAG_ENDS_P)
#define ROWS (TAG_BLOCK | TAG_TABLE)

/* In the order of strcmp(). */
static const struct tag tags[] = {
	{ "a", 0, "a", "td th table button", DOES_LINK },
	{ "address", BLOCK, NULL, NULL, DOES_NOTHING },
	{ "area", TAG_VOID, NULL, NULL, DOES_AREA },
	{ "article", BLOCK, NULL, NULL, DOES_NOTHING },
	{ "aside", BLOCK, NULL, NULL, DOES_NOTHING },
	{ "base", TAG_VOID, NULL, NULL, DOES_BASE },
	{ "basefont", TAG_VOID, NULL, NULL, DOES_NOTHING },
	{ "bgsound", TAG_VOID, NULL, NULL, DOES_NOTHING },
	{ "blockquote", PARAGRAPH, NULL, NULL, DOES_NOTHING },
	{ "body", TAG_BLOCK, NULL, NULL, DOES_NOTHING },
	{ "br", TAG_VOID, NULL, NULL, DOES_BREAK },
	{ "button", TAG_SCOPE, "button", "", DOES_NOTHING },
	{ "caption", TAG_BLOCK | TAG_SCOPE | TAG_TABLE, NULL, NULL, DOES_NOTHING },
	{ "center", BLOCK, NULL, NULL, DOES_NOTHING },
	{ "col", TAG_VOID, NULL, NULL, DOES_NOTHING },
	{ "dd", BLOCK, "dd dt", "dl", DOES_NOTHING },
	{ "details", BLOCK, NULL, NULL, DOES_NOTHING },
	{ "dialog", BLOCK | TAG_UNSEEN, NULL, NULL, DOES_NOTHING },
	{ "div", BLOCK, NULL, NULL, DOES_NOTHING },
	{ "dl", BLOCK, NULL, NULL, DOES_NOTHING },
	{ "dt", BLOCK, "dd dt", "dl", DOES_NOTHING },
	{ "embed", TAG_VOID, NULL, NULL, DOES_NOTHING },
	{ "fieldset", BLOCK, NULL, NULL, DOES_NOTHING },
	{ "figcaption", BLOCK, NULL, NULL, DOES_NOTHING },
	{ "figure", BLOCK, NULL, NULL, DOES_NOTHING },
	{ "footer", BLOCK, NULL, NULL, DOES_NOTHING },
	{ "form", BLOCK, NULL, NULL, DOES_FORM },
	{ "h1", PARAGRAPH, NULL, NULL, DOES_NOTHING },
	{ "h2", PARAGRAPH, NULL, NULL, DOES_NOTHING },
	{ "h3", PARAGRAPH, NULL, NULL, DOES_NOTHING },
	{ "h4", PARAGRAPH, NULL, NULL, DOES_NOTHING },
	{ "h5", PARAGRAPH, NULL, NULL, DOES_NOTHING },
	{ "h6", PARAGRAPH, NULL, NULL, DOES_NOTHING },
	{ "header", BLOCK, NULL, NULL, DOES_NOTHING },
	{ "hr", PARAGRAPH | TAG_VOID, NULL, NULL, DOES_NOTHING },
	{ "html", TAG_BLOCK | TAG_SCOPE, NULL, NULL, DOES_NOTHING },
	{ "iframe", TAG_GONE, NULL, NULL, DOES_NOTHING },
	{ "image", TAG_VOID, NULL, NULL, DOES_IMAGE },
	{ "img", TAG_VOID, NULL, NULL, DOES_IMAGE },
	{ "input", TAG_VOID, NULL, NULL, DOES_INPUT },
	{ "keygen", TAG_VOID, NULL, NULL, DOES_NOTHING },
	{ "legend", TAG_BLOCK, NULL, NULL, DOES_NOTHING },
	{ "li", BLOCK, "li", "ul ol menu", DOES_NOTHING },
	{ "link", TAG_VOID, NULL, NULL, DOES_NOTHING },
	{ "main", BLOCK, NULL, NULL, DOES_NOTHING },
	{ "menu", BLOCK, NULL, NULL, DOES_NOTHING },
	{ "meta", TAG_VOID, NULL, NULL, DOES_META },
	{ "nav", BLOCK, NULL, NULL, DOES_NOTHING },
	{ "noembed", TAG_GONE, NULL, NULL, DOES_NOTHING },
	{ "noframes", TAG_GONE, NULL, NULL, DOES_NOTHING },
	{ "ol", BLOCK, NULL, NULL, DOES_NOTHING },
	{ "optgroup", TAG_BLOCK, "option optgroup", "select", DOES_NOTHING },
	{ "option", TAG_BLOCK, "option", "select", DOES_NOTHING },
	{ "p", PARAGRAPH, NULL, NULL, DOES_NOTHING },
	{ "param", TAG_VOID, NULL, NULL, DOES_NOTHING },
	{ "pre", PARAGRAPH | TAG_PRE, NULL, NULL, DOES_NOTHING },
	{ "script", TAG_GONE, NULL, NULL, DOES_SCRIPT },
	{ "section", BLOCK, NULL, NULL, DOES_NOTHING },
	{ "select", TAG_BLOCK, NULL, NULL, DOES_NOTHING },
	{ "source", TAG_VOID, NULL, NULL, DOES_NOTHING },
	{ "style", TAG_GONE, NULL, NULL, DOES_STYLE },
	{ "summary", BLOCK, NULL, NULL, DOES_NOTHING },
	{ "table", BLOCK | TAG_SCOPE, NULL, NULL, DOES_NOTHING },
	{ "tbody", ROWS, "tr td th tbody thead tfoot caption", "table", DOES_NOTHING },
	{ "td", TAG_CELL | TAG_TABLE | TAG_SCOPE, "td th", "tr table", DOES_NOTHING },
	{ "template", TAG_UNSEEN | TAG_SCOPE, NULL, NULL, DOES_NOTHING },
	{ "textarea", 0, NULL, NULL, DOES_TEXT },
	{ "tfoot", ROWS, "tr td th tbody thead tfoot caption", "table", DOES_NOTHING },
	{ "th", TAG_CELL | TAG_TABLE | TAG_SCOPE, "td th", "tr table", DOES_NOTHING },
	{ "thead", ROWS, "tr td th tbody thead tfoot caption", "table", DOES_NOTHING },
	{ "title", TAG_GONE, NULL, NULL, DOES_NOTHING },
	{ "tr", ROWS, "tr td th caption", "table", DOES_NOTHING },
	{ "track", TAG_VOID, NULL, NULL, DOES_NOTHING },
	{ "ul", BLOCK, NULL, NULL, DOES_NOTHING },
	{ "wbr", TAG_VOID, NULL, NULL, DOES_NOTHING },
	{ "xmp", PARAGRAPH | TAG_PRE, NULL, NULL, DOES_TEXT },
};

static int by_name(const void *key, const void *row)
{
	return strcmp(key, ((const struct tag *)row)->name);
}

const struct tag *tag_find(const char *name)
{
	static const struct tag unknown = { "", 0, NULL, NULL, DOES_NOTHING };
	const struct tag *t = bsearch(name, tags, sizeof tags / sizeof *tags, sizeof *tags, by_name);

	return t ? t : &unknown;
}
