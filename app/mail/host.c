#include "mail/host.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "mail/domain.h"
#include "mail/ip.h"
#include "mail/lookalike.h"
#include "mail/url.h"

#include "base/banned.h"

size_t percent_decode(const char *text, size_t len, struct buf *out)
{
	size_t decoded = 0;

	buf_reserve(out, len);
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '%' && i + 2 < len && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
			buf_add_c(out, (char)(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])));
			i += 2;
			decoded++;
		} else {
			buf_add_c(out, text[i]);
		}
	}
	return decoded;
}

static bool ipv6_read(const char *text, size_t len, struct buf *out, unsigned *oddities)
{
	if (len < 2 || text[len - 1] != ']' || !ip6_read(text + 1, len - 2, out))
		return false;
	*oddities |= URL_IP;
	return true;
}

static bool is_forbidden(char c, bool special)
{
	unsigned char u = (unsigned char)c;

	if (u == 0 || u == '\t' || u == '\n' || u == '\r' || strchr(" #/:<>?@[\\]^|", c))
		return true;
	return special && (u < 0x20 || u == '%' || u == 0x7F);
}

static bool any_forbidden(const char *text, size_t len, bool special)
{
	for (size_t i = 0; i < len; i++)
		if (is_forbidden(text[i], special))
			return true;
	return false;
}

static bool is_ascii_n(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] >= 0x80)
			return false;
	return true;
}

/* Every character of the label, seen with a trusting eye, is a plain letter: рaypal, faß, ᴀmazon. */
static bool looks_plain(const char *label, size_t len)
{
	struct buf one = { 0 }, skeleton = { 0 };

	buf_add_n(&one, label, len);
	domain_skeleton(buf_str(&one), &skeleton);
	bool plain = is_ascii_n(buf_str(&skeleton), skeleton.len);
	buf_free(&one);
	buf_free(&skeleton);
	return plain;
}

/* Signs that look like a slash or a dot, foreign letters that look like ours next to ours. */
static bool is_mixed(const char *label, size_t len)
{
	bool foreign = false, ours = false;
	uint32_t c;

	for (const char *p = label; p < label + len;) {
		p += text_next(p, &c);
		if (c == 0x2215 || c == 0x2044 || c == 0x29F8 || c == 0x2024 || c == 0x2571 || c == 0x1735 || c == 0xA789 || c == 0x2236)
			return true;
		foreign = foreign || (c >= 0x80 && lookalike_foreign(c));
		ours = ours || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	}
	return foreign && ours;
}

static bool has_lookalike(const char *host)
{
	for (;; host++) {
		size_t len = strcspn(host, ".");
		if (!is_ascii_n(host, len) && (looks_plain(host, len) || is_mixed(host, len)))
			return true;
		host += len;
		if (!*host)
			return false;
	}
}

static bool has_punycode(const char *host)
{
	return strncmp(host, "xn--", 4) == 0 || strstr(host, ".xn--");
}

static bool opaque_read(const char *text, size_t len, struct buf *out)
{
	if (any_forbidden(text, len, false))
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c < 0x20 || c >= 0x7F)
			buf_addf(out, "%%%02X", c);
		else
			buf_add_c(out, text[i]);
	}
	return true;
}

static bool name_read(const char *text, size_t len, struct buf *out, unsigned *oddities)
{
	struct buf plain = { 0 }, shown = { 0 }, ascii = { 0 };
	size_t decoded = percent_decode(text, len, &plain);
	/* An empty label has no address either, whatever the standard's parser makes of it. */
	bool ok = !memchr(plain.text, '\0', plain.len) && domain_to_ascii(plain.text, &ascii) && ascii.len &&
	          !any_forbidden(ascii.text, ascii.len, true) && !strstr(ascii.text, "..");

	if (!ok)
		goto out;
	if (ip4_is_meant(ascii.text)) {
		*oddities |= URL_IP;
		ok = ip4_read(ascii.text, out);
		goto out;
	}
	buf_add_n(out, ascii.text, ascii.len);
	domain_to_unicode(ascii.text, &shown);
	if (has_lookalike(plain.text) || has_lookalike(shown.text))
		*oddities |= URL_LOOKALIKE;
	if (has_punycode(ascii.text))
		*oddities |= URL_PUNYCODE;
	if (decoded > 2)
		*oddities |= URL_LONG_PERCENT;
out:
	buf_free(&plain);
	buf_free(&shown);
	buf_free(&ascii);
	return ok;
}

bool host_read(const char *text, size_t len, bool special, struct buf *out, unsigned *oddities)
{
	if (len && text[0] == '[')
		return ipv6_read(text, len, out, oddities);
	return special ? name_read(text, len, out, oddities) : opaque_read(text, len, out);
}
