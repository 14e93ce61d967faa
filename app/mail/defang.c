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

	if (p == start || !is_alnum(p[1]) || p[-1] == '[')
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

static bool is_slash(char c)
{
	return c == '/' || c == '\\';
}

/* "http" in front of a colon, plain or encoded. */
static size_t live_scheme(const char *p)
{
	size_t len = strncasecmp(p, "https", 5) == 0 ? 5 : strncasecmp(p, "http", 4) == 0 ? 4 : 0;

	return len && (p[len] == ':' || strncasecmp(p + len, "%3a", 3) == 0 || (p[len] == '/' && p[len + 1] == '/')) ? len : 0;
}

/* What stands behind the host may hold another address: /go?to=https://b.example/. `every_dot` gets brackets where nobody knows what the
 * text is. */
static void put_path(const char *path, bool every_dot, struct buf *out)
{
	bool in_host = false; /* of that other address */

	for (const char *p = path; *p; p++) {
		if (*p == '.' && (is_live_dot(path, p) || ((in_host || every_dot) && !(p > path && p[-1] == '[')))) {
			buf_add(out, "[.]");
		} else if (live_scheme(p)) {
			buf_add_c(out, *p);
			buf_add(out, "xx");
			p += 2;
		} else if (*p == ':' && is_slash(p[1]) && is_slash(p[2])) {
			buf_add(out, "[:]");
			buf_add_n(out, p + 1, 2);
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
	if (strcmp(u->scheme, "https") == 0) {
		buf_add(out, "hxxps:");
	} else if (strcmp(u->scheme, "http") == 0) {
		buf_add(out, "hxxp:");
	} else {
		put_host(u->scheme, out); /* a scheme may have dots */
		buf_add(out, "[:]");
	}
}

/* Without its scheme only where it had none and is told to be an address all the same. `root`: with the slash of an empty path. */
static void put_url(const struct url *u, bool root, struct buf *out)
{
	const char *rest = u->whole + strlen(u->scheme) + 1;
	bool has_host = rest[0] == '/' && rest[1] == '/';
	bool scheme = !(u->oddities & URL_NO_SCHEME) || !domain_has_known_suffix(u->host);

	if (scheme)
		put_scheme(u, out);
	if (!has_host) {
		put_path(rest, false, out);
		return;
	}
	if (scheme)
		buf_add(out, "//");
	put_host(u->host, out);
	rest += 2 + strlen(u->host);
	rest += strspn(rest, "."); /* at the end of a host */
	if ((scheme && root) || strcmp(rest, "/") != 0)
		put_path(rest, false, out);
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
	put_path(buf_str(&plain), true, out);
	buf_free(&plain);
}

static bool defang_read(const char *url, struct buf *out)
{
	struct arena *a = arena_new();
	struct url u;
	bool ok = url_read(url, a, &u);

	if (ok)
		put_url(&u, true, out);
	arena_free(a);
	return ok;
}

/* What could not be read may be readable once it is plain: it is done again until nothing changes. */
static void defang_unread(const char *url, struct buf *out)
{
	enum { ROUNDS = 4 };
	struct buf now = { 0 }, next = { 0 };

	put_unread(url, &now);
	for (int round = 0; round < ROUNDS; round++) {
		buf_clear(&next);
		if (!defang_read(buf_str(&now), &next))
			put_unread(buf_str(&now), &next);
		if (strcmp(buf_str(&now), buf_str(&next)) == 0)
			break;
		buf_clear(&now);
		buf_add(&now, buf_str(&next));
	}
	buf_add(out, buf_str(&now));
	buf_free(&now);
	buf_free(&next);
}

void url_defang(const char *url, struct buf *out)
{
	if (!defang_read(url, out))
		defang_unread(url, out);
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

/* Nothing but a host in ASCII, with dots or bracketed ones. */
static bool is_host_alone(const struct url *url, const char *text, size_t len)
{
	size_t letters = 0;

	for (size_t i = 0; i < len; i++) {
		if (len - i >= 3 && memcmp(text + i, "[.]", 3) == 0)
			i += 2;
		else if (!is_alnum(text[i]) && text[i] != '.' && text[i] != '-')
			return false;
		letters++;
	}
	return strcmp(url->path, "/") == 0 && strlen(url->host) == letters;
}

/* "Amazon.co.jp" keeps its capital; what is disguised is written plainly. */
static void put_bare(const struct url *url, const char *text, size_t len, struct buf *out)
{
	if (is_host_alone(url, text, len))
		put_mail(text, len, out);
	else
		put_url(url, false, out);
}

/* What follows a host in a text must not become its path. */
static bool ends_in_slash(const char *text, size_t len)
{
	static const char wide[] = "\xEF\xBC\x8F"; /* the full-width one */

	return text[len - 1] == '/' || text[len - 1] == '\\' || (len >= sizeof wide - 1 && strncmp(text + len + 1 - sizeof wide, wide, sizeof wide - 1) == 0);
}

static void rewrite_one(void *context, const struct url *url, size_t start, size_t len)
{
	struct rewrite *w = context;

	buf_add_n(w->out, w->text + w->done, start - w->done);
	if (url && url->oddities & URL_NO_SCHEME)
		put_bare(url, w->text + start, len, w->out);
	else if (url)
		put_url(url, ends_in_slash(w->text + start, len), w->out);
	else
		put_mail(w->text + start, len, w->out);
	w->done = start + len;
}

static void defang_once(const char *text, struct buf *out)
{
	struct arena *a = arena_new();
	struct rewrite w = { text, 0, out };

	find_addresses(text, a, rewrite_one, &w);
	buf_add(out, text + w.done);
	arena_free(a);
}

/* What an address is made into can touch what stands behind it: it is done again until nothing changes, which is nearly always at once. */
void url_defang_text(const char *text, struct buf *out)
{
	enum { ROUNDS = 8 };
	struct buf now = { 0 }, next = { 0 };

	text_clean(text, true, &now);
	for (int round = 0; round < ROUNDS; round++) {
		struct buf before = now;
		buf_clear(&next);
		defang_once(buf_str(&now), &next);
		now = next;
		next = before;
		if (strcmp(buf_str(&now), buf_str(&next)) == 0)
			break;
	}
	buf_add(out, buf_str(&now));
	buf_free(&now);
	buf_free(&next);
}
