/* mail/helper/page: HTML as a person sees it: text in lines, what is hidden apart, links with what they show; private to mail. */
#ifndef KAKEKOMI_MAIL_HELPER_PAGE_H
#define KAKEKOMI_MAIL_HELPER_PAGE_H

#include <stddef.h>

#include "mail/helper/answer.h"

/* Reads a page (valid UTF-8) into a->text, a->hidden, links and findings. */
void page_read(const char *html, size_t len, struct answer *a);

/* The charset a page says it is in (<meta charset>), "" when it says none. Looks at its beginning only. */
void page_charset(const char *html, size_t len, char *name, size_t size);

#endif
