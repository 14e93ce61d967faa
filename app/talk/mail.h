/* talk/mail: a mail's check in words, on a command of its own or in the conversation; uses mail/check, walk/evidence and talk/screen. */
#ifndef KAKEKOMI_TALK_MAIL_H
#define KAKEKOMI_TALK_MAIL_H

#include "base/say.h"
#include "mail/check.h"
#include "talk/screen.h"

struct talk;

/* Verdict, the weightiest signs with their evidence, links, how to make sure by oneself. */
void show_check(const struct screen *s, const struct say *say, const struct check *c);

/* A mail handed in during a case: checks it, tells the verdict and the weightiest signs, writes it down (never the raw mail), and fills in
 * what it tells: received, claims, about, as far as nobody has answered them. False when it could not be written down (told). */
bool take_mail(struct talk *t, const char *bytes, size_t len);

#endif
