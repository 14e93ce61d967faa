#include "sheet/unnamed.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/banned.h"

enum { ADDRESSES_MOST = 64, ADDRESS_LEAST = 3 };

static const char *const receivers[] = { "To",          "Cc",          "Bcc",           "Delivered-To", "X-Original-To", "X-Delivered-To",
	                                 "Envelope-To", "X-Envelope-To", "Apparently-To", "X-Forwarded-To", "X-Rcpt-To",   "Resent-To" };

struct span {
	const char *at;
	size_t len;
};

struct addresses {
	struct span at[ADDRESSES_MOST];
	size_t count;
};

/* --- finding --- */

static bool is_part(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("!#$%&'*+-/=?^_`{|}~.", c));
}

static void add_address(struct addresses *a, struct span s)
{
	for (size_t i = 0; i < a->count; i++)
		if (a->at[i].len == s.len && strncasecmp(a->at[i].at, s.at, s.len) == 0)
			return;
	if (a->count < ADDRESSES_MOST && s.len >= ADDRESS_LEAST)
		a->at[a->count++] = s;
}

static void add_addresses(struct addresses *a, struct span s)
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
			add_address(a, (struct span){ s.at + from, to - from });
	}
}

/* The line that begins at `p`, with those that go on from it. */
static size_t folded_line(const char *p, const char *end)
{
	const char *at = p;

	do {
		const char *nl = memchr(at, '\n', (size_t)(end - at));
		at = nl ? nl + 1 : end;
	} while (at < end && (*at == ' ' || *at == '\t'));
	return (size_t)(at - p);
}

static bool is_blank_line(const char *p, const char *end)
{
	return p == end || *p == '\n' || (*p == '\r' && p + 1 < end && p[1] == '\n');
}

static bool is_named(const char *line, size_t len, const char *name)
{
	size_t n = strlen(name);

	return len > n && strncasecmp(line, name, n) == 0 && line[n] == ':';
}

static bool is_receiver(const char *line, size_t len)
{
	for (size_t i = 0; i < sizeof receivers / sizeof *receivers; i++)
		if (is_named(line, len, receivers[i]))
			return true;
	return false;
}

/* "… for <a@b.example>; Thu, 12 Feb …" */
static void add_received(struct addresses *a, const char *line, size_t len)
{
	for (size_t i = 0; i + 5 < len; i++)
		if (isspace((unsigned char)line[i]) && strncasecmp(line + i + 1, "for", 3) == 0 && isspace((unsigned char)line[i + 4])) {
			const char *end = memchr(line + i, ';', len - i);
			add_addresses(a, (struct span){ line + i, end ? (size_t)(end - line) - i : len - i });
		}
}

static const char *find_receivers(const char *at, const char *end, struct addresses *a)
{
	while (!is_blank_line(at, end)) {
		size_t len = folded_line(at, end);
		if (is_receiver(at, len))
			add_addresses(a, (struct span){ at, len });
		else if (is_named(at, len, "Received"))
			add_received(a, at, len);
		at += len;
	}
	return at;
}

/* --- replacing --- */

static bool ends_here(const char *p, const char *end)
{
	if (p == end)
		return true;
	if (*p == '.') /* of a sentence, or of a longer name */
		return p + 1 == end || !isalnum((unsigned char)p[1]);
	return !isalnum((unsigned char)*p) && *p != '-';
}

static size_t address_at(const struct addresses *a, const char *p, const char *end)
{
	size_t longest = 0;

	for (size_t i = 0; i < a->count; i++) {
		size_t len = a->at[i].len;
		if (len > longest && (size_t)(end - p) >= len && strncasecmp(p, a->at[i].at, len) == 0 && ends_here(p + len, end))
			longest = len;
	}
	return longest;
}

static size_t replace(const struct addresses *a, const char *at, const char *end, struct buf *out)
{
	size_t count = 0;
	bool begins = true;

	while (at < end) {
		size_t len = begins ? address_at(a, at, end) : 0;
		begins = !isalnum((unsigned char)*at) && !strchr("._+-", *at);
		if (len) {
			buf_add(out, UNNAMED_ADDRESS);
			at += len;
			count++;
			begins = false;
		} else {
			buf_add_c(out, *at++);
		}
	}
	return count;
}

static size_t replace_value(const char *line, size_t len, struct buf *out)
{
	bool crlf = len > 1 && line[len - 2] == '\r';

	buf_add_n(out, line, (size_t)((const char *)memchr(line, ':', len) - line));
	buf_add(out, ": <" UNNAMED_ADDRESS ">");
	buf_add(out, crlf ? "\r\n" : "\n");
	return 1;
}

size_t unnamed_mail(const struct buf *mail, const char *own, struct buf *out)
{
	const char *at = buf_str(mail), *end = at + mail->len;
	struct addresses a = { 0 };
	size_t count = 0;

	if (own)
		add_address(&a, (struct span){ own, strlen(own) });
	const char *body = find_receivers(at, end, &a);
	while (at < body) {
		size_t len = folded_line(at, body);
		count += is_receiver(at, len) ? replace_value(at, len, out) : replace(&a, at, at + len, out);
		at += len;
	}
	return count + replace(&a, body, end, out);
}
