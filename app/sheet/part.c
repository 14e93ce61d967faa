#include "sheet/part.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/banned.h"

struct span part_field(const char *p, const char *end)
{
	const char *at = p;

	do {
		const char *nl = memchr(at, '\n', (size_t)(end - at));
		at = nl ? nl + 1 : end;
	} while (at < end && (*at == ' ' || *at == '\t'));
	return (struct span){ p, (size_t)(at - p) };
}

bool part_head_ends(const char *p, const char *end)
{
	return p == end || *p == '\n' || (*p == '\r' && p + 1 < end && p[1] == '\n');
}

bool part_field_is(struct span field, const char *name)
{
	size_t n = strlen(name);

	return field.len > n && strncasecmp(field.at, name, n) == 0 && field.at[n] == ':';
}

/* The word at `p`, in small letters, up to blanks and `stops`; "" when it does not fit. */
static void read_word(const char *p, const char *end, const char *stops, char *out, size_t size)
{
	size_t len = 0;

	for (; p < end && !isspace((unsigned char)*p) && !strchr(stops, *p); p++, len++)
		if (len + 1 < size)
			out[len] = (char)tolower((unsigned char)*p);
	out[len < size ? len : 0] = '\0';
}

/* The value of boundary= and its like, as it stands. */
static void read_parameter(struct span field, const char *name, char *out, size_t size)
{
	size_t n = strlen(name), len = 0;
	const char *end = field.at + field.len;

	for (const char *p = field.at; p + n < end; p++) {
		if (strncasecmp(p, name, n) != 0 || p[n] != '=' || p == field.at || isalnum((unsigned char)p[-1]))
			continue;
		bool quoted = p + n + 1 < end && p[n + 1] == '"';
		for (p += n + 1 + quoted; p < end && (quoted ? *p != '"' : !isspace((unsigned char)*p) && *p != ';'); p++) {
			if (len + 1 < size && *p != '\r' && *p != '\n')
				out[len++] = *p;
		}
		out[len] = '\0';
		return;
	}
}

const char *part_skip_blanks(const char *p, const char *end)
{
	while (p < end && isspace((unsigned char)*p))
		p++;
	return p;
}

void part_read(struct part *part, struct span field)
{
	static const char *const plain[] = { "7bit", "8bit", "binary", "" };
	const char *end = field.at + field.len, *value = memchr(field.at, ':', field.len);
	char word[PART_WORD_SIZE];

	if (!value)
		return;
	value = part_skip_blanks(value + 1, end);
	if (part_field_is(field, "Content-Type")) {
		read_word(value, end, ";", part->type, sizeof part->type);
		read_parameter(field, "boundary", part->boundary, sizeof part->boundary);
		read_parameter(field, "charset", part->charset, sizeof part->charset);
	} else if (part_field_is(field, "Content-Transfer-Encoding")) {
		read_word(value, end, ";", word, sizeof word);
		part->coding = strcmp(word, "base64") == 0 ? CODING_BASE64 : strcmp(word, "quoted-printable") == 0 ? CODING_PRINTABLE : CODING_UNKNOWN;
		for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
			if (strcmp(word, plain[i]) == 0)
				part->coding = CODING_NONE;
	}
}

bool part_is_wide(const struct part *part)
{
	return strncasecmp(part->charset, "utf-16", 6) == 0 || strncasecmp(part->charset, "utf-32", 6) == 0 ||
	       strncasecmp(part->charset, "utf-7", 5) == 0;
}
