#include "mail/punycode.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

#include "base/banned.h"

/* RFC 3492, section 5. */
enum { BASE = 36, TMIN = 1, TMAX = 26, SKEW = 38, DAMP = 700, FIRST_BIAS = 72, FIRST = 0x80 };

static uint32_t adapt(uint32_t delta, uint32_t points, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	for (delta += delta / points; delta > ((BASE - TMIN) * TMAX) / 2; k += BASE)
		delta /= BASE - TMIN;
	return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

static uint32_t threshold(uint32_t k, uint32_t bias)
{
	return k <= bias ? TMIN : k >= bias + TMAX ? TMAX : k - bias;
}

static char digit_letter(uint32_t digit)
{
	return (char)(digit < 26 ? 'a' + digit : '0' + digit - 26);
}

static void put_number(uint32_t n, uint32_t bias, struct buf *out)
{
	for (uint32_t k = BASE;; k += BASE) {
		uint32_t t = threshold(k, bias);
		if (n < t)
			break;
		buf_add_c(out, digit_letter(t + (n - t) % (BASE - t)));
		n = (n - t) / (BASE - t);
	}
	buf_add_c(out, digit_letter(n));
}

static size_t read_points(const char *label, size_t len, uint32_t points[LABEL_MOST])
{
	size_t count = 0;

	for (const char *p = label; p < label + len; count++) {
		if (count == LABEL_MOST)
			return 0;
		p += text_next(p, &points[count]);
	}
	return count;
}

static uint32_t smallest_from(const uint32_t *points, size_t count, uint32_t least)
{
	uint32_t smallest = UINT32_MAX;

	for (size_t i = 0; i < count; i++)
		if (points[i] >= least && points[i] < smallest)
			smallest = points[i];
	return smallest;
}

bool punycode_encode(const char *label, size_t len, struct buf *out)
{
	uint32_t points[LABEL_MOST], n = FIRST, delta = 0, bias = FIRST_BIAS;
	size_t count = read_points(label, len, points), basic = 0, done;

	if (!count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (points[i] < FIRST) {
			buf_add_c(out, (char)points[i]);
			basic++;
		}
	if (basic)
		buf_add_c(out, '-');
	/* At most LABEL_MOST * 0x10FFFF: no overflow of 32 bits. */
	for (done = basic; done < count; delta++, n++) {
		uint32_t next = smallest_from(points, count, n);
		delta += (next - n) * (uint32_t)(done + 1);
		n = next;
		for (size_t i = 0; i < count; i++) {
			delta += points[i] < n;
			if (points[i] != n)
				continue;
			put_number(delta, bias, out);
			bias = adapt(delta, (uint32_t)done + 1, done == basic);
			delta = 0;
			done++;
		}
	}
	return true;
}

static uint32_t letter_digit(char c)
{
	if (c >= '0' && c <= '9')
		return (uint32_t)(c - '0') + 26;
	if (c >= 'a' && c <= 'z')
		return (uint32_t)(c - 'a');
	return c >= 'A' && c <= 'Z' ? (uint32_t)(c - 'A') : BASE;
}

/* One number at *p, added to *i; false when it is none or too large. */
static bool take_number(const char **p, const char *end, uint32_t bias, uint32_t *i)
{
	uint64_t weight = 1, sum = *i;

	for (uint32_t k = BASE; *p < end; k += BASE) {
		uint32_t digit = letter_digit(*(*p)++), t = threshold(k, bias);
		if (digit >= BASE)
			return false;
		sum += digit * weight;
		if (sum > UINT32_MAX)
			return false;
		*i = (uint32_t)sum;
		if (digit < t)
			return true;
		weight *= BASE - t;
		if (weight > UINT32_MAX)
			return false;
	}
	return false;
}

static bool is_character(uint32_t c)
{
	return c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
}

bool punycode_decode(const char *text, size_t len, struct buf *out)
{
	uint32_t points[LABEL_MOST], n = FIRST, i = 0, bias = FIRST_BIAS;
	const char *p = text, *end = text + len;
	size_t count = 0, basic = len;

	while (basic && text[basic - 1] != '-')
		basic--;
	if (basic > LABEL_MOST)
		return false;
	for (; count + 1 < basic; count++)
		points[count] = (unsigned char)text[count];
	for (p += basic; p < end; i++) {
		uint32_t before = i;
		if (count == LABEL_MOST || !take_number(&p, end, bias, &i))
			return false;
		uint32_t now = (uint32_t)count + 1;
		bias = adapt(i - before, now, before == 0);
		n += i / now;
		i %= now;
		if (!is_character(n))
			return false;
		memmove(points + i + 1, points + i, (count - i) * sizeof *points);
		points[i] = n;
		count++;
	}
	for (size_t k = 0; k < count; k++)
		text_put(out, points[k]);
	return count > 0;
}
