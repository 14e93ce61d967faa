#include "mail/domain.h"

#include <idn2.h>
#include <libpsl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "mail/punycode.h"

#include "base/banned.h"

enum { NAME_MOST = 255 }; /* RFC 1035; what is longer has no address */

static bool is_ascii(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

static void put_lower(const char *s, struct buf *out)
{
	for (; *s; s++)
		buf_add_c(out, (char)(*s >= 'A' && *s <= 'Z' ? *s + 32 : *s));
}

static bool is_encoded(const char *label)
{
	return (label[0] == 'x' || label[0] == 'X') && (label[1] == 'n' || label[1] == 'N') && label[2] == '-' && label[3] == '-';
}

/* What UTS #46 lets no browser show: nothing that a phisher could write there looks like anything. */
static bool is_no_letter(uint32_t c)
{
	return c == 0xFFFD || text_unseen(c) || (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000 || (c >= 0x2FF0 && c <= 0x2FFF) ||
	       (c & 0xFFFE) == 0xFFFE;
}

/* An accent alone cannot begin a label. */
static bool all_letters(const char *label)
{
	uint32_t c;

	text_next(label, &c);
	if (c >= 0x300 && c <= 0x36F)
		return false;
	for (size_t n; (n = text_next(label, &c)); label += n)
		if (c >= 0x80 && is_no_letter(c))
			return false;
	return true;
}

/* libidn2 keeps to IDNA2008, which has no signs; UTS #46, and so browsers, take them: example.com∕login.evil.example is one. */
static bool spell_out(const char *label, struct buf *out)
{
	struct buf folded = { 0 };
	bool ok = false;

	text_casefold(label, &folded);
	const char *plain = buf_str(&folded);
	if (!all_letters(plain) || (is_encoded(plain) && !is_ascii(plain)))
		goto out;
	/* "a․b" with U+2024 is two labels, and what now reads "xn--…" must spell something. */
	if (strchr(plain, '.') || is_encoded(plain)) {
		ok = domain_to_ascii(plain, out);
		goto out;
	}
	ok = true;
	if (is_ascii(plain)) {
		buf_add(out, plain);
		goto out;
	}
	buf_add(out, "xn--");
	ok = punycode_encode(plain, folded.len, out);
out:
	buf_free(&folded);
	return ok;
}

static bool is_strict_only(int reason)
{
	return reason == IDN2_DISALLOWED || reason == IDN2_CONTEXTO || reason == IDN2_CONTEXTO_NO_RULE || reason == IDN2_2HYPHEN ||
	       reason == IDN2_HYPHEN_STARTEND || reason == IDN2_TOO_BIG_LABEL || reason == IDN2_TOO_BIG_DOMAIN;
}

static bool letters_to_ascii(const char *label, struct buf *out)
{
	char *ascii = NULL;
	int reason = idn2_to_ascii_8z(label, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);

	if (reason == IDN2_OK)
		buf_add(out, ascii);
	idn2_free(ascii);
	return reason == IDN2_OK || (is_strict_only(reason) && spell_out(label, out));
}

/* A label that says it is encoded must spell something that would be encoded just so. */
static bool check_encoded(const char *label, struct buf *out)
{
	struct buf lower = { 0 }, spelled = { 0 }, again = { 0 };
	bool ok = false;

	put_lower(label, &lower);
	if (!punycode_decode(lower.text + 4, lower.len - 4, &spelled) || is_ascii(buf_str(&spelled)))
		goto out;
	ok = letters_to_ascii(spelled.text, &again) && strcmp(again.text, lower.text) == 0;
	if (ok)
		buf_add(out, lower.text);
out:
	buf_free(&lower);
	buf_free(&spelled);
	buf_free(&again);
	return ok;
}

static bool label_to_ascii(const char *label, struct buf *out)
{
	if (!is_ascii(label))
		return letters_to_ascii(label, out);
	if (is_encoded(label))
		return check_encoded(label, out);
	put_lower(label, out);
	return true;
}

static bool is_dot(uint32_t c)
{
	return c == '.' || c == 0x3002 || c == 0xFF0E || c == 0xFF61;
}

bool domain_to_ascii(const char *host, struct buf *out)
{
	struct buf label = { 0 };
	size_t start = out->len;
	uint32_t c;
	bool ok = text_bad_utf8(host, strlen(host)) < 0;

	buf_reserve(out, 0);
	while (ok) {
		size_t n = text_next(host, &c);
		if (n && !is_dot(c)) {
			buf_add_n(&label, host, n);
		} else {
			ok = !label.len || label_to_ascii(label.text, out);
			if (!n)
				break;
			buf_add_c(out, '.');
			buf_clear(&label);
		}
		host += n;
	}
	buf_free(&label);
	if (!ok) {
		out->len = start;
		out->text[start] = '\0';
	}
	return ok;
}

bool domain_to_unicode(const char *host, struct buf *out)
{
	bool ok = true;

	buf_reserve(out, 0);
	for (;; host++) {
		size_t len = strcspn(host, "."), before = out->len;
		bool encoded = len > 4 && is_encoded(host);
		if (!encoded || !punycode_decode(host + 4, len - 4, out)) {
			out->len = before;
			buf_add_n(out, host, len);
			ok = ok && !encoded;
		}
		host += len;
		if (!*host)
			return ok;
		buf_add_c(out, '.');
	}
}

static bool is_number(const char *label)
{
	size_t len = strlen(label);

	return strspn(label, "0123456789") == len || (label[0] == '0' && (label[1] == 'x' || label[1] == 'X') &&
	                                              strspn(label + 2, "0123456789abcdefABCDEF") == len - 2);
}

/* Labels of letters, digits, hyphens and underscores, none of them empty, the last no number. */
static bool is_name(const char *host)
{
	size_t len = strlen(host);
	const char *last = strrchr(host, '.');

	if (!len || len > NAME_MOST || host[0] == '.' || host[len - 1] == '.' || strstr(host, ".."))
		return false;
	return strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == len && !is_number(last ? last + 1 : host);
}

/* The host as a name: ASCII, lower case, no dot at its end; NULL when it is none. The caller frees. */
static char *name_of(const char *host)
{
	struct buf ascii = { 0 };

	if (strlen(host) > (size_t)NAME_MOST * 4 || !domain_to_ascii(host, &ascii))
		goto none;
	if (ascii.len && ascii.text[ascii.len - 1] == '.')
		ascii.text[--ascii.len] = '\0';
	if (is_name(buf_str(&ascii)))
		return buf_take(&ascii);
none:
	buf_free(&ascii);
	return NULL;
}

/* --- the list --- */

static psl_ctx_t *own_list;

static const psl_ctx_t *suffixes(void)
{
	return own_list ? own_list : psl_builtin();
}

/* What does not know of Japan, or knows any word, is no list of suffixes, whatever else it reads as. */
static psl_ctx_t *read_list(const char *bytes, size_t len)
{
	const int exact = PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE;
	FILE *f = len ? fmemopen((char *)bytes, len, "r") : NULL;
	psl_ctx_t *list = f ? psl_load_fp(f) : NULL;

	if (f)
		fclose(f);
	if (list && (!psl_is_public_suffix2(list, "jp", exact) || psl_is_public_suffix2(list, "kakekomi", exact))) {
		psl_free(list);
		list = NULL;
	}
	return list;
}

bool domain_list_reads(const char *bytes, size_t len)
{
	psl_ctx_t *list = read_list(bytes, len);

	psl_free(list);
	return list != NULL;
}

bool domain_use_list(const char *bytes, size_t len)
{
	psl_ctx_t *list = bytes ? read_list(bytes, len) : NULL;

	if (bytes && !list)
		return false;
	psl_free(own_list);
	own_list = list;
	return true;
}

/* --- names --- */

const char *domain_registrable(const char *host, struct arena *a)
{
	char *name = name_of(host);
	const char *found = name ? psl_registrable_domain(suffixes(), name) : NULL;

	found = arena_strdup(a, found);
	free(name);
	return found;
}

bool domain_has_known_suffix(const char *host)
{
	char *name = name_of(host);
	const char *last = name ? strrchr(name, '.') : NULL;
	bool known = last && psl_is_public_suffix2(suffixes(), last + 1, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE);

	free(name);
	return known;
}

bool domain_is_suffix(const char *host)
{
	char *name = name_of(host);
	bool is = name && psl_is_public_suffix(suffixes(), name);

	free(name);
	return is;
}

bool domain_within(const char *host, const char *domain)
{
	size_t h = strlen(host), d = strlen(domain);

	if (h && host[h - 1] == '.')
		h--;
	if (!d || h < d || strncmp(host + h - d, domain, d) != 0)
		return false;
	return h == d || host[h - d - 1] == '.';
}
