/* Finds addresses in text, also as they stand in links and pages, and cuts them out. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "sheet/part.h"
#include "sheet/unnamed_parts.h"

#include "base/banned.h"

enum { ADDRESS_LEAST = 3, TOKEN_LEAST = 12, TOKEN_MOST = 4096 };

static const char *const receivers[] = { "To",          "Cc",          "Bcc",           "Delivered-To", "X-Original-To", "X-Delivered-To",
	                                 "Envelope-To", "X-Envelope-To", "Apparently-To", "X-Forwarded-To", "X-Rcpt-To",   "Resent-To" };

/* --- whose addresses --- */

void addresses_add(struct addresses *a, struct span s)
{
	for (size_t i = 0; i < a->count; i++)
		if (a->at[i].len == s.len && strncasecmp(a->at[i].at, s.at, s.len) == 0)
			return;
	if (a->count < ADDRESSES_MOST && s.len >= ADDRESS_LEAST)
		a->at[a->count++] = (struct span){ arena_strndup(a->arena, s.at, s.len), s.len };
}

static bool is_part(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("!#$%&'*+-/=?^_`{|}~.", c));
}

void addresses_find(struct addresses *a, struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		size_t from = i, to = i + 1;
		if (s.at[i] != '@')
			continue;
		while (from > 0 && is_part(s.at[from - 1]))
			from--;
		while (to < s.len && (isalnum((unsigned char)s.at[to]) || s.at[to] == '.' || s.at[to] == '-'))
			to++;
		while (to > i + 1 && s.at[to - 1] == '.')
			to--;
		if (from < i && to > i + 1)
			addresses_add(a, (struct span){ s.at + from, to - from });
	}
}

bool is_receiver(struct span field)
{
	for (size_t i = 0; i < sizeof receivers / sizeof *receivers; i++)
		if (part_field_is(field, receivers[i]))
			return true;
	return false;
}

/* "… for <a@b.example>; Thu, 12 Feb …" */
static void find_received(struct addresses *a, struct span s)
{
	for (size_t i = 0; i + 5 < s.len; i++)
		if (isspace((unsigned char)s.at[i]) && strncasecmp(s.at + i + 1, "for", 3) == 0 && isspace((unsigned char)s.at[i + 4])) {
			const char *end = memchr(s.at + i, ';', s.len - i);
			addresses_find(a, (struct span){ s.at + i, end ? (size_t)(end - s.at) - i : s.len - i });
		}
}

void addresses_of_field(struct addresses *a, struct span field)
{
	if (is_receiver(field))
		addresses_find(a, field);
	else if (part_field_is(field, "Received"))
		find_received(a, field);
}

/* --- one character, as a link or a page may write it --- */

/* "&#64;", "&#x40;"; other references are no letters of an address. */
static size_t reference_at(const char *p, const char *end, int *c)
{
	bool hex = end - p > 3 && (p[2] == 'x' || p[2] == 'X');
	const char *at = p + (hex ? 3 : 2);
	int value = 0, digit;

	if (end - p < 4 || p[0] != '&' || p[1] != '#')
		return 0;
	while (at < end && value < 0x80 && (digit = hex_value(*at)) >= 0 && (hex || digit < 10)) {
		value = value * (hex ? 16 : 10) + digit;
		at++;
	}
	if (!value || value >= 0x80)
		return 0;
	*c = value;
	return (size_t)(at - p) + (at < end && *at == ';');
}

/* The length of the character there, 0 at the end, where *c is 0. */
static size_t character_at(const char *p, const char *end, int *c)
{
	size_t len = p < end ? reference_at(p, end, c) : 0;
	int high = end - p > 2 && *p == '%' ? hex_value(p[1]) : -1, low = high >= 0 ? hex_value(p[2]) : -1;

	if (len)
		return len;
	*c = low >= 0 ? high * 16 + low : p < end ? (unsigned char)*p : 0;
	return low >= 0 ? 3 : p < end;
}

static bool ends_here(const char *p, const char *end)
{
	int c, next;
	size_t len = character_at(p, end, &c);

	if (c == '.') { /* of a sentence, or of a longer name */
		character_at(p + len, end, &next);
		return !isalnum(next);
	}
	return !isalnum(c) && c != '-';
}

static size_t spelled_at(struct span address, const char *p, const char *end)
{
	const char *at = p;
	int c;

	for (size_t i = 0; i < address.len; i++) {
		at += character_at(at, end, &c);
		if (tolower(c) != tolower((unsigned char)address.at[i]))
			return 0;
	}
	return ends_here(at, end) ? (size_t)(at - p) : 0;
}

static size_t address_at(const struct addresses *a, const char *p, const char *end)
{
	size_t longest = 0;

	for (size_t i = 0; i < a->count; i++) {
		size_t len = spelled_at(a->at[i], p, end);
		longest = len > longest ? len : longest;
	}
	return longest;
}

/* --- an address in base64, as links carry it --- */

static bool holds_address(const struct addresses *a, const struct buf *bytes)
{
	for (size_t i = 0; i < a->count; i++)
		for (size_t at = 0; at + a->at[i].len <= bytes->len; at++)
			if (strncasecmp(bytes->text + at, a->at[i].at, a->at[i].len) == 0)
				return true;
	return false;
}

/* Neither '+' nor '/' stands for letters of an address. Something may stand before it without a gap: it is read from four places. */
static size_t token_at(const struct addresses *a, const char *p, const char *end)
{
	struct buf bytes = { 0 };
	size_t len = 0;
	bool holds = false;

	while (p + len < end && len <= TOKEN_MOST && (isalnum((unsigned char)p[len]) || p[len] == '-' || p[len] == '_'))
		len++;
	for (size_t skip = 0; skip < 4 && len >= TOKEN_LEAST && len <= TOKEN_MOST && !holds; skip++) {
		buf_clear(&bytes);
		encoded_read_base64((struct span){ p + skip, len - skip }, &bytes);
		holds = holds_address(a, &bytes);
	}
	buf_free(&bytes);
	return holds ? len : 0;
}

/* --- cutting --- */

size_t addresses_cut(const struct addresses *a, struct span text, struct buf *out)
{
	const char *at = text.at, *end = text.at + text.len;
	size_t count = 0;
	bool begins = true, token = true;

	while (at < end) {
		int c;
		size_t step = character_at(at, end, &c), len = begins ? address_at(a, at, end) : 0;
		if (!len && token && isalnum((unsigned char)*at))
			len = token_at(a, at, end);
		begins = !len && !isalnum(c) && (!c || !strchr("._+-", c));
		token = !len && !isalnum(c) && c != '-' && c != '_';
		if (len)
			buf_add(out, UNNAMED_ADDRESS);
		else
			buf_add_n(out, at, step);
		at += len ? len : step;
		count += len > 0;
	}
	return count;
}
