/* What else a sign's "needs" may name: links, a brand, a sender that is not the brand's, a pasted text. */
#include "mail/view.h"

#include "base/banned.h"

static bool has_link(const struct view *v, struct buf *why)
{
	(void)why;
	for (size_t i = 0; i < v->link_count; i++)
		if (v->links[i].live)
			return true;
	return v->m->has_html && v->m->link_count;
}

static bool has_foreign_link(const struct view *v, struct buf *why)
{
	(void)why;
	return v->foreign_links > 0;
}

static bool has_brand(const struct view *v, struct buf *why)
{
	(void)why;
	return v->brand != NULL;
}

/* Nobody, somebody else, or a company only said to be it by the domain's owner. */
static bool has_strange_sender(const struct view *v, struct buf *why)
{
	(void)why;
	return v->sender_kind != SENDER_OFFICIAL && v->sender_kind != SENDER_PLAUSIBLE;
}

static bool is_pasted(const struct view *v, struct buf *why)
{
	(void)why;
	return v->m->form == MESSAGE_PASTED_TEXT;
}

const struct sign_row marks[] = {
	{ "link", has_link },  { "foreign-link", has_foreign_link }, { "brand", has_brand }, { "strange-sender", has_strange_sender },
	{ "pasted", is_pasted }, { NULL, NULL },
};
