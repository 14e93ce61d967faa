/* mail/helper/tags: which HTML elements break lines, stand alone, or end others by beginning; private to mail. */
#ifndef KAKEKOMI_MAIL_HELPER_TAGS_H
#define KAKEKOMI_MAIL_HELPER_TAGS_H

enum tag_trait {
	TAG_BLOCK = 1u << 0,  /* on lines of its own */
	TAG_APART = 1u << 1,  /* with an empty line around */
	TAG_VOID = 1u << 2,   /* has no content */
	TAG_CELL = 1u << 3,
	TAG_GONE = 1u << 4,   /* never shown, and nobody means it to be: style, script, title */
	TAG_SCOPE = 1u << 5,  /* a closing tag inside ends nothing outside */
	TAG_TABLE = 1u << 6,  /* a part of a table: closes up to the table */
	TAG_PRE = 1u << 7,
	TAG_ENDS_P = 1u << 8, /* ends an open paragraph by beginning */
	TAG_UNSEEN = 1u << 9, /* hides what is in it: template, dialog */
	TAG_IS_P = 1u << 10,
	TAG_IS_TABLE = 1u << 11, /* no closing tag ends anything beyond it */
};

/* What an element is to the page besides its look. */
enum tag_does {
	DOES_NOTHING, DOES_LINK, DOES_BREAK, DOES_IMAGE, DOES_INPUT, DOES_FORM, DOES_AREA, DOES_META, DOES_BASE, DOES_SCRIPT, DOES_STYLE,
	DOES_TEXT /* its raw text is shown */,
};

struct tag {
	const char *name;
	unsigned traits;
	enum tag_does does;
	const char *ends; /* the elements (separated by blanks) it ends by beginning, or NULL */
	const char *upto; /* looking no further than these */
};

/* Never NULL: an unknown element has no traits and the name "". */
const struct tag *tag_find(const char *name);

#endif
