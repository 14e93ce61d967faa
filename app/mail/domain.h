/* mail/domain: registrable domains, IDNA and look-alike letters; the one door to libpsl and libidn2; uses base.
 *
 * Sources: Public Suffix List (publicsuffix.org; Debian's libpsl), UTS #46, UTS #39 (confusables; our own short table). */
#ifndef KAKEKOMI_MAIL_DOMAIN_H
#define KAKEKOMI_MAIL_DOMAIN_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/mem.h"

/* Takes a newer Public Suffix List for the rest of the run (as published, or faster: libpsl's DAFSA, psl-make-dafsa --output-format=binary);
 * NULL: the built-in one again. False when it is none: nothing changes. Not while another thread asks. */
bool domain_use_list(const char *bytes, size_t len);
bool domain_list_reads(const char *bytes, size_t len);

/* eTLD+1 of an ASCII or UTF-8 host, in ASCII lower case; NULL for an IP, a bare suffix, rubbish. Lives in the arena. */
const char *domain_registrable(const char *host, struct arena *a);

bool domain_to_ascii(const char *host, struct buf *out);   /* UTS #46 non-transitional; false: no browser takes it */
bool domain_to_unicode(const char *host, struct buf *out); /* for showing: a label that spells nothing stays as it is (false) */

/* The last label stands in the list: "example.co.jp", never "README.txt" or an IP. */
bool domain_has_known_suffix(const char *host);
bool domain_is_suffix(const char *host); /* "co.jp", "github.io": nobody's own */

/* host is `domain` or below it ("a.example.jp" of "example.jp", never "badexample.jp"). Both ASCII, lower case. */
bool domain_within(const char *host, const char *domain);

/* The skeleton of a word: look-alike letters (Cyrillic, Greek, mathematical, full-width, カ/力, 0/o, 1/l, rn/m …) as the letter they
 * look like, invisible ones dropped. Two words that look the same have the same skeleton. */
void domain_skeleton(const char *word, struct buf *out);

#endif
