/* Addresses made harmless: nothing in the output can be clicked, in any program. */
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "mail/domain.h"
#include "mail/find.h"

#include "base/banned.h"

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void put_host(const char *host, struct buf *out)
{
	if (*host == '[') {
		buf_add(out, host);
		return;
	}
	for (; *host; host++)
		*host == '.' ? buf_add(out, "[.]") : buf_add_c(out, *host);
}

/* The dot at `p` could stand in a host: a known last label behind it, or digits around it. */
static bool is_live_dot(const char *start, const char *p)
{
	enum { LABEL = 24 };
	char host[LABEL + 3] = "a.";
	size_t len = 0;

	if (p == start || !is_alnum(p[1]) || !is_alnum(p[-1]))
		return false;
	if (is_digit(p[-1]) && is_digit(p[1]))
		return true;
	if (strncasecmp(p + 1, "xn--", 4) == 0)
		return true;
	while (is_alnum(p[1 + len]) && len < LABEL)
		len++;
	memcpy(host + 2, p + 1, len);
	host[2 + len] = '\0';
	return domain_has_known_suffix(host);
}

/* "http" in front of a colon, plain or encoded. */
static size_t live_scheme(const char *p)
{
	size_t len = strncasecmp(p, "https", 5) == 0 ? 5 : strncasecmp(p, "http", 4) == 0 ? 4 : 0;

	return len && (p[len] == ':' || strncasecmp(p + len, "%3a", 3) == 0 || (p[len] == '/' && p[len + 1] == '/')) ? len : 0;
}

/* What stands behind the host may hold another address: /go?to=https://b.example/. */
static void put_path(const char *path, struct buf *out)
{
	bool in_host = false; /* of that other address */

	for (const char *p = path; *p; p++) {
		if (*p == '.' && (is_live_dot(path, p) || (in_host && p[1] && p[-1] != '['))) {
			buf_add(out, "[.]");
		} else if (live_scheme(p)) {
			buf_add_c(out, *p);
			buf_add(out, "xx");
			p += 2;
		} else if (*p == ':' && p[1] == '/' && p[2] == '/' && p > path && is_alnum(p[-1])) {
			buf_add(out, "[:]//");
			in_host = true;
			p += 2;
		} else {
			buf_add_c(out, *p);
			in_host = in_host && !strchr("/?#&", *p);
		}
	}
}

static void put_scheme(const struct url *u, struct buf *out)
{
	if (strcmp(u->scheme, "https") == 0)
		buf_add(out, "hxxps:");
	else if (strcmp(u->scheme, "http") == 0)
		buf_add(out, "hxxp:");
	else
		buf_addf(out, "%s[:]", u->scheme);
}

static void put_url(const struct url *u, bool scheme, struct buf *out)
{
	const char *rest = u->whole + strlen(u->scheme) + 1;
	bool has_host = rest[0] == '/' && rest[1] == '/';

	if (scheme)
		put_scheme(u, out);
	if (!has_host) {
		put_path(rest, out);
		return;
	}
	if (scheme)
		buf_add(out, "//");
	put_host(u->host, out);
	rest += 2 + strlen(u->host);
	rest += *rest == '.'; /* at the end of a host */
	if (scheme || strcmp(rest, "/") != 0)
		put_path(rest, out);
}

/* What is no address that could be opened, made plain and harmless all the same. */
static void put_unread(const char *text, struct buf *out)
{
	struct buf plain = { 0 };
	static const char digits[] = "0123456789ABCDEF";

	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (*p > ' ' && *p < 0x7F) {
			buf_add_c(&plain, (char)*p);
		} else {
			buf_add_c(&plain, '%');
			buf_add_c(&plain, digits[*p >> 4]);
			buf_add_c(&plain, digits[*p & 15]);
		}
	}
	put_path(buf_str(&plain), out);
	buf_free(&plain);
}

void url_defang(const char *url, struct buf *out)
{
	struct arena *a = arena_new();
	struct url u;

	if (url_read(url, a, &u))
		put_url(&u, !(u.oddities & URL_NO_SCHEME), out);
	else
		put_unread(url, out);
	arena_free(a);
}

struct rewrite {
	const char *text;
	size_t done;
	struct buf *out;
};

/* A mail address, or a host alone. */
static void put_mail(const char *mail, size_t len, struct buf *out)
{
	const char *at = memrchr(mail, '@', len);

	for (const char *p = mail; p < mail + len; p++)
		if (*p == '.' && (!at || p > at || is_live_dot(mail, p)) && !(p > mail && p[-1] == '['))
			buf_add(out, "[.]");
		else
			buf_add_c(out, *p);
}

/* "Amazon.co.jp" keeps its capital; what is disguised is written plainly. */
static void put_bare(const struct url *url, const char *text, size_t len, struct buf *out)
{
	bool as_written = strcmp(url->path, "/") == 0 && strlen(url->host) == len;

	for (size_t i = 0; i < len && as_written; i++)
		as_written = is_alnum(text[i]) || text[i] == '.' || text[i] == '-';
	if (as_written)
		put_mail(text, len, out);
	else
		put_url(url, false, out);
}

static void rewrite_one(void *context, const struct url *url, size_t start, size_t len)
{
	struct rewrite *w = context;

	buf_add_n(w->out, w->text + w->done, start - w->done);
	if (url && url->oddities & URL_NO_SCHEME)
		put_bare(url, w->text + start, len, w->out);
	else if (url)
		put_url(url, true, w->out);
	else
		put_mail(w->text + start, len, w->out);
	w->done = start + len;
}

void url_defang_text(const char *text, struct buf *out)
{
	struct buf clean = { 0 };
	struct arena *a = arena_new();

	text_clean(text, true, &clean);
	struct rewrite w = { buf_str(&clean), 0, out };
	find_addresses(w.text, a, rewrite_one, &w);
	buf_add(out, w.text + w.done);
	arena_free(a);
	buf_free(&clean);
}
