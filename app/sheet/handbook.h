/* sheet/handbook: all guidance as documents for a counter or a shelf: what to do when, whom to call, what to say; uses sheet/flow. */
#ifndef KAKEKOMI_SHEET_HANDBOOK_H
#define KAKEKOMI_SHEET_HANDBOOK_H

#include "base/say.h"
#include "guide/model.h"
#include "sheet/document.h"

/* The pages of a site: index.html, contacts.html, scripts.html, and handbook_page_name() for each playbook. The caller frees each
 * with document_free(). `pdf`: the index leads to handbook.pdf too. */
struct document *handbook_index(const struct catalog *c, const struct say *say, bool pdf);
struct document *handbook_contacts(const struct catalog *c, const struct say *say);
struct document *handbook_scripts(const struct catalog *c, const struct say *say);
struct document *handbook_playbook(const struct catalog *c, const struct playbook *p, const struct say *say);

/* Everything in one document with a table of contents; each step stands there once. */
struct document *handbook_whole(const struct catalog *c, const struct say *say);

/* "playbook-ID.html" */
void handbook_page_name(const struct playbook *p, struct buf *out);

#endif
