#include "mail/host.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "mail/domain.h"
#include "mail/lookalike.h"
#include "mail/url.h"

#include "base/banned.h"

int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

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

/* --- IPv4 --- */

/* One part: decimal, 0x… or 0…; false when it is no number. A number beyond 32 bits is one all the same. */
static bool ipv4_part(const char *s, size_t len, uint64_t *value)
{
	int base = 10;

	if (!len)
		return false;
	if (len >= 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
		base = 16;
		s += 2;
		len -= 2;
	} else if (len >= 2 && s[0] == '0') {
		base = 8;
		s++;
		len--;
	}
	*value = 0;
	for (size_t i = 0; i < len; i++) {
		int digit = hex_value(s[i]);
		if (digit < 0 || digit >= base)
			return false;
		if (*value <= UINT32_MAX)
			*value = *value * (uint64_t)base + (uint64_t)digit;
	}
	return true;
}

/* A host whose last label is a number is an IPv4 address or nothing. */
static bool ends_in_number(const char *host)
{
	size_t end = strlen(host), begin;
	uint64_t ignored;

	if (end && host[end - 1] == '.')
		end--;
	for (begin = end; begin && host[begin - 1] != '.';)
		begin--;
	if (begin == end)
		return false;
	return strspn(host + begin, "0123456789") >= end - begin || ipv4_part(host + begin, end - begin, &ignored);
}

static bool ipv4_read(const char *host, struct buf *out)
{
	uint64_t parts[4], address = 0;
	size_t count = 0;

	for (;; host++) {
		size_t len = strcspn(host, ".");
		if (count == 4 || !ipv4_part(host, len, &parts[count++]))
			return false;
		host += len;
		if (!*host || !host[1])
			break;
	}
	for (size_t i = 0; i + 1 < count; i++) {
		if (parts[i] > 255)
			return false;
		address |= parts[i] << (8 * (3 - i));
	}
	/* The last part fills what is left. */
	if (parts[count - 1] >= (uint64_t)1 << (8 * (5 - count)))
		return false;
	address |= parts[count - 1];
	buf_addf(out, "%u.%u.%u.%u", (unsigned)(address >> 24), (unsigned)(address >> 16 & 255), (unsigned)(address >> 8 & 255),
	         (unsigned)(address & 255));
	return true;
}

/* --- IPv6 --- */

enum { PIECES = 8 };

/* The dotted tail "1.2.3.4" as two pieces. */
static bool ipv4_tail(const char *s, size_t len, uint16_t two[2])
{
	unsigned numbers[4] = { 0 }, digits = 0;
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '.' && digits && n < 3) {
			n++;
			digits = 0;
		} else if (s[i] >= '0' && s[i] <= '9' && !(digits && numbers[n] == 0)) {
			numbers[n] = numbers[n] * 10 + (unsigned)(s[i] - '0');
			if (numbers[n] > 255)
				return false;
			digits++;
		} else {
			return false;
		}
	}
	two[0] = (uint16_t)(numbers[0] << 8 | numbers[1]);
	two[1] = (uint16_t)(numbers[2] << 8 | numbers[3]);
	return n == 3 && digits;
}

static bool ipv6_piece(const char *s, size_t len, uint16_t *piece)
{
	unsigned value = 0;

	if (!len || len > 4)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (hex_value(s[i]) < 0)
			return false;
		value = value << 4 | (unsigned)hex_value(s[i]);
	}
	*piece = (uint16_t)value;
	return true;
}

/* Pieces up to the end or a "::"; returns how many, -1 when they are none. */
static int ipv6_run(const char **s, const char *end, uint16_t pieces[PIECES])
{
	int count = 0;

	while (*s < end && **s != ':') {
		size_t len = 0;
		while (*s + len < end && (*s)[len] != ':')
			len++;
		if (count <= PIECES - 2 && *s + len == end && memchr(*s, '.', len)) {
			*s = end;
			return ipv4_tail(end - len, len, pieces + count) ? count + 2 : -1;
		}
		if (count == PIECES || !ipv6_piece(*s, len, &pieces[count++]))
			return -1;
		*s += len;
		if (*s == end || (*s + 1 < end && (*s)[1] == ':'))
			return count;
		if (*s + 1 == end)
			return -1; /* one colon at the end */
		(*s)++;
	}
	return count;
}

static bool ipv6_pieces(const char *s, size_t len, uint16_t pieces[PIECES])
{
	uint16_t tail[PIECES] = { 0 };
	const char *end = s + len;
	int head = ipv6_run(&s, end, pieces), behind;

	if (head < 0)
		return false;
	if (s == end)
		return head == PIECES;
	if (end - s < 2 || s[0] != ':' || s[1] != ':')
		return false;
	s += 2;
	behind = ipv6_run(&s, end, tail);
	if (behind < 0 || s != end || head + behind >= PIECES)
		return false;
	memset(pieces + head, 0, (size_t)(PIECES - head) * sizeof *pieces);
	memcpy(pieces + PIECES - behind, tail, (size_t)behind * sizeof *tail);
	return true;
}

/* The longest row of two or more zeros is written "::", the first of equals. */
static void ipv6_write(const uint16_t pieces[PIECES], struct buf *out)
{
	int best = -1, longest = 1;

	for (int i = 0, run = 0; i < PIECES; i++) {
		run = pieces[i] ? 0 : run + 1;
		if (run > longest) {
			longest = run;
			best = i - run + 1;
		}
	}
	buf_add_c(out, '[');
	for (int i = 0; i < PIECES; i++) {
		if (i == best) {
			buf_add(out, i ? ":" : "::");
			i += longest - 1;
			continue;
		}
		buf_addf(out, "%x%s", pieces[i], i < PIECES - 1 ? ":" : "");
	}
	buf_add_c(out, ']');
}

static bool ipv6_read(const char *text, size_t len, struct buf *out, unsigned *oddities)
{
	uint16_t pieces[PIECES];

	if (len < 2 || text[len - 1] != ']' || !ipv6_pieces(text + 1, len - 2, pieces))
		return false;
	ipv6_write(pieces, out);
	*oddities |= URL_IP;
	return true;
}

/* --- names --- */

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
	bool ok = !memchr(plain.text, '\0', plain.len) && domain_to_ascii(plain.text, &ascii) && ascii.len &&
	          !any_forbidden(ascii.text, ascii.len, true);

	if (!ok)
		goto out;
	if (ends_in_number(ascii.text)) {
		*oddities |= URL_IP;
		ok = ipv4_read(ascii.text, out);
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
