#include "mail/ip.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

#include "base/banned.h"

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

bool ip4_is_meant(const char *host)
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

bool ip4_read(const char *host, struct buf *out)
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

bool ip6_read(const char *text, size_t len, struct buf *out)
{
	uint16_t pieces[PIECES];

	if (!ipv6_pieces(text, len, pieces))
		return false;
	ipv6_write(pieces, out);
	return true;
}
