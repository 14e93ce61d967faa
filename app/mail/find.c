#include "mail/find.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "mail/domain.h"
#include "mail/refang.h"
#include "mail/scheme.h"

#include "base/banned.h"

/* How far an authority and an address are looked for: what bounds the time where nothing is found. */
enum { AUTHORITY_MOST = 1024, ADDRESS_MOST = 8 * 1024, HOST_MOST = 1000 };

struct search {
	const char *source;
	struct refanged plain;
	const char *text, *end; /* what refang made of it */
	struct arena *arena;
	find_fn *each;
	void *context;
};

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Letters of Latin, Greek, Cyrillic and Armenian beyond ASCII: U+0080 to U+05BF in UTF-8. */
static bool is_foreign_byte(char c)
{
	unsigned char u = (unsigned char)c;

	return u >= 0x80 && u <= 0xD6;
}

/* Words that may be a scheme, a host or the name of a mailbox. */
static bool is_word(char c)
{
	return is_alnum(c) || is_foreign_byte(c) || c == '.' || c == '-' || c == '_' || c == '%' || c == '+' || c == '*';
}

static size_t word_len(const char *s)
{
	size_t len = 0;

	while (is_word(s[len]))
		len++;
	return len;
}

static bool is_path_char(char c)
{
	return c > ' ' && c < 0x7F && !strchr("<>\"`{}|^", c);
}

/* Takes back what ends a sentence or closes a bracket opened before the address. */
static const char *trim(const char *begin, const char *end)
{
	while (end > begin) {
		char c = end[-1];
		char open = c == ')' ? '(' : c == ']' ? '[' : 0;
		size_t opened = 0, closed = 0;
		if (!open && !strchr(".,;:!?'*_~", c))
			break;
		for (const char *p = begin; open && p < end; p++) {
			opened += *p == open;
			closed += *p == c;
		}
		if (open && opened >= closed)
			break;
		end--;
	}
	return end;
}

/* The end of port, path, query and fragment that begin at `s`. */
static const char *path_end(const struct search *f, const char *begin, const char *s)
{
	int round = 0, square = 0; /* brackets open */

	for (; s < f->end && s - begin < ADDRESS_MOST && is_path_char(*s); s++) {
		round += (*s == '(') - (*s == ')');
		square += (*s == '[') - (*s == ']');
		if (round < 0 || square < 0)
			break; /* it closes what was opened before the address */
	}
	return trim(begin, s);
}

static const char *port_end(const char *s)
{
	size_t digits = *s == ':' ? strspn(s + 1, "0123456789") : 0;

	return digits ? s + 1 + digits : s;
}

/* --- with a scheme --- */

static bool is_japanese_stop(uint32_t c)
{
	return (c >= 0x3000 && c <= 0x3004) || (c >= 0x3008 && c <= 0x301F) || (c >= 0x2000 && c <= 0x2043) || c == 0xFF65 || c == 0x30FB ||
	       (c >= 0xFF01 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20) || (c >= 0xFF3B && c <= 0xFF40) || (c >= 0xFF5B && c <= 0xFF64) ||
	       c == 0xFFFD || (c >= 0x2190 && c <= 0x21FF) || (c >= 0x25A0 && c <= 0x25FF);
}

/* User name, host and port: up to a slash, a blank, or a sign that no host has. */
static const char *authority_end(const struct search *f, const char *s)
{
	const char *begin = s;
	uint32_t c;

	if (*s == '[') /* IPv6 */
		s += strspn(s + 1, "0123456789abcdefABCDEF:.") + 1;
	if (s > begin && *s == ']')
		s++;
	while (s < f->end && s - begin < AUTHORITY_MOST) {
		size_t n = text_next(s, &c);
		if (c <= ' ' || (c < 0x80 && strchr("/\\?#<>\"`{}|^()[],;'", (char)c)) || is_japanese_stop(c))
			break;
		s += n;
	}
	return s;
}

static bool has_suffix(const char *begin, const char *end)
{
	char host[HOST_MOST];
	size_t len = (size_t)(end - begin);

	if (!len || len >= sizeof host)
		return false;
	memcpy(host, begin, len);
	host[len] = '\0';
	return domain_has_known_suffix(host);
}

/* Where the first letter beyond ASCII stands; `end` when there is none. */
static const char *first_foreign(const char *s, const char *end)
{
	while (s < end && (unsigned char)*s < 0x80)
		s++;
	return s;
}

/* Text goes on right behind a host: https://example.comをご覧. Letters are part of a host where its last label is known. */
static const char *host_end(const char *begin, const char *end)
{
	const char *at = memrchr(begin, '@', (size_t)(end - begin)), *foreign, *dot;

	begin = at ? at + 1 : begin;
	foreign = first_foreign(begin, end);
	const char *port = memchr(begin, ':', (size_t)(end - begin));
	if (foreign == end || has_suffix(begin, port && *begin != '[' ? port : end))
		return end;
	dot = memrchr(begin, '.', (size_t)(end - begin));
	if (dot && dot > foreign && has_suffix(begin, first_foreign(dot, end)))
		return first_foreign(dot, end);
	return foreign;
}

static bool report(struct search *f, const char *begin, const char *end)
{
	size_t from = f->plain.at[begin - f->text], to = f->plain.at[end - f->text];
	struct url url;

	if (!url_read(arena_strndup(f->arena, f->source + from, to - from), f->arena, &url))
		return false;
	f->each(f->context, &url, from, to - from);
	return true;
}

/* An address whose scheme begins at `begin`, read up to `s`. Returns its end, or `s` when it is none. */
static const char *try_scheme(struct search *f, const char *begin, const char *s)
{
	const char *host = s + strspn(s, "/\\"), *end;

	if (host == s)
		return s;
	end = authority_end(f, host);
	const char *cut = host_end(host, end);
	if (cut == end && *end && strchr("/\\?#", *end))
		end = path_end(f, begin, end);
	else
		end = trim(host, cut);
	return end > host && report(f, begin, end) ? end : s;
}

/* --- without a scheme --- */

/* Last labels that are better known as the end of a file's name or of an abbreviation. */
static bool is_file_ending(const char *label, size_t len)
{
	static const char *const endings[] = { "md", "rs", "py", "sh", "pl", "ps", "zip", "mov", "ltd", "java", "bat" };

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (strlen(endings[i]) == len && strncasecmp(endings[i], label, len) == 0)
			return true;
	return false;
}

static bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* Looks like a host even with nothing behind it: not "U.S", "main.rs", "…today.It was…". */
static bool looks_like_host(const char *s, size_t len)
{
	const char *dot = memrchr(s, '.', len);
	size_t last = len - (size_t)(dot + 1 - s);

	if (strncasecmp(s, "www.", 4) == 0)
		return true;
	if (dot - s < 2 || is_file_ending(dot + 1, last))
		return false;
	return !is_capital(dot[1]) || is_capital(dot[2]);
}

static bool is_quad(const char *s, size_t len)
{
	size_t points = 0;

	for (size_t i = 0; i < len; i++) {
		if (s[i] != '.' && (s[i] < '0' || s[i] > '9'))
			return false;
		points += s[i] == '.';
	}
	return points == 3;
}

static bool is_host_start(const struct search *f, const char *s)
{
	return s == f->text || (!is_word(s[-1]) && !strchr("@/\\=&#~", s[-1]));
}

/* The word of `len` bytes at `s` as a bare host, with what follows it. Returns its end, NULL when it is none. */
static const char *try_bare(struct search *f, const char *s, size_t len)
{
	while (len && strchr(".-_*%+", s[len - 1]))
		len--;
	while (len && strchr("*_-+", *s)) {
		s++;
		len--;
	}
	if (len < 4 || !memchr(s, '.', len) || !is_host_start(f, s))
		return NULL;
	const char *end = port_end(s + len);
	bool path = *end == '/' || (*end == '?' && is_alnum(end[1]));
	bool more = path || end > s + len;
	if (is_quad(s, len) ? !more : !has_suffix(s, s + len) || (!more && !looks_like_host(s, len)))
		return NULL;
	if (path)
		end = path_end(f, s, end);
	return report(f, s, end) ? end : NULL;
}

/* --- mail addresses --- */

/* `at` is an @ behind a word that begins at `s`. Returns the end of the mail address, NULL when it is none. */
static const char *try_mail(struct search *f, const char *s, const char *at)
{
	size_t len = 0;

	while (is_alnum(at[1 + len]) || is_foreign_byte(at[1 + len]) || (at[1 + len] && strchr(".-", at[1 + len])))
		len++;
	while (len && strchr(".-", at[len]))
		len--;
	if (s == at || len < 3 || len > HOST_MOST || !memchr(at + 1, '.', len))
		return NULL;
	size_t from = f->plain.at[s - f->text];
	f->each(f->context, NULL, from, f->plain.at[at + 1 + len - f->text] - from);
	return at + 1 + len;
}

/* line://, intent://: a word without dots, which a host would have. */
static bool is_other_scheme(const char *s, const char *end)
{
	return end[0] == ':' && (end[1] == '/' || end[1] == '\\') && (end[2] == '/' || end[2] == '\\') && !memchr(s, '.', (size_t)(end - s));
}

/* What begins with the word at `s`. Returns where to go on. */
static const char *read_word(struct search *f, const char *s)
{
	const char *end = s + word_len(s), *begin, *found = NULL;
	struct scheme scheme;

	begin = *end == ':' || *end == ';' || (*end == '/' && end[1] == '/') ? scheme_before(s, end) : NULL;
	if (!begin && is_other_scheme(s, end))
		begin = s;
	if (begin) {
		size_t len = scheme_read(begin, &scheme);
		const char *behind = begin + len;
		found = len ? try_scheme(f, begin, behind) : NULL;
		if (found && found > behind)
			return found;
	}
	found = *end == '@' ? try_mail(f, s, end) : try_bare(f, s, (size_t)(end - s));
	return found ? found : end;
}

void find_addresses(const char *text, struct arena *a, find_fn *each, void *context)
{
	struct search f = { .source = text, .arena = a, .each = each, .context = context };

	refang_read(text, REFANG_TEXT, &f.plain);
	f.text = f.plain.text.text;
	f.end = f.text + f.plain.text.len;
	for (const char *s = f.text; s < f.end;)
		s = is_word(*s) ? read_word(&f, s) : s + 1;
	refang_free(&f.plain);
}

struct only_urls {
	url_found_fn *each;
	void *context;
};

static void pass_url(void *context, const struct url *url, size_t start, size_t len)
{
	const struct only_urls *o = context;

	if (url)
		o->each(o->context, url, start, len);
}

void url_find(const char *text, struct arena *a, url_found_fn *each, void *context)
{
	struct only_urls o = { each, context };

	find_addresses(text, a, pass_url, &o);
}
