#include "mail/scheme.h"

#include <string.h>
#include <strings.h>

#include "base/banned.h"

static const struct scheme SPECIAL[] = {
	{ "http", 4, 80, true, false }, { "https", 5, 443, true, false }, { "ftp", 3, 21, true, false },
	{ "ws", 2, 80, true, false },   { "wss", 3, 443, true, false },   { "file", 4, 0, true, false },
};

enum { HTTP, HTTPS, FTP };

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_mask(char c)
{
	return c && strchr("tTxX*_#?+-", c);
}

static bool same(char c, char letter)
{
	return c == letter || c == letter - 32;
}

/* hxxp, h**ps, h__p, ttps …: its length and which it is; 0 when it is none. */
static size_t web_word(const char *s, size_t *which)
{
	size_t len;

	if (same(s[0], 'h') && is_mask(s[1]) && is_mask(s[2]) && same(s[3], 'p'))
		len = 4;
	else if (same(s[0], 't') && same(s[1], 't') && same(s[2], 'p'))
		len = 3;
	else if (same(s[0], 'f') && is_mask(s[1]) && same(s[2], 'p')) {
		*which = FTP;
		return 3;
	} else {
		return 0;
	}
	*which = same(s[len], 's') ? HTTPS : HTTP;
	return len + *which;
}

/* ":" or, where somebody forgot or hid it, ";//" or "//". */
static size_t colon(const char *s, bool *odd)
{
	*odd = s[0] != ':';
	if (s[0] == ':')
		return 1;
	if (s[0] == ';' && s[1] == '/' && s[2] == '/')
		return 1;
	return 0;
}

static size_t web_read(const char *s, struct scheme *out)
{
	size_t which, len = web_word(s, &which);
	bool odd;

	if (!len)
		return 0;
	size_t mark = colon(s + len, &odd);
	if (!mark && (s[len] != '/' || s[len + 1] != '/'))
		return 0;
	*out = SPECIAL[which];
	out->disguised = odd || len != out->name_len || strncasecmp(s, out->name, len) != 0;
	return len + mark;
}

size_t scheme_read(const char *s, struct scheme *out)
{
	size_t len = web_read(s, out);

	if (len)
		return len;
	if (!is_letter(*s))
		return 0;
	while (is_letter(s[len]) || (s[len] && strchr("0123456789+-.", s[len])))
		len++;
	if (s[len] != ':')
		return 0;
	for (size_t i = 0; i < sizeof SPECIAL / sizeof *SPECIAL; i++)
		if (SPECIAL[i].name_len == len && strncasecmp(s, SPECIAL[i].name, len) == 0) {
			*out = SPECIAL[i];
			return len + 1;
		}
	*out = (struct scheme){ .name_len = len };
	return len + 1;
}

const char *scheme_before(const char *begin, const char *end)
{
	size_t which;

	for (size_t len = 5; len >= 3; len--)
		if ((size_t)(end - begin) >= len && web_word(end - len, &which) == len)
			return end - len;
	return NULL;
}
