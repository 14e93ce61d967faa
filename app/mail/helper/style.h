/* mail/helper/style: as much of CSS as hides text: what declarations say, and the simple rules of <style>; private to mail.
 *
 * Read by hand rather than with a CSS library: what matters is a dozen properties, and mail programs understand little more. */
#ifndef KAKEKOMI_MAIL_HELPER_STYLE_H
#define KAKEKOMI_MAIL_HELPER_STYLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Colours are 0xRRGGBB or one of these. */
enum { COLOUR_UNSET = -1, COLOUR_UNKNOWN = -2 /* a picture, a gradient */, COLOUR_CLEAR = -3 /* transparent */ };

enum style_yes_no { STYLE_UNSET, STYLE_NO, STYLE_YES };

/* What some declarations say; a zeroed one with colours UNSET and size -1 says nothing (style_none()). */
struct style {
	enum style_yes_no none;      /* display: none */
	enum style_yes_no invisible; /* visibility: hidden; a child may show itself again */
	enum style_yes_no clear;     /* opacity: 0 */
	enum style_yes_no flat;      /* a height or width of 0 */
	enum style_yes_no clipped;   /* overflow: hidden */
	enum style_yes_no away;      /* moved off the screen */
	enum style_yes_no pre;       /* white-space: pre */
	int32_t colour, background;
	double size; /* font-size in px, or times the parent's when `relative` */
	bool relative;
};

struct style style_none(void);

/* Reads declarations ("display:none; color:#fff"); later ones win. */
void style_read(const char *css, size_t len, struct style *s);
void style_merge(struct style *to, const struct style *from);
int32_t style_colour(const char *s, size_t len);

/* The rules of <style>: those whose selector is one tag, .class, #id, or a tag with one of these. Media queries are left out: they
 * are for other screens. */
struct rules;
struct rules *rules_new(void);
void rules_free(struct rules *r);
bool rules_are_empty(const struct rules *r);
void rules_read(struct rules *r, const char *css, size_t len);

/* Adds what the rules say of an element; `classes` are separated by blanks; "" for none. */
void rules_apply(const struct rules *r, const char *tag, const char *classes, const char *id, struct style *s);

#endif
