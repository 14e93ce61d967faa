#include "mail/url.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "mail/domain.h"
#include "mail/host.h"
#include "mail/ip.h"
#include "mail/refang.h"
#include "mail/scheme.h"

#include "base/banned.h"

/* One address while it is read: `text` is what refang made of it. */
struct reading {
	struct refanged plain;
	const char *text;
	struct scheme scheme;
	bool no_scheme;
	unsigned oddities;
	unsigned port;
	struct buf name, host, path; /* the scheme, the host, the path with query and fragment */
	bool has_host;
};

/* What a character of a path, query or fragment is percent-encoded for. */
enum place { IN_OPAQUE, IN_PATH, IN_QUERY, IN_FRAGMENT };

static bool is_encoded_in(enum place place, bool special, unsigned char c)
{
	if (c <= 0x20 || c >= 0x7F)
		return true;
	switch (place) {
	case IN_PATH: return strchr("\"#<>?^`{}", c) != NULL;
	case IN_QUERY: return strchr("\"#<>", c) != NULL || (special && c == '\'');
	case IN_FRAGMENT: return strchr("\"<>`", c) != NULL;
	default: return false;
	}
}

static void put_encoded(enum place place, bool special, const char *s, size_t len, struct buf *out)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		if (is_encoded_in(place, special, c)) {
			buf_add_c(out, '%');
			buf_add_c(out, digits[c >> 4]);
			c = (unsigned char)digits[c & 15];
		}
		buf_add_c(out, (char)c);
	}
}

/* How many dots the segment is, %2e counted as one; 0 when it is anything else. */
static size_t dots(const char *s, size_t len)
{
	size_t count = 0;

	while (len) {
		size_t n = *s == '.' ? 1 : len >= 3 && strncasecmp(s, "%2e", 3) == 0 ? 3 : 0;
		if (!n)
			return 0;
		s += n;
		len -= n;
		count++;
	}
	return count <= 2 ? count : 0;
}

static void drop_segment(struct buf *path)
{
	while (path->len && path->text[path->len - 1] != '/')
		path->len--;
	if (path->len)
		path->len--;
	if (path->text)
		path->text[path->len] = '\0';
}

static size_t segment_len(const struct reading *r, const char *s)
{
	return strcspn(s, r->scheme.special ? "/\\?#" : "/?#");
}

static bool is_slash(const struct reading *r, char c)
{
	return c == '/' || (c == '\\' && r->scheme.special);
}

/* "/a/./b/../c" as "/a/c"; returns where query or fragment begin. */
static const char *read_path(struct reading *r, const char *s)
{
	if (!r->scheme.special && !is_slash(r, *s))
		return s;
	if (is_slash(r, *s))
		s++;
	for (;;) {
		size_t len = segment_len(r, s), dot = dots(s, len);
		bool last = !is_slash(r, s[len]);
		if (dot == 2)
			drop_segment(&r->path);
		if (!dot)
			buf_add_c(&r->path, '/');
		if (!dot)
			put_encoded(IN_PATH, r->scheme.special, s, len, &r->path);
		else if (last)
			buf_add_c(&r->path, '/');
		s += len;
		if (last)
			return s;
		s++;
	}
}

static void read_rest(struct reading *r, const char *s)
{
	s = read_path(r, s);
	if (*s == '?') {
		size_t len = strcspn(s + 1, "#");
		buf_add_c(&r->path, '?');
		put_encoded(IN_QUERY, r->scheme.special, s + 1, len, &r->path);
		s += len + 1;
	}
	if (*s == '#') {
		buf_add_c(&r->path, '#');
		put_encoded(IN_FRAGMENT, r->scheme.special, s + 1, strlen(s + 1), &r->path);
	}
}

/* ":8080" at `s` up to `end`; the scheme's own is as good as none. */
static bool read_port(struct reading *r, const char *s, const char *end)
{
	unsigned port = 0;

	if (s == end)
		return true;
	for (s++; s < end; s++) {
		if (*s < '0' || *s > '9')
			return false;
		port = port * 10 + (unsigned)(*s - '0');
		if (port > 65535)
			return false;
	}
	r->port = end[-1] != ':' && port != r->scheme.port ? port : 0;
	if (r->port && port != 80 && port != 443)
		r->oddities |= URL_PORT;
	return true;
}

static const char *port_of(const char *host, const char *end)
{
	const char *p = *host == '[' ? memchr(host, ']', (size_t)(end - host)) : host;
	const char *mark = p ? memchr(p, ':', (size_t)(end - p)) : NULL;

	return mark ? mark : end;
}

/* The marks of refang on the bytes from `s` to `end`. */
static unsigned marks(const struct reading *r, const char *s, const char *end)
{
	return refang_marks(&r->plain, (size_t)(s - r->plain.text.text), (size_t)(end - r->plain.text.text));
}

static bool read_authority(struct reading *r, const char *s, const char *end)
{
	const char *at = memrchr(s, '@', (size_t)(end - s)), *host = at ? at + 1 : s, *port = port_of(host, end);

	if (at)
		r->oddities |= URL_USERINFO;
	if (marks(r, host, port) & REFANG_DRESSED)
		r->oddities |= URL_LOOKALIKE;
	if (host == port)
		return r->scheme.special ? strcmp(buf_str(&r->name), "file") == 0 && !at && port == end : port == end && !at;
	r->has_host = true;
	return host_read(host, (size_t)(port - host), r->scheme.special, &r->host, &r->oddities) && read_port(r, port, end);
}

static bool has_backslash(const char *s, const char *end)
{
	for (; s < end && *s != '?' && *s != '#'; s++)
		if (*s == '\\')
			return true;
	return false;
}

/* `s` stands behind the scheme. */
static bool read_behind(struct reading *r, const char *s)
{
	const char *end;
	bool file = r->scheme.special && strcmp(buf_str(&r->name), "file") == 0;

	if (r->scheme.special && has_backslash(s, s + strlen(s)))
		r->oddities |= URL_BACKSLASH;
	r->has_host = file;
	if (file || !r->scheme.special) {
		if (!is_slash(r, s[0]) || !is_slash(r, s[1])) {
			if (file || is_slash(r, s[0]))
				read_rest(r, s);
			else
				put_encoded(IN_OPAQUE, false, s, strlen(s), &r->path);
			return *s != '\0';
		}
		s += 2;
		r->has_host = true;
	} else {
		s += strspn(s, "/\\");
	}
	end = s + segment_len(r, s);
	if (!read_authority(r, s, end))
		return false;
	read_rest(r, end);
	return true;
}

/* Without a scheme: "//host/path", or a host that can be nothing else. */
static bool read_bare(struct reading *r)
{
	struct buf host = { 0 };
	const char *s = r->text;
	size_t len = strcspn(s, "/\\?#:@");
	bool ok = false;

	r->no_scheme = true;
	r->oddities |= URL_NO_SCHEME;
	scheme_read("https:", &r->scheme);
	buf_add(&r->name, "https");
	if (s[0] == '/' && s[1] == '/')
		return read_behind(r, s);
	if (!len || s[len] == '@')
		return false;
	buf_add_n(&host, s, len);
	bool quad = strspn(s, "0123456789.") == len;
	if (quad || domain_has_known_suffix(host.text))
		ok = read_behind(r, s);
	ok = ok && (!quad || strcmp(buf_str(&r->host), host.text) == 0);
	buf_free(&host);
	return ok;
}

static bool read_all(struct reading *r)
{
	size_t len = scheme_read(r->text, &r->scheme);

	/* "example.co.jp:8080/x" is a host and a port. */
	if (len && !r->scheme.special && memchr(r->text, '.', len) && strspn(r->text + len, "0123456789"))
		len = 0;
	if (!len)
		return read_bare(r);
	if (r->scheme.disguised)
		r->oddities |= URL_DEFANGED;
	if (marks(r, r->text, r->text + len) & REFANG_DRESSED)
		r->oddities |= URL_LOOKALIKE;
	if (r->scheme.name)
		buf_add(&r->name, r->scheme.name);
	for (size_t i = 0; !r->scheme.name && i < r->scheme.name_len; i++)
		buf_add_c(&r->name, (char)(r->text[i] >= 'A' && r->text[i] <= 'Z' ? r->text[i] + 32 : r->text[i]));
	return read_behind(r, r->text + len);
}

/* Letters that need no encoding and have it all the same. */
static bool is_overencoded(const char *path)
{
	size_t count = 0;

	for (; *path && *path != '?' && *path != '#'; path++) {
		int high = *path == '%' ? hex_value(path[1]) : -1, low = high >= 0 ? hex_value(path[2]) : -1;
		int c = low >= 0 ? high * 16 + low : 0;
		count += (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
	}
	return count >= 4;
}

static void write_url(struct reading *r, struct arena *a, struct url *out)
{
	struct buf whole = { 0 }, shown = { 0 };
	size_t host_len = r->host.len;

	buf_addf(&whole, "%s:%s%s", buf_str(&r->name), r->has_host ? "//" : "", buf_str(&r->host));
	if (!r->has_host && strncmp(buf_str(&r->path), "//", 2) == 0)
		buf_add(&whole, "/."); /* a path, no host */
	if (r->port)
		buf_addf(&whole, ":%u", r->port);
	buf_add(&whole, buf_str(&r->path));
	while (host_len > 1 && r->host.text[host_len - 1] == '.')
		host_len--;
	*out = (struct url){ .whole = arena_strndup(a, whole.text, whole.len), .scheme = arena_strdup(a, buf_str(&r->name)),
		             .host = arena_strndup(a, buf_str(&r->host), host_len), .port = r->port, .oddities = r->oddities };
	domain_to_unicode(out->host, &shown);
	out->host_shown = arena_strdup(a, buf_str(&shown));
	out->domain = *out->host ? domain_registrable(out->host, a) : NULL;
	if (!out->domain)
		out->domain = out->host;
	out->path = r->path.len ? arena_strdup(a, r->path.text) : "/";
	if (is_overencoded(out->path))
		out->oddities |= URL_LONG_PERCENT;
	buf_free(&whole);
	buf_free(&shown);
}

/* Undoes disguises until none is left: brackets can stand in brackets. */
static bool undo(struct reading *r, const char *text)
{
	enum { ROUNDS = 4 };
	struct refanged next;

	refang_read(text, REFANG_ADDRESS, &r->plain);
	for (int round = 0; refang_marks(&r->plain, 0, r->plain.text.len) & REFANG_UNDONE; round++) {
		r->oddities |= URL_DEFANGED;
		if (round == ROUNDS)
			return false;
		refang_read(r->plain.text.text, REFANG_ADDRESS, &next);
		bool again = (refang_marks(&next, 0, next.text.len) & REFANG_UNDONE) != 0;
		if (!again) {
			refang_free(&next);
			return true;
		}
		refang_free(&r->plain);
		r->plain = next;
	}
	return true;
}

/* Takes off what browsers and writers put around an address: blanks, <…>, "URL:". */
static void unwrap(struct reading *r)
{
	char *s = r->plain.text.text, *end = s + r->plain.text.len;

	for (;;) {
		while (*s && (unsigned char)*s <= ' ')
			s++;
		if (*s == '<')
			s++;
		else if (strncasecmp(s, "URL:", 4) == 0)
			s += 4;
		else
			break;
	}
	while (end > s && ((unsigned char)end[-1] <= ' ' || end[-1] == '>'))
		end--;
	*end = '\0';
	r->text = s;
}

bool url_read(const char *text, struct arena *a, struct url *out)
{
	struct reading r = { 0 };
	bool ok = strlen(text) <= URL_MOST && undo(&r, text);

	if (!ok)
		goto out;
	if (refang_marks(&r.plain, 0, r.plain.text.len) & REFANG_UNSEEN)
		r.oddities |= URL_INVISIBLE;
	unwrap(&r);
	ok = read_all(&r);
	if (ok)
		write_url(&r, a, out);
out:
	refang_free(&r.plain);
	buf_free(&r.name);
	buf_free(&r.host);
	buf_free(&r.path);
	return ok;
}
